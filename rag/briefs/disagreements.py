"""Where cables differ: the same thing told with another number, another day, or the other way round."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rag.answering.model import Draft, DraftCitation
from rag.briefs.counts import count_otherwise, counts
from rag.briefs.dates import days
from rag.briefs.merge import Weighed, telling_stems
from rag.briefs.points import Point
from rag.briefs.quantities import Quantity, negated, numbers, quantities
from rag.briefs.terms import cosine
from rag.cables.model import Cable

ALIKE = 0.42
"""Cosine from which two sentences are about the same thing; a bare shared subject stays below it."""
NUMBERS, DATES, TRUTH = "numbers", "dates", "whether it is so"
_NEEDS_MORE, _MUCH_ALIKE = frozenset({DATES, TRUTH}), 0.66
_MAX_PAIRED_WORDS = 85
_AGAINST = re.compile(
    r"\b(?:against the|not the|rather than|contrary to|instead of|disput\w+|contradict\w*|differ\w*|discrepan\w+|"
    r"well (?:above|below)|(?:higher|lower|more|fewer|less) than the|as opposed to)\b",
    re.IGNORECASE,
)
_TELLING_DIGITS = 3
_YEAR = re.compile(r"(?:19|20)\d\d$")


class Disagreement(NamedTuple):
    """Two sentences of different cables that cannot both be exact.

    Attributes:
        draft: Both sentences, one after the other.
        likeness: Their cosine, 0 to 1.
        lead: What differs and when each cable was sent, in our words.
    """

    draft: Draft
    likeness: float
    lead: str


def disagreements(points: Sequence[Weighed]) -> tuple[Disagreement, ...]:
    """Pairs across cables, most alike first; a sentence is used once."""
    found = sorted(_pairs(points), key=lambda pair: -pair[0])
    used: list[Point] = []
    result = []
    for likeness, what, one, other in found:
        if not any(_overlap(point, known) for point in (one, other) for known in used):
            used += (one, other)
            result.append(_disagreement(likeness, what, one, other))
    return tuple(result)


def _pairs(points: Sequence[Weighed]) -> Iterator[tuple[float, str, Point, Point]]:
    telling = [weighed for weighed in points if not (weighed.point.hanging or weighed.point.broken)]
    for one, other in _worth_comparing(telling):
        likeness = cosine(one.weights, other.weights)
        what = _difference(one.point, other.point) if likeness >= ALIKE else ""
        if what in _NEEDS_MORE and likeness < _MUCH_ALIKE:
            what = ""
        if not what and (
            _contests(one.point, other.point)
            or _contests(other.point, one.point)
            or (_same_time(one.point, other.point) and count_otherwise(one.point, other.point, likeness))
        ):
            what = NUMBERS
        if what and one.point.words + other.point.words <= _MAX_PAIRED_WORDS:
            yield likeness, what, one.point, other.point


def _overlap(one: Point, other: Point) -> bool:
    return one.key == other.key and (one.text in other.text or other.text in one.text)


def _worth_comparing(points: Sequence[Weighed]) -> Iterator[tuple[Weighed, Weighed]]:
    """Pairs of different cables that share a heavy stem or a telling number; no other pair can differ."""
    holders: dict[str, list[int]] = {}
    for place, weighed in enumerate(points):
        units = {f"#{count.unit}" for count in counts(weighed.point.text)}
        marks = (*telling_stems(weighed), *_telling_numbers(weighed.point.text), *units)
        near = dict.fromkeys(other for mark in marks for other in holders.get(mark, ()))
        for other in near:
            if points[other].point.key.cable != weighed.point.key.cable:
                yield points[other], weighed
        for mark in marks:
            holders.setdefault(mark, []).append(place)


def _same_time(one: Point, other: Point) -> bool:
    """Whether two sentences name no day, or one in common: figures of two days are a development."""
    mine, theirs = _days(one), _days(other)
    return not mine or not theirs or _same_day(mine, theirs)


def _difference(one: Point, other: Point) -> str:
    if not _same_time(one, other):
        # The same thing put on two days is a difference where nothing else differs.
        return DATES if _figures(one) == _figures(other) and _both_past(one, other) else ""
    if _other_figures(one, other):
        return NUMBERS
    return TRUTH if _figures(one) == _figures(other) and negated(one.text) != negated(other.text) else ""


def _days(point: Point) -> frozenset[dt.date]:
    sent = point.evidence.cable.date
    return days(point.text, sent.date() if sent else None)


def _same_day(mine: frozenset[dt.date], theirs: frozenset[dt.date]) -> bool:
    # The year is often left out and then only placed by us, so that it decides nothing.
    return not {(day.month, day.day) for day in mine}.isdisjoint((day.month, day.day) for day in theirs)


def _both_past(one: Point, other: Point) -> bool:
    """Whether either cable could have told what the other does: what the earlier could not know is no difference."""
    first, second = one.evidence.cable.date, other.evidence.cable.date
    return bool(first and second) and max(_days(one) | _days(other)) <= min(first, second).date()


def _contests(one: Point, other: Point) -> bool:
    """Whether a sentence sets its own figure against one that the other cable has ("not the 9,600 of ...")."""
    if not _AGAINST.search(one.text):
        return False
    mine, theirs = _telling_numbers(one.text), _telling_numbers(other.text)
    return bool(mine & theirs and mine - theirs)


def _telling_numbers(text: str) -> frozenset[str]:
    """Numbers of three digits or more that are no years: few things share one by chance."""
    return frozenset(n for n in numbers(text) if len(n.partition(".")[0]) >= _TELLING_DIGITS and not _YEAR.match(n))


def _figures(point: Point) -> frozenset[Quantity]:
    return frozenset(quantity for quantity in quantities(point.text) if quantity.unit)


def _other_figures(one: Point, other: Point) -> bool:
    """Whether both count the same thing and neither names the other's figure for it."""
    mine, theirs = _figures(one), _figures(other)
    for unit in {q.unit for q in mine} & {q.unit for q in theirs}:
        my_values = {q.value for q in mine if q.unit == unit}
        their_values = {q.value for q in theirs if q.unit == unit}
        if my_values.isdisjoint(numbers(other.text)) and their_values.isdisjoint(numbers(one.text)):
            return my_values.isdisjoint(their_values)
    return False


