"""What a click on the page names, as a short text: written by us, and read back as if by a stranger."""

import re
from dataclasses import dataclass

from rag.cables.model import Key

_CITATION = re.compile(r"c:([0-9a-f]{8}):(\d{1,4}):(\d{1,4})")
_BRIEF = re.compile(r"b:(\d{1,4}):(\d{1,4})")
_PARAGRAPH = re.compile(r"p:([0-9A-Z]{3,60}):(\d{1,6})")


@dataclass(frozen=True)
class CitationPointer:
    """A citation of a statement of an exchange, by position."""

    exchange: str
    statement: int
    citation: int

    def __str__(self) -> str:
        return f"c:{self.exchange}:{self.statement}:{self.citation}"


@dataclass(frozen=True)
class ParagraphPointer:
    """A paragraph of the library; index 0 is the header."""

    key: Key

    def __str__(self) -> str:
        return f"p:{self.key.cable}:{self.key.index}"


@dataclass(frozen=True)
class BriefPointer:
    """A citation of a line of the page's brief, by position."""

    line: int
    citation: int

    def __str__(self) -> str:
        return f"b:{self.line}:{self.citation}"


Pointer = CitationPointer | ParagraphPointer | BriefPointer


def to_cable(cable: str) -> str:
    """Points to the beginning of a cable."""
    return str(ParagraphPointer(Key(cable, 0)))


def read(words: str) -> Pointer | None:
    """The pointer that the words name; None when they name none."""
    if match := _CITATION.fullmatch(words):
        return CitationPointer(match[1], int(match[2]), int(match[3]))
    if match := _BRIEF.fullmatch(words):
        return BriefPointer(int(match[1]), int(match[2]))
    if match := _PARAGRAPH.fullmatch(words):
        return ParagraphPointer(Key(match[1], int(match[2])))
    return None
