"""Runs a suite: a few workers, a deadline for each question, every sample on disk before it counts."""

import queue
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from eval.run.asking import ask, failed
from eval.run.record import Sample
from eval.scorers.question import judge
from eval.suite.model import Item
from eval.system import System

Task = tuple[Item, int]
POLL = 0.1
"""Seconds between looks at the clocks of the workers."""
GRACE = 5.0
"""Seconds beyond the deadline before a worker that hangs in one call is given up."""


@dataclass(frozen=True)
class Plan:
    """How to run.

    Attributes:
        trials: Repetitions of each question.
        jobs: Questions at once.
        rate: Most questions started a minute; 0 for no limit.
        deadline: Seconds for one question with all its repetitions.
        fail_fast: Whether to stop at the first question that does not pass.
    """

    trials: int = 1
    jobs: int = 1
    rate: float = 0.0
    deadline: float = 180.0
    fail_fast: bool = False


class _Worker:
    """A thread that answers questions until none is left or it is given up."""

    def __init__(
        self, answer: Callable[[Task], Sample], tasks: "queue.Queue[Task]", results: "queue.Queue[_Result]"
    ) -> None:
        self._answer, self._tasks, self._results = answer, tasks, results
        self.task: Task | None = None
        self.since = 0.0
        self.abandoned = False
        # A daemon, so that a call that never returns cannot keep the program from ending.
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def _work(self) -> None:
        while not self.abandoned:
            try:
                task = self._tasks.get_nowait()
            except queue.Empty:
                return
            self.since, self.task = time.monotonic(), task
            sample = self._answer(task)
            self.task = None
            self._results.put((self, sample))

    @property
    def alive(self) -> bool:
        return self._thread.is_alive() and not self.abandoned


_Result = tuple[_Worker, Sample]


class _Pace:
    """Lets questions start no faster than the rate."""

    def __init__(self, rate: float) -> None:
        self._gap = 60.0 / rate if rate else 0.0
        self._next = time.monotonic()
        self._lock = threading.Lock()

    def wait(self) -> None:
        with self._lock:
            now = time.monotonic()
            start = max(now, self._next)
            self._next = start + self._gap
        time.sleep(max(0.0, start - now))


def run(
    system: System,
    items: Sequence[Item],
    plan: Plan,
    done: Collection[tuple[str, int]] = frozenset(),
    answer: Callable[[System, Item, int, float], Sample] = ask,
) -> Iterator[Sample]:
    """Asks every question that is not done yet, and yields samples as they come.

    Args:
        system: What is tested; called from several threads when `plan.jobs` is above 1.
        items: The questions.
        plan: How to run.
        done: Questions and trials that an earlier run has recorded.
        answer: Puts one question; replaced by recordings.
    """
    tasks: queue.Queue[Task] = queue.Queue()
    # One place only: workers do not run ahead of the record, so that a killed run has lost next to nothing.
    results: queue.Queue[_Result] = queue.Queue(maxsize=1)
    left = 0
    for trial in range(plan.trials):
        for item in items:
            if (item.id, trial) not in done:
                tasks.put((item, trial))
                left += 1
    pace = _Pace(plan.rate)

    def one(task: Task) -> Sample:
        pace.wait()
        return answer(system, task[0], task[1], plan.deadline)

    workers = [_Worker(one, tasks, results) for _ in range(min(plan.jobs, left))]
    by_id = {item.id: item for item in items}
    try:
        while left:
            for sample in _collect(workers, results, plan):
                left -= 1
                yield sample
                if plan.fail_fast and judge(by_id[sample.id], sample, {}).notes:
                    return
            missing = min(plan.jobs, tasks.qsize()) - sum(worker.alive for worker in workers)
            workers += [_Worker(one, tasks, results) for _ in range(missing)]
    finally:
        for worker in workers:
            worker.abandoned = True


def _collect(workers: Sequence[_Worker], results: "queue.Queue[_Result]", plan: Plan) -> Iterator[Sample]:
    try:
        worker, sample = results.get(timeout=POLL)
        if not worker.abandoned:
            yield sample
    except queue.Empty:
        pass
    for worker in workers:
        task = worker.task
        late = time.monotonic() - worker.since > plan.deadline + GRACE
        if task is not None and late and not worker.abandoned:
            worker.abandoned = True
            yield failed(*task, f"no answer within {plan.deadline:g} seconds")
