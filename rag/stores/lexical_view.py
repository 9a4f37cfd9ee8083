"""One view of the lexical index: stemmed BM25 over the words, exact terms for ids, numbers and names (tantivy)."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rag.cables.ids import find_ids, post_key
from rag.cables.marking import Level
from rag.cables.model import HEADER_INDEX, Cable, Key, Paragraph
from rag.errors import OperatorError
from rag.stores.failures import index_errors
from rag.stores.filters import Filters
from rag.stores.selection import UNLIMITED, Selection, day_number

if TYPE_CHECKING:
    import tantivy

MAX_TERMS = 128
"""Distinct terms of a query that are looked up; the rest of a longer text is left out."""
_MAYBE_ID = re.compile(r"[0-9]{2}[ \t_-]{0,3}[A-Za-z]{3}")
"""Every id has this; looking for it first spares most paragraphs a far dearer search."""
_HEAP = 16_000_000
"""Bytes a writer may hold before it writes a segment; a group of an ingest fits."""
_LONGEST_TERM = 60
_WEIGHTS = {"text": 1.0, "subject": 0.3, "exact": 0.3, "names": 2.0}
"""How much a term counts by the field that it stands in."""


def _stems() -> "tantivy.TextAnalyzer":
    import tantivy

    return _lowered().filter(tantivy.Filter.stemmer("english")).build()


def _lowered() -> "tantivy.TextAnalyzerBuilder":
    import tantivy

    builder = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    return (
        builder.filter(tantivy.Filter.remove_long(_LONGEST_TERM))
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.ascii_fold())
    )


def _schema() -> "tantivy.Schema":
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("cable", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("index", stored=True)
    builder.add_text_field("text", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("subject", tokenizer_name="stems", index_option="freq")
    builder.add_text_field("exact", tokenizer_name="words", index_option="freq")
    builder.add_text_field("names", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("tags", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("post", tokenizer_name="raw", index_option="basic")
    builder.add_unsigned_field("day", indexed=True, fast=True)
    builder.add_unsigned_field("level", indexed=True, fast=True)
    return builder.build()


class LexicalView:
    """One index over the paragraphs that a clearance lets a reader see.

    A query is built term by term, so that nothing a user types is ever read as query syntax.
    """

    def __init__(self, path: Path, *, write: bool, clearance: Level | None = None) -> None:
        """Opens the index.

        Args:
            path: Its folder.
            write: Whether it will be changed; the caller holds the writer's lock.
            clearance: Only paragraphs within it are ever held; None holds all.

        Raises:
            OperatorError: It is missing, damaged or of another layout.
        """
        import tantivy

        self._path = path
        self._clearance = clearance
        self._schema = _schema()
        if not path.is_dir():
            raise OperatorError(f"The lexical index {path} is missing; run `reftel reindex` to build it again.")
        with index_errors(path, ValueError):
            self._index = tantivy.Index(self._schema, str(path), reuse=True)
            self._analyzers = {"stems": _stems(), "words": _lowered().build()}
            for name, analyzer in self._analyzers.items():
                self._index.register_tokenizer(name, analyzer)
            self._index.config_reader("manual")
            self._index.reload()
            self._writer = self._index.writer(_HEAP, 1) if write else None

    @staticmethod
    def create(path: Path) -> None:
        """Makes an empty index."""
        import tantivy

        with index_errors(path, ValueError):
            path.mkdir()
            tantivy.Index(_schema(), str(path), reuse=False)

    def close(self) -> None:
        """Ends background work; an uncommitted batch is dropped."""
        if self._writer is not None:
            with index_errors(self._path, ValueError):
                self._writer.wait_merging_threads()
            self._writer = None

    def count(self) -> int:
        """Number of paragraphs, headers included."""
        with index_errors(self._path, ValueError):
            self._index.reload()
            return self._index.searcher().num_docs

    def keys(self) -> list[Key]:
        """The paragraphs that it holds, once for each time that it holds them."""
        import tantivy

        with index_errors(self._path, ValueError):
            self._index.reload()
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.all_query(), limit=max(searcher.num_docs, 1), count=False).hits
            return [_key(searcher.doc(address)) for _, address in hits]

    def replace(self, removed: Iterable[str], cables: Sequence[Cable]) -> None:
        """Replaces all that is held of some cables, in one commit.

        Args:
            removed: Ids of all cables that change.
            cables: Those of them that are still in the library.
        """
        if self._writer is None:
            raise TypeError("the lexical index is open for reading")
        with index_errors(self._path, ValueError):
            for cable in removed:
                self._writer.delete_documents_by_term("cable", cable)
            for cable in cables:
                for unit in cable.units:
                    if unit.effective_marking.within(self._clearance):
                        self._writer.add_document(_document(cable, unit))
            self._writer.commit()

    def query(self, terms: str, k: int, filters: Filters = UNLIMITED) -> list[tuple[Key, float]]:
        """The paragraphs that hold the words.

        Args:
            terms: Any text; no character in it has a meaning of its own.
            k: How many.
            filters: Applied before ranking.

        Returns:
            Up to k paragraphs with their score, best first; none when no word is known. A score compares within one
            query only.
        """
        import tantivy

        words = self._terms(terms)
        if not words or k < 1:
            return []
        wanted = [
            (tantivy.Occur.Should, tantivy.Query.boost_query(self._term(field, term), _WEIGHTS[field]))
            for field, term in words
        ]
        clauses = [(tantivy.Occur.Must, tantivy.Query.boolean_query(wanted)), *self._limits(Selection.of(filters))]
        with index_errors(self._path, ValueError):
            self._index.reload()
            searcher = self._index.searcher()
            hits = searcher.search(tantivy.Query.boolean_query(clauses), limit=k, count=False).hits
            found = [(_key(searcher.doc(address)), float(score)) for score, address in hits]
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))

    def _terms(self, text: str) -> list[tuple[str, str]]:
        bounded = text[: MAX_TERMS * _LONGEST_TERM]
        stems = list(dict.fromkeys(self._analyzers["stems"].analyze(bounded)))[:MAX_TERMS]
        words = list(dict.fromkeys(self._analyzers["words"].analyze(bounded)))[:MAX_TERMS]
        names = dict.fromkeys((*find_ids(bounded), *(word.upper() for word in words)))
        fields = {"text": stems, "subject": stems, "exact": words, "names": names}
        return [(field, term) for field, terms in fields.items() for term in terms]

    def _term(self, field: str, term: str) -> "tantivy.Query":
        import tantivy

        return tantivy.Query.term_query(self._schema, field, term, index_option="freq")

    def _limits(self, selection: Selection) -> list[tuple["tantivy.Occur", "tantivy.Query"]]:
        import tantivy

        limits = [
            tantivy.Query.term_set_query(self._schema, field, list(values))
            for field, values in (("post", selection.posts), ("cable", selection.cables), ("tags", selection.tags))
            if values
        ]
        unsigned = tantivy.FieldType.Unsigned
        if selection.dated:
            limits.append(tantivy.Query.range_query(self._schema, "day", unsigned, selection.first, selection.last))
        if selection.level is not None:
            limits.append(tantivy.Query.range_query(self._schema, "level", unsigned, 0, selection.level))
        return [(tantivy.Occur.Must, tantivy.Query.boost_query(limit, 0.0)) for limit in limits]


def _key(document: "tantivy.Document") -> Key:
    return Key(str(document.get_first("cable")), int(document.get_first("index") or 0))


def _document(cable: Cable, unit: Paragraph) -> "tantivy.Document":
    """A paragraph is not found by words of a subject above its own marking, which would tell what they are."""
    import tantivy

    document = tantivy.Document()
    document.add_text("id", f"{cable.id}:{unit.index}")
    document.add_text("cable", cable.id)
    document.add_unsigned("index", unit.index)
    document.add_text("text", unit.text)
    document.add_text("exact", unit.text)
    document.add_text("post", post_key(cable.post))
    document.add_unsigned("day", day_number(cable.date))
    document.add_unsigned("level", int(unit.effective_marking.level))
    for tag in cable.tags:
        document.add_text("tags", tag.upper())
    if unit.index == HEADER_INDEX:
        names = (cable.id, *cable.refs, *(tag.upper() for tag in cable.tags))
    else:
        names = find_ids(unit.text) if _MAYBE_ID.search(unit.text) else ()
        if cable.header.effective_marking.level <= unit.effective_marking.level:
            document.add_text("subject", cable.subject)
    for name in dict.fromkeys(names):
        document.add_text("names", name)
    return document
