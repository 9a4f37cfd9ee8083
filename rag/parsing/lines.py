"""The carrier text as lines that tile it without a gap, long lines cut where a telegram's line once began."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from rag.parsing import grammar
from rag.parsing.flat import cuts

LONG = 100


class Kind(Enum):
    """What a line is, by its own look."""

    TEXT = auto()
    BLANK = auto()
    RULE = auto()
    PAGE = auto()
    CAPTION = auto()
    PILCROW = auto()


@dataclass(frozen=True, slots=True)
class Line:
    """One line, or a part of a long line that once was one.

    Attributes:
        start: Offset of its first character in the carrier text.
        begin: Offset of the first character of `text`.
        end: Offset behind its last, line end included; the next line begins there.
        text: Its words, white space at the ends removed.
        kind: See `Kind`.
        inline: Whether it begins inside a line of the carrier.
    """

    start: int
    begin: int
    end: int
    text: str
    kind: Kind
    inline: bool = False

    @classmethod
    def of(cls, carrier: str, start: int, end: int, *, inline: bool = False) -> "Line":
        """The line at a range of the carrier text."""
        raw = carrier[start:end]
        text = raw.strip()
        begin = start + len(raw) - len(raw.lstrip())
        return cls(start, begin, end, text, kind_of(text), inline)


def split(carrier: str, start: int, end: int, post: str = "") -> list[Line]:
    """The lines of a range of the carrier text.

    Args:
        carrier: The decoded carrier text.
        start: Where the range begins.
        end: Where it ends.
        post: The sending post's printed name, which page-break lines repeat; "" where it is not known.
    """
    return list(_lines(carrier, start, end, post))


def _lines(carrier: str, start: int, end: int, post: str) -> Iterator[Line]:
    position = start
    while position < end:
        stop = carrier.find("\n", position, end) + 1 or end
        line = Line.of(carrier, position, stop)
        if len(line.text) > LONG or (line.kind is Kind.TEXT and _is_joined(line.text)):
            yield from _parts(carrier, position, stop, post)
        else:
            yield line
        position = stop


def _is_joined(text: str) -> bool:
    """Whether a line of common width holds a rule or a page break beside words."""
    return (
        len(text) > 12
        and _WORDY.search(text) is not None
        and (
            "-----" in text
            or text.find("TAGS", 1) > 0
            or text.find("E.O. 1", 1) > 0
            or (text.startswith("SUBJ") and ("REF:" in text or "REFS:" in text))
            or ((" OF " in text or " of " in text) and bool(grammar.BREAK_CORE.search(text)))
        )
    )


def _parts(carrier: str, start: int, end: int, post: str) -> Iterator[Line]:
    last = start
    for cut in (*cuts(carrier[start:end], post), end - start):
        stop = start + cut
        if stop > last and (carrier[last:stop].strip() or stop == end):
            yield Line.of(carrier, last, stop, inline=last > start)
            last = stop


_WORDY = re.compile(r"\w")


def kind_of(text: str) -> Kind:
    """What a line of these words is."""
    if not text:
        return Kind.BLANK
    if text == "¶":
        return Kind.PILCROW
    if not _WORDY.search(text) or text[0] == "_":
        return Kind.RULE if grammar.RULE.fullmatch(text + " ") else Kind.TEXT
    if len(text) <= 160:
        return _short_kind(text)
    return Kind.TEXT


def _short_kind(text: str) -> Kind:
    if text[-1].isdigit() and grammar.PAGE_BREAK.fullmatch(text):
        return Kind.PAGE
    if text.startswith("PAGE ") and grammar.OLD_PAGE.fullmatch(text):
        return Kind.PAGE
    if text.isupper() and grammar.CAPTION.fullmatch(text):
        return Kind.CAPTION
    if text[0] in "Cc" and grammar.CORRECTED.fullmatch(text):
        return Kind.CAPTION
    if "eview" in text or "eleased" in text or "Walter" in text:
        return Kind.CAPTION if grammar.STAMP.fullmatch(text) else Kind.TEXT
    return Kind.TEXT
