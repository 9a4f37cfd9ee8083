"""Dates as they are written in cables and answers, whole or in part, and their ranges."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from eval.facts.span import Found

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:1[89]|20)\d\d(?!\d)"
_TO = r"\s*(?:-|to|until|through|and|till)\s*"
_SHAPES = tuple(
    re.compile(rf"(?<![\w.,/])(?:{shape})(?!\w)")
    for shape in (
        rf"(?P<y>{_YEAR})-(?P<m>\d\d)-(?P<d>\d\d)",
        rf"(?P<d>\d\d)\d{{4}}z (?P<mon>{_MONTH}) (?P<yy>\d\d)",
        rf"(?P<mon>{_MONTH}) (?P<d>{_DAY}){_TO}(?P<mon2>{_MONTH}) (?P<d2>{_DAY})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<mon>{_MONTH}) (?P<d>{_DAY}){_TO}(?P<d2>{_DAY})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<d>{_DAY})(?: of)? (?P<mon>{_MONTH}){_TO}(?P<d2>{_DAY})(?: of)? (?P<mon2>{_MONTH})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<d>{_DAY}){_TO}(?P<d2>{_DAY})(?: of)? (?P<mon>{_MONTH})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<mon>{_MONTH}) (?P<d>{_DAY})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<d>{_DAY})(?: of)? (?P<mon>{_MONTH})(?:,? (?P<y>{_YEAR}))?",
        rf"(?P<mon>{_MONTH}){_TO}(?P<mon2>{_MONTH}),? (?P<y>{_YEAR})",
        rf"(?P<mon>{_MONTH}),?(?: of)? (?P<y>{_YEAR})",
        rf"(?P<y>{_YEAR}){_TO}(?P<y2>{_YEAR})",
        rf"(?P<y>{_YEAR})/(?P<short>\d\d)",
        rf"(?P<y>{_YEAR})s?",
        rf"(?P<mon>{_MONTH})",
    )
)
_WORD_MAY = re.compile(r"(?<!\d )(?<!(?:st|nd|rd|th) )(?<!(?:st|nd|rd|th) of )\bmay\b(?!,? \d)(?! of \d)")
"""The auxiliary verb; a month only beside a number."""
_CENTURY_TURN = 40
"""Two-digit years above it belong to the twentieth century: cables begin in the 1960s."""


class Day(NamedTuple):
    """A date in part or whole; 0 where the text does not say."""

    year: int
    month: int
    day: int

    @classmethod
    def parse(cls, text: str) -> "Day":
        """Reads a suite's form: 2009-08-15, 2009-08, 2009, --08-15."""
        parts = text.replace("--", "0-", 1).split("-") if text.startswith("--") else text.split("-")
        numbers = [int(part) for part in parts] + [0, 0]
        return cls(numbers[0], numbers[1], numbers[2])

    def says(self, fact: "Day") -> bool:
        """Whether this, as written, states the fact: nothing differs, and only the year may be left out."""
        if fact.month and not self.month:
            return False
        if fact.day and not self.day:
            return False
        if fact.year and not fact.month and not self.year:
            return False
        return all(not ours or not theirs or ours == theirs for ours, theirs in zip(self, fact, strict=True))


@dataclass(frozen=True)
class DateMention:
    """A date or range in a text; `last` equals `first` unless it is a range."""

    first: Day
    last: Day
    found: Found

    @property
    def only_year(self) -> bool:
        """Whether it may as well be a plain number."""
        return not self.first.month


@functools.lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[DateMention, ...]:
    """Every date of a folded text in order; the longest reading of each place."""
    masked = _WORD_MAY.sub(lambda match: "_" * len(match[0]), text)
    taken: list[DateMention] = []
    for shape in _SHAPES:
        for match in shape.finditer(masked):
            found = Found(*match.span())
            if all(found.end <= other.found.start or other.found.end <= found.start for other in taken):
                taken.append(DateMention(*_days(match.groupdict()), found))
    return tuple(sorted(taken, key=lambda mention: mention.found))


def _days(parts: dict[str, str | None]) -> tuple[Day, Day]:
    year = _number(parts.get("y"))
    short = parts.get("yy")
    if short is not None:
        year = int(short) + (1900 if int(short) > _CENTURY_TURN else 2000)
    month = _number(parts.get("m")) or _month(parts.get("mon"))
    first = Day(year, month, _number(parts.get("d")))
    last_year = _number(parts.get("y2")) or year
    tail = parts.get("short")
    if tail is not None:
        last_year = year // 100 * 100 + int(tail)
    last = Day(last_year, _month(parts.get("mon2")) or month, _number(parts.get("d2")) or first.day)
    return first, last


def _month(word: str | None) -> int:
    return 0 if word is None else _MONTHS.index(word[:3]) + 1


def _number(text: str | None) -> int:
    return 0 if text is None else int(re.sub(r"\D", "", text))


def says_date(text: str, date: str) -> Iterator[Found]:
    """Where a folded text gives the date; an end of a range is another statement than the date."""
    fact = Day.parse(date)
    for mention in mentions(text):
        single = mention.first == mention.last or not fact.month
        if single and (mention.first.says(fact) or mention.last.says(fact)):
            yield mention.found


def says_range(text: str, first: str, last: str) -> Iterator[Found]:
    """Where a folded text gives both ends, as one range or as two dates within a sentence's length of each other."""
    start, end = Day.parse(first), Day.parse(last)
    seen = mentions(text)
    for mention in seen:
        if mention.first != mention.last and mention.first.says(start) and mention.last.says(end):
            yield mention.found
    singles = [mention for mention in seen if mention.first == mention.last]
    for one, two in pairwise(singles):
        near = two.found.start - one.found.end <= 60 and "." not in text[one.found.end : two.found.start]
        if near and one.first.says(start) and two.first.says(end):
            yield Found(one.found.start, two.found.end)
