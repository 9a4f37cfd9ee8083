"""Candidate points: the sentences of a paragraph that can stand on a page by themselves, word for word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from rag.answering.model import Draft, DraftCitation, Evidence
from rag.answering.sentences import split
from rag.briefs.voice import (
    bare_range,
    closes_comment,
    enclosed,
    hangs,
    linked,
    opens_comment,
    post_speaks,
    takes_up,
)
from rag.briefs.withheld import overlaps, withheld_ranges
from rag.cables.model import Key, Role

MIN_WORDS = 6
MAX_WORDS = 75
MAX_CHARACTERS = 900
JOINED_WORDS = 62
_UNWORDY, _ROW = 0.4, 4
"""Rows of a table: such a share of the words, or so many in a row, are numbers and dashes; prose has fewer."""


_FRAGMENT = re.compile(r"¶|[-*•(\s]*(?!x{4})[a-zà-ÿ]")
"""An item of a list or a heading: a sentence opens with a capital, a figure, or words blacked out."""


@dataclass(frozen=True)
class Point:
    """A sentence, or two that belong together, as the paragraph has it.

    Attributes:
        evidence: The paragraph that it stands in.
        text: The words, a contiguous part of the paragraph's text.
        position: Which sentence of the paragraph, from 0.
        post: Whether the post speaks in it (comment, closing assessment, "we believe").
        hanging: Whether it needs the sentence before it: it points back, or stands in the midst of a quotation.
        leans: Whether it reads better behind the sentence before it, which it takes up: `However`, `the exemption`
            where that one tells of an exemption.
        broken: Whether the source breaks off inside it.
        summary: Whether it, or a near-duplicate that it speaks for, stands in the cable's summary.
        withheld: Whether it is kept off the page, as an instruction to a model or part of one.
        twins: Citations of near-duplicates elsewhere, which this point speaks for.
        last: Which sentence of the paragraph is its last, where it holds several.
        base: Of several sentences, those before the last: what the last one needs.
    """

    evidence: Evidence
    text: str
    position: int
    post: bool = False
    hanging: bool = False
    leans: bool = False
    broken: bool = False
    summary: bool = False
    withheld: bool = False
    twins: tuple[DraftCitation, ...] = ()
    last: int = 0
    base: str = ""

    @property
    def key(self) -> Key:
        """The paragraph's name."""
        return self.evidence.key

    @property
    def draft(self) -> Draft:
        """The point as a sentence to be checked."""
        return Draft(text=self.text, citations=(DraftCitation(self.key, self.text), *self.twins))

    @property
    def words(self) -> int:
        """How many words it takes."""
        return len(self.text.split())


def points(evidence: Sequence[Evidence]) -> tuple[Point, ...]:
    """All candidate points of some paragraphs, in their order."""
    return tuple(point for item in evidence for point in _of_paragraph(item))


def _of_paragraph(evidence: Evidence) -> Iterator[Point]:
    if evidence.paragraph.role is Role.CONTENTS:
        return
    before: Point | None = None
    for point in _sentences(evidence):
        before = (_join(before, point) if point.hanging and before else None) or point
        yield before


def _sentences(evidence: Evidence) -> Iterator[Point]:
    paragraph = evidence.paragraph
    ranges = split(paragraph.text)
    asides = enclosed(paragraph.text)
    hidden = withheld_ranges(paragraph.text)
    opens = [place for place, (first, last) in enumerate(ranges) if opens_comment(paragraph.text[first:last])]
    # Where a comment opens further on, what stands before it is reported, whatever the paragraph counts as.
    commenting = opens[:1] in ([], [0]) and (paragraph.role is Role.COMMENT or _ends_in_comment(paragraph.text))
    before = ""
    for position, (first, last) in enumerate(ranges):
        raw = paragraph.text[first:last]
        opened = opens_comment(raw)
        start, end = bare_range(paragraph.text, first, last)
        text = paragraph.text[start:end]
        if _speaks(text):
            yield Point(
                evidence,
                text,
                position,
                post=commenting or opened or post_speaks(text),
                hanging=hangs(text) or any(start < first < end for start, end in asides),
                leans=linked(text) or takes_up(text, before),
                broken=paragraph.truncated and position == len(ranges) - 1,
                summary=paragraph.role is Role.SUMMARY,
                withheld=overlaps(hidden, first, last),
                last=position,
            )
        before = raw
        if closes_comment(raw):
            commenting = False
        elif opened:
            commenting = True


def _ends_in_comment(text: str) -> bool:
    # A comment that is closed but never opened: its heading stood further up, so the paragraph's voice is the post's.
    return closes_comment(text[-120:]) and not opens_comment(text)


def _speaks(text: str) -> bool:
    tokens = text.split()
    if not MIN_WORDS <= len(tokens) <= MAX_WORDS or len(text) > MAX_CHARACTERS or _FRAGMENT.match(text):
        return False
    letters = sum(character.isalpha() for character in text)
    runs = [len(list(run)) for wordy, run in groupby(tokens, key=_is_word) if not wordy]
    return letters > len(text) / 2 and sum(runs) < _UNWORDY * len(tokens) and max(runs, default=0) < _ROW


def _is_word(token: str) -> bool:
    return sum(character.isalpha() for character in token) > len(token) / 2


def _join(before: Point, point: Point) -> Point | None:
    """The sentence with the one it hangs on, when both fit in one line and stand side by side."""
    if (
        before.withheld
        or point.withheld
        or before.broken
        or point.post != before.post
        or point.position != before.last + 1
    ):
        return None
    # What hangs on a sentence that hangs itself may take a whole line: alone it would say nothing.
    if before.words + point.words > (MAX_WORDS if before.base else JOINED_WORDS):
        return None
    text = point.evidence.paragraph.text
    start, end = text.find(before.text), text.rfind(point.text)
    if start < 0 or end < start:
        return None
    whole = text[start : end + len(point.text)]
    return replace(
        point,
        text=whole,
        position=before.position,
        hanging=before.hanging,
        leans=before.leans,
        last=point.position,
        base=before.text,
    )
