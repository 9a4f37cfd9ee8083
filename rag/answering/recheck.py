"""Checking an exported answer or brief again: the same gate over what the library holds now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.citing import Lookup
from rag.answering.gate import check
from rag.answering.model import Citation, Draft, DraftCitation, Statement, Verdict
from rag.cables.model import Evidence, Key, Span
from rag.errors import UserError


@dataclass(frozen=True)
class ExportedCitation:
    """A citation as a file has it, not trusted: names as in the JSON form of an answer."""

    cable: str
    paragraph: str
    index: int
    quote: str
    spans: tuple[Span, ...]
    marking: str

    @property
    def key(self) -> Key:
        """The paragraph that it names."""
        return Key(self.cable, self.index)


@dataclass(frozen=True)
class ExportedStatement:
    """A statement as a file has it, not trusted: its verdict is a claim."""

    text: str
    verdict: Verdict
    citations: tuple[ExportedCitation, ...]
    insertions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rechecked:
    """What became of an exported statement.

    Attributes:
        exported: As the file has it.
        statement: As the gate decides today.
        changes: What the file says otherwise than the library, in words: a quote, place, label or marking.
    """

    exported: ExportedStatement
    statement: Statement
    changes: tuple[str, ...]

    @property
    def old(self) -> Verdict:
        """The verdict that the file claims."""
        return self.exported.verdict

    @property
    def new(self) -> Verdict:
        """The verdict of today on what the file says, its quotes, labels and markings among it.

        Never higher than the file's, since citations that failed are not in the file.
        """
        return Verdict.UNVERIFIED if self.changes or self.old is Verdict.UNVERIFIED else self.statement.verdict

    @property
    def holds(self) -> bool:
        """Whether what the file promises is still so; a statement that it calls unverified promises nothing."""
        return self.old is Verdict.UNVERIFIED or self.new is Verdict.VERIFIED


def recheck(exported: Sequence[ExportedStatement], lookup: Lookup) -> tuple[Rechecked, ...]:
    """Runs the gate again over exported statements.

    What was sent to the writer is not in the file, so every paragraph that a statement cites counts as sent; that it
    was cited as verified means that it had been.

    Args:
        exported: The statements, as `read_statements` reads them.
        lookup: The library: a paragraph with its cable by key, None when it has none.

    Returns:
        One verdict a statement, in order.
    """
    return tuple(_recheck(one, lookup) for one in exported)


def _recheck(exported: ExportedStatement, lookup: Lookup) -> Rechecked:
    found = {citation.key: lookup(citation.key) for citation in exported.citations}
    sent = [evidence for evidence in found.values() if evidence]
    claims = tuple(DraftCitation(citation.key, citation.quote) for citation in exported.citations)
    statement = check(Draft(exported.text, claims, exported.insertions), sent)
    changes = [
        change for citation in exported.citations for change in _changes(citation, found[citation.key], statement)
    ]
    return Rechecked(exported, statement, tuple(dict.fromkeys(changes)))


def _changes(exported: ExportedCitation, evidence: Evidence | None, statement: Statement) -> list[str]:
    if evidence is None:
        return [f"the library has no paragraph {exported.index} of {exported.cable}"]
    name, paragraph = f"{evidence.cable.id} {evidence.paragraph.shown}", evidence.paragraph
    changes = []
    if exported.paragraph != paragraph.label:
        changes.append(
            f"{name} is printed {paragraph.label or 'without a number'}, not {exported.paragraph or 'unnumbered'}"
        )
    if exported.marking != str(paragraph.effective_marking):
        changes.append(f"{name} is marked {paragraph.effective_marking}, not {exported.marking}")
    mine = [one for one in statement.citations if Key(one.cable, one.index) == exported.key]
    if mine and not any(_same_words(exported, one) for one in mine):
        changes.append(f"the quoted words stand at another place of the source of {name}")
    return changes


def _same_words(exported: ExportedCitation, citation: Citation) -> bool:
    return exported.quote == citation.quote and exported.spans == citation.spans


def read_statements(document: object) -> tuple[ExportedStatement, ...]:
    """Reads the list under `statements` of an exported answer.

    Args:
        document: The list, as `json.loads` gives it.

    Raises:
        UserError: If it has another shape; the sentence names the statement.
    """
    if not isinstance(document, list):
        raise UserError("The file holds no list of statements; export the answer again as JSON.")
    return tuple(_statement(number, one) for number, one in enumerate(document, start=1))


def _statement(number: int, document: object) -> ExportedStatement:
    try:
        fields = _mapping(document)
        return ExportedStatement(
            _text(fields["text"]),
            Verdict(_text(fields["verdict"])),
            tuple(_citation(one) for one in _list(fields["citations"])),
            tuple(_text(one) for one in _list(fields.get("insertions", []))),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UserError(
            f"Statement {number} of the file has not the form of an exported one; export the answer again as JSON."
        ) from error


def _citation(document: object) -> ExportedCitation:
    fields = _mapping(document)
    spans = tuple(Span(*(_whole(end) for end in _list(span))) for span in _list(fields["spans"]))
    return ExportedCitation(
        _text(fields["cable"]),
        _text(fields["paragraph"]),
        _whole(fields["index"]),
        _text(fields["quote"]),
        spans,
        _text(fields["marking"]),
    )


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise TypeError
    return {str(name): one for name, one in value.items()}


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise TypeError
    return list(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return value