def possible_leads(one: Point, other: Point) -> frozenset[str]:
    """Every lead that two sentences can bear, whatever their likeness: for checking a page again."""
    contested = _contests(one, other) or _contests(other, one)
    counted = _same_time(one, other) and count_otherwise(one, other, likeness=1.0)
    said = {_difference(one, other), NUMBERS if contested or counted else ""} - {""}
    return frozenset(_lead(what, one, other) for what in said)


def several_lead(cables: Sequence[Cable]) -> str:
    """The lead of a line in which a writer found cables to differ, without saying on what."""
    dates = [f"{cable.date.day} {cable.date:%b %Y}" if cable.date else f"{cable.id} (no date)" for cable in cables]
    return f"Cables of {', '.join(dates[:-1])} and {dates[-1]} differ:"


def _lead(what: str, one: Point, other: Point) -> str:
    sent = [point.evidence.cable.date for point in (one, other)]
    dated = " and ".join(f"{date.day} {date:%b %Y}" for date in sent if date) if all(sent) else ""
    return f"Cables differ on {what} ({dated}):" if dated else f"Cables differ on {what}:"


def _disagreement(likeness: float, what: str, one: Point, other: Point) -> Disagreement:
    citations = (DraftCitation(one.key, one.text), DraftCitation(other.key, other.text))
    return Disagreement(Draft(f"{one.text} {other.text}", citations), likeness, _lead(what, one, other))
