"""The cable as the rest of the product sees it: frozen, typed, and exact about where each word came from."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from rag.cables.marking import Marking

HEADER_INDEX = 0
HEADER_LABEL = "0"


class Span(NamedTuple):
    """Half-open range of code points in the decoded carrier text."""

    start: int
    end: int


class Role(StrEnum):
    """What a paragraph is in its cable; a comment is the post's view, not a reported fact."""

    BODY = "body"
    SUMMARY = "summary"
    COMMENT = "comment"
    ACTION = "action"
    QUOTED = "quoted"
    CONTENTS = "contents"


@dataclass(frozen=True)
class ParseWarning:
    """Damage or doubt that a reader must know of.

    Attributes:
        code: A stable short name, such as `truncated`, `redacted`, `header-lost`, `number-repeated`.
        message: One plain sentence.
        index: The paragraph it concerns; None for the whole cable.
    """

    code: str
    message: str
    index: int | None = None


@dataclass(frozen=True)
class Paragraph:
    """The unit that is indexed, retrieved, cited, marked and judged.

    Attributes:
        label: The number as printed, "" when none, "0" for the header.
        index: 1-based position in the cable, unique; 0 for the header.
        occurrence: 1 for the first paragraph with this label, 2 for the second, ...
        marking: The portion mark as printed without brackets, "" when none.
        effective_marking: What banner, clearance and answers use.
        section: The last printed heading in force, "" when none.
        role: See `Role`.
        text: The words, white space collapsed, page breaks and furniture removed.
        spans: Where the words stand in the carrier text: the text at the spans, joined and with white space
            collapsed, equals `text`.
        truncated: Whether the source breaks off inside it.
    """

    label: str
    index: int
    text: str
    spans: tuple[Span, ...]
    effective_marking: Marking
    marking: str = ""
    section: str = ""
    role: Role = Role.BODY
    occurrence: int = 1
    truncated: bool = False

    @property
    def shown(self) -> str:
        """How a citation names it: `¶4`, `¶4(2)` for the second paragraph printed 4, `header`, `¶[3]` unnumbered."""
        if self.index == HEADER_INDEX:
            return "header"
        if not self.label:
            return f"¶[{self.index}]"
        return f"¶{self.label}" + (f"({self.occurrence})" if self.occurrence > 1 else "")


@dataclass(frozen=True)
class Reference:
    """One entry of the REF lines.

    Attributes:
        letter: By which the text names it, `A` in `(REF A)`; "" when none is printed.
        printed: Station and number with one blank (`MADRID 0720`), or with a printed year the short id (`08MUNICH355`).
        id: The short id of the cable it names; None where that cannot be told.
        telegram: False for what is no telegram: an airgram, a daily report, an e-mail.
    """

    letter: str
    printed: str
    id: str | None
    telegram: bool = True


@dataclass(frozen=True)
class Source:
    """Where a cable was read from.

    Attributes:
        name: The file as given; for a member of an archive `archive.zip!member`, for a row or record `file#n`.
        sha256: Of the file's (or member's) bytes.
        carrier: text, page, html, csv, json, pdf or flat.
        text: The decoded carrier text that spans point into.
    """

    name: str
    sha256: str
    carrier: str
    text: str


@dataclass(frozen=True)
class Cable:
    """One telegram.

    Attributes:
        id: Two-digit year, post without spaces, number without leading zeros: `09PHNOMPENH628`.
        date: UTC moment of the date-time group (or the page's date), None when the source gives none.
        post: The post's printed name in capitals, `PHNOM PENH`.
        classification: As the reference line or page field states it.
        effective_marking: The highest of reference line, captions and twins.
        refs: Other telegrams named in the REF lines, in order: station and number as printed (`LONDON 02582`), with a
            printed year the short id (`08MUNICH355`); `references` holds the ids.
        references: The same with their letters, and what else the REF lines name.
        header: Paragraph 0: subject, date, TAGS and REF lines as printed.
        paragraphs: In order, never the header.
    """

    id: str
    post: str
    subject: str
    classification: str
    effective_marking: Marking
    header: Paragraph
    paragraphs: tuple[Paragraph, ...]
    source: Source
    date: dt.datetime | None = None
    tags: tuple[str, ...] = ()
    refs: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    addressees: tuple[str, ...] = ()
    warnings: tuple[ParseWarning, ...] = ()

    @property
    def units(self) -> tuple[Paragraph, ...]:
        """Everything that can be cited: the header, then the paragraphs."""
        return (self.header, *self.paragraphs)


@dataclass(frozen=True, order=True)
class Key:
    """Names one paragraph of the library."""

    cable: str
    index: int


@dataclass(frozen=True)
class Evidence:
    """A paragraph as it was sent to whoever writes the answer, with its cable for the header facts."""

    cable: Cable
    paragraph: Paragraph
    score: float = 0.0

    @property
    def key(self) -> Key:
        """The paragraph's name."""
        return Key(self.cable.id, self.paragraph.index)


@dataclass(frozen=True)
class Coverage:
    """What was searched: how many cables and paragraphs, and the dates they span."""

    cables: int
    paragraphs: int
    first: dt.date | None
    last: dt.date | None
