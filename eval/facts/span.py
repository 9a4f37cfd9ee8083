"""A place in a text."""

from typing import NamedTuple


class Found(NamedTuple):
    """Half-open range of characters in the folded text."""

    start: int
    end: int
