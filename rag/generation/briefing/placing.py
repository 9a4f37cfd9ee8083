"""From points to candidate lines; what the model did not read, or left room for, stays in the cables' own words."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from rag.briefs.candidates import Candidate, Material
from rag.briefs.model import Part
from rag.briefs.withheld import withheld
from rag.cables.model import Key
from rag.generation.briefing.points import Point
from rag.generation.briefing.weighing import Page

_TOLD = frozenset({Part.BOTTOM_LINE, Part.KEY_POINTS, Part.POST_VIEW})
_BOTTOM, _POINTS, _VIEWS = 2, 24, 6
"""Most lines of a section; a page holds fewer."""


_VALUES: Mapping[Part, tuple[float, float]] = {
    Part.BOTTOM_LINE: (1.0, 0.03),
    Part.KEY_POINTS: (0.96, 0.035),
    Part.POST_VIEW: (0.95, 0.11),
    Part.GAPS: (0.93, 0.08),
}
"""What the most valuable line of a section is worth, and what each next one is worth less; as for extracts."""
_LEAST = 0.01
_FILLING = frozenset({Part.KEY_POINTS, Part.POST_VIEW})
FILLED = 0.1
"""What a line in the cables' own words is worth where the model read its paragraph: it fills what room is left."""


class Placing:
    """Sets the points of a page among the lines that are computed."""

    def __init__(self, material: Material, read: Collection[Key]) -> None:
        """Takes what there is.

        Args:
            material: With the lines in the cables' own words.
            read: The paragraphs that the model read.
        """
        self._material = material
        self._read = frozenset(read)
        self._sent = {one.key: one for one in material.selection.evidence}
        self._places = {one.key: place for place, one in enumerate(material.selection.evidence)}

    def candidates(self, page: Page, failed: Sequence[Point]) -> tuple[Candidate, ...]:
        """Every line that could stand on the page.

        Args:
            page: Points that passed the gate, weighed.
            failed: Points that did not.
        """
        kept = [one for one in self._material.candidates if self._stays(one, page)]
        own = [one for one in kept if one.part is Part.BOTTOM_LINE][:_BOTTOM]
        leads = page.leads[: _BOTTOM - len(own)]
        rest = (*page.leads[len(leads) :], *page.others)
        facts = [one for one in rest if not one.post][:_POINTS]
        views = [one for one in rest if one.post][:_VIEWS]
        bottom = [*own, *self._lines(Part.BOTTOM_LINE, leads)]
        return (
            *(replace(one, place=(at,)) for at, one in enumerate(bottom)),
            *(one for one in kept if one not in own),
            *self._lines(Part.KEY_POINTS, facts),
            *self._lines(Part.POST_VIEW, views),
            *self._differences(page),
            *self._filling(kept, (*leads, *facts, *views)),
            *(Candidate(_part(one), one.draft, 0.0, refused=one.statement) for one in failed),
        )

    def _lines(self, part: Part, points: Sequence[Point]) -> list[Candidate]:
        return [
            Candidate(part, one.draft, _value(part, rank), place=self._place(one)) for rank, one in enumerate(points)
        ]

    def _place(self, point: Point) -> tuple[int, int]:
        first = point.statement.citations[0]
        return self._places[point.key], self._sent[point.key].paragraph.text.find(first.quote)

    def _differences(self, page: Page) -> Iterator[Candidate]:
        for rank, found in enumerate(page.differing):
            yield Candidate(Part.GAPS, found.draft, _value(Part.GAPS, rank), lead=found.lead, place=(0, rank))

    def _filling(self, kept: Sequence[Candidate], placed: Sequence[Point]) -> Iterator[Candidate]:
        """Computed lines that no point tells: a model gives few points, and a page has room for more."""
        told = [citation for one in placed for citation in one.statement.citations]
        for one in self._material.candidates:
            quotes = [(citation.key, citation.quote) for citation in one.draft.citations]
            repeated = any(
                (said.cable, said.index) == (key.cable, key.index) and (said.quote in quote or quote in said.quote)
                for said in told
                for key, quote in quotes
            )
            if one.part in _FILLING and one not in kept and not repeated:
                yield replace(one, value=one.value * FILLED)

    def _stays(self, candidate: Candidate, page: Page) -> bool:
        """Whether a computed line stays: of a section that the model does not write, or of what it did not read."""
        keys = {citation.key for citation in candidate.draft.citations}
        if candidate.part is Part.GAPS:
            return not any(keys == {c.key for c in found.draft.citations} for found in page.differing)
        if candidate.part not in _TOLD or keys.isdisjoint(self._read):
            return True
        if candidate.part is Part.BOTTOM_LINE and not page.leads:
            return True
        # What is withheld is listed on the second sheet, whoever writes the page.
        return any(withheld(self._sent[c.key], c.quote) for c in candidate.draft.citations if c.key in self._sent)


def _value(part: Part, rank: int) -> float:
    first, step = _VALUES[part]
    return max(_LEAST, first - step * rank)


def _part(point: Point) -> Part:
    return Part.POST_VIEW if point.post else Part.KEY_POINTS
