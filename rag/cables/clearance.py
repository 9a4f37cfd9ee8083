"""What of a cable a reader may see: paragraph by paragraph, and nothing of the rest."""

from dataclasses import replace

from rag.cables.marking import Level, highest
from rag.cables.model import Cable, Paragraph


def visible(cable: Cable, clearance: Level | None) -> Cable | None:
    """The cable with everything above a clearance taken out.

    The source text keeps its length, so that spans still point to their words; what lies outside the visible spans is
    blanked, since routing lines and page fields carry facts of the header.

    Args:
        cable: The whole cable.
        clearance: Of the reader; None sees everything.

    Returns:
        The visible part, the header emptied where it is above the clearance; None where nothing may be seen.
    """
    if clearance is None or all(unit.effective_marking.within(clearance) for unit in cable.units):
        return cable
    kept = tuple(p for p in cable.paragraphs if p.effective_marking.within(clearance))
    open_header = cable.header.effective_marking.within(clearance)
    if not kept and not open_header:
        return None
    units = (cable.header, *kept) if open_header else kept
    indexes = {unit.index for unit in units}
    limited = replace(
        cable,
        paragraphs=kept,
        effective_marking=highest(unit.effective_marking for unit in units),
        source=replace(cable.source, text=_blanked(cable.source.text, units)),
        warnings=tuple(w for w in cable.warnings if (w.index in indexes) or (w.index is None and open_header)),
    )
    if open_header:
        return limited
    header = replace(cable.header, text="", spans=(), effective_marking=limited.effective_marking)
    return replace(limited, header=header, subject="", classification="", tags=(), refs=(), addressees=())


def _blanked(text: str, units: tuple[Paragraph, ...]) -> str:
    """The text with blanks outside the units' spans."""
    spans = sorted(span for unit in units for span in unit.spans)
    pieces: list[str] = []
    at = 0
    for span in spans:
        start = max(span.start, at)
        pieces += (" " * (start - at), text[start : span.end])
        at = max(at, span.end)
    return "".join(pieces) + " " * (len(text) - at)
