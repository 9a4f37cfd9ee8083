"""Which sentences matter: central to the matter, new beside those already chosen, spread over the sources."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.briefs.merge import Weighed, merge
from rag.briefs.points import JOINED_WORDS, Point, points
from rag.briefs.selection import Selection
from rag.briefs.terms import Frequencies, Weights, centre, cosine
from rag.briefs.worth import courteous, procedural, worth
from rag.cables.model import Key, Role

_SUBJECT_SHARE, _TOPIC_SHARE = 0.25, 0.60
_SAME_WORDS, _SAME_PARAGRAPH, _SAME_CABLE = 0.45, 0.11, 0.14
_UNHEARD = 0.15
"""What the first line of a cable gains in a set: the page is to tell of all of them."""
_LEANING = 0.08
"""What a sentence loses that takes up the one before it where that one is not told."""
_CONTAINED = 5.0
"""Likeness of a sentence and a pair that holds it: never both."""
_SUMMARY, _SUMMARY_COURTESY = 0.30, 0.10
"""What a sentence gains that its cable's summary says, the author's own choice of what matters; less where it only
tells who met whom."""
_RELEVANCE, _NAMES_TOPIC = 0.30, 0.35
"""For a topic: what the best hit is worth over a paragraph that is not about it, and what a sentence that has all of
the topic's words is worth over one that has none."""
_POOL = 400


@dataclass(frozen=True)
class Ranked:
    """A point with its vector and its worth before novelty.

    Attributes:
        weighed: The point with its vector.
        worth: Its value.
        added: Of several sentences, what the last one is worth where those before it are told already.
        tail: The vector of that last sentence.
    """

    weighed: Weighed
    worth: float
    added: float
    tail: Weights

    @property
    def point(self) -> Point:
        """The candidate."""
        return self.weighed.point

    def extends(self, other: "Ranked") -> bool:
        """Whether it is the other with the sentence that hangs on it."""
        return bool(self.point.base) and self.point.key == other.point.key and self.point.base == other.point.text

    def follows(self, other: "Ranked") -> bool:
        """Whether it is the sentence right behind the other."""
        return self.point.key == other.point.key and self.point.position == other.point.last + 1


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
        found_by = point.evidence.score / best if best > 0 else 0.0
        known = _RELEVANCE * found_by + _NAMES_TOPIC * frequencies.covered(topic, point.text)
        if point.summary and not topic and not procedural(point.text):
            known += _SUMMARY_COURTESY if courteous(point.text) else _SUMMARY

        def value(said: Point, weights: Weights, known: float = known) -> float:
            return known + worth(said, cosine(weights, heart), cosine(weights, local[said.key]))

        last = point.text[len(point.base) :].strip() if point.base else ""
        tail = frequencies.weigh(last)
        added = value(replace(point, text=last), tail) if last else 0.0
        ranked.append(Ranked(weighed, value(point, weighed.weights), added, tail))
    return tuple(sorted(ranked, key=lambda item: -item.worth)[:_POOL])


def spread(ranked: Sequence[Ranked], chosen: Sequence[Ranked], count: int, room: int = 10_000) -> tuple[Ranked, ...]:
    """Picks greedily by marginal relevance (Carbonell and Goldstein, SIGIR 1998), with paragraphs and cables as facets.

    A sentence that hangs on the one before it is picked together with that one, or behind it, never alone.

    Args:
        ranked: Candidates, worthiest first.
        chosen: What the page says already; it is not picked again and makes its like less new.
        count: How many to pick at most.
        room: Words that the picks may take before none of them is lengthened any more.

    Returns:
        The picks, most valuable first.
    """
    return _Spread(ranked, chosen, room).picks(count)


class _Spread:
    """Greedy picking: what is picked so far, and how new the rest is beside it."""

    def __init__(self, ranked: Sequence[Ranked], chosen: Sequence[Ranked], room: int) -> None:
        self._room = room
        self._picks: list[Ranked] = []
        self._likeness = {id(item): max((_alike(item, other) for other in chosen), default=0.0) for item in ranked}
        self._left = [item for item in ranked if self._likeness[id(item)] < _CONTAINED]
        self._paragraphs: Counter[Key] = Counter(item.point.key for item in chosen)
        self._cables: Counter[str] = Counter(item.point.key.cable for item in chosen)
        self._sources = len({item.point.key.cable for item in ranked})

    def picks(self, count: int) -> tuple[Ranked, ...]:
        """The best so many, or fewer where the rest cannot stand alone."""
        while len(self._picks) < count:
            able = [item for item in self._left if self._can_stand(item)]
            if not able:
                break
            self._take(max(able, key=self._gain))
        return tuple(self._picks)

    def _base(self, item: Ranked) -> Ranked | None:
        return next((pick for pick in self._picks if item.extends(pick)), None) if item.point.base else None

    def _can_stand(self, item: Ranked) -> bool:
        if item.point.hanging and not self._base(item) and not self._opens_comment(item.point):
            return any(item.follows(pick) for pick in self._picks)
        base = self._base(item)
        taken = sum(pick.point.words for pick in self._picks)
        fits = (
            item.point.words <= JOINED_WORDS
            and taken + item.point.words - (base.point.words if base else 0) <= self._room
        )
        return base is None or fits

    def _opens_comment(self, point: Point) -> bool:
        # "This is a serious document": what a comment opens with speaks of the cable, which is clear where it is one.
        return point.post and point.position == 0 and self._sources == 1

    def _gain(self, item: Ranked) -> float:
        key = item.point.key
        crowd = min(3, self._cables[key.cable]) if self._sources > 1 else 0
        value = item.added if self._base(item) else item.worth
        value -= _SAME_WORDS * self._likeness[id(item)] + _SAME_CABLE * crowd
        value += _UNHEARD * (self._sources > 1 and not self._cables[key.cable])
        value -= _LEANING * (item.point.leans and not any(item.follows(pick) for pick in self._picks))
        # Other sentences of a paragraph are likely to tell its details; those of a summary are the heads of the matter.
        told = 0 if item.point.evidence.paragraph.role is Role.SUMMARY else min(3, self._paragraphs[key])
        return value - _SAME_PARAGRAPH * told

    def _take(self, best: Ranked) -> None:
        base = self._base(best)
        self._left.remove(best)
        if base is None:
            self._picks.append(best)
        else:
            self._picks[self._picks.index(base)] = best
        self._paragraphs[best.point.key] += 1
        self._cables[best.point.key.cable] += 1
        for item in self._left:
            self._likeness[id(item)] = max(self._likeness[id(item)], _alike(item, best))
        self._left = [item for item in self._left if self._likeness[id(item)] < _CONTAINED]


def _alike(one: Ranked, other: Ranked) -> float:
    mine, theirs = one.point, other.point
    if one.extends(other):
        return cosine(one.tail, other.weighed.weights)
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
