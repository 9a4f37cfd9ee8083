"""Near-duplicates told once: a sentence that stands in two places is one line with both citations."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.model import DraftCitation
from rag.briefs.points import Point
from rag.briefs.quantities import negated, numbers
from rag.briefs.terms import Frequencies, Weights, cosine
from rag.cables.model import Role

SAME = 0.72
"""Cosine from which two sentences are taken for one: below it, real pairs begin to differ in what they say."""

_REPEATED = 0.92
"""For a reported sentence and one of the post's: only the same words make them one."""
_TELLING = 6


@dataclass(frozen=True)
class Weighed:
    """A point with its vector."""

    point: Point
    weights: Weights


def merge(points: Sequence[Point], frequencies: Frequencies) -> tuple[Weighed, ...]:
    """Folds near-duplicates into the one that says it best.

    Sentences that differ in a number or in a negation are never folded: that difference may be the news.

    Args:
        points: Candidates in reading order.
        frequencies: Over the paragraphs in play.

    Returns:
        The points that remain, in reading order, each with the citations of those it speaks for.
    """
    kept: list[Weighed] = []
    holders: dict[str, list[int]] = {}
    for point in points:
        candidate = Weighed(point, frequencies.weigh(point.text))
        marks = telling_stems(candidate)
        near = dict.fromkeys(place for stem in marks for place in holders.get(stem, ()))
        home = next((place for place in near if _same(candidate, kept[place])), None)
        if home is not None:
            kept[home] = _fold(kept[home], candidate)
            continue
        for stem in marks:
            holders.setdefault(stem, []).append(len(kept))
        kept.append(candidate)
    return tuple(kept)


def telling_stems(weighed: Weighed) -> tuple[str, ...]:
    """The heaviest stems: texts that are much alike share some of them, so that others need not be compared."""
    heaviest = sorted(weighed.weights, key=lambda stem: (-weighed.weights[stem], stem))
    return tuple(heaviest[:_TELLING])


def _same(one: Weighed, other: Weighed) -> bool:
    needed = SAME if one.point.post == other.point.post else _REPEATED
    return (
        cosine(one.weights, other.weights) >= needed
        and numbers(one.point.text) == numbers(other.point.text)
        and negated(one.point.text) == negated(other.point.text)
    )


def _fold(one: Weighed, other: Weighed) -> Weighed:
    best, rest = (other, one) if _rank(other.point) > _rank(one.point) else (one, other)
    known = {best.point.key, *(twin.key for twin in best.point.twins)}
    fresh = tuple(
        twin for twin in (DraftCitation(rest.point.key, rest.point.text), *rest.point.twins) if twin.key not in known
    )
    summary = best.point.summary or rest.point.summary
    return replace(best, point=replace(best.point, twins=(*best.point.twins, *fresh), summary=summary))


def _rank(point: Point) -> tuple[bool, bool, bool]:
    # The body is the place where a cable says a thing; its summary repeats it.
    return (not point.broken, not point.hanging, point.evidence.paragraph.role is not Role.SUMMARY)
