"""Folding for quotes: which characters count when two quotations are compared, and where each came from."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_AMPERSAND_QUOTE = re.compile(r"&(?=\S)[^&]{1,200}?(?<=[A-Za-z.,!?;])8(?!\w)")
_NUMERIC = {".": ".", ",": ",", ":": ":", "/": "/", "⁄": "/"}
_DASHES = frozenset("-‐‑‒–—―−")
_KEPT = frozenset("%$€£¥")


@dataclass(frozen=True)
class Folded:
    """A text reduced to what must agree in a quotation.

    Attributes:
        text: Letters and digits, case and accents taken off, without white space and punctuation; figures keep their
            separators, percent and currency signs, and a mark where two figures stand apart.
        offsets: For each character of `text`, the offset in the original text.
    """

    text: str
    offsets: tuple[int, ...]


def _unprinted(text: str) -> frozenset[int]:
    """Offsets of quotation marks that the transmission printed as `&` and `8`."""
    if "&" not in text:
        return frozenset()
    return frozenset(at for match in _AMPERSAND_QUOTE.finditer(text) for at in (match.start(), match.end() - 1))


def _letters(char: str) -> str:
    if char.isascii():
        return char.lower()
    decomposed = unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c.isalnum())
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept.casefold())


def _between_figures(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdecimal() and text[at + 1].isdecimal()


@lru_cache(maxsize=512)
def fold(text: str) -> Folded:
    """Folds a text, keeping for every character where it came from."""
    skipped = _unprinted(text)
    folded: list[str] = []
    offsets: list[int] = []
    gap = dash = False

    def emit(piece: str, at: int) -> None:
        folded.append(piece)
        offsets.extend([at] * len(piece))

    for at, char in enumerate(text):
        if at in skipped:
            continue
        if char.isalnum() and (piece := _letters(char)):
            if piece[0].isdigit() and folded and folded[-1][-1].isdigit() and (gap or dash):
                emit("-" if dash else "_", at)
            emit(piece, at)
            gap = dash = False
        elif char in _KEPT:
            emit(char, at)
            gap = dash = False
        elif char in _NUMERIC and _between_figures(text, at):
            emit(_NUMERIC[char], at)
        elif char in _DASHES:
            dash = True
        elif unicodedata.category(char) != "Cf":
            gap = True
    return Folded("".join(folded), tuple(offsets))
