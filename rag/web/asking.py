"""Asks the Desk and tells how far it is, statement by statement, until done or stopped."""

import queue
import threading
from collections.abc import Iterator

from rag.answering.model import Answer, Statement
from rag.desk import Desk
from rag.web.faults import Problem, attempt
from rag.web.sessions import Exchange, State

_POLL_SECONDS = 0.1
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
            exchange.state = State.STOPPED
        else:
            try:
                _take(exchange, box.get(timeout=_POLL_SECONDS))
            except queue.Empty:
                continue
        yield exchange


def _work(desk: Desk, exchange: Exchange, box: "queue.SimpleQueue[_Item]") -> None:
    def run() -> None:
        for item in desk.ask_stream(exchange.question):
            if exchange.stop.is_set():
                return
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
