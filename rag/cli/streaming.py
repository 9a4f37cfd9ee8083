"""An answer on a terminal: each sentence once it is complete and checked, until done or stopped by Ctrl-C."""

import queue
import sys
import threading
import time
from typing import TYPE_CHECKING

from rag.answering.model import Answer, Statement
from rag.cli.answers import print_answer, print_rest, print_statement, unless_failed
from rag.cli.output import say
from rag.errors import OperatorError
from rag.stores.interrupt import StopRequest, stop_on_interrupt

if TYPE_CHECKING:
    from rag.desk import Desk
    from rag.retrieval.question import Question

_POLL_SECONDS = 0.1
_GRACE_SECONDS = 0.7
"""After a stop an answer of what was verified by then is taken if it comes so soon."""
_Item = Statement | Answer | BaseException


def stream_answer(desk: "Desk", question: "Question") -> None:
    """Asks and shows.

    The work goes on in a thread of its own, so that a stop is heard while a model is still writing.

    Args:
        desk: Whom to ask.
        question: With its limits.

    Raises:
        OperatorError: The model failed and nothing else was to answer, or nothing was verified before it was stopped.
    """
    box: queue.SimpleQueue[_Item] = queue.SimpleQueue()
    stop = threading.Event()
    threading.Thread(target=_work, args=(desk, question, stop, box), name="asking", daemon=True).start()
    shown: list[Statement] = []
    with stop_on_interrupt() as request:
        answer = _show(box, shown, request, stop)
    if answer is not None and (answer.verified or not stop.is_set()):
        _finish(unless_failed(answer), shown)
    elif shown:
        say("\nStopped. What stands above was verified; what was still being written is not kept.")
        if desk.engine.host:
            say(f"{desk.engine.host} received the question and paragraphs.")
    else:
        raise OperatorError("It was stopped before a sentence was verified; run the same command again to go on.")


def _work(desk: "Desk", question: "Question", stop: threading.Event, box: "queue.SimpleQueue[_Item]") -> None:
    try:
        for item in desk.ask_stream(question, stop):
            box.put(item)
        box.put(OperatorError("The answer ended before it was complete; run the same command again."))
    except BaseException as error:  # noqa: BLE001 - raised again where it is told to the reader
        box.put(error)


def _show(
    box: "queue.SimpleQueue[_Item]", shown: list[Statement], request: StopRequest, stop: threading.Event
) -> Answer | None:
    """Shows each statement as it comes.

    Returns:
        The answer; None where it was stopped and no answer came of that.
    """
    until = float("inf")
    while time.monotonic() < until:
        if request.asked and not stop.is_set():
            stop.set()
            until = time.monotonic() + _GRACE_SECONDS
        try:
            item = box.get(timeout=_POLL_SECONDS)
        except queue.Empty:
            continue
        if isinstance(item, BaseException):
            raise item
        if isinstance(item, Answer):
            return item
        shown.append(item)
        print_statement(item)
        sys.stdout.flush()
    return None


def _finish(answer: Answer, shown: list[Statement]) -> None:
    """The rest of the answer, beneath what was shown of it."""
    if any(statement not in answer.statements for statement in shown):
        say("\nThe model did not go on from there. The answer instead:\n")
        print_answer(answer)
        return
    for statement in answer.verified:
        if statement not in shown:
            print_statement(statement)
    if answer.reason:
        say(f"{answer.outcome.value.capitalize()}: {answer.reason}")
    print_rest(answer)
