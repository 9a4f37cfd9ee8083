"""Asks the Desk and tells how far it is, statement by statement, until done or stopped."""

import queue
import threading
import time
from collections.abc import Iterator

from rag.answering.model import Answer, Statement
from rag.desk import Desk
from rag.web.faults import Problem, attempt
from rag.web.sessions import Exchange, State

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 0.7
_Item = Statement | Answer | Problem | None


def ask(desk: Desk, exchange: Exchange) -> Iterator[Exchange]:
    """Runs an exchange to its end.

    The work goes on in a thread of its own, so that a stop is heard while a model is still writing. What was verified
    by then stays in the exchange.

    Args:
        desk: Whom to ask.
        exchange: Filled as statements arrive.

    Yields:
        The exchange, whenever there is more to show.
    """
    box: queue.SimpleQueue[_Item] = queue.SimpleQueue()
    threading.Thread(target=_work, args=(desk, exchange, box), name="asking", daemon=True).start()
    yield exchange
    while exchange.state is State.RUNNING:
        if exchange.stop.is_set():
            _finish(exchange, box)
        else:
            try:
                _take(exchange, box.get(timeout=_POLL_SECONDS))
            except queue.Empty:
                continue
        yield exchange


def _finish(exchange: Exchange, box: "queue.SimpleQueue[_Item]") -> None:
    """After a stop: an answer of what was verified by then is taken if it comes at once."""
    deadline = time.monotonic() + _GRACE_SECONDS
    while exchange.state is State.RUNNING:
        try:
            _take(exchange, box.get(timeout=max(0.0, deadline - time.monotonic())))
        except queue.Empty:
            break
    exchange.state = State.STOPPED


def _work(desk: Desk, exchange: Exchange, box: "queue.SimpleQueue[_Item]") -> None:
    def run() -> None:
        for item in desk.ask_stream(exchange.question, exchange.stop):
            box.put(item)

    box.put(attempt(run))


def _take(exchange: Exchange, item: _Item) -> None:
    match item:
        case Statement():
            exchange.statements.append(item)
        case Answer():
            exchange.answer, exchange.state = item, State.DONE
        case Problem():
            exchange.problem, exchange.state = item.sentence, State.FAILED
        case None:
            exchange.state = State.STOPPED
