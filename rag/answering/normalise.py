"""Folding for quotes: which characters count when two quotations are compared, and where each came from."""

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rag.answering.words import AMPERSAND_QUOTE

_DASHES = frozenset("-‐‑‒–—―−")
_JOINTS = frozenset(".,:/⁄")
_SIGNS = frozenset("%$€£¥")
_PIECE = re.compile(r"[A-Za-z0-9]+|[\s_]+|.", re.DOTALL)


@dataclass(frozen=True)
class Folded:
    """A text reduced to what must agree in a quotation.

    Attributes:
        text: Letters and digits, case and accents taken off, without white space and punctuation; figures keep their
            separators, percent and currency signs, and a mark where two figures stand apart.
        offsets: For each character of `text`, the offset in the original text.
    """

    text: str
    offsets: Sequence[int]


class _Fold:
    """A folded text in the making."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.offsets = array("L")
        self.last = ""
        self.between = ""

    def letters(self, piece: str, at: int, each: int = 1) -> None:
        """Adds letters and digits; two figures that stood apart stay apart."""
        if self.between and piece[0].isdigit() and self.last.isdigit():
            self._add(self.between, at, 0)
        self._add(piece, at, each)
        self.between = ""

    def sign(self, char: str, at: int) -> None:
        self._add(char, at, 0)
        self.between = ""

    def joint(self, char: str, at: int) -> None:
        self._add("/" if char == "⁄" else char, at, 0)

    def gap(self, char: str) -> None:
        self.between = "-" if char in _DASHES or self.between == "-" else "_"

    def _add(self, piece: str, at: int, each: int) -> None:
        self.pieces.append(piece)
        self.offsets.extend(range(at, at + len(piece)) if each else [at] * len(piece))
        self.last = piece[-1]


def _unprinted(text: str) -> frozenset[int]:
    """Offsets of quotation marks that the transmission printed as `&` and `8`."""
    if "&" not in text:
        return frozenset()
    return frozenset(at for match in AMPERSAND_QUOTE.finditer(text) for at in (match.start(), match.end() - 1))


def _plain(char: str) -> str:
    """A letter or digit of any script without accents and case; "" for any other character."""
    if not char.isalnum():
        return ""
    decomposed = unicodedata.normalize("NFKD", char)
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c.isalnum())
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in kept.casefold())


def _between_figures(text: str, at: int) -> bool:
    return 0 < at < len(text) - 1 and text[at - 1].isdecimal() and text[at + 1].isdecimal()


@lru_cache(maxsize=256)
def fold(text: str) -> Folded:
    """Folds a text, keeping for every character where it came from."""
    skipped = _unprinted(text)
    made = _Fold()
    for match in _PIECE.finditer(text):
        piece, at = match[0], match.start()
        if piece[0].isascii() and piece[0].isalnum():
            kept = piece[:-1] if match.end() - 1 in skipped else piece
            if kept:
                made.letters(kept.lower(), at)
        elif letters := _plain(piece):
            made.letters(letters, at, each=0)
        elif piece in _SIGNS:
            made.sign(piece, at)
        elif piece in _JOINTS and _between_figures(text, at):
            made.joint(piece, at)
        elif unicodedata.category(piece[0]) not in {"Cf", "Mn"}:
            made.gap(piece)
    return Folded("".join(made.pieces), made.offsets)
