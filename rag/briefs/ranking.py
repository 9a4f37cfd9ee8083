"""Which sentences matter: central to the matter, new beside those already chosen, spread over the sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.briefs.merge import Weighed, merge
from rag.briefs.points import Point, points
from rag.briefs.selection import Selection
from rag.briefs.terms import Frequencies, Weights, centre, cosine
from rag.briefs.worth import worth
from rag.cables.model import Key

_SUBJECT_SHARE, _TOPIC_SHARE = 0.25, 0.60
_SAME_WORDS, _SAME_PARAGRAPH, _SAME_CABLE = 0.35, 0.08, 0.10
_CONTAINED = 5.0
"""Likeness of a sentence and a pair that holds it: never both."""
_RELEVANCE, _NAMES_TOPIC = 0.30, 0.35
"""For a topic: what the best hit is worth over a paragraph that is not about it, and what a sentence that has all of
the topic's words is worth over one that has none."""
_POOL = 400


@dataclass(frozen=True)
class Ranked:
    """A point with its vector and its worth before novelty."""

    weighed: Weighed
    worth: float

    @property
    def point(self) -> Point:
        """The candidate."""
        return self.weighed.point


def rank(selection: Selection, topic: str) -> tuple[Ranked, ...]:
    """All candidate points of a selection that may be printed, near-duplicates folded, worthiest first.

    Args:
        selection: The paragraphs in play.
        topic: What was asked for; "" takes the cables' subjects instead.
    """
    frequencies = Frequencies(item.paragraph.text for item in selection.evidence)
    heart = _heart(selection, frequencies, topic)
    usable = [point for point in points(selection.evidence) if not point.withheld]
    found = merge(usable, frequencies)
    local = {item.key: frequencies.weigh(item.paragraph.text) for item in selection.evidence}
    best = max((item.score for item in selection.evidence), default=0.0)
    ranked = []
    for weighed in found:
        point = weighed.point
        value = worth(point, cosine(weighed.weights, heart), cosine(weighed.weights, local[point.key]))
        found_by = point.evidence.score / best if best > 0 else 0.0
        value += _RELEVANCE * found_by + _NAMES_TOPIC * frequencies.covered(topic, point.text)
        ranked.append(Ranked(weighed, value))
    return tuple(sorted(ranked, key=lambda item: -item.worth)[:_POOL])


def spread(ranked: Sequence[Ranked], chosen: Sequence[Ranked], count: int) -> tuple[Ranked, ...]:
    """Picks greedily by marginal relevance (Carbonell and Goldstein, SIGIR 1998), with paragraphs and cables as facets.

    Args:
        ranked: Candidates, worthiest first.
        chosen: What the page says already; it is not picked again and makes its like less new.
        count: How many to pick at most.

    Returns:
        The picks, most valuable first.
    """
    likeness = {id(item): max((_alike(item, other) for other in chosen), default=0.0) for item in ranked}
    left = [item for item in ranked if likeness[id(item)] < _CONTAINED]
    paragraphs: Counter[Key] = Counter(item.point.key for item in chosen)
    cables: Counter[str] = Counter(item.point.key.cable for item in chosen)
    sources = len({item.point.key.cable for item in ranked})
    picks: list[Ranked] = []
    while left and len(picks) < count:
        best = max(left, key=lambda item: _gain(item, likeness[id(item)], paragraphs, cables, sources))
        left.remove(best)
        picks.append(best)
        paragraphs[best.point.key] += 1
        cables[best.point.key.cable] += 1
        for item in left:
            likeness[id(item)] = max(likeness[id(item)], _alike(item, best))
        left = [item for item in left if likeness[id(item)] < _CONTAINED]
    return tuple(picks)


def _gain(item: Ranked, likeness: float, paragraphs: Counter[Key], cables: Counter[str], sources: int) -> float:
    key = item.point.key
    crowd = min(3, cables[key.cable]) if sources > 1 else 0
    return item.worth - _SAME_WORDS * likeness - _SAME_PARAGRAPH * min(3, paragraphs[key]) - _SAME_CABLE * crowd


def _alike(one: Ranked, other: Ranked) -> float:
    mine, theirs = one.point, other.point
    # A sentence contains itself, so that what is chosen is never picked again.
    if mine.key == theirs.key and (mine.text in theirs.text or theirs.text in mine.text):
        return _CONTAINED
    return cosine(one.weighed.weights, other.weighed.weights)


def _heart(selection: Selection, frequencies: Frequencies, topic: str) -> Weights:
    """The direction of what the brief is about."""
    body = centre([frequencies.weigh(item.paragraph.text) for item in selection.evidence])
    asked = topic or " ".join(cable.subject for cable in selection.cables)
    share = _TOPIC_SHARE if topic else _SUBJECT_SHARE
    focus = frequencies.weigh(asked)
    return centre([_scaled(body, 1 - share), _scaled(focus, share)]) if focus else body


def _scaled(vector: Weights, factor: float) -> Weights:
    return {stem: weight * factor for stem, weight in vector.items()}
