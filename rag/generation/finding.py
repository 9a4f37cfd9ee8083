"""From a question in its conversation to the paragraphs that an answer may be written from."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from rag.cables.model import Evidence, Key
from rag.generation.conversation import Memory
from rag.generation.failures import Kind, ModelFailureError
from rag.generation.model import Call
from rag.generation.neutral import one_line
from rag.generation.session import Session
from rag.generation.shapes import SaidSearch
from rag.generation.sources import frame_conversation
from rag.retrieval.model import Retrieved
from rag.retrieval.question import Question

STANDALONE = "standalone"
FOUND = 20
"""Paragraphs that a search gives for an answer."""
QUERIES = 3
LONGEST_QUERY = 500


class Finder(Protocol):
    """What finds paragraphs: the retriever, or a fixture."""

    @property
    def generation(self) -> str:
        """Of the indexes that are searched."""
        ...

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """The k paragraphs that bear most on the question, best first."""
        ...


@dataclass(frozen=True)
class Found:
    """The paragraphs found.

    Attributes:
        question: Fit to stand alone.
        hits: Best first.
        scores: Every candidate with its score, best first.
        queries: What was searched for.
        missing: Cables that the question names and the library does not show.
        timings: Seconds by stage.
        added: Those of the hits that the last answer cited and no search gave.
    """

    question: str
    hits: tuple[Evidence, ...]
    scores: tuple[tuple[Key, float], ...]
    queries: tuple[str, ...]
    missing: tuple[str, ...]
    timings: Mapping[str, float]
    added: frozenset[Key] = frozenset()


def find(question: Question, memory: Memory, finder: Finder, session: Session, most: int = FOUND) -> Found:
    """Finds the paragraphs for a question.

    Args:
        question: With its conversation and limits.
        memory: What is known of the conversation.
        finder: Finds paragraphs.
        session: Of the answer.
        most: Paragraphs that are found; what the last answer cited is added.

    Raises:
        ModelFailureError: The model gave no stand-alone question, for a reason that will stop the answer too.
        OperatorError: A store is damaged, the embedder cannot be reached, or the spending ceiling is reached.
    """
    search = _stand_alone(question, memory, session) if memory.turns else None
    queries = (question.text,) if search is None else _queries(search)
    results = [finder.retrieve(replace(question, text=query), most) for query in queries]
    best: dict[Key, tuple[Evidence, float]] = {}
    for result in results:
        for hit, candidate in zip(result.hits, result.candidates, strict=True):
            if candidate.key not in best or candidate.score > best[candidate.key][1]:
                best[candidate.key] = (hit, candidate.score)
    ranked = sorted(best.values(), key=lambda pair: -pair[1])[:most]
    have = {hit.key for hit, _ in ranked}
    added = [one for one in memory.cited if one.key not in have]
    ranked += [(one, 0.0) for one in added]
    timings: dict[str, float] = {}
    for result in results:
        for stage, seconds in result.timings.items():
            timings[stage] = timings.get(stage, 0.0) + seconds
    return Found(
        question=question.text if search is None else search.question,
        hits=tuple(hit for hit, _ in ranked),
        scores=tuple((hit.key, score) for hit, score in ranked),
        queries=tuple(dict.fromkeys(query for result in results for query in result.queries)),
        missing=tuple(dict.fromkeys(name for result in results for name in result.missing)),
        timings=timings,
        added=frozenset(one.key for one in added),
    )


def _stand_alone(question: Question, memory: Memory, session: Session) -> SaidSearch | None:
    """The follow-up made complete; None where the model's reply is unusable, so that the question stays as asked."""
    prompt = session.prompts.load(STANDALONE)
    framed = frame_conversation(memory.turns)
    values = {"fence": framed.fence, "history": framed.text, "question": one_line(question.text)}
    messages = prompt.render(session.method, values)
    try:
        return session.whole(Call(prompt, messages, SaidSearch))
    except ModelFailureError as failure:
        if failure.kind in {Kind.MALFORMED, Kind.LENGTH, Kind.UNRECORDED}:
            return None
        raise


def _queries(search: SaidSearch) -> tuple[str, ...]:
    """The stand-alone question first, then what the model adds to it."""
    bounded = (query[:LONGEST_QUERY] for query in (search.question, *search.queries))
    return tuple(dict.fromkeys(bounded))[:QUERIES]
