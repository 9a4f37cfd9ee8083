"""Which paragraphs a brief is made of: all of the named cables, or what the search finds on a topic."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answering.model import Evidence
from rag.briefs.model import BriefRequest
from rag.cables.clearance import visible
from rag.cables.ids import normalize_id
from rag.cables.marking import Level
from rag.cables.model import Cable, Coverage, Key, Paragraph, Role
from rag.errors import UserError
from rag.retrieval.question import Question
from rag.retrieval.terms import names
from rag.stores.filters import Filters

CANDIDATES = 80
PER_CABLE = 8
MAX_CABLES = 12
LEAST_SCORE, _TAIL = 0.66, 0.5
"""A topic of which the library holds nothing finds paragraphs up to 0.60 (13 far subjects and nonsense words on each of
two libraries); topics that it holds begin at 0.73 (16 on the sample cables, 10 on 105 real ones). Both in the
retriever's scores: what changes them moves this floor."""
_NEAREST = 3


class Library(Protocol):
    """What a brief needs of the library."""

    def get(self, cable: str) -> Cable | None:
        """The cable, None when it is not held."""

    def nearest_ids(self, cable: str, n: int, filters: Filters) -> tuple[str, ...]:
        """Ids of the library that look like this one, within the filters."""


class Found(Protocol):
    """What a search returns."""

    @property
    def hits(self) -> tuple[Evidence, ...]:
        """Paragraphs, best first."""

    @property
    def queries(self) -> tuple[str, ...]:
        """What was searched for."""


class Searcher(Protocol):
    """What a brief needs of retrieval."""

    def retrieve(self, question: Question, k: int) -> Found:
        """The best paragraphs within the question's filters."""

    def unknown(self, words: Iterable[str], filters: Filters) -> tuple[str, ...]:
        """Those of some words that stand nowhere in what the filters leave."""


@dataclass(frozen=True)
class Selection:
    """The paragraphs in play.

    Attributes:
        evidence: Visible paragraphs, cables in the order asked for or of relevance, each in its own order.
        queries: What was searched for; empty for a brief on cables.
        ranked: The search's candidates with their scores, best first.
        around: What the search found besides in the same cables: too far from the topic to be told.
    """

    evidence: tuple[Evidence, ...]
    queries: tuple[str, ...] = ()
    ranked: tuple[tuple[Key, float], ...] = ()
    around: tuple[Evidence, ...] = ()

    @property
    def cables(self) -> tuple[Cable, ...]:
        """The cables in play, each once."""
        return tuple({item.cable.id: item.cable for item in self.evidence}.values())

    @property
    def whole(self) -> tuple[Evidence, ...]:
        """What is told and what stands around it: who somebody is may stand in a paragraph that the page leaves out."""
        return (*self.evidence, *self.around)

    @property
    def coverage(self) -> Coverage:
        """How much was read."""
        dates: list[dt.date] = sorted(cable.date.date() for cable in self.cables if cable.date)
        return Coverage(len(self.cables), len(self.evidence), dates[0] if dates else None, dates[-1] if dates else None)


def select(request: BriefRequest, library: Library, searcher: Searcher) -> Selection:
    """Chooses the paragraphs.

    Args:
        request: Cables or topic, with the clearance.
        library: The truth.
        searcher: Retrieval, for a topic.

    Raises:
        UserError: An unknown cable, one without a body, a topic on which nothing is found, or a clearance that
            leaves nothing; under a clearance the sentence is the same for what is absent and what is hidden.
    """
    if request.cables:
        return _of_cables(request, library)
    return _of_topic(request, searcher)


def _of_cables(request: BriefRequest, library: Library) -> Selection:
    ids = tuple(dict.fromkeys(normalize_id(name) or name for name in request.cables))
    evidence = [item for cable in ids for item in _of_cable(cable, request.filters.clearance, library)]
    return Selection(tuple(evidence))


def _of_cable(name: str, clearance: Level | None, library: Library) -> tuple[Evidence, ...]:
    held = library.get(name)
    cable = visible(held, clearance) if held else None
    body = tuple(Evidence(cable, p) for p in cable.paragraphs if _tells(p)) if cable else ()
    if body:
        return body
    if cable and clearance is None:
        raise UserError(f"{name} has no body to brief: the source holds only its header.")
    limit = "" if clearance is None else f" within clearance {clearance.name}"
    near = [other for other in library.nearest_ids(name, _NEAREST, Filters(clearance=clearance)) if other != name]
    hint = f" Nearest: {', '.join(near)}." if near else ""
    raise UserError(f"The library holds no cable {name}{limit} to brief.{hint} `reftel list` shows what it holds.")


def _of_topic(request: BriefRequest, searcher: Searcher) -> Selection:
    topic = request.topic.strip()
    limit = "" if request.filters.clearance is None else f" within clearance {request.filters.clearance.name}"
    named = names(topic)
    # Where one name of several is held, the page may be about that one: the scores decide.
    if named and searcher.unknown(named, request.filters) == named:
        raise UserError(
            f"Nothing was found on the topic '{topic}'{limit}: nothing that was searched names {', '.join(named)}. "
            "Use other words, widen the filters, or add cables."
        )
    found = searcher.retrieve(Question(topic, filters=request.filters), CANDIDATES)
    seen = [one for hit in found.hits if (one := _seen(hit, request.filters.clearance))]
    hits = _near(seen)
    if not hits:
        raise UserError(
            f"Nothing was found on the topic '{topic}'{limit}: use other words, widen the filters, or add cables."
        )
    evidence = _spread(hits)
    told, cables = {item.key for item in evidence}, {item.cable.id for item in evidence}
    around = tuple(item for item in seen if item.cable.id in cables and item.key not in told)
    return Selection(evidence, found.queries, tuple((hit.key, hit.score) for hit in seen), around)


def _near(hits: Sequence[Evidence]) -> list[Evidence]:
    """The hits that are about the topic: a search always returns something, and its tail is about other things."""
    best = max((hit.score for hit in hits), default=0.0)
    least = max(LEAST_SCORE, _TAIL * best)
    return [hit for hit in hits if hit.score >= least]


def _seen(hit: Evidence, clearance: Level | None) -> Evidence | None:
    """The hit with its cable as the reader may see it, None for what cannot make a line."""
    cable = visible(hit.cable, clearance)
    if cable is None or hit.paragraph not in cable.paragraphs or not _tells(hit.paragraph):
        return None
    return Evidence(cable, hit.paragraph, hit.score)


def _tells(paragraph: Paragraph) -> bool:
    return paragraph.role is not Role.CONTENTS and bool(paragraph.text)


def _spread(hits: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """At most so many paragraphs a cable and so many cables, so that no long cable fills the page."""
    taken: Counter[str] = Counter()
    kept = []
    for hit in hits:
        cable = hit.cable.id
        if taken[cable] < PER_CABLE and (cable in taken or len(taken) < MAX_CABLES):
            taken[cable] += 1
            kept.append(hit)
    order = {cable: place for place, cable in enumerate(taken)}
    return tuple(sorted(kept, key=lambda hit: (order[hit.cable.id], hit.paragraph.index)))
