"""Text that is safe to print anywhere: what cannot be seen, or turns its neighbours round, is shown as such."""

import unicodedata
from collections.abc import Sequence
from functools import lru_cache

REPLACEMENT = "\ufffd"
_UNSEEN = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u2060\ufeff")
_TAGS = range(0xE0000, 0xE0080)


def printable(text: str) -> str:
    """The text on one line, with control, bidirectional, tag and unassigned characters replaced by U+FFFD.

    XML, PDF and terminals refuse or obey such characters, and a reader cannot see them: a replacement shows that
    something stood there.
    """
    return "".join(map(_shown, " ".join(text.split())))


def keeping_edges(text: str) -> str:
    """As `printable`, with a blank left at either end where the text has one."""
    bare = printable(text)
    return (" " if text[:1].isspace() else "") + bare + (" " if bare and text[-1:].isspace() else "")


def all_printable(texts: Sequence[str]) -> tuple[str, ...]:
    """Each of some texts, printable."""
    return tuple(map(printable, texts))


@lru_cache(maxsize=4096)
def _shown(character: str) -> str:
    unseen = unicodedata.category(character) in _UNSEEN or character in _TURNING or ord(character) in _TAGS
    return REPLACEMENT if unseen else character
