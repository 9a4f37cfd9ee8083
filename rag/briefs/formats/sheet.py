"""The printed page as data: what every format shows, in the same words and the same order."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.answering.model import Citation
from rag.briefs.formats.printable import all_printable, keeping_edges, printable
from rag.briefs.model import Brief, Line, Part, SourceRow, banner_text
from rag.cables.marking import Level, highest

ADVISORY = "Banner and marks are computed from the cited paragraphs; advisory only."

SOURCE_HEAD = ("Cable", "Sent", "Post", "Subject", "Paragraphs")
PROOFS_TITLE, DROPPED_TITLE = "What each line rests on", "Dropped for space, for a failed check, or kept off the page"
_FEW, _ROOM, _ROOMY = 3, 58, 110
"""Of more than a few sources, each subject gets one line of so many characters."""
_CAPITALS = 0.75
"""Capitals are wider."""
_NUMBER = re.compile(r"\d+$")


class Kind(StrEnum):
    """How a run of text is set: the source's words, a name, our words, or a citation."""

    TEXT = "text"
    NAME = "name"
    OURS = "ours"
    LEAD = "lead"
    CITE = "cite"


@dataclass(frozen=True)
class Run:
    """Words of one kind."""

    text: str
    kind: Kind


@dataclass(frozen=True)
class Row:
    """One printed line: its mark, and its words with the citations in their places."""

    mark: str
    runs: tuple[Run, ...]


@dataclass(frozen=True)
class Block:
    """One printed section."""

    part: Part
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Proof:
    """What the second sheet shows of a line.

    Attributes:
        text: The line.
        verdict: The gate's, with its reason when it has one.
        quotes: Citation and the words as the paragraph has them.
    """

    text: str
    verdict: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Sheet:
    """Everything that is printed.

    Attributes:
        banner: For top and bottom.
        title: The title.
        under: What it rests on and under which clearance it was made.
        blocks: Sections in reading order.
        sources: Head and rows of the sources table.
        notes: Sentences below the table.
        proofs: The second sheet; empty when it was not asked for.
        dropped: Lines that found no room; empty when the second sheet was not asked for.
        proof_banner: For the second sheet, which shows more than the page does.
    """

    banner: str
    title: str
    under: str
    blocks: tuple[Block, ...]
    sources: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    proofs: tuple[Proof, ...] = ()
    dropped: tuple[Proof, ...] = ()
    proof_banner: str = ""


def sheet(brief: Brief) -> Sheet:
    """The page of a brief."""
    short = short_names([row.cable for row in brief.sources])
    explain = brief.request.explain
    return Sheet(
        banner=banner_text(brief.banner),
        title=printable(brief.title),
        under=_under(brief),
        blocks=tuple(
            Block(section.part, section.title, tuple(_row(line, section.part, short) for line in section.lines))
            for section in brief.sections
        ),
        sources=tuple(_source(row, _ROOM if len(brief.sources) > _FEW else _ROOMY) for row in brief.sources),
        notes=all_printable(tuple(_notes(brief))),
        proofs=tuple(_proof(line) for line in brief.lines) if explain else (),
        dropped=tuple(_proof(line) for line in brief.dropped) if explain else (),
        proof_banner=banner_text(highest(line.marking for line in (*brief.lines, *brief.dropped))) if explain else "",
    )


def short_names(cables: Sequence[str]) -> dict[str, str]:
    """How citations name each cable: by number alone where no other source has that number, else in full."""
    numbers = {cable: _NUMBER.search(cable) for cable in cables}
    counts = Counter(match.group() for match in numbers.values() if match)
    return {cable: match.group() if match and counts[match.group()] == 1 else cable for cable, match in numbers.items()}


def _row(line: Line, part: Part, short: Mapping[str, str]) -> Row:
    lead = [Run(f"{line.lead} ", Kind.LEAD)] if line.lead else []
    found = (*lead, *_words(line, part, short))
    return Row(f"({line.marking})", tuple(Run(keeping_edges(run.text), run.kind) for run in found if run.text))


