"""Spans into the carrier text, kept so that what they cover always reads as the paragraph's text."""

from collections.abc import Iterable

from rag.cables.model import Span


def collapse(text: str) -> str:
    """White space made single blanks, none at the ends."""
    return " ".join(text.split())


def read(carrier: str, spans: Iterable[Span]) -> str:
    """The words at the spans, joined and with white space collapsed."""
    return collapse("".join(carrier[start:end] for start, end in spans))


def tidy(carrier: str, pieces: Iterable[tuple[int, int]]) -> tuple[Span, ...]:
    """Merges pieces in reading order into exact spans.

    White space at the outer ends goes. A span that is not the last ends with white space, so that the spans read the
    same joined by nothing or by a blank; where the source has none at a cut, the cut is not made.

    Args:
        carrier: The decoded carrier text.
        pieces: Half-open ranges, ascending, not overlapping.

    Returns:
        The spans; empty where the pieces hold no word.
    """
    merged: list[tuple[int, int]] = []
    for piece in pieces:
        start, end = trim(carrier, *piece, right=False)
        if start >= end:
            continue
        if merged:
            begun, stop = merged[-1]
            stop = _to_blank(carrier, stop, start)
            merged[-1] = (begun, stop)
            if not carrier[stop:start].strip():
                merged[-1] = (begun, end)
                continue
        merged.append((start, end))
    if merged:
        merged[-1] = trim(carrier, *merged[-1])
    return tuple(Span(*piece) for piece in merged)


def _to_blank(carrier: str, stop: int, limit: int) -> int:
    """The end of a range moved on behind the next white space, at most to the limit."""
    while stop < limit and not carrier[stop - 1].isspace():
        stop += 1
    return stop


def trim(carrier: str, start: int, end: int, *, right: bool = True) -> tuple[int, int]:
    """The range without white space at its left end, and unless told otherwise at its right end."""
    kept = carrier[start:end]
    start += len(kept) - len(kept.lstrip())
    if right:
        end -= len(kept) - len(kept.rstrip())
    return start, max(start, end)
