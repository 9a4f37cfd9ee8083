"""One cable from many carriers: which reading is kept, and how the others still raise its marking.

The result is a pure function of the set of readings, so it does not depend on the order of ingest.
"""

import dataclasses
from collections.abc import Sequence

from rag.cables.marking import highest
from rag.cables.model import Cable, Paragraph, ParseWarning
from rag.stores.codec import digest, dump_cable


def quality(cable: Cable) -> tuple[bool, bool, bool, bool, int, int]:
    """How well a reading kept the cable; the greater, the better.

    In this order: the header was found; paragraphs are numbered; line breaks were kept; the text is whole; fewer
    warnings; more words.
    """
    codes = {warning.code for warning in cable.warnings}
    return (
        bool(cable.header.text) and "header-lost" not in codes,
        any(paragraph.label for paragraph in cable.paragraphs),
        cable.source.carrier != "flat",
        not any(paragraph.truncated for paragraph in cable.paragraphs),
        -len(cable.warnings),
        sum(len(paragraph.text) for paragraph in cable.paragraphs),
    )


def merge(readings: Sequence[Cable]) -> Cable:
    """The one cable that several readings stand for.

    The best reading gives the text; the highest marking of all readings is the cable's, and that of every paragraph
    without a printed mark; the others are noted as warnings with the code `twin`.

    Args:
        readings: At least one, all with the same id.
    """
    ranked = sorted(readings, key=lambda cable: (quality(cable), digest(dump_cable(cable))), reverse=True)
    best, *others = ranked
    marking = highest(reading.effective_marking for reading in readings)

    def lifted(paragraph: Paragraph) -> Paragraph:
        if paragraph.marking:
            return paragraph
        return dataclasses.replace(paragraph, effective_marking=highest((paragraph.effective_marking, marking)))

    return dataclasses.replace(
        best,
        effective_marking=marking,
        header=lifted(best.header),
        paragraphs=tuple(lifted(paragraph) for paragraph in best.paragraphs),
        warnings=(*best.warnings, *(_note(best, twin) for twin in others)),
    )


def _note(best: Cable, twin: Cable) -> ParseWarning:
    same = [p.text for p in best.paragraphs] == [p.text for p in twin.paragraphs]
    words = "with the same paragraphs" if same else "whose paragraphs differ"
    return ParseWarning("twin", f"Also read from {twin.source.name} ({twin.source.carrier}), {words}.")