def _words(line: Line, part: Part, short: Mapping[str, str]) -> Iterator[Run]:
    text, citations = line.statement.text, line.statement.citations
    if part is Part.PEOPLE and ": " in text:
        name, text = text.split(": ", 1)
        yield Run(f"{name}: ", Kind.NAME)
    if len(citations) > 1 and text == " ".join(citation.quote for citation in citations):
        # Told in turn, as where cables differ: each citation stands behind its own words.
        for place, citation in enumerate(citations):
            if place:
                yield Run(" against ", Kind.OURS)
            yield Run(citation.quote, Kind.TEXT)
            yield Run(_cite(citation, short), Kind.CITE)
        return
    yield from _with_insertions(text, line.statement.insertions)
    for cite in dict.fromkeys(_cite(citation, short) for citation in citations):
        yield Run(cite, Kind.CITE)


def _with_insertions(text: str, insertions: Sequence[str]) -> Iterator[Run]:
    for insertion in insertions:
        before, mark, after = text.partition(insertion)
        if mark:
            yield Run(before, Kind.TEXT)
            yield Run(mark, Kind.OURS)
            text = after
    if text:
        yield Run(text, Kind.TEXT)


def _cite(citation: Citation, short: Mapping[str, str]) -> str:
    where = citation.shown.removeprefix(citation.cable).strip()
    return f"[{short.get(citation.cable, citation.cable)} {where}]"


def _proof(line: Line) -> Proof:
    statement = line.statement
    verdict = statement.verdict.value + (f": {statement.reason}" if statement.reason else "")
    if line.withheld:
        verdict = f"{verdict}; {line.withheld}"
    quotes = tuple((printable(f"[{c.shown}] ({c.marking})"), printable(c.quote)) for c in statement.citations)
    lead = f"{line.lead} " if line.lead else ""
    return Proof(printable(f"({line.marking}) {lead}{statement.text}"), printable(verdict), quotes)


def _under(brief: Brief) -> str:
    coverage = brief.coverage
    read = f"{coverage.paragraphs} paragraph{'s' * (coverage.paragraphs != 1)}"
    cables = brief.sources[0].cable if coverage.cables == 1 else f"{coverage.cables} cables"
    dates = sorted(row.date for row in brief.sources if row.date)
    sent = f", sent {day(dates[0])}" + (f" to {day(dates[-1])}" if dates[-1] > dates[0] else "") if dates else ""
    return f"From {read} of {cables}{sent}. Made {day(brief.date)}. Clearance: {brief.clearance}."


def _source(row: SourceRow, room: int) -> tuple[str, ...]:
    subject = shortened(row.subject, int(room * _CAPITALS) if row.subject.isupper() else room) or "-"
    sent = day(row.date) if row.date else "-"
    return all_printable((row.cable, sent, row.post or "-", subject, _ranges(row.paragraphs)))


def _ranges(paragraphs: Sequence[str]) -> str:
    """`¶1-3, ¶5` for paragraphs 1, 2, 3 and 5; labels that are no plain numbers stand by themselves."""
    spans: list[list[str]] = []
    for shown in paragraphs:
        number = shown.removeprefix("¶")
        last = spans[-1][-1].removeprefix("¶") if spans else ""
        if number.isdecimal() and last.isdecimal() and int(number) == int(last) + 1:
            spans[-1].append(shown)
        else:
            spans.append([shown])
    return ", ".join(s[0] if len(s) == 1 else f"{s[0]}-{s[-1].removeprefix('¶')}" for s in spans)


def _notes(brief: Brief) -> Iterator[str]:
    for row in brief.sources:
        if row.notes:
            yield f"{row.cable}: {' '.join(row.notes)}"
    yield from brief.notes
    unmarked = sum(line.marking.level is Level.UNMARKED for line in brief.lines)
    if unmarked:
        yield f"{unmarked} of {len(brief.lines)} lines rest on paragraphs that carry no marking."
    count = len(brief.lines)
    lines = "One line," if count == 1 else f"{count} lines, each"
    yield f"{lines} checked against the paragraph that it cites. {ADVISORY}"


def shortened(text: str, length: int) -> str:
    """The text, or as many whole words as fit in so many characters, with dots for the rest."""
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0].rstrip(" ,;:") + " ..."


def day(date: dt.date) -> str:
    """`26 Aug 2009`."""
    return f"{date.day} {date:%b %Y}"
