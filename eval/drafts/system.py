"""Recorded replies as a system under test: recorded paragraphs or today's search; all else as in the product."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from eval.desk import DeskSystem, reply_of
from eval.drafts.fixtures import Fixture
from eval.run.asking import ask, to_question, to_request
from eval.run.record import Sample
from eval.suite.model import Item, Suite
from eval.system import Hit, Identity, Reply, System
from rag.briefs.model import BriefRequest
from rag.cables.clearance import visible
from rag.cables.model import Cable, Evidence
from rag.errors import UserError
from rag.generation.briefing.writer import ModelWriter
from rag.generation.engine import GenerativeEngine
from rag.generation.finding import Finder
from rag.retrieval.analysis import analyse
from rag.retrieval.model import Candidate, Retrieved
from rag.retrieval.question import Question

RECORDED_UNDER = {"llm_structured": "json_schema", "llm_cache": "false"}
"""Settings that shape a request and must be the same when fixtures are recorded and when they are answered."""
OFFLINE = RECORDED_UNDER | {"llm_base_url": "http://127.0.0.1:9/v1"}
"""The discard port, which nothing listens on."""
UNRECORDED = "There is no recording"
STEP = 0.001
"""Between the scores of recorded paragraphs, which keep nothing but their order."""


class FixedFinder:
    """Finds the same paragraphs whatever is asked."""

    generation = "recorded"

    def __init__(self, system: DeskSystem, sent: Sequence[tuple[str, int]]) -> None:
        """Looks them up in the library of a system when asked."""
        self._system = system
        self._sent = sent

    def retrieve(self, question: Question, k: int) -> Retrieved:  # noqa: ARG002 - all of them, always
        """The recorded paragraphs, as far as the question's clearance shows them.

        Raises:
            UserError: The library does not hold one of them.
        """
        hits = [one for key in self._sent if (one := self._evidence(key, question)) is not None]
        scores = [1.0 - STEP * place for place in range(len(hits))]
        return Retrieved(
            hits=tuple(replace(hit, score=score) for hit, score in zip(hits, scores, strict=True)),
            candidates=tuple(Candidate(hit.key, 0.0, 0.0, score) for hit, score in zip(hits, scores, strict=True)),
            queries=(question.text,),
            timings={},
            analysis=analyse(question),
        )

    def _evidence(self, key: tuple[str, int], question: Question) -> Evidence | None:
        whole = self._system.show(key[0])
        if whole is None:
            raise UserError(f"{UNRECORDED} that fits this library: it lacks the cable {key[0]}.")
        cable = visible(whole, question.filters.clearance)
        unit = next((unit for unit in cable.units if unit.index == key[1]), None) if cable else None
        return Evidence(cable, unit) if cable and unit else None


def finder_of(system: DeskSystem, sent: Sequence[tuple[str, int]] | None) -> Finder:
    """What finds the paragraphs of a question: the recorded ones, or the product's own search."""
    return system.desk.retriever if sent is None else FixedFinder(system, sent)


class _Recorded:
    """The replies of one fixture; nothing is added."""

    def __init__(self, replies: Mapping[str, str]) -> None:
        self._replies = replies

    def find(self, key: str) -> str | None:
        return self._replies.get(key)

    def keep(self, key: str, reply: str) -> None:
        """Nothing is asked, so nothing is new."""


class DraftSystem:
    """Answers each question of a suite from its fixture."""

    def __init__(self, system: DeskSystem, suite: Suite, fixtures: Mapping[str, Fixture]) -> None:
        """Puts it together.

        Args:
            system: Opened for the engine `llm`; its model is never asked.
            suite: The questions.
            fixtures: By question.
        """
        self._system = system
        self._fixtures = {
            to_request(item) or to_question(item): fixtures[item.id] for item in suite.items if item.id in fixtures
        }

    def identity(self) -> Identity:
        """What is being tested."""
        models = sorted({fixture.model for fixture in self._fixtures.values()})
        return self._system.identity().model_copy(update={"model": f"recorded {', '.join(models)}"})

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        """The recorded paragraphs, or what the search finds."""
        sent = self._fixtures[question].sent
        if sent is None:
            return self._system.search(question, k)
        found = FixedFinder(self._system, sent).retrieve(question, k)
        return tuple(
            Hit(
                cable=hit.cable.id,
                label=hit.paragraph.label,
                index=hit.paragraph.index,
                score=hit.score,
                marking=str(hit.paragraph.effective_marking),
            )
            for hit in found.hits[:k]
        )

    def ask(self, question: Question) -> Reply:
        """The answer that the recorded replies give today."""
        fixture = self._fixtures[question]
        finder = finder_of(self._system, fixture.sent)
        engine = engine_of(self._system).recorded(finder, _Recorded(fixture.replies), offline=True)
        return reply_of(engine.answer(question))

    def brief(self, request: BriefRequest) -> Reply:
        """The page that the recorded replies give today.

        Raises:
            UserError: A reply is not recorded.
        """
        writer = writer_of(self._system).recorded(_Recorded(self._fixtures[request].replies), offline=True)
        reply = self._system.brief(request, writer)
        if reply.reason.startswith(UNRECORDED):
            raise UserError(reply.reason)
        return reply

    def show(self, cable: str) -> Cable | None:
        """See `System`."""
        return self._system.show(cable)


def writer_of(system: DeskSystem) -> ModelWriter:
    """The model that writes the briefs of a system.

    Raises:
        UserError: Its briefs are made of extracts.
    """
    writer = system.desk.writer
    if not isinstance(writer, ModelWriter):
        raise UserError("Recorded replies need the engine llm: set REFTEL_LLM_MODEL.")
    return writer


def engine_of(system: DeskSystem) -> GenerativeEngine:
    """The model's engine of a system.

    Raises:
        UserError: It answers by extracts.
    """
    engine = system.desk.engine
    if not isinstance(engine, GenerativeEngine):
        raise UserError("Recorded replies need the engine llm: set REFTEL_LLM_MODEL.")
    return engine


def answer_or_stale(system: System, item: Item, trial: int, deadline: float) -> Sample:
    """Asks; where the request is not the recorded one any more, the fixture is stale and nothing is scored."""
    sample = ask(system, item, trial, deadline)
    if sample.status == "error" and sample.error.startswith(UNRECORDED):
        return sample.model_copy(update={"status": "stale", "error": "its request changed since it was recorded"})
    return sample.model_copy(update={"replayed": True})
