"""From an offset in a paragraph's text to the exact place in the carrier text."""

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from functools import lru_cache

from rag.cables.model import Paragraph, Span


class SourceMismatchError(ValueError):
    """The carrier text at the paragraph's spans does not read as the paragraph: the library is damaged."""


@lru_cache(maxsize=256)
def _places(text: str, spans: tuple[Span, ...], carrier: str) -> tuple[Sequence[int], tuple[int, ...]]:
    """For every character of `text` that is not white space its carrier offset, and how many stand before each span."""
    offsets = array("L")
    before = []
    for span in spans:
        before.append(len(offsets))
        offsets.extend(at for at in range(span.start, min(span.end, len(carrier))) if not carrier[at].isspace())
    if "".join(carrier[at] for at in offsets) != "".join(text.split()):
        raise SourceMismatchError
    return offsets, tuple(before)


def _length(text: str) -> int:
    """Characters that are not white space."""
    return len("".join(text.split()))


def carrier_spans(paragraph: Paragraph, carrier: str, start: int, end: int) -> tuple[Span, ...]:
    """Where a part of a paragraph stands in the carrier text.

    Args:
        paragraph: The paragraph whose text and spans belong together.
        carrier: The decoded carrier text that its spans point into.
        start: Offset in `paragraph.text` of the part's first character, which is not white space.
        end: Offset behind its last, which is not white space either.

    Returns:
        One span, or several where a page break falls inside the part; joined as the paragraph's own spans are, with
        white space collapsed, they read as `paragraph.text[start:end]`.

    Raises:
        SourceMismatchError: If the carrier text at the paragraph's spans is not the paragraph's text.
    """
    offsets, before = _places(paragraph.text, paragraph.spans, carrier)
    first = _length(paragraph.text[:start])
    last = first + _length(paragraph.text[start:end]) - 1
    first_span, last_span = bisect_right(before, first) - 1, bisect_right(before, last) - 1
    return tuple(
        Span(
            offsets[first] if number == first_span else paragraph.spans[number].start,
            offsets[last] + 1 if number == last_span else paragraph.spans[number].end,
        )
        for number in range(first_span, last_span + 1)
    )
