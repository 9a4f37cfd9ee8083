"""From an offset in a paragraph's text to the exact place in the carrier text."""

from functools import lru_cache

from rag.cables.model import Paragraph, Span


class SourceMismatchError(ValueError):
    """The carrier text at the paragraph's spans does not read as the paragraph: the library is damaged."""


@lru_cache(maxsize=256)
def _places(text: str, spans: tuple[Span, ...], carrier: str) -> tuple[tuple[int, int], ...]:
    """For every character of `text` that is not white space: the span's number and the carrier offset."""
    places = tuple(
        (number, at)
        for number, span in enumerate(spans)
        for at in range(span.start, min(span.end, len(carrier)))
        if not carrier[at].isspace()
    )
    if "".join(carrier[at] for _, at in places) != "".join(text.split()):
        raise SourceMismatchError
    return places


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
    places = _places(paragraph.text, paragraph.spans, carrier)
    first = _length(paragraph.text[:start])
    last = first + _length(paragraph.text[start:end]) - 1
    (first_span, first_at), (last_span, last_at) = places[first], places[last]
    return tuple(
        Span(
            first_at if number == first_span else paragraph.spans[number].start,
            last_at + 1 if number == last_span else paragraph.spans[number].end,
        )
        for number in range(first_span, last_span + 1)
    )
