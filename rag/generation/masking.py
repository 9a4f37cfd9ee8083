"""The second look: the same paragraphs without the sentences that read like instructions."""

from collections.abc import Sequence

from rag.answering.instructions import reads_like_one
from rag.answering.sentences import split
from rag.cables.model import Evidence

WITHHELD = "[withheld]"


def masked(text: str) -> str:
    """The text up to the first sentence that reads like an instruction: what follows may be its payload."""
    if not reads_like_one(text):
        return text
    first = next((start for start, end in split(text) if reads_like_one(text[start:end])), 0)
    before = text[:first]
    return WITHHELD if reads_like_one(before) else f"{before}{WITHHELD}"


def suspects(sent: Sequence[Evidence]) -> bool:
    """Whether any of the paragraphs, or the subject of a cable, reads like an instruction."""
    return any(reads_like_one(one.paragraph.text) or reads_like_one(one.cable.subject) for one in sent)
