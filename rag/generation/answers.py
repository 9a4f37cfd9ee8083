"""Puts an answer together: its outcome, its reason in our own words, and how it was made."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.decline import barred
from rag.answering.model import Answer, Outcome, Provenance, Verdict
from rag.cables.marking import highest
from rag.cables.model import Coverage
from rag.generation.finding import Found
from rag.generation.model import LanguageModel
from rag.generation.reranking import Ranking
from rag.generation.sending import LeftOut, Sending
from rag.generation.spending import Account, price_notes
from rag.generation.writing import Written
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.stores.library import Library

ENGINE = "llm"
NEAREST = 3
_WHY = {
    "not_stated": "What was found does not say it.",
    "breaks_off": "The source breaks off, or is redacted, where the answer would stand.",
    "other_cable": "What was found leaves the matter to a cable that is not at hand.",
    "wrong_premise": "The question takes something for granted that the cables deny.",
    "unclear": "It is not clear what the question asks for.",
}
"""The model chooses a word; the sentence is ours, so that no text of a source can speak as the product."""


@dataclass(frozen=True)
class Basis:
    """What an answer is made from.

    Attributes:
        question: As asked.
        ranking: Paragraphs found, in the order of the search or of the model.
        sending: Those that go to the model.
        turns_withheld: Earlier answers that may not be sent.
        generation: Of the indexes that were searched.
    """

    question: Question
    ranking: Ranking
    sending: Sending
    turns_withheld: int
    generation: str

    @property
    def found(self) -> Found:
        """Paragraphs found."""
        return self.ranking.found


class Answers:
    """Makes answers of one model over one library."""

    def __init__(self, library: Library, settings: Settings, model: LanguageModel, prompt_hash: str) -> None:
        self._library = library
        self._settings = settings
        self._model = model
        self.prompt_hash = prompt_hash

    def finished(self, basis: Basis, written: Written, account: Account, timings: Mapping[str, float]) -> Answer:
        """The answer that was written, or declined by the model or the gate."""
        outcome, reason = _judged(written)
        bare = self._bare(basis.question, basis.generation, account)
        return replace(
            bare,
            statements=written.statements,
            outcome=outcome,
            reason=reason,
            provenance=_traced(bare.provenance, basis),
            timings=timings,
            nearest=basis.sending.sent[:NEAREST] if outcome is Outcome.DECLINED else (),
            notes=(*self._sent(basis), *basis.ranking.notes, *written.notes, *price_notes(account, self._model.name)),
        )

    def unsent(self, basis: Basis, account: Account) -> Answer:
        """Declined without asking: nothing was found, or nothing may be sent."""
        bare = self._bare(basis.question, basis.generation, account)
        limits = basis.question.filters.under(self._settings.clearance_level)
        nothing = barred(bare.coverage, limits) or "Nothing was found that bears on the question."
        reason = self.withheld(basis) if basis.found.hits else nothing
        return replace(
            bare,
            outcome=Outcome.DECLINED,
            reason=reason,
            provenance=_traced(bare.provenance, basis),
            timings=basis.found.timings,
            nearest=basis.found.hits[:NEAREST],
            notes=basis.ranking.notes,
        )

    def withheld(self, basis: Basis) -> str:
        """Why nothing that was found is sent."""
        count = basis.sending.count(LeftOut.MARKING)
        if not count:
            return "No paragraph that was found fits REFTEL_LLM_BUDGET_TOKENS."
        return (
            f"Nothing that was found may be sent to {self._model.host}: {count} paragraphs are marked above "
            f"{self._settings.llm_max_marking} or not at all (REFTEL_LLM_MAX_MARKING)."
        )

    def failed(
        self, question: Question, reason: str, generation: str, account: Account, sent: Sequence[str] = ()
    ) -> Answer:
        """The model did not answer, and nothing else may; `sent` says what went to it all the same."""
        return replace(self._bare(question, generation, account), reason=reason, notes=tuple(sent))

    def fallback(self, answer: Answer, reason: str, account: Account, sent: Sequence[str] = ()) -> Answer:
        """An answer of verbatim extracts, which says that, why the model did not write it, and what went to it."""
        return replace(
            answer,
            usage=account.usage,
            notes=(
                f"Answered by verbatim extracts, without the model {self._model.name}: {reason}",
                *sent,
                *answer.notes,
                *price_notes(account, self._model.name),
            ),
        )

    def draft_sent(self, basis: Basis, *, answered: bool) -> str:
        """Who got what for a draft.

        Args:
            basis: Of the draft.
            answered: Whether the host answered, in part at least; else nobody knows what reached it.
        """
        banner = highest(one.paragraph.effective_marking for one in basis.sending.sent)
        received = "received" if answered else "may have received"
        count = len(basis.sending.sent)
        return f"{self._model.host} {received} the question and {count} paragraphs, marked {banner} at most."

    def _bare(self, question: Question, generation: str, account: Account) -> Answer:
        clearance = question.filters.under(self._settings.clearance_level).clearance
        return Answer(
            id=uuid.uuid4().hex[:12],
            question=question.text,
            statements=(),
            outcome=Outcome.FAILED,
            reason="",
            coverage=self._coverage(question),
            engine=ENGINE,
            provenance=Provenance(
                settings_hash=self._settings.digest,
                prompt_hash=self.prompt_hash,
                model=self._model.name,
                host=self._model.host,
                index_generation=generation,
                retrieved=(),
                queries=(),
                clearance="" if clearance is None else clearance.name,
            ),
            usage=account.usage,
        )

    def _coverage(self, question: Question) -> Coverage:
        return self._library.coverage(question.filters.under(self._settings.clearance_level))

    def _sent(self, basis: Basis) -> tuple[str, ...]:
        """Who got what, and what was kept back."""
        sending = basis.sending
        notes = [self.draft_sent(basis, answered=True)]
        kept_back = sending.count(LeftOut.MARKING)
        if kept_back:
            notes.append(
                f"{kept_back} paragraphs marked above {self._settings.llm_max_marking}, or not at all, were not sent."
            )
        if basis.turns_withheld:
            notes.append(f"{basis.turns_withheld} earlier answers were not sent, since their sources may not be.")
        too_long = sending.count(LeftOut.BUDGET)
        if too_long:
            notes.append(f"{too_long} paragraphs did not fit the budget of {self._settings.llm_budget_tokens} tokens.")
        return tuple(notes)


def _traced(bare: Provenance, basis: Basis) -> Provenance:
    """With what was searched for, found and left out."""
    return replace(
        bare,
        retrieved=basis.found.scores,
        queries=basis.found.queries,
        left_out=tuple((key, why.value) for key, why in basis.sending.left_out),
        reranked=basis.ranking.order,
    )


def _judged(written: Written) -> tuple[Outcome, str]:
    """How it ended, and why."""
    verified = any(one.verdict is Verdict.VERIFIED for one in written.statements)
    if written.stopped:
        reason = "It was stopped before it was complete."
        return (Outcome.ANSWERED if verified else Outcome.FAILED), reason
    why = _WHY.get(written.why, _WHY["not_stated"])
    if written.answered == "none" or not written.statements:
        return Outcome.DECLINED, why
    if not verified:
        return Outcome.DECLINED, "No statement of the model could be checked against the cables."
    return Outcome.ANSWERED, f"Only a part of the question is answered. {why}" if written.answered == "part" else ""
