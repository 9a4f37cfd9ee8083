"""Chunks: what is embedded of a cable, one paragraph or a part of a long one, always within the window."""

from dataclasses import dataclass

from rag.cables.marking import Marking
from rag.cables.model import HEADER_INDEX, Cable, Paragraph
from rag.embedding.base import Embedder

_SUBJECT_ROOM = 40
_SECTION_ROOM = 16
_POST_ROOM = 12


@dataclass(frozen=True)
class Chunk:
    """A paragraph, or a part of it, with the context that makes it findable.

    Attributes:
        cable: The cable's id.
        index: The paragraph's position in it, 0 for the header.
        part: 0 for the first or only part.
        text: Context and text, within the embedder's window.
        marking: The paragraph's effective marking.
    """

    cable: str
    index: int
    part: int
    text: str
    marking: Marking

    @property
    def id(self) -> str:
        """Unique in the library: `09PHNOMPENH628:8:0`."""
        return f"{self.cable}:{self.index}:{self.part}"


def chunks(cable: Cable, embedder: Embedder) -> tuple[Chunk, ...]:
    """Makes the chunks of all `cable.units`, in order.

    Args:
        cable: The cable.
        embedder: Its tokenizer and window decide the cuts.

    Returns:
        At least one chunk for every unit that has words; none exceeds `embedder.window`.
    """
    origin = _bounded(cable.post, _POST_ROOM, embedder)
    if cable.date:
        origin += f" {cable.date:%Y-%m-%d}"
    subject = _bounded(cable.subject, _SUBJECT_ROOM, embedder)
    made = []
    for unit in cable.units:
        context = [origin, "", ""] if unit.index == HEADER_INDEX else [origin, subject, ""]
        if unit.index != HEADER_INDEX:
            context[2] = _bounded(unit.section, _SECTION_ROOM, embedder)
        head = ". ".join(part for part in context if part)
        made.extend(_unit_chunks(cable.id, unit, head, embedder))
    return tuple(made)


def _unit_chunks(cable: str, unit: Paragraph, context: str, embedder: Embedder) -> list[Chunk]:
    room = embedder.window - embedder.count(context)
    return [
        Chunk(cable, unit.index, part, f"{context}\n{unit.text[start:end]}".lstrip(), unit.effective_marking)
        for part, (start, end) in enumerate(embedder.cut(unit.text, room))
    ]


def _bounded(text: str, room: int, embedder: Embedder) -> str:
    """The start of a header field that may be of any length."""
    parts = embedder.cut(text, room)
    return text[parts[0][0] : parts[0][1]] if parts else ""
