"""A paragraph with its quoted words marked."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from eval.scorers.checks import quote_text


class Piece(NamedTuple):
    """A run of characters, marked or not."""

    text: str
    marked: bool


def highlight(text: str, quotes: Sequence[str]) -> tuple[Piece, ...]:
    """Cuts a text at the quotes that stand in it; a quote that does not is simply not marked."""
    marked = [False] * len(text)
    for quote in quotes:
        for start, end in _places(text, quote):
            marked[start:end] = [True] * (end - start)
    pieces: list[Piece] = []
    start = 0
    for position in range(1, len(text) + 1):
        if position == len(text) or marked[position] != marked[start]:
            pieces.append(Piece(text[start:position], marked[start]))
            start = position
    return tuple(pieces)


def _places(text: str, quote: str) -> list[tuple[int, int]]:
    words = quote.split()
    if not words:
        return []
    # Each word is escaped and the gaps are bounded, so that no quote makes the search slow.
    pattern = r"\s{1,40}".join(re.escape(word) for word in words)
    found = [match.span() for match in re.finditer(pattern, text, re.IGNORECASE)]
    if not found and quote_text(quote) in quote_text(text):
        return [(0, len(text))]
    return found
