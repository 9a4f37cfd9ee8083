"""Candidate lines and who writes them: the seam between choosing what to say and saying it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rag.answering.model import Draft
from rag.briefs.model import Part


@dataclass(frozen=True)
class Candidate:
    """A line that could stand on the page, not yet checked.

    Attributes:
        part: The section it belongs to.
        draft: What it says and what it rests on.
        value: 0 to 1; decides what is dropped first.
        lead: Our own words in front of it: a date, or what is missing in the source.
        place: Where it stands within its section: cable by cable, in the cable's order.
    """

    part: Part
    draft: Draft
    value: float
    lead: str = ""
    place: tuple[int, ...] = ()


class Writer(Protocol):
    """Puts candidate lines into words; every draft it returns goes through the gate."""

    engine: str

    def write(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The lines as they shall be said, in any order; it may join, shorten or leave out, never cite the unsent."""


class ExtractiveWriter:
    """Says each line in the cable's own words."""

    engine = "extractive"

    def write(self, candidates: Sequence[Candidate]) -> Sequence[Candidate]:
        """The candidates as they are."""
        return candidates
