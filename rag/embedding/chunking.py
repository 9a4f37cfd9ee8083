"""Chunks: what is embedded of a cable, one paragraph or a part of a long one, always within the window."""

from dataclasses import dataclass

from rag.cables.marking import Marking
from rag.cables.model import HEADER_INDEX, Cable
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
        exposure: The highest marking of what the text holds: the paragraph's, and the header's for the context.
            Unmarked is the highest of all. It decides where the text may be sent, not who may see the paragraph.
    """

    cable: str
    index: int
    part: int
    text: str
    exposure: Marking

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
    made: list[Chunk] = []
    for unit in cable.units:
        section = _bounded(unit.section, _SECTION_ROOM, embedder)
        # The header states its subject itself.
        context = [origin] if unit.index == HEADER_INDEX else [origin, subject, section]
        exposure = max(unit.effective_marking, cable.header.effective_marking)
        texts = _texts(". ".join(filter(None, context)), unit.text, embedder)
        made.extend(Chunk(cable.id, unit.index, part, text, exposure) for part, text in enumerate(texts))
    return tuple(made)


def _texts(context: str, text: str, embedder: Embedder) -> list[str]:
    room = embedder.window - embedder.count(context)
    return [f"{context}\n{text[start:end]}".lstrip() for start, end in embedder.cut(text, room)]


def _bounded(text: str, room: int, embedder: Embedder) -> str:
    """The start of a header field that may be of any length."""
    parts = embedder.cut(text, room)
    return text[parts[0][0] : parts[0][1]] if parts else ""
