"""Time limits and pauses of one answer."""

import random
import threading
import time

FIRST_PAUSE = 0.5
"""Seconds before the first repetition; doubled each time."""


class Clock:
    """One total deadline for an answer, whatever it repeats, and the reader's wish to stop."""

    def __init__(self, seconds: float, stop: threading.Event | None = None) -> None:
        self._until = time.monotonic() + seconds
        self._stop = stop or threading.Event()

    @property
    def left(self) -> float:
        """Seconds to the deadline, never below 0."""
        return max(0.0, self._until - time.monotonic())

    @property
    def stopped(self) -> bool:
        """Whether the reader wants no more."""
        return self._stop.is_set()

    def pause(self, attempt: int, asked: float | None) -> bool:
        """Waits before a repetition.

        Args:
            attempt: How many have failed, from 1.
            asked: Seconds that the server asks for; None when it does not.

        Returns:
            False, without waiting, where the deadline would pass meanwhile; also when the reader stopped.
        """
        backed_off = FIRST_PAUSE * 2 ** (attempt - 1)
        # Spreads repetitions, so that callers that failed together do not come back together; it guards nothing.
        seconds = max(backed_off, asked or 0.0) * (1 + random.random() / 4)  # noqa: S311
        if seconds >= self.left:
            return False
        return not self._stop.wait(seconds)
