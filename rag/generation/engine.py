"""Answers written by a language model: found, drafted, checked, repaired once, or declined, or left to the extracts."""

import threading
import time
from collections.abc import Iterator, Sequence

from rag.answering.extractive import ExtractiveEngine
from rag.answering.model import Answer, Statement
from rag.errors import ReftelError
from rag.generation.answers import Answers, Basis
from rag.generation.clock import Clock
from rag.generation.conversation import Memory, remember
from rag.generation.failures import ModelFailureError
from rag.generation.finding import Finder, Found, find
from rag.generation.guarding import write_guarded
from rag.generation.model import LanguageModel
from rag.generation.probing import MethodFinder
from rag.generation.prompts import Prompts
from rag.generation.replies import Replies
from rag.generation.reranking import RANKED, Ranking, rerank
from rag.generation.sending import ceiling_of, choose
from rag.generation.session import Session
from rag.generation.spending import Account, SpendingError
from rag.generation.writing import Written
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.stores.library import Library


class GenerativeEngine:
    """Answers through a language model, under the same gate as the extractive engine."""

    def __init__(
        self,
        finder: Finder,
        library: Library,
        settings: Settings,
        model: LanguageModel,
        methods: MethodFinder,
        prompts: Prompts,
        fallback: ExtractiveEngine | None,
    ) -> None:
        """Puts it together.

        Args:
            finder: Finds paragraphs.
            library: Holds them.
            settings: Budget, deadline and ceiling are read.
            model: Writes.
            methods: Knows how replies are structured.
            prompts: What is asked.
            fallback: Answers where the model does not; None to say that it failed.
        """
        self._finder = finder
        self._library = library
        self._settings = settings
        self._model = model
        self._methods = methods
        self._prompts = prompts
        self._fallback = fallback
        self._ceiling = ceiling_of(settings, model.host)
        self._answers = Answers(library, settings, model, prompts.digest)

    def recorded(self, finder: Finder, replies: Replies, *, offline: bool) -> "GenerativeEngine":
        """The same engine over recorded searches and replies; it falls back to nothing.

        Args:
            finder: Gives the recorded paragraphs.
            replies: The recorded replies; new ones are given to it.
            offline: Whether nothing may be asked of the model.
        """
        model = self._model.recorded(replies, offline=offline)
        return GenerativeEngine(finder, self._library, self._settings, model, self._methods, self._prompts, None)

    @property
    def name(self) -> str:
        """The model's name."""
        return self._model.name

    @property
    def host(self) -> str:
        """Where questions and paragraphs are sent."""
        return self._model.host

    @property
    def prompt_hash(self) -> str:
        """Of all prompts together."""
        return self._answers.prompt_hash

    def answer(self, question: Question) -> Answer:
        """The whole answer; see `stream`."""
        *_, last = self.stream(question)
        if not isinstance(last, Answer):
            raise TypeError("a stream ends with the answer")
        return last

    def stream(self, question: Question, stop: threading.Event | None = None) -> Iterator[Statement | Answer]:
        """Each verified statement as soon as it is complete and checked, then the answer.

        Args:
            question: With its conversation and limits.
            stop: Set when the reader wants no more; what was verified by then is the answer.

        Raises:
            OperatorError: A store is damaged, or the embedder cannot be reached.
            UserError: The prompts or settings cannot be used.
        """
        clock = Clock(self._settings.llm_deadline, stop)
        account = Account()
        sent: list[str] = []
        try:
            yield from self._write(question, clock, account, sent)
        except ModelFailureError as failure:
            yield self._without_model(question, account, failure.told(self.name, self.host), sent)
        except SpendingError as error:
            yield self._without_model(question, account, error, sent)

    def _write(
        self, question: Question, clock: Clock, account: Account, sent: list[str]
    ) -> Iterator[Statement | Answer]:
        """See `stream`; where it fails, `sent` has a sentence for each thing that went to the model."""
        started = time.perf_counter()
        clearance = question.filters.under(self._settings.clearance_level).clearance
        memory = remember(question, self._library, clearance, self._ceiling)
        method = self._methods.find(self._model, clock, account)
        session = Session(self._model, self._prompts, method, clock, account)
        ranking = self._found(question, memory, session)
        sent += ranking.notes
        found = ranking.found
        sending = choose(found.hits, self._ceiling, self._settings.llm_budget_tokens, self._model.count)
        basis = Basis(question, ranking, sending, memory.withheld, self._finder.generation)
        if not sending.sent:
            yield self._nothing_to_send(basis, account)
            return
        for part in self._drafted(basis, session, sent):
            if isinstance(part, Written):
                timings = {
                    **found.timings,
                    "model": account.seconds,
                    "check": part.check_seconds,
                    "total": time.perf_counter() - started,
                }
                yield self._answers.finished(basis, part, account, timings)
            else:
                yield part

    def _drafted(self, basis: Basis, session: Session, sent: list[str]) -> Iterator[Statement | Written]:
        """See `write_guarded`."""
        asked, answered = session.account.asked, session.account.calls
        found = basis.found
        try:
            yield from write_guarded(basis.sending, self._library, session, found.question, notes_for(found))
        except (ModelFailureError, SpendingError):
            if session.account.asked > asked:
                sent.append(self._answers.draft_sent(basis, answered=session.account.calls > answered))
            raise

    def _found(self, question: Question, memory: Memory, session: Session) -> Ranking:
        """What was found, in the model's order where the settings ask for it."""
        if not self._settings.llm_rerank:
            return Ranking(find(question, memory, self._finder, session))
        found = find(question, memory, self._finder, session, RANKED)
        return rerank(found, self._ceiling, self._settings.llm_budget_tokens, session)

    def _nothing_to_send(self, basis: Basis, account: Account) -> Answer:
        """Nothing was found, or nothing that was found may be sent; the model is not asked."""
        if basis.found.hits and self._fallback is not None:
            extracts, why = self._fallback.answer(basis.question), self._answers.withheld(basis)
            return self._answers.fallback(extracts, why, account, basis.ranking.notes)
        return self._answers.unsent(basis, account)

    def _without_model(self, question: Question, account: Account, error: ReftelError, sent: Sequence[str]) -> Answer:
        if self._fallback is None:
            return self._answers.failed(question, str(error), self._finder.generation, account, sent)
        return self._answers.fallback(self._fallback.answer(question), str(error), account, sent)


def notes_for(found: Found) -> str:
    """What the model is told beyond the paragraphs."""
    if not found.missing:
        return ""
    return f"The library holds no cable {' or '.join(found.missing)}, which the question names."
