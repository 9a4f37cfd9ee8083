"""One question put to the system: as the product's own question type, tried again while that may help."""

import calendar
import datetime as dt
import random
import time
from collections.abc import Callable, Iterable, Iterator

from eval.run.record import Passage, Sample
from eval.suite.model import Item, Ref
from eval.system import DEPTH, Briefing, Cited, Hit, Reply, System
from rag.briefs.model import BriefRequest, Paper
from rag.cables.marking import Level
from rag.errors import ReftelError, RetryError, UserError
from rag.retrieval.question import Question, Turn
from rag.stores.filters import Filters

BACK_OFF = 0.5
"""Seconds before the first repetition; doubled each time, with up to half of it added by chance."""


def to_question(item: Item) -> Question:
    """The question with its conversation and limits."""
    turns = tuple(Turn(role, text) for role, text in item.history)
    return Question(item.question, turns, to_filters(item))


def to_filters(item: Item) -> Filters:
    """The limits."""
    limits = item.filters
    return Filters(
        posts=limits.post,
        first=_first_day(limits.first),
        last=_last_day(limits.last),
        tags=limits.tag,
        cables=limits.cable,
        clearance=Level[limits.clearance] if limits.clearance else None,
    )


def to_request(item: Item) -> BriefRequest | None:
    """The brief that is asked for, None where it is a question."""
    wanted = item.brief
    if wanted is None:
        return None
    return BriefRequest(wanted.cables, wanted.topic, to_filters(item), Paper(wanted.paper))


def find(system: System, item: Item) -> tuple[Hit, ...]:
    """What the search finds; a brief is not searched for apart."""
    return () if item.brief is not None else tuple(system.search(to_question(item), DEPTH))


def _reply(system: System, item: Item) -> Reply:
    request = to_request(item)
    if request is None:
        return system.ask(to_question(item))
    if not isinstance(system, Briefing):
        raise UserError("This system makes no briefs; take the brief out of the suite, or ask another engine.")
    return system.brief(request)


def _first_day(text: str) -> dt.date | None:
    return dt.date.fromisoformat((text + "-01-01")[:10]) if text else None


def _last_day(text: str) -> dt.date | None:
    if not text:
        return None
    year, month = int(text[:4]), int(text[5:7] or 12)
    return dt.date(year, month, int(text[8:10] or calendar.monthrange(year, month)[1]))


def ask(system: System, item: Item, trial: int, deadline: float, wait: Callable[[float], None] = time.sleep) -> Sample:
    """Searches and asks, and keeps what came of it.

    Args:
        system: What is tested.
        item: The question.
        trial: Which repetition.
        deadline: Seconds for all attempts together.
        wait: Sleeps; replaced in tests.

    Returns:
        A sample with status done or error; an error of the system is a result here, never raised.
    """
    start = time.monotonic()
    attempts = 0
    pause = BACK_OFF
    while True:
        attempts += 1
        try:
            return _once(system, item, trial, attempts)
        except RetryError as error:
            jittered = pause * (1 + random.random() / 2)  # noqa: S311 - spreads retries, guards nothing
            if time.monotonic() - start + jittered > deadline:
                return failed(item, trial, f"{error} (given up after {attempts} attempts)", attempts)
            wait(jittered)
            pause *= 2
        except ReftelError as error:
            return failed(item, trial, str(error), attempts)
        except Exception as error:  # noqa: BLE001 - a defect of the system under test is a result of this question
            return failed(item, trial, f"the system broke with {type(error).__name__}: {error}", attempts)


def failed(item: Item, trial: int, reason: str, attempts: int = 1) -> Sample:
    """A sample without an answer."""
    return Sample(id=item.id, trial=trial, digest=item.digest, status="error", error=reason, attempts=attempts)


def _once(system: System, item: Item, trial: int, attempts: int) -> Sample:
    begun = time.monotonic()
    hits = find(system, item)
    searched = time.monotonic()
    reply = _reply(system, item)
    answered = time.monotonic()
    if reply.outcome == "failed":
        return failed(item, trial, reply.reason or "the system says that it failed", attempts)
    return Sample(
        id=item.id,
        trial=trial,
        digest=item.digest,
        status="done",
        hits=hits,
        reply=reply,
        passages=tuple(passages(system, item, reply, hits)),
        search_seconds=round(searched - begun, 4),
        ask_seconds=round(answered - searched, 4),
        attempts=attempts,
    )


def passages(system: System, item: Item, reply: Reply, hits: Iterable[Hit]) -> Iterator[Passage]:
    """The paragraphs that a reader of the report wants beside the answer: cited, evidence, and the first hits."""
    cited: list[Cited] = [c for said in reply.statements for c in said.citations]
    points = {(c.cable, c.index) for c in cited} | {(hit.cable, hit.index) for hit in list(hits)[:3]}
    wanted = item.allowed
    for name in sorted({cable for cable, _ in points} | {ref.cable for ref in wanted}):
        cable = system.show(name)
        if cable is None:
            continue
        for unit in cable.units:
            if (cable.id, unit.index) in points or Ref.of(cable.id, unit.label) in wanted:
                yield Passage.of(cable, unit)
