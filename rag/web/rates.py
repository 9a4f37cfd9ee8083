"""How often one page may ask for work."""

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from rag.errors import RetryError

MAX_KEYS = 1000


class RateLimit:
    """So many calls in a minute for each session."""

    def __init__(self, calls: int, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Takes the number of calls, what they are called in the message, and a clock in seconds."""
        self._calls, self._what, self._clock = calls, what, clock
        self._guard = threading.Lock()
        self._recent: OrderedDict[str, deque[float]] = OrderedDict()

    def take(self, key: str | None) -> None:
        """Counts a call.

        Raises:
            RetryError: There were too many within the last minute; the message says when to go on.
        """
        now = self._clock()
        with self._guard:
            recent = self._recent.pop(key or "", None) or deque[float]()
            self._recent[key or ""] = recent
            if len(self._recent) > MAX_KEYS:
                self._recent.popitem(last=False)
            while recent and now - recent[0] >= 60:
                recent.popleft()
            if len(recent) >= self._calls:
                wait = max(1, round(60 - (now - recent[0])))
                raise RetryError(f"More than {self._calls} {self._what} in a minute; go on in {wait} s.")
            recent.append(now)
