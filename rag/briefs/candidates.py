"""Candidate lines and who writes them: the seam between choosing what to say and saying it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from rag.answering.model import Draft, Statement
from rag.briefs.model import Part
from rag.briefs.selection import Selection
from rag.cables.model import Key

EXTRACTIVE = "extractive"
Told = Callable[[str], None]
"""Told what the writer is at."""


@dataclass(frozen=True)
class Candidate:
    """A line that could stand on the page, not yet checked.

    Attributes:
        part: The section it belongs to.
        draft: What it says and what it rests on.
        value: 0 to 1; decides what is dropped first.
        lead: Our own words in front of it: a date, or what is missing in the source.
        place: Where it stands within its section: cable by cable, in the cable's order.
        refused: The verdict of a gate that it has failed already, where its writer was given fewer paragraphs than the
            page is made of; None for one that is still to be checked.
    """

    part: Part
    draft: Draft
    value: float
    lead: str = ""
    place: tuple[int, ...] = ()
    refused: Statement | None = None


@dataclass(frozen=True)
class Material:
    """What a page is written from.

    Attributes:
        selection: The paragraphs in play.
        topic: What was asked for, "" for a brief on cables.
        candidates: Lines of all sections in the cables' own words.
    """

    selection: Selection
    topic: str
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True)
class Writing:
    """What a writer made of the material.

    Attributes:
        candidates: The lines as they shall be said, in any order.
        engine: `extractive` or `llm`.
        model: The model's name, "" where no line is a model's.
        host: Where it runs.
        prompt_hash: Of the prompts used.
        left_out: Paragraphs that the writer was not given, with the reason.
        notes: Sentences for the page: who wrote it from what, what was left out, why a model was not used.
        usage: Calls, tokens and cost by name; empty where no model was asked.
        seconds: Spent waiting for the model; 0 where none was asked.
    """

    candidates: Sequence[Candidate]
    engine: str = EXTRACTIVE
    model: str = ""
    host: str = ""
    prompt_hash: str = ""
    left_out: tuple[tuple[Key, str], ...] = ()
    notes: tuple[str, ...] = ()
    usage: Mapping[str, float] = field(default_factory=dict)
    seconds: float = 0.0


class Writer(Protocol):
    """Puts candidate lines into words; every draft it returns goes through the gate."""

    def write(self, material: Material, told: Told) -> Writing:
        """The lines as they shall be said; it may join, shorten, reorder or leave out, never cite the unsent.

        Args:
            material: What there is to say.
            told: Told of each step of a long work.

        Raises:
            ReftelError: The writer failed, and no other may stand in for it.
        """


class ExtractiveWriter:
    """Says each line in the cable's own words."""

    def write(self, material: Material, told: Told) -> Writing:  # noqa: ARG002 - there is nothing to wait for
        """The candidates as they are."""
        return Writing(material.candidates)
