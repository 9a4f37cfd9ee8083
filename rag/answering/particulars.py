"""Numbers and dates of a statement, and whether they stand in the checked text."""

import re
from collections.abc import Sequence

from rag.answering import dates, figures, heading
from rag.answering.evidence import Reading, Source
from rag.answering.figures import ORDINAL, Figure

_ONE_IDIOM = re.compile(
    r"\b(?:no|any|some|every|the|this|that|which|as|at) one\b|\bone(?: of|'s| another| by| can| must)\b", re.IGNORECASE
)
_PARAGRAPH = re.compile(r"\bpara(?:graph)?\.? $", re.IGNORECASE)
_BACK = 12
_BOTH = 2
_COUNTS = 3
"""Words before a noun among which its number stands."""


def _year_stands(figure: Figure, sources: Sequence[Source]) -> bool:
    if figure.unit or figure.value.denominator != 1:
        return False
    years = {date.year for source in sources for date in (*source.body.dates, *source.header.dates)}
    return int(figure.value) in years


def _day_stands(figure: Figure, sources: Sequence[Source]) -> bool:
    return figure.unit == ORDINAL and any(
        date.day == figure.value for source in sources for date in (*source.body.dates, *source.header.dates)
    )


def _names_paragraph(said: Reading, figure: Figure) -> bool:
    """Whether the figure is the number of a paragraph: `paragraph 4`."""
    return bool(_PARAGRAPH.search(said.text[max(0, figure.start - _BACK) : figure.start]))


def _is_paragraph(number: str, sources: Sequence[Source]) -> bool:
    """Whether a cited paragraph has that printed number, or speaks of the one that has."""
    spoken = re.compile(rf"\bpara(?:graph)?s?\.? {re.escape(number)}\b", re.IGNORECASE)
    return any(source.label == number or spoken.search(source.body.text) for source in sources)


def _is_both(figure: Figure, sources: Sequence[Source]) -> bool:
    """Whether "two" says what the source's "both" says."""
    return figure.value == _BOTH and not figure.unit and any("both" in s.body.keys for s in sources)


def _is_single(said: Reading, figure: Figure, sources: Sequence[Source]) -> bool:
    """Whether "one" says no more than the source's "a" or "the": an idiom, or a noun that stands there uncounted."""
    if figure.value != 1 or said.text[figure.start : figure.end].casefold() != "one":
        return False
    if any(match.start() <= figure.start < match.end() for match in _ONE_IDIOM.finditer(said.text)):
        return True
    counted = [word.key for word in said.words if word.start >= figure.end][:2]
    return any(
        word.key in counted and not _is_counted(source.body, at)
        for source in sources
        for at, word in enumerate(source.body.words)
    )


def _is_counted(reading: Reading, at: int) -> bool:
    before = reading.words[max(0, at - _COUNTS)].start
    return any(before <= figure.start < reading.words[at].start for figure in reading.figures)


def missing_figures(said: Reading, sources: Sequence[Source]) -> tuple[str, ...]:
    """The numbers of a statement that do not stand in the checked text, as the statement has them.

    Args:
        said: The statement without its insertions.
        sources: The checked text.
    """
    readings = [reading for source in sources for reading in (source.body, source.header)]
    keys = frozenset().union(*(reading.keys for reading in readings))
    there = [figure for reading in readings for figure in reading.figures]

    def stands(figure: Figure) -> bool:
        if _names_paragraph(said, figure):
            return _is_paragraph(said.text[figure.start : figure.end], sources)
        return (
            any(figures.agrees(figure, other, keys) for other in there)
            or _year_stands(figure, sources)
            or _day_stands(figure, sources)
            or _is_both(figure, sources)
            or _is_single(said, figure, sources)
        )

    missing = (said.text[figure.start : figure.end] for figure in said.figures if not stands(figure))
    return tuple(dict.fromkeys(missing))


def missing_dates(said: Reading, sources: Sequence[Source]) -> tuple[str, ...]:
    """The dates of a statement that do not stand in the checked text, as the statement has them.

    Args:
        said: The statement without its insertions.
        sources: The checked text; a year that a paragraph leaves out may come from its cable's date. A date by which
            the statement names a cable must be the date of a cable, not of what it reports.
    """
    names = {one.date for one in heading.ascriptions(said, sources)}
    return tuple(
        dict.fromkeys(
            said.text[date.start : date.end]
            for date in said.dates
            if (date in names and not heading.dates_cable(date, sources))
            or not any(
                dates.agrees(date, other, source.written)
                for source in sources
                for other in (*source.body.dates, *source.header.dates)
            )
        )
    )


def readable(figure: str) -> str:
    """The number as a reader's sentence has it: `12 %`."""
    return re.sub(r"(?<=\d)%", " %", figure)
