"""How many, and of what: the counts of a sentence, and whether two sentences count the same thing otherwise."""

import datetime as dt
import re
from typing import NamedTuple

from rag.briefs.points import Point
from rag.briefs.quantities import numbers, quantities
from rag.briefs.terms import stems

_SCALES = {"": 1.0, "thousand": 1e3, "million": 1e6, "billion": 1e9}
_GROUPS = tuple(
    frozenset(stems(words))
    for words in (
        "displaced displacement evacuated resettled resettlement fled flee leave refugees homeless uprooted",
        "killed dead deaths died fatalities casualties toll",
        "wounded injured injuries hurt",
        "strikers strike striking",
        "arrested arrests detained detainees detention jailed",
        "protesters protest demonstrators demonstration marchers rally",
        "infected infections cases",
        "missing disappeared abducted kidnapped hostages",
    )
)
"""What is counted under several names."""
_GROUP_NAMES = frozenset(min(group) for group in _GROUPS)
_ALIKE = 0.32
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’-]{3,}")
_COMMON_NAMES = 2
_NEAR = 48
"""Characters on either side of a number in which a name of what is counted may stand."""
_PERSONS = frozenset(stems("people persons men women children residents villagers families individuals workers souls"))
_NO_COUNT = frozenset(
    stems(
        "year month week day hour minute dollar usd euro pound crown peso rupee real yen cent percent point mile am pm "
        "kilometer meter foot feet ton barrel liter gallon acre hectare degree time page paragraph article section km "
        "version round nation level series mission para"
    )
) | {"%"}
_COUNT_OF = re.compile(
    r"\b(?:numbers?|totals?|counts?|tally|tolls?) (?:of|for) (?P<unit>(?:[a-z-]+ ){0,2}?[a-z-]+)\b[^.;()]{0,60}?"
    r"\b(?:at|is|was|to|reached|as)\s(?:[a-z]+\s){0,2}(?P<value>\d{1,3}(?:,\d{3})+|\d+)(?![\d.,%]*\d|%| percent)",
    re.IGNORECASE,
)
_LEAST, _RATIO, _APART = 10, 5.0, 60
"""Counts below are told in passing; one much smaller is a part of the other; cables further apart tell of two times."""
_SAYING = frozenset(stems("told claimed reported stated noted according number count figure total official government"))
"""Words of telling and counting: having them in common makes no two sentences about one thing."""


class Count(NamedTuple):
    """A number of things.

    Attributes:
        value: How many.
        unit: Stem of what is counted, or the first name of a group that goes by several.
    """

    value: float
    unit: str


def counts(text: str) -> frozenset[Count]:
    """The counts of a sentence; shares, sums of money, measures and dates are none."""
    found = set()
    for match in _COUNT_OF.finditer(text):
        named = stems(match["unit"])
        if named:
            found.add(Count(float(match["value"].replace(",", "")), _group(named) or named[-1]))
    for quantity in quantities(text):
        digits, _, scale = quantity.value.partition(" ")
        if not quantity.unit or quantity.unit in _NO_COUNT or scale not in _SCALES or "." in digits:
            continue
        written = re.search(rf"(?<![\d,.])(?:{int(digits):,}|{digits})(?![\d,.]*\d)", text)
        first = stems(text[written.end() :][:24].strip(" -").split(" ")[0]) if written else ()
        near = text[max(0, written.start() - _NEAR) : written.end() + _NEAR] if written else ""
        persons = bool(_PERSONS.intersection((*first, quantity.unit)))
        unit = _group((*first, quantity.unit)) or (_group(stems(near)) if persons else quantity.unit)
        if not unit:
            continue
        found.add(Count(float(digits) * _SCALES[scale], unit))
    return frozenset(one for one in found if one.value >= _LEAST and one.unit not in _PERSONS | _NO_COUNT)


def _group(named: tuple[str, ...]) -> str:
    return next((min(group) for group in _GROUPS if group.intersection(named)), "")


def count_otherwise(one: Point, other: Point, likeness: float) -> bool:
    """Whether two sentences of near dates count the same thing and come to other numbers.

    The same thing: one unit, and besides it words in common: a name or a reference from one cable to the other where
    the unit is of the kind that posts count differently (dead, displaced, strikers), else much of the sentence.

    Args:
        one: A sentence.
        other: A sentence of another cable.
        likeness: Their cosine, 0 to 1.
    """
    mine, theirs = counts(one.text), counts(other.text)
    for unit in {count.unit for count in mine} & {count.unit for count in theirs}:
        my_values = {count.value for count in mine if count.unit == unit}
        their_values = {count.value for count in theirs if count.unit == unit}
        if my_values & their_values or _named(my_values, other.text) or _named(their_values, one.text):
            continue
        if not (_same_event(one, other) if unit in _GROUP_NAMES else likeness >= _ALIKE):
            continue
        smallest, largest = min(*my_values, *their_values), max(*my_values, *their_values)
        if largest <= _RATIO * smallest and _near(one, other) and _share(one, other, unit):
            return True
    return False


def _named(values: set[float], text: str) -> bool:
    return bool({f"{value:g}" for value in values} & numbers(text))


def _near(one: Point, other: Point) -> bool:
    first, second = one.evidence.cable.date, other.evidence.cable.date
    return bool(first and second) and abs(first - second) <= dt.timedelta(days=_APART)


def _same_event(one: Point, other: Point) -> bool:
    """Whether one cable refers to the other, or both sentences have names in common."""
    first, second = one.evidence.cable, other.evidence.cable
    linked = second.id in {ref.id for ref in first.references} or first.id in {ref.id for ref in second.references}
    return linked or len(set(_NAME.findall(one.text)) & set(_NAME.findall(other.text))) >= _COMMON_NAMES


def _share(one: Point, other: Point, unit: str) -> bool:
    group = next((group for group in _GROUPS if unit == min(group)), frozenset({unit}))
    common = (set(stems(one.text)) & set(stems(other.text))) - group - _PERSONS - _SAYING
    return any(stem.isalpha() for stem in common)
