"""The damage report: what a reader of the cable must know of."""

from collections.abc import Iterator, Sequence

from rag.cables.model import Paragraph, ParseWarning
from rag.parsing import damage

EXTRACT_NOTE = "This record is a partial extract"


def warnings_of(paragraphs: Sequence[Paragraph], *, extract: bool, cut: bool) -> Iterator[ParseWarning]:
    """Warnings on the whole cable, then on each paragraph.

    Args:
        paragraphs: The cable's paragraphs.
        extract: Whether the page says that the record is a partial extract.
        cut: Whether a cut line stands behind the body.
    """
    if extract:
        yield ParseWarning("truncated", "The record says that it is a partial extract of the cable.")
    if cut or not paragraphs:
        yield ParseWarning("truncated", "The record breaks off.")
    if paragraphs and not any(paragraph.label for paragraph in paragraphs):
        yield ParseWarning("unnumbered", "The cable prints no paragraph numbers.")
    last = 0
    for paragraph in paragraphs:
        yield from _damage(paragraph)
        if paragraph.label:
            number = int(paragraph.label)
            if paragraph.occurrence > 1:
                yield ParseWarning(
                    "number-repeated", f"The number {number} is printed more than once.", paragraph.index
                )
            elif number > last + 1:
                yield ParseWarning("number-skipped", f"The number before {number} is not printed.", paragraph.index)
            elif number < last:
                yield ParseWarning("number-swapped", f"The number {number} is printed out of order.", paragraph.index)
            last = number


def _damage(paragraph: Paragraph) -> Iterator[ParseWarning]:
    if paragraph.truncated:
        yield ParseWarning("truncated", "The source breaks off inside this paragraph.", paragraph.index)
    if damage.is_redacted(paragraph.text):
        yield ParseWarning("redacted", "Words are blacked out in the source.", paragraph.index)
    if damage.is_garbled(paragraph.text):
        yield ParseWarning("garbled", "Transmission garble stands in the text.", paragraph.index)
