"""Retries, deadlines, concurrency, stopping."""

import threading
import time
from dataclasses import dataclass, field

import pytest

from eval.run.asking import ask, to_question
from eval.run.record import Sample
from eval.run.runner import Plan, run
from eval.suite.model import Item, Suite
from eval.system import Reply
from rag.cables.marking import Level
from rag.errors import OperatorError, RetryError
from rag.retrieval.question import Question, Turn
from tests.eval.mutants import Wrapped
from tests.eval.world import WorldSystem


@dataclass(frozen=True)
class Busy(Wrapped):
    """Says that it is busy a number of times."""

    times: int
    calls: list[str] = field(default_factory=list)

    def ask(self, question: Question) -> Reply:
        self.calls.append(question.text)
        if len(self.calls) <= self.times:
            raise RetryError("the server is busy")
        return self.inner.ask(question)


@pytest.fixture
def item(suite: Suite) -> Item:
    return suite.items[0]


def test_a_busy_system_is_asked_again_with_growing_pauses(item: Item) -> None:
    pauses: list[float] = []
    sample = ask(Busy(WorldSystem(), times=3), item, 0, deadline=60, wait=pauses.append)
    assert (sample.status, sample.attempts) == ("done", 4)
    assert pauses == sorted(pauses)
    assert pauses[2] > pauses[0]


def test_retries_end_at_the_deadline(item: Item) -> None:
    sample = ask(Busy(WorldSystem(), times=999), item, 0, deadline=3, wait=[].append)
    assert sample.status == "error"
    assert "busy (given up after" in sample.error


def test_what_asking_again_cannot_mend_is_not_asked_again(item: Item) -> None:
    class Damaged(Wrapped):
        def ask(self, question: Question) -> Reply:  # noqa: ARG002 - the protocol's signature
            raise OperatorError("the index is damaged")

    sample = ask(Damaged(WorldSystem()), item, 0, deadline=60)
    assert (sample.status, sample.error, sample.attempts) == ("error", "the index is damaged", 1)


def test_a_defect_of_the_system_is_a_result(item: Item) -> None:
    class Broken(Wrapped):
        def ask(self, question: Question) -> Reply:  # noqa: ARG002 - the protocol's signature
            return {}["nothing"]

    assert ask(Broken(WorldSystem()), item, 0, deadline=60).error == "the system broke with KeyError: 'nothing'"


def test_a_failed_answer_is_an_error_and_not_an_empty_answer(item: Item) -> None:
    class Failing(Wrapped):
        def ask(self, question: Question) -> Reply:  # noqa: ARG002 - the protocol's signature
            return Reply(outcome="failed", reason="the model sent nothing")

    sample = ask(Failing(WorldSystem()), item, 0, deadline=60)
    assert (sample.status, sample.error) == ("error", "the model sent nothing")


def test_a_question_carries_history_and_limits() -> None:
    item = Item.model_validate(
        {
            "id": "q", "question": "And then?", "answerable": False,
            "history": [["user", "Who?"], ["assistant", "He."]],
            "filters": {"post": "OSLO", "from": "2008-02", "to": "2008-02", "tag": ["PREL"], "clearance": "SBU"},
        }
    )  # fmt: skip
    question = to_question(item)
    assert question.history == (Turn("user", "Who?"), Turn("assistant", "He."))
    assert (str(question.filters.first), str(question.filters.last)) == ("2008-02-01", "2008-02-29")
    assert (question.filters.posts, question.filters.tags) == (("OSLO",), ("PREL",))
    assert question.filters.clearance is Level.SBU


@dataclass(frozen=True)
class Counting(Wrapped):
    """Notes how many questions are in it at once."""

    now: list[int] = field(default_factory=lambda: [0])
    seen: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, question: Question) -> Reply:
        with self.lock:
            self.now[0] += 1
            self.seen.append(self.now[0])
        time.sleep(0.01)
        with self.lock:
            self.now[0] -= 1
        return self.inner.ask(question)


@pytest.mark.parametrize("jobs", [1, 3])
def test_no_more_questions_at_once_than_jobs(jobs: int, suite: Suite) -> None:
    system = Counting(WorldSystem())
    samples = list(run(system, suite.items, Plan(jobs=jobs)))
    assert sorted(s.id for s in samples) == sorted(item.id for item in suite.items)
    assert max(system.seen) == jobs


def test_each_trial_is_asked(suite: Suite) -> None:
    samples = list(run(WorldSystem(), suite.items[:3], Plan(trials=2)))
    assert sorted((s.id, s.trial) for s in samples) == sorted((i.id, t) for i in suite.items[:3] for t in (0, 1))


def test_what_is_done_is_not_asked_again(suite: Suite) -> None:
    system = Counting(WorldSystem())
    done = {(suite.items[0].id, 0), (suite.items[2].id, 0)}
    samples = list(run(system, suite.items[:4], Plan(), done))
    assert [s.id for s in samples] == [suite.items[1].id, suite.items[3].id]
    assert len(system.seen) == 2


def test_a_call_that_never_returns_is_given_up_and_the_others_go_on(
    suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    never = threading.Event()

    class Hanging(Wrapped):
        def ask(self, question: Question) -> Reply:
            if question.text == suite.items[1].question:
                never.wait()
            return self.inner.ask(question)

    monkeypatch.setattr("eval.run.runner.GRACE", 0.0)
    samples = {s.id: s for s in run(Hanging(WorldSystem()), suite.items[:4], Plan(deadline=0.5))}
    never.set()
    assert samples[suite.items[1].id].error == "no answer within 0.5 seconds"
    assert [samples[item.id].status for item in suite.items[:4]] == ["done", "error", "done", "done"]


def test_fail_fast_stops_at_the_first_failure(suite: Suite) -> None:
    class Declining(Wrapped):
        def ask(self, question: Question) -> Reply:  # noqa: ARG002 - the protocol's signature
            return Reply(outcome="declined")

    samples: list[Sample] = list(run(Declining(WorldSystem()), suite.items, Plan(fail_fast=True)))
    assert len(samples) == 1


def test_the_rate_spaces_the_starts(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr("eval.run.runner.time.sleep", waited.append)
    list(run(WorldSystem(), suite.items[:3], Plan(rate=60)))
    assert len(waited) == 3
    assert waited[0] < 0.5
    assert waited[1] == pytest.approx(1.0, abs=0.5)
    assert waited[2] == pytest.approx(2.0, abs=0.5)
