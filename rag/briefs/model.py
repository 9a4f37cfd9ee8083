"""The brief as its makers and its printers share it: lines that the gate has passed, in sections, under a banner."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from rag.answering.model import Provenance, Statement
from rag.cables.marking import Level, Marking, highest
from rag.cables.model import Coverage, Key
from rag.errors import UserError
from rag.retrieval.question import refuse_broken
from rag.stores.filters import Filters


class Paper(StrEnum):
    """The sheet that a brief must fit."""

    A4 = "a4"
    LETTER = "letter"


class Part(StrEnum):
    """The sections of a brief, in reading order."""

    BOTTOM_LINE = "bottom_line"
    KEY_POINTS = "key_points"
    POST_VIEW = "post_view"
    GAPS = "gaps"
    PEOPLE = "people"
    TIMELINE = "timeline"


TITLES: Mapping[Part, str] = {
    Part.BOTTOM_LINE: "Bottom line",
    Part.KEY_POINTS: "Key points",
    Part.POST_VIEW: "What the post thinks",
    Part.GAPS: "Disagreements and gaps",
    Part.PEOPLE: "Who is who",
    Part.TIMELINE: "Timeline of events",
}

NO_CLEARANCE = "none set"
"""How a page says that it was made without a clearance."""

LEVEL_NAMES: Mapping[Level, str] = {
    Level.U: "UNCLASSIFIED",
    Level.SBU: "SENSITIVE BUT UNCLASSIFIED",
    Level.C: "CONFIDENTIAL",
    Level.S: "SECRET",
    Level.TS: "TOP SECRET",
    Level.UNMARKED: "UNMARKED",
}


@dataclass(frozen=True)
class BriefRequest:
    """What the page is to be about.

    Attributes:
        cables: Ids of the cables to brief; empty for a brief on a topic.
        topic: What to search for; "" for a brief on cables.
        filters: Limits; of a brief on cables only the clearance counts.
        paper: The sheet that it must fit.
        explain: Whether to add the sheet that shows each line's evidence and what was dropped.

    Raises:
        UserError: Neither cables nor a topic, or both; or a topic that is no Unicode text.
    """

    cables: tuple[str, ...] = ()
    topic: str = ""
    filters: Filters = field(default_factory=Filters)
    paper: Paper = Paper.A4
    explain: bool = False

    def __post_init__(self) -> None:
        if bool(self.cables) == bool(self.topic.strip()):
            raise UserError("A brief is made of cables or of a topic: name one or more cables, or give one topic.")
        refuse_broken(self.topic, "topic")


@dataclass(frozen=True)
class Line:
    """One statement on the page.

    Attributes:
        statement: The sentence as the gate passed it.
        value: Its worth, 0 to 1, for deciding what is dropped when the page is full.
        lead: Our own words in front of it, set apart in print and outside the checked text: the date of an event, what
            differs between cables, what is missing in a source.
        withheld: Why it is kept off the page though it passed the gate; "" on a page.
    """

    statement: Statement
    value: float
    lead: str = ""
    withheld: str = ""

    @property
    def marking(self) -> Marking:
        """The highest marking among the paragraphs it cites."""
        return self.statement.marking

    @property
    def keys(self) -> tuple[Key, ...]:
        """The paragraphs that it cites, in order, each once."""
        return tuple(dict.fromkeys(Key(c.cable, c.index) for c in self.statement.citations))


@dataclass(frozen=True)
class Section:
    """Lines under one heading; never empty on a page."""

    part: Part
    lines: tuple[Line, ...]

    @property
    def title(self) -> str:
        """The heading in print."""
        return TITLES[self.part]


@dataclass(frozen=True)
class SourceRow:
    """One row of the sources table.

    Attributes:
        cable: The cable's id.
        date: When it was sent, None when the source gives no date.
        post: The post's printed name.
        subject: Its subject line; "" when it has none, or when showing it would need a higher banner.
        paragraphs: The paragraphs that the page cites, as printed.
        notes: Damage of the source that concerns the whole cable, in a few words each.
    """

    cable: str
    date: dt.date | None
    post: str
    subject: str
    paragraphs: tuple[str, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """The measured page.

    Attributes:
        paper: The sheet.
        size: Type size of the text in points.
        pages: Pages that the brief itself takes when typeset, without the second sheet.
        fill: Share of the page's text height that is used, 0 to 1.
    """

    paper: Paper
    size: float
    pages: int
    fill: float


@dataclass(frozen=True)
class Brief:
    """A finished page.

    Attributes:
        id: Names it in the answers store.
        title: The subject of the one cable, the topic, or the number of cables.
        date: When it was made.
        request: What was asked for.
        sections: Never an empty one.
        sources: The cables that the page cites, in order of first citation.
        dropped: Lines that found no room, failed the gate or are withheld, most valuable first.
        layout: The measured page.
        coverage: What was read for it.
        engine: `extractive` or `llm`.
        provenance: All that is needed to check it again.
        timings: Seconds by stage.
        usage: Tokens and cost by name; empty without a model.
        notes: Sentences on how it was written: by whom, from what, what was left out, why a model was not used.
    """

    id: str
    title: str
    date: dt.date
    request: BriefRequest
    sections: tuple[Section, ...]
    sources: tuple[SourceRow, ...]
    dropped: tuple[Line, ...]
    layout: Layout
    coverage: Coverage
    engine: str
    provenance: Provenance
    timings: Mapping[str, float] = field(default_factory=dict)
    usage: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[Line, ...]:
        """Every line of the page, in reading order."""
        return tuple(line for section in self.sections for line in section.lines)

    @property
    def banner(self) -> Marking:
        """The highest marking and all caveats of what the page cites: computed, advisory."""
        return highest(line.marking for line in self.lines)

    @property
    def clearance(self) -> str:
        """The clearance that it was made under, in words."""
        level = self.request.filters.clearance
        return NO_CLEARANCE if level is None else level.name


def banner_text(marking: Marking) -> str:
    """The banner as it is printed, `CONFIDENTIAL//NOFORN`."""
    return "//".join((LEVEL_NAMES[marking.level], *marking.caveats))
