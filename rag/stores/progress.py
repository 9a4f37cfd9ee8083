"""How far an ingest is, in bytes of source, the one unit that is known before reading."""

from collections.abc import Callable

ProgressCallback = Callable[[int, int | None, str], None]
"""Told bytes done, bytes in all (None when unknown) and what is being read."""


class Meter:
    """Adds up what has been read. A file of many cables moves on with each of them."""

    def __init__(self, callback: ProgressCallback | None, total: int | None) -> None:
        self._callback = callback or (lambda _done, _total, _name: None)
        self._total = total
        self._before = 0
        self._within = 0

    def start(self, name: str) -> None:
        """A file is begun."""
        self._within = 0
        self._callback(self._before, self._total, name)

    def cable(self, name: str, length: int, size: int) -> None:
        """A cable was read.

        Args:
            name: Its id.
            length: Length of its carrier text.
            size: Bytes of the whole file.
        """
        self._within = min(self._within + length, size)
        self._callback(self._before + self._within, self._total, name)

    def finish(self, name: str, size: int) -> None:
        """A file of so many bytes is done."""
        self._before += size
        self._within = 0
        self._callback(self._before, self._total, name)
