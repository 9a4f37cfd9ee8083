"""Years and months that a question names."""

import calendar
import datetime as dt
import re
from dataclasses import dataclass

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = re.compile(r"(?<![\w$€£.,-])(19[4-9]\d|20[0-4]\d)(?![\w.,]\d|\w|%)")
_DATED = re.compile(
    rf"\b({_MONTH})\.?\b(?:\s+\d{{1,2}}(?:st|nd|rd|th)?)?(?:,|\s+of)?(?:\s+(19[4-9]\d|20[0-4]\d)\b)?", re.IGNORECASE
)


@dataclass(frozen=True)
class Period:
    """A year, or one month of it.

    Attributes:
        year: Four digits.
        month: 1 to 12; 0 for the whole year.
    """

    year: int
    month: int = 0

    @property
    def first(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, self.month or 1, 1)

    @property
    def last(self) -> dt.date:
        """Its last day."""
        month = self.month or 12
        return dt.date(self.year, month, calendar.monthrange(self.year, month)[1])

    def agreement(self, date: dt.date) -> float:
        """How well a cable's date fits: 1 for the month (or year) named, .6 for the time just after, when it is told.

        A cable reports what happened shortly before it, rarely what came after it.
        """
        if self.month:
            after = (date.year - self.year) * 12 + date.month - self.month
            return 1.0 if after == 0 else 0.6 if after == 1 else 0.3 if date.year == self.year else 0.0
        return {0: 1.0, 1: 0.6}.get(date.year - self.year, 0.0)


def periods(text: str) -> tuple[Period, ...]:
    """The periods that a question names, in order, each once.

    A month without a year of its own takes the next year named (`February and March 1985`); a month with no year
    anywhere is not a period.
    """
    years = [(match.start(), int(match[1])) for match in _YEAR.finditer(text)]
    found: list[Period] = []
    dated: set[int] = set()
    for match in _DATED.finditer(text):
        year = int(match[2]) if match[2] else next((year for at, year in years if at > match.start()), None)
        if year is not None and match[1][:1].isupper():
            found.append(Period(year, _MONTHS[match[1].lower()]))
            dated.add(year)
    found += [Period(year) for _, year in years if year not in dated]
    return tuple(dict.fromkeys(found))
