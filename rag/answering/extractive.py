"""Answers without a model: verbatim sentences of the best paragraphs, each with its checked citation."""

import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.decline import NEAR, barred, ground, rule
from rag.answering.doubts import Doubts, names_asked, weigh
from rag.answering.gate import check
from rag.answering.model import Answer, Draft, DraftCitation, Outcome, Provenance, Statement, Verdict
from rag.answering.selection import Choice, candidates, choose, doubles
from rag.cables.model import Evidence
from rag.retrieval.analysis import analyse
from rag.retrieval.model import Retrieved
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.stores.library import Library

ENGINE = "extractive"
SENT = 20
"""Paragraphs that an answer may be made of."""
NEAREST = 3
"""Paragraphs that a declined answer points to."""
QUOTED = 2
"""Sentences that a declined answer still quotes."""


@dataclass(frozen=True)
class Considered:
    """What would be said.

    Attributes:
        retrieved: The paragraphs that it may be made of.
        found: All sentences that were considered, best first.
        chosen: Those that would be said, in reading order.
        unknown: Names in the question that stand nowhere in what was searched.
    """

    retrieved: Retrieved
    found: tuple[Choice, ...]
    chosen: tuple[Choice, ...]
    unknown: tuple[str, ...]

    def doubts(self, read: int) -> Doubts:
        """What speaks against it; `read` as in `rag.answering.decline.Rule`."""
        return weigh(self.retrieved, self.found, self.chosen, self.unknown, read)


class ExtractiveEngine:
    """Composes answers from the words of the cables, or declines and says what was searched."""

    def __init__(self, retriever: Retriever, library: Library, settings: Settings) -> None:
        self._retriever = retriever
        self._library = library
        self._settings = settings

    def answer(self, question: Question) -> Answer:
        """Answers a question.

        Args:
            question: With its conversation and limits.

        Raises:
            OperatorError: A store is damaged, or the embedder cannot be reached.
        """
        started = time.perf_counter()
        considered = self.consider(question)
        retrieved = considered.retrieved
        doubt, why_not = ground(considered.doubts(rule().read), rule())
        limits = question.filters.under(self._settings.clearance_level)
        coverage = self._library.coverage(limits)
        why_not = barred(coverage, limits) or why_not
        composed = time.perf_counter()
        said = _nearest(considered.chosen, doubt) if doubt else considered.chosen
        statements = tuple(_statement(choice, retrieved.hits) for choice in said)
        verified = tuple(one for one in statements if one.verdict is Verdict.VERIFIED)
        if not why_not and not verified:
            why_not = "No sentence that was found could be checked against its source."
        checked = time.perf_counter()
        searching = sum(retrieved.timings.values())
        timings = {**retrieved.timings, "compose": composed - started - searching, "check": checked - composed}
        return Answer(
            id=uuid.uuid4().hex[:12],
            question=question.text,
            statements=statements,
            outcome=Outcome.DECLINED if why_not else Outcome.ANSWERED,
            reason=why_not,
            coverage=coverage,
            engine=ENGINE,
            provenance=self._provenance(retrieved),
            timings=timings,
            nearest=retrieved.hits[:NEAREST] if why_not else (),
        )

    def consider(self, question: Question) -> Considered:
        """What would be said, before it is decided whether to say it.

        Args:
            question: With its conversation and limits.
        """
        retrieved = self._retriever.retrieve(_limited(question), SENT)
        analysis = retrieved.analysis
        found = candidates(retrieved, self._retriever.embedder)
        return Considered(
            retrieved,
            found,
            choose(found, analysis.text, compares=len(analysis.periods) > 1),
            self._retriever.unknown(names_asked(analysis.text), question.filters),
        )

    def _provenance(self, retrieved: Retrieved) -> Provenance:
        clearance = self._settings.clearance_level
        return Provenance(
            settings_hash=self._settings.digest,
            prompt_hash="",
            model="",
            host="",
            index_generation=self._retriever.generation,
            retrieved=tuple((candidate.key, candidate.score) for candidate in retrieved.candidates),
            queries=retrieved.queries,
            clearance="" if clearance is None else clearance.name,
        )


def _limited(question: Question) -> Question:
    """Only the cables of the post and time whose own reporting is asked for, where the question says so.

    The caller's own limits on posts or dates are never widened.
    """
    analysis, filters = analyse(question), question.filters
    if analysis.origins and not filters.posts:
        filters = replace(filters, posts=tuple(sorted(analysis.origins)))
    if analysis.written and filters.first is None and filters.last is None:
        first = min(period.first for period in analysis.written)
        filters = replace(filters, first=first, last=max(period.last for period in analysis.written))
    return replace(question, filters=filters)


def _nearest(chosen: Sequence[Choice], doubt: str) -> tuple[Choice, ...]:
    """What a declined answer still quotes: the sentences that come nearest, where the doubt leaves any near."""
    best = sorted(chosen, key=lambda choice: -choice.relevance)[:QUOTED] if doubt in NEAR else []
    return tuple(choice for choice in chosen if choice in best)


def _statement(choice: Choice, hits: Sequence[Evidence]) -> Statement:
    citations = [DraftCitation(choice.evidence.key, choice.text)]
    double = doubles(choice, hits)
    if double:
        evidence, sentence = double
        citations.append(DraftCitation(evidence.key, sentence))
    return check(Draft(choice.text, tuple(citations)), hits)
