"""Checks the indexes of one generation; runs in a process of its own (`python -m rag.stores.probe`)."""

import contextlib
import dataclasses
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rag.cables.model import Cable, Key, Paragraph
from rag.errors import ReftelError
from rag.stores.filters import Filters
from rag.stores.home import Home
from rag.stores.lexical import CLEARANCES, Lexical
from rag.stores.library import Library
from rag.stores.options import StoreOptions
from rag.stores.vectors import Vectors

NEAREST = 5
_TIE = 1e-4
"""Scores this close are equal: of ten identical paragraphs no more than five can be among the first five."""
_WORDS = 24
_NAMED = 3
"""So many are named in a finding."""


@dataclass(frozen=True)
class Finding:
    """Something that is wrong.

    Attributes:
        code: A stable short name.
        message: What is wrong and what to do, in one or two sentences.
    """

    code: str
    message: str


@dataclass(frozen=True)
class ProbeTask:
    """What to check.

    Attributes:
        home: The home folder.
        generation: The index generation.
        chroma_url: As in `StoreOptions`.
        embedder: Name of the embedder of the settings, "" when that is not checked.
    """

    home: str
    generation: str
    chroma_url: str
    embedder: str


@dataclass(frozen=True)
class ProbeResult:
    """What was found.

    Attributes:
        chunks: Vectors looked at.
        embedder: Name of the embedder that made them.
        findings: Everything that is wrong.
    """

    chunks: int
    embedder: str
    findings: tuple[Finding, ...]


def probe(task: ProbeTask) -> ProbeResult:
    """Checks both indexes against the library and themselves."""
    home, options = Home(Path(task.home)), StoreOptions(chroma_url=task.chroma_url)
    folder = home.index(task.generation)
    findings, chunks, embedder = list[Finding](), 0, ""
    with Library.open(home.library) as library:
        try:
            with contextlib.closing(Vectors(folder, write=False, options=options)) as vectors:
                embedder, chunks = vectors.embedder, vectors.exact.count()
                findings += _check_embedder(vectors, task.embedder)
                findings += _check_vectors(vectors, library)
        except ReftelError as error:
            findings.append(Finding("vectors", str(error)))
        try:
            with contextlib.closing(Lexical(folder.lexical, write=False)) as lexical:
                findings += _check_lexical(lexical, library)
        except ReftelError as error:
            findings.append(Finding("lexical", str(error)))
    return ProbeResult(chunks, embedder, tuple(findings))


def _check_embedder(vectors: Vectors, wanted: str) -> Iterator[Finding]:
    if wanted and wanted != vectors.embedder:
        yield Finding(
            "embedder",
            f"The index was made with the embedder {vectors.embedder}, but the settings name {wanted}; set the former "
            "again, or run `reftel reindex`.",
        )


def _check_vectors(vectors: Vectors, library: Library) -> Iterator[Finding]:
    wanted = {key for key, _, unit in _units(library) if unit.text.strip()}
    yield from _difference("vectors", wanted, vectors.exact.keys())
    held = vectors.graph.ids()
    yield from _difference("chroma", vectors.exact.all_ids(), held)
    lost, after = list[str](), ""
    while page := vectors.exact.page(after):
        found = vectors.graph.neighbours(np.stack([vector for _, vector in page]), NEAREST)
        lost += [
            ident for (ident, _), near in zip(page, found, strict=True) if ident in held and not _near(ident, near)
        ]
        after = page[-1][0]
    if lost:
        yield Finding("vectors-unreachable", f"{_count(lost)} not found by their own vector; run `reftel reindex`.")


def _check_lexical(lexical: Lexical, library: Library) -> Iterator[Finding]:
    units = list(_units(library))
    for clearance in CLEARANCES:
        view = lexical.view(clearance)
        held = Counter(view.keys())
        twice = [key for key, count in held.items() if count > 1]
        if twice:
            yield Finding("lexical-double", f"{_count(twice)} held twice by the lexical index; run `reftel reindex`.")
        wanted = {key for key, _, unit in units if unit.effective_marking.within(clearance)}
        yield from _difference("lexical", wanted, set(held))
    whole = set(lexical.view(None).keys())
    lost = [key for key, cable, unit in units if key in whole and not _by_words(lexical, key, cable, unit)]
    if lost:
        yield Finding("lexical-unreachable", f"{_count(lost)} not found by their own words; run `reftel reindex`.")


def _units(library: Library) -> Iterator[tuple[Key, Cable, Paragraph]]:
    for ident in library.ids():
        cable = library.get(ident)
        if cable:
            yield from ((Key(ident, unit.index), cable, unit) for unit in cable.units)


def _near(ident: str, near: list[tuple[str, float]]) -> bool:
    """Found as what it is, or beaten only by as many entries with the same vector."""
    own = next((score for other, score in near if other == ident), None)
    return (own is not None and own >= 1 - _TIE) or (len(near) == NEAREST and near[-1][1] >= 1 - _TIE)


def _by_words(lexical: Lexical, key: Key, cable: Cable, unit: Paragraph) -> bool:
    """Among the paragraphs of its own cable, so that one query costs the same in a library of any size."""
    words = sorted(set(re.findall(r"\w{2,40}", unit.text)), key=len, reverse=True)[:_WORDS]
    if not words:
        return True
    hits = lexical.query(" ".join(words), len(cable.units), Filters(cables=(cable.id,)))
    score = next((score for other, score in hits if other == key), None)
    return score is not None and (len(hits) <= NEAREST or score >= hits[NEAREST - 1][1] - _TIE)


def _difference(store: str, wanted: "set[Key] | set[str]", held: "set[Key] | set[str]") -> Iterator[Finding]:
    missing, extra = [item for item in wanted if item not in held], [item for item in held if item not in wanted]
    if missing:
        yield Finding(f"{store}-missing", f"{_count(missing)} missing from the index ({store}); run `reftel reindex`.")
    if extra:
        yield Finding(f"{store}-extra", f"{_count(extra)} in the index ({store}) alone; run `reftel reindex`.")


def _count(items: "list[Key] | list[str] | list[Key | str]") -> str:
    names = sorted(item if isinstance(item, str) else f"{item.cable}:{item.index}" for item in items)
    shown = ", ".join(names[:_NAMED]) + (", ..." if len(names) > _NAMED else "")
    return f"{len(names)} {'entry is' if len(names) == 1 else 'entries are'} ({shown})"


def main() -> None:
    """Reads a task from stdin and writes the result to stdout, both JSON."""
    result = probe(ProbeTask(**json.load(sys.stdin)))
    json.dump(dataclasses.asdict(result), sys.stdout)


if __name__ == "__main__":
    main()
