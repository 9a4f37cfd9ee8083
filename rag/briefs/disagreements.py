"""Where cables differ: the same thing told with another number, another day, or the other way round."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import NamedTuple

from rag.answering.model import Draft, DraftCitation
from rag.briefs.dates import days
from rag.briefs.merge import Weighed
from rag.briefs.points import Point
from rag.briefs.quantities import negated, quantities
from rag.briefs.terms import cosine

ALIKE = 0.50
"""Cosine from which two sentences are about the same thing; a bare shared subject stays below it."""
_MUCH_ALIKE = 0.66
_MAX_PAIRED_WORDS = 75


class Disagreement(NamedTuple):
    """Two sentences of different cables that cannot both be exact.

    Attributes:
        draft: Both sentences, one after the other.
        likeness: Their cosine, 0 to 1.
        lead: What differs, in our words.
    """

    draft: Draft
    likeness: float
    lead: str


def disagreements(points: Sequence[Weighed]) -> tuple[Disagreement, ...]:
    """Pairs across cables, most alike first; a sentence is used once."""
    found = sorted(_pairs(points), key=lambda pair: -pair[0])
    used: set[str] = set()
    result = []
    for likeness, what, one, other in found:
        if used.isdisjoint((one.text, other.text)):
            used.update((one.text, other.text))
            result.append(_disagreement(likeness, what, one, other))
    return tuple(result)


def _pairs(points: Sequence[Weighed]) -> Iterator[tuple[float, str, Point, Point]]:
    telling = [weighed for weighed in points if not (weighed.point.hanging or weighed.point.broken)]
    for one, other in combinations(telling, 2):
        if one.point.key.cable == other.point.key.cable:
            continue
        likeness = cosine(one.weights, other.weights)
        what = _difference(one.point, other.point, likeness) if likeness >= ALIKE else ""
        if what and one.point.words + other.point.words <= _MAX_PAIRED_WORDS:
            yield likeness, what, one.point, other.point


def _difference(one: Point, other: Point, likeness: float) -> str:
    mine = {(q.unit, q.value) for q in quantities(one.text) if q.unit}
    theirs = {(q.unit, q.value) for q in quantities(other.text) if q.unit}
    shared = {unit for unit, _ in mine} & {unit for unit, _ in theirs}
    if any(not ({q for q in mine if q[0] == unit} & {q for q in theirs if q[0] == unit}) for unit in shared):
        return "numbers"
    if likeness < _MUCH_ALIKE:
        return ""
    my_days, their_days = _days(one), _days(other)
    if my_days and their_days and my_days.isdisjoint(their_days):
        return "dates"
    return "whether it is so" if mine == theirs and negated(one.text) != negated(other.text) else ""


def _days(point: Point) -> frozenset[dt.date]:
    sent = point.evidence.cable.date
    return days(point.text, sent.date() if sent else None)


def _disagreement(likeness: float, what: str, one: Point, other: Point) -> Disagreement:
    citations = (DraftCitation(one.key, one.text), DraftCitation(other.key, other.text))
    return Disagreement(Draft(f"{one.text} {other.text}", citations), likeness, f"Cables differ on {what}:")
