"""Dates as far as they are stated: `August 18`, `15-19 August 2009`, `260811Z AUG 09`, `Tuesday`."""

import datetime as dt
import re
from functools import lru_cache
from typing import NamedTuple

from rag.answering.vocabulary import listed

_NAMES = listed("january february march april may june july august september october november december")
MONTHS = {name: number for number, name in enumerate(_NAMES, start=1)} | {
    name[:3]: number for number, name in enumerate(_NAMES, start=1)
} | {"sept": 9}  # fmt: skip
WEEKDAYS = {
    name: number for number, name in enumerate(listed("monday tuesday wednesday thursday friday saturday sunday"))
}
_MONTH = r"(?P<month>" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_MONTH_TWO = _MONTH.replace("month", "month_two")
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?"
_DAY_TWO = r"(?P<day_two>[0-3]?\d)(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d)"
_TO = r"\s?(?:-{1,2}|to|and|through|until|or|/|&)\s?"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\d.])(?P<day>\d\d)\d{{4}}\s?Z\s{_MONTH}\s(?P<short>\d\d)\b(?!\d)",
        rf"\b{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b(?P<number>[01]?\d)/(?P<day>[0-3]?\d)/(?:{_YEAR}|(?P<short>\d\d))\b",
        rf"\b{_MONTH}\s{_DAY}{_TO}{_MONTH_TWO}\s{_DAY_TWO}\b(?!\.?\d)(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH}\s{_DAY}(?:{_TO}{_DAY_TWO}(?!\s?(?:%|percent|million|billion)))?\b(?!\.?\d)(?:,?\s{_YEAR}\b)?",
        rf"(?<![\d.,]){_DAY}{_TO}{_DAY_TWO}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b)?",
        rf"(?<![\d.,]){_DAY}\s(?:of\s)?{_MONTH}(?:,?\s{_YEAR}\b)?",
        rf"\b{_MONTH}(?:,|\sof)?\s{_YEAR}\b",
        r"\b(?P<month>" + "|".join(name for name in _NAMES if name not in {"may", "march"}) + r")\b",
        r"(?<=\bin )(?P<month>may|march)\b(?!\s+(?:be|have|not|also|on|in|through)\b)",
        r"(?<=\b(?:of|by) )(?P<month>may|march)\b|(?<=\b(?:last|next|late|this) )(?P<month_two>may|march)\b",
    )
)
_CENTURY, _TURN = 1900, 50
"""Years of two digits: from 50 on of the twentieth century."""
_WEEKDAY = re.compile(r"\b(?P<weekday>" + "|".join(WEEKDAYS) + r")s?\b", re.IGNORECASE)


_NEXT = re.compile(r",? (?:the )?")


class Date(NamedTuple):
    """A date as far as it is stated; None where it is silent.

    Attributes:
        year: Four digits.
        month: 1 to 12.
        day: Of the month.
        weekday: 0 for Monday.
        start: Offset in the cleaned text.
        end: Offset behind it.
    """

    year: int | None
    month: int | None
    day: int | None
    weekday: int | None
    start: int
    end: int


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def _month(text: str | None) -> int | None:
    return None if text is None else MONTHS[text.casefold()]


def _dates(match: re.Match[str]) -> list[Date]:
    """The date of a match, and the second one where it is a range."""
    group = match.groupdict()
    day, day_two = _number(group.get("day")), _number(group.get("day_two"))
    month, month_two = _month(group.get("month")), _month(group.get("month_two"))
    year, short = _number(group.get("year")), _number(group.get("short"))
    if short is not None:
        year = short + (_CENTURY if short >= _TURN else _CENTURY + 100)
    month = month or (month_two if day_two is None else None) or _number(group.get("number"))
    first = Date(year, month, day, None, match.start(), match.end())
    return [first] if day_two is None else [first, first._replace(day=day_two, month=month_two or month)]


@lru_cache(maxsize=256)
def find(cleaned: str) -> tuple[Date, ...]:
    """The dates of a cleaned text; of a range both ends. Years that stand alone are numbers, not dates."""
    found: list[Date] = []
    rest = cleaned
    for pattern in _PATTERNS:
        for match in pattern.finditer(rest):
            found += [date for date in _dates(match) if date.month is None or 1 <= date.month <= 12]
        rest = pattern.sub(lambda match: "_" * len(match[0]), rest)
    beginning = {date.start: at for at, date in reversed([*enumerate(found)])}
    for match in _WEEKDAY.finditer(cleaned):
        weekday = WEEKDAYS[match["weekday"].casefold()]
        behind = _NEXT.match(cleaned, match.end())
        dated = beginning.get(behind.end()) if behind else None
        if dated is None:
            found.append(Date(None, None, None, weekday, match.start(), match.end()))
        else:
            found[dated] = found[dated]._replace(weekday=weekday, start=match.start())
    return tuple(sorted(found, key=lambda date: date.start))


def blank(cleaned: str) -> str:
    """The cleaned text with its dates blanked, so that a day of the month is not taken for a number."""
    pieces, last = [], 0
    for date in find(cleaned):
        if date.start >= last:
            pieces += [cleaned[last : date.start], " " * (date.end - date.start)]
            last = date.end
    return "".join((*pieces, cleaned[last:]))


def agrees(said: Date, source: Date, written: dt.date | None) -> bool:
    """Whether a date of a statement is the source's date, as far as both state it.

    Everything that the statement states must be stated by the source. A year that the source leaves out may be taken
    from the date on which the cable was written: its year, or the one before for a month that lies ahead of it, or
    the one after for a month that lies behind.

    Args:
        said: The statement's date.
        source: A date of the checked text.
        written: The cable's date, None when it gives none.
    """
    if said.weekday is not None and said.weekday != source.weekday:
        if source.weekday is not None and source.month is not None:
            return False
        if said.weekday not in _weekdays(source, written):
            return False
    if said.month is None:
        return True
    if (said.month, said.day or source.day) != (source.month, source.day):
        return False
    return said.year is None or said.year in _years(source, written)


def _years(source: Date, written: dt.date | None) -> frozenset[int]:
    if source.year is not None:
        return frozenset({source.year})
    if written is None or source.month is None:
        return frozenset()
    ahead, behind = source.month > written.month, source.month < written.month
    return frozenset({written.year, written.year - ahead, written.year + behind})


def _weekdays(source: Date, written: dt.date | None) -> frozenset[int]:
    """The weekday of a full date, its year taken from the cable where it is left out."""
    if source.month is None or source.day is None:
        return frozenset()
    year = source.year or (written.year if written else None)
    try:
        return frozenset() if year is None else frozenset({dt.date(year, source.month, source.day).weekday()})
    except ValueError:
        return frozenset()
