"""Records replies: chooses questions of all kinds, notes what is sent, keeps what comes back."""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from itertools import zip_longest

from eval.desk import DeskSystem
from eval.drafts.fixtures import Fixture
from eval.drafts.system import engine_of, finder_of, writer_of
from eval.run.asking import to_question, to_request
from eval.suite.model import UNANSWERABLE, Item, Ref, Suite
from rag.answering.model import Answer, Outcome
from rag.errors import ReftelError

PLACE = 3
"""Evidence that the search missed is put behind so many paragraphs: what is tested is the draft, not the search."""
SHARE_UNANSWERABLE = 3
"""Every so many questions one that cannot be answered."""
FOUND = 20


@dataclass(frozen=True)
class Recorded:
    """What became of one question: its fixture, complete or not, and the error if there was one."""

    fixture: Fixture
    error: str = ""


def choose(suite: Suite, count: int) -> tuple[Item, ...]:
    """Questions of all kinds by turns, one in `SHARE_UNANSWERABLE` unanswerable."""
    groups: dict[str, list[Item]] = {}
    for item in suite.items:
        groups.setdefault(UNANSWERABLE if item.answerable == "no" else item.kind, []).append(item)
    blank = groups.pop(UNANSWERABLE, [])
    others = [item for turn in zip_longest(*groups.values()) for item in turn if item is not None]
    kept = blank[: min(len(blank), count // SHARE_UNANSWERABLE)]
    return tuple(sorted((*kept, *others[: count - len(kept)]), key=lambda item: item.id))


class _Keeper:
    """The replies of one fixture while it is recorded."""

    def __init__(self, known: Mapping[str, str]) -> None:
        self._known = known
        self.used: dict[str, str] = {}

    def find(self, key: str) -> str | None:
        if key in self._known:
            self.used[key] = self._known[key]
        return self._known.get(key)

    def keep(self, key: str, reply: str) -> None:
        self.used[key] = reply


def record(
    system: DeskSystem,
    items: Sequence[Item],
    known: Mapping[str, Fixture],
    jobs: int,
    told: Callable[[Recorded], None],
    *,
    whole_path: bool = False,
) -> tuple[Fixture, ...]:
    """Asks each question once over the paragraphs that the search finds now, or that its fixture names.

    Args:
        system: Opened for the engine `llm`.
        items: The questions.
        known: Fixtures that exist; their paragraphs and replies are used again, so that a broken run goes on.
        jobs: Questions at once.
        told: Is told each question's result as it comes.
        whole_path: Whether the search is part of what is recorded, so that no paragraphs are kept or added.

    Returns:
        A fixture for every question that has a reply.
    """
    lock = threading.Lock()
    done: list[Fixture] = []
    sent = {item.id: None if whole_path or item.brief else _sent(system, item, known.get(item.id)) for item in items}
    with ThreadPoolExecutor(jobs) as pool:
        tasks = [pool.submit(_record, system, item, sent[item.id], known.get(item.id)) for item in items]
        for task in as_completed(tasks):
            result = task.result()
            with lock:
                told(result)
            if result.fixture.replies:
                done.append(result.fixture)
    return tuple(done)


def _record(system: DeskSystem, item: Item, sent: tuple[tuple[str, int], ...] | None, old: Fixture | None) -> Recorded:
    keeper = _Keeper(old.replies if old else {})
    error = ""
    try:
        request = to_request(item)
        if request is not None:
            system.brief(request, writer_of(system).recorded(keeper, offline=False))
        else:
            engine = engine_of(system).recorded(finder_of(system, sent), keeper, offline=False)
            error = _failure(engine.answer(to_question(item)))
    except ReftelError as failure:
        error = str(failure)
    return Recorded(Fixture(id=item.id, model=engine_of(system).name, sent=sent, replies=keeper.used), error)


def _failure(answer: Answer) -> str:
    return answer.reason if answer.outcome is Outcome.FAILED else ""


def _sent(system: DeskSystem, item: Item, old: Fixture | None) -> tuple[tuple[str, int], ...]:
    if old is not None and old.sent is not None:
        return old.sent
    found = [(hit.cable, hit.index) for hit in system.search(to_question(item), FOUND)]
    missing = [key for key in _evidence(system, item) if key not in found]
    return (*found[:PLACE], *missing, *found[PLACE:])


def _evidence(system: DeskSystem, item: Item) -> Iterator[tuple[str, int]]:
    for ref in sorted(item.support):
        cable = system.show(ref.cable)
        for unit in cable.units if cable else ():
            if Ref.of(ref.cable, unit.label) == ref and unit.occurrence == 1:
                yield (ref.cable, unit.index)
