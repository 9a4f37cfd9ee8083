"""Paragraphs of the library by key, as a reader with a clearance may see them."""

from functools import lru_cache

from rag.answering.citing import Lookup
from rag.cables.clearance import visible
from rag.cables.marking import Level
from rag.cables.model import Cable, Evidence, Key
from rag.stores.library import Library

_CABLES_HELD = 64


def library_lookup(library: Library, clearance: Level | None) -> Lookup:
    """Looks paragraphs up for one piece of work, such as checking one file again: cables stay read while it lasts.

    Args:
        library: Where to look.
        clearance: Paragraphs above it count as absent; None sees everything.

    Returns:
        A paragraph with its cable by key; None where the reader sees no words of it.
    """

    @lru_cache(maxsize=_CABLES_HELD)
    def seen(ident: str) -> Cable | None:
        whole = library.get(ident)
        return visible(whole, clearance) if whole else None

    def look_up(key: Key) -> Evidence | None:
        cable = seen(key.cable)
        unit = next((unit for unit in cable.units if unit.index == key.index and unit.text), None) if cable else None
        return Evidence(cable, unit) if cable and unit else None

    return look_up
