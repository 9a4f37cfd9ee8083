"""Classification markings: what may be printed on a paragraph, and how two markings compare."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """Ordered levels. UNMARKED is no level at all: it sorts above every clearance, so that it fails closed."""

    U = 1
    SBU = 2
    C = 3
    S = 4
    TS = 5
    UNMARKED = 9


_LEVEL_WORDS = {
    "U": Level.U,
    "UNCLAS": Level.U,
    "UNCLASSIFIED": Level.U,
    "SBU": Level.SBU,
    "FOUO": Level.SBU,
    "LOU": Level.SBU,
    "SENSITIVE BUT UNCLASSIFIED": Level.SBU,
    "FOR OFFICIAL USE ONLY": Level.SBU,
    "UNCLASSIFIED//FOR OFFICIAL USE ONLY": Level.SBU,
    "LIMITED OFFICIAL USE": Level.SBU,
    "C": Level.C,
    "CONFIDENTIAL": Level.C,
    "S": Level.S,
    "SECRET": Level.S,
    "TS": Level.TS,
    "TOP SECRET": Level.TS,
}
_LONGEST = 200
_CAVEAT_NAMES = {"NF": "NOFORN", "OC": "ORCON", "NC": "NOCONTRACT", "PR": "PROPIN"}
_CAVEAT = (
    r"(?:NF|NOFORN|OC|ORCON|FOUO|PROPIN|IMCON|FGI|NATO|EXDIS|NODIS|LIMDIS|STADIS"
    r"|REL(?:\s{1,3}(?:TO\s{1,3})?[A-Z][A-Z, ]{0,60}[A-Z])?)"
)
_LEVEL = r"(?:TS|SBU|LOU|FOUO|TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED|UNCLAS|S|C|U)"
PORTION = re.compile(
    rf"\(\s{{0,3}}(?P<mark>{_LEVEL}(?:\s{{0,3}}(?://|/|-|\s)\s{{0,3}}{_CAVEAT}){{0,6}})"
    r"(?P<entire>\s{0,3}-{1,3}\s{0,3}ENTIRE\s{1,3}TEXT\.?)?\s{0,3}\)",
    re.IGNORECASE,
)
"""A printed portion mark in brackets, closed grammar: `(U.S.)`, `(PS)` and `(China)` do not match."""


@dataclass(frozen=True, order=True)
class Marking:
    """A level with its caveats, comparable by level.

    Attributes:
        level: The classification level; `Level.UNMARKED` where the source states none.
        caveats: Normalised handling caveats (NOFORN, ORCON, REL ...), sorted, never repeated.
    """

    level: Level
    caveats: tuple[str, ...] = ()

    @classmethod
    def parse(cls, text: str) -> "Marking":
        """Reads a level word or portion mark, with or without brackets.

        Args:
            text: For example `C/NF`, `( S//NF )`, `(C - ENTIRE TEXT)`, `UNCLASSIFIED`, `SBU//NOFORN`, `unmarked`.

        Returns:
            The marking; `UNMARKED` where the text states no level that the grammar knows.
        """
        if len(text) > _LONGEST:
            return UNMARKED
        bare = re.sub(r"\s+", " ", text.strip().strip("()").strip()).upper()
        bare = re.sub(r"\s*-+\s*ENTIRE TEXT\.?$", "", bare)
        if bare in _LEVEL_WORDS:
            return cls(_LEVEL_WORDS[bare])
        match = PORTION.fullmatch(f"({bare})")
        if not match:
            return UNMARKED
        head, *rest = re.split(r"\s*(?://|/|-)\s*|\s+(?=(?:NF|NOFORN|ORCON|OC|REL)\b)", match["mark"].upper())
        level = _LEVEL_WORDS.get(head, Level.UNMARKED)
        caveats = {_CAVEAT_NAMES.get(part, part) for part in rest if part}
        if "FOUO" in caveats:
            level, caveats = max(level, Level.SBU), caveats - {"FOUO"}
        return cls(level, tuple(sorted(caveats)))

    def within(self, clearance: Level | None) -> bool:
        """Whether a reader with this clearance may see it; no clearance set means the machine's owner."""
        return clearance is None or self.level <= clearance

    def __str__(self) -> str:
        name = "unmarked" if self.level is Level.UNMARKED else self.level.name
        return "//".join((name, *self.caveats))


UNMARKED = Marking(Level.UNMARKED)


def highest(markings: Iterable[Marking]) -> Marking:
    """The highest stated level with the union of all caveats.

    A computed banner: unmarked parts do not lift it, since they state nothing; all unmarked gives unmarked.
    """
    seen = list(markings)
    stated = [mark.level for mark in seen if mark.level is not Level.UNMARKED]
    caveats = {caveat for mark in seen for caveat in mark.caveats}
    return Marking(max(stated, default=Level.UNMARKED), tuple(sorted(caveats)))
