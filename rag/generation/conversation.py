"""What a follow-up question rests on: the conversation as it may be sent, and the paragraphs it cited last."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.cables.clearance import visible
from rag.cables.marking import Level
from rag.cables.model import Cable, Evidence
from rag.generation.sending import Ceiling
from rag.retrieval.question import Question, Turn
from rag.stores.filters import Filters
from rag.stores.library import Library

TURNS = 6
TURN_LENGTH = 2000
CARRIED = 8
USER = "user"
_POINTER = re.compile(
    r"\b(?P<cable>\d\d[A-Z]{2,40}\d{1,7})\s?(?P<place>¶(?:\[\d{1,5}\]|\w{1,8}(?:\(\d{1,3}\))?)|header)"
)


@dataclass(frozen=True)
class Memory:
    """What of a conversation counts for its next question.

    Attributes:
        turns: Those that may be sent, oldest first, each bounded.
        cited: Paragraphs that the last answer cited and that the reader may see.
        withheld: How many turns may not be sent.
    """

    turns: tuple[Turn, ...]
    cited: tuple[Evidence, ...]
    withheld: int


def remember(question: Question, library: Library, clearance: Level | None, ceiling: Ceiling) -> Memory:
    """Reads a conversation.

    An earlier answer repeats what its sources say. It is sent only where every paragraph that it names may be sent; one
    that names none is sent to this machine only.

    Args:
        question: With its history.
        library: Knows the paragraphs.
        clearance: Of the reader.
        ceiling: Of the model's host.
    """
    turns: list[Turn] = []
    cited: tuple[Evidence, ...] = ()
    withheld = 0
    for turn in question.history[-TURNS:]:
        named = () if turn.role == USER else tuple(_named(turn.text, library, clearance))
        if turn.role != USER:
            cited = tuple(one for one in named if one is not None)[:CARRIED]
        if turn.role == USER or _may_be_sent(named, ceiling):
            turns.append(Turn(turn.role, turn.text[:TURN_LENGTH]))
        else:
            withheld += 1
    return Memory(tuple(turns), _admitted(cited, library, question.filters), withheld)


def _may_be_sent(named: Sequence[Evidence | None], ceiling: Ceiling) -> bool:
    if ceiling.is_open:
        return True
    return bool(named) and all(one is not None and ceiling.passes(one.paragraph.effective_marking) for one in named)


def _named(text: str, library: Library, clearance: Level | None) -> Iterator[Evidence | None]:
    """The paragraphs that a text points to; None for one that the reader's library does not show."""
    cables: dict[str, Cable | None] = {}
    for match in _POINTER.finditer(text):
        name = match["cable"]
        if name not in cables:
            whole = library.get(name)
            cables[name] = visible(whole, clearance) if whole else None
        cable = cables[name]
        unit = next((unit for unit in cable.units if unit.shown == match["place"]), None) if cable else None
        yield Evidence(cable, unit) if cable and unit else None


def _admitted(cited: Sequence[Evidence], library: Library, filters: Filters) -> tuple[Evidence, ...]:
    """Those of cables that the filters leave."""
    names = {one.cable.id for one in cited}
    asked = names.intersection(filters.cables) if filters.cables else names
    left = set(library.ids(replace(filters, cables=tuple(sorted(asked))))) if asked else set()
    return tuple(one for one in cited if one.cable.id in left)
