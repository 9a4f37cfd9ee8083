"""What the Desk gives back from searching and showing, and its JSON form."""

from dataclasses import dataclass

from rag.cables.marking import Marking
from rag.cables.model import Cable, Evidence, Paragraph
from rag.errors import UserError


@dataclass(frozen=True)
class Hit:
    """A paragraph that was found.

    Attributes:
        cable: Its cable's id.
        label: The printed number, "0" for the header, "" when unnumbered.
        index: Its position in the cable.
        shown: How a citation names it.
        score: The fused score; comparable within one search only.
        marking: Its effective marking.
        text: Its words.
    """

    cable: str
    label: str
    index: int
    shown: str
    score: float
    marking: Marking
    text: str


@dataclass(frozen=True)
class SearchResult:
    """Hits, best first.

    Attributes:
        id: Names the search.
        hits: No more than were asked for.
    """

    id: str
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Reference:
    """One entry of a cable's REF lines.

    Attributes:
        letter: As printed, "" when none.
        printed: The words of the REF line.
        cable: The id it resolves to, "" when it resolves to none.
        held: Whether the library holds that cable, within the clearance.
    """

    letter: str
    printed: str
    cable: str
    held: bool

    @property
    def state(self) -> str:
        """For a person: which cable it is, and whether it can be opened here."""
        if not self.cable:
            return "not resolved"
        return self.cable if self.held else f"{self.cable}, not in the library"


@dataclass(frozen=True)
class Shown:
    """A cable as a reader with the given clearance may see it.

    Attributes:
        cable: The cable, paragraphs above the clearance left out.
        chosen: The units that were asked for; None for the whole cable.
        references: What it refers to.
        referrers: Ids of the cables that refer to it.
    """

    cable: Cable
    chosen: tuple[Paragraph, ...] | None
    references: tuple[Reference, ...]
    referrers: tuple[str, ...]

    @property
    def units(self) -> tuple[Paragraph, ...]:
        """The units to show."""
        return self.cable.units if self.chosen is None else self.chosen


def to_hit(evidence: Evidence) -> Hit:
    """A retrieved paragraph as a face shows it."""
    paragraph = evidence.paragraph
    return Hit(
        cable=evidence.cable.id,
        label=paragraph.label,
        index=paragraph.index,
        shown=f"{evidence.cable.id} {paragraph.shown}",
        score=evidence.score,
        marking=paragraph.effective_marking,
        text=paragraph.text,
    )


def find_units(cable: Cable, wanted: str) -> tuple[Paragraph, ...]:
    """The units that a reader names.

    Args:
        cable: Where to look.
        wanted: `8` (every paragraph printed 8), `8(2)`, `[3]` (position 3), `0` or `header`.

    Raises:
        UserError: There is none; the printed numbers are listed.
    """
    name = wanted.strip().removeprefix("¶").strip()
    if name in {"0", "header"}:
        return (cable.header,)
    found = tuple(unit for unit in cable.paragraphs if name in {unit.label or None, unit.shown[1:], f"[{unit.index}]"})
    if not found:
        names = ", ".join(unit.shown for unit in cable.paragraphs)
        raise UserError(f"{cable.id} shows no paragraph '{wanted}'; it has {names or 'none'}.")
    return found


def search_document(result: SearchResult) -> dict[str, object]:
    """The JSON form of a search."""
    return {
        "id": result.id,
        "hits": [
            {
                "cable": hit.cable,
                "paragraph": hit.label,
                "index": hit.index,
                "score": round(hit.score, 6),
                "marking": str(hit.marking),
                "text": hit.text,
            }
            for hit in result.hits
        ],
    }
