"""What a person sees when something goes wrong: one sentence, and an id that stands in the log."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from rag.errors import ReftelError

log = logging.getLogger("reftel.web")
Result = TypeVar("Result")


@dataclass(frozen=True)
class Problem:
    """Why something was not done, one sentence for the person who asked for it."""

    sentence: str


def attempt(work: Callable[[], Result]) -> Result | Problem:
    """The result of some work, or the problem that it ran into: nothing else ever reaches the page."""
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - the app's last line of defence; the whole error is in the log
        return Problem(sentence(error))


def sentence(error: Exception) -> str:
    """The sentence for an error; the log has the rest under the id that it names."""
    identity = uuid.uuid4().hex[:8]
    if isinstance(error, ReftelError):
        log.info("%s %s: %s", identity, type(error).__name__, error)
        return f"{error} (log id {identity})"
    log.error("%s unforeseen", identity, exc_info=error)
    return f"This is a fault of Reftel; please report what the log holds under {identity}."
