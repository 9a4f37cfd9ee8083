"""A telegram's header: reference line, captions, E.O., TAGS, SUBJECT and REF lines, and where the body begins."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.parsing import grammar, references, tags
from rag.parsing.lines import Kind, Line

_SUBJECT = re.compile(r"¶?\s{0,2}(?:SUBJ(?:ECT)?|Subj(?:ect)?|subject)\s{0,2}[:;.]\s{0,20}")
_ORDER = re.compile(r"(?:E\.\s?[O0]\.?|EO|Executive Order)\s{0,2}:?\s{0,2}\d{5}", re.IGNORECASE)
_BY = re.compile(
    r"(?:\((?:U|C|S)\)\s?)?(?:CL?ASS?IFIED BY|CLASSIFIED:|DERIVED FROM|DECLASSIFY ON|REASONS?:)", re.IGNORECASE
)
_OPEN_REASON = re.compile(r"\b1\.[456](?:[\s,]{0,3}\(?[A-H]\)?,?|\sAND|\s&){0,8}$|REASONS?:?$", re.IGNORECASE)
_REASON = re.compile(r"(?:AND\s|&\s)?\([A-H]\)(?=[\s,.)]|$)", re.IGNORECASE)
_HANDLING = re.compile(
    r"sensitive[ ,]{1,2}but\s{1,2}unclassified|not for (?:the )?internet|protect accordingly|handle accordingly"
    r"|unclassified but sensitive|(?:cable|message|telegram|document) (?:is|contains|includes) "
    r"(?:sensitive|unclassified|sbu|proprietary)|please (?:handle|protect)|for official use only|entire text"
    r"|not for (?:public )?(?:distribution|dissemination)|noforn\b.{0,20}protect|business confidential"
    r"|contains (?:business|proprietary)|internal u\.?s\.? government",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:FROM|FOR|TO|ATTN|ATTENTION|PASS|PLEASE PASS|ACTION|INFO|DEPT|DEPARTMENT|STATE|EMBASSY)\b[^a-z]*$"
)
_BEHIND = re.compile(r"[\s,.-]{0,6}(?:[A-Z][A-Z/ ]{0,40})?")
_LETTERED = re.compile(r"¶?\s{0,3}\(?[A-Z][.)]\s{0,6}(?=\S)")
_DANGLING = re.compile(r"[A-Z]{3,}$", re.IGNORECASE)
_INNER_CAPTION = re.compile(
    r"SENSITIVE|NOFORN|EXDIS|NODIS|LIMDIS|STADIS|ORCON|LIMITED OFFICIAL USE|FOR OFFICIAL USE ONLY|E F T O"
)
_CODES = re.compile(r"(?:[A-Z\d.,;:()/& -]|and|previous|others){1,60}")
_SUBJECT_REST = 75
_REFERENCE_REACH = 400
_REACH = 160
_SUBJECT_LINES = 7
_ORDER_LINES = 6
_TAG_LINES = 24
_REF_LINES = 40
_LONGEST = 400
_HANDLING_ROOM = 420

Range = tuple[int, int]


@dataclass(slots=True)
class Header:
    """What the header says, each part as ranges of the carrier text.

    Attributes:
        reference: The match of the reference line, None where it is lost.
        captions: Caption words and handling statements, as printed.
        subject: Of the subject's words.
        tags: Of the TAGS line's words.
        refs: Of the REF lines' words.
        shown: Ranges that make the header's text, ascending.
        entire: Whole-cable marking `C` of `(C - ENTIRE TEXT)`, "" when none.
        body: Index of the first line of the body.
    """

    reference: re.Match[str] | None = None
    captions: list[str] = field(default_factory=list)
    subject: list[Range] = field(default_factory=list)
    tags: list[Range] = field(default_factory=list)
    refs: list[Range] = field(default_factory=list)
    shown: list[Range] = field(default_factory=list)
    entire: str = ""
    body: int = 0


def find_reference(lines: Sequence[Line]) -> tuple[int, re.Match[str]] | None:
    """The first line that is a reference line and nothing else, with its parts."""
    for index, line in enumerate(lines[:_REFERENCE_REACH]):
        if line.kind is Kind.TEXT and (match := reference_of(line.text)):
            return index, match
    return None


def reference_of(text: str) -> re.Match[str] | None:
    """The parts of a reference line, None where the line is none."""
    match = grammar.REFERENCE_LINE.match(text)
    if not match or not _BEHIND.fullmatch(text, match.end()):
        return None
    short = len(match["number"]) < 3 and not match["section"]
    return None if short and not match["word"].upper().startswith("UNCLAS") else match


def read_header(lines: Sequence[Line], first: int, reference: re.Match[str] | None) -> Header:
    """Reads header parts from a line on until one is none.

    Args:
        lines: The cable's lines.
        first: The reference line, or where it is lost the line behind the routing.
        reference: The match of that line, None where it is lost.
    """
    return _Reader(lines, first, reference).read()


class _Reader:
    """Walks the lines once from the reference line to the body."""

    def __init__(self, lines: Sequence[Line], first: int, reference: re.Match[str] | None) -> None:
        self._lines = lines
        self._at = first
        self._header = Header(reference=reference)
        self._closed = False

    def read(self) -> Header:
        header, lines = self._header, self._lines
        if header.reference:
            header.shown.append((lines[self._at].start, lines[self._at].end))
            self._caption(header.reference["caveats"])
            self._at += 1
        limit = min(len(lines), self._at + _REACH)
        while self._at < limit and self._step(lines[self._at]):
            pass
        header.body = self._at
        return header

    def _step(self, line: Line) -> bool:
        """Consumes the header part that begins at the line; False where the body begins."""
        header, text = self._header, line.text
        if line.kind in {Kind.BLANK, Kind.PAGE, Kind.PILCROW}:
            self._at += 1
        elif line.kind is Kind.CAPTION:
            self._caption(text)
            self._at += 1
        elif (match := _SUBJECT.match(text)) and not header.subject:
            header.subject = self._block(match.end(), _SUBJECT_LINES)
            self._closed = True
        elif (match := tags.LABEL.match(text)) and not header.tags and _is_labelled(match):
            header.tags = self._tags(match.end())
        elif (match := references.LABEL.match(text)) and (self._closed or header.reference):
            header.refs += self._refs(match.end())
        elif _ORDER.match(text) or _BY.match(text):
            self._block(0, _ORDER_LINES, shown=False)
        else:
            return self._other(line)
        return True

    def _caption(self, text: str) -> None:
        if text.strip(" /,-"):
            self._header.captions.append(text)

    def _take(self, offset: int = 0) -> Range:
        """The current line's words from an offset in them; the walk goes on behind it."""
        line = self._lines[self._at]
        self._at += 1
        return (line.begin + offset, line.end)

    def _block(self, offset: int, most: int, *, shown: bool = True) -> list[Range]:
        """The labelled line and the lines that continue it."""
        begun = self._lines[self._at].start
        ranges = [self._take(offset)]
        if offset and offset >= len(self._lines[self._at - 1].text):
            self._skip_blanks()
        while self._at < len(self._lines) and len(ranges) < most and self._runs_on(self._lines[self._at]):
            ranges.append(self._take())
        if shown:
            self._header.shown.append((begun, ranges[0][1]))
            self._header.shown += ranges[1:]
        return ranges

    def _runs_on(self, line: Line) -> bool:
        """Whether a line continues the one directly before it; reasons may go on with a letter, `(c), (d).`"""
        reasons = (
            line.kind is Kind.TEXT and _REASON.match(line.text) and _OPEN_REASON.search(self._lines[self._at - 1].text)
        )
        return bool(reasons) or self._continues(line)

    def _skip_blanks(self) -> None:
        while self._at < len(self._lines) and self._lines[self._at].kind in {Kind.BLANK, Kind.PILCROW, Kind.PAGE}:
            self._at += 1

    def _continues(self, line: Line) -> bool:
        """Whether a line continues a labelled one: text, no label of its own, no numbered start, no long prose."""
        if line.kind is not Kind.TEXT or len(line.text) > _LONGEST or _is_label(line.text):
            return False
        number = grammar.NUMBER.match(line.text)
        return not (number and number["stop"] == ".") and not grammar.portion_at(line.text, 0)

    def _tags(self, offset: int) -> list[Range]:
        """The TAGS line; where tags stand one a line, the lines behind it over blank ones."""
        begun = self._lines[self._at].start
        ranges = [self._take(offset)]
        while self._at < len(self._lines) and len(ranges) < _TAG_LINES:
            here = self._at
            self._skip_blanks()
            line = self._lines[self._at] if self._at < len(self._lines) else None
            if line is None or line.kind is not Kind.TEXT or _is_label(line.text) or not tags.is_tag_line(line.text):
                self._at = here
                break
            ranges.append(self._take())
        self._header.shown.append((begun, ranges[0][1]))
        self._header.shown += ranges[1:]
        return ranges

    def _refs(self, offset: int) -> list[Range]:
        """The REF lines: over a blank line where the next is lettered or gives the number that is still missing."""
        begun = self._lines[self._at].start
        ranges = [self._take(offset)]
        while self._at < len(self._lines) and len(ranges) < _REF_LINES:
            here = self._at
            self._skip_blanks()
            line = self._lines[self._at] if self._at < len(self._lines) else None
            last = self._lines[here - 1].text
            lettered = bool(line and _LETTERED.match(line.text))
            if line is None or not (self._continues(line) or lettered) or _HANDLING.search(line.text):
                self._at = here
                break
            dangling = bool(_DANGLING.search(last)) and bool(re.match(r"\d{2,8}\b", line.text))
            if self._at > here and not lettered and not dangling:
                self._at = here
                break
            if line.inline and not lettered and not line.text.isupper() and not _CODES.fullmatch(line.text):
                break
            ranges.append(self._take())
        self._header.shown.append((begun, ranges[0][1]))
        self._header.shown += ranges[1:]
        return ranges

    def _other(self, line: Line) -> bool:
        """A line without a label: office lines before the subject, handling statements behind it, else the body."""
        text = line.text
        if self._labels_behind() and (line.inline or self._continues_subject(line)):
            return self._inside(line)
        number = grammar.NUMBER.match(text)
        if number and number["stop"] == "." and not (number["number"] != "1" and not self._closed):
            return False
        block = self._peek()
        words = " ".join(part.text for part in block)
        if entire := grammar.ENTIRE.search(words):
            self._header.entire = entire["level"].upper() + entire["more"].upper()
        if len(words) <= _HANDLING_ROOM and (entire or _HANDLING.search(words)):
            self._header.captions.append(words)
        elif self._closed:
            if not _OFFICE.match(text) or len(block) > 3 or grammar.ends_sentence(words):
                return False
        elif not self._label_ahead() and not (text.isupper() and self._header.reference):
            return False
        self._at += len(block)
        return True

    def _inside(self, line: Line) -> bool:
        """A line between labels: captions before the subject, more of the subject behind it."""
        if self._closed:
            self._header.subject.append((line.begin, line.end))
            self._header.shown.append((line.start, line.end))
        else:
            self._header.captions += [found[0] for found in _INNER_CAPTION.finditer(line.text)]
        self._at += 1
        return True

    def _continues_subject(self, line: Line) -> bool:
        return bool(self._closed and not self._header.refs and len(line.text) <= _SUBJECT_REST) and not (
            grammar.portion_at(line.text, 0) or grammar.NUMBER.match(line.text) or _HANDLING.search(line.text)
        )

    def _labels_behind(self) -> bool:
        """Whether the very next line of text is labelled, so that this one stands inside the header."""
        for line in self._lines[self._at + 1 : self._at + 6]:
            if line.kind is Kind.TEXT:
                return _is_label(line.text)
        return False

    def _peek(self) -> list[Line]:
        """The lines from here to the next blank one, label or start."""
        block = [self._lines[self._at]]
        for line in self._lines[self._at + 1 : self._at + 12]:
            if line.kind is not Kind.TEXT or _is_label(line.text) or grammar.NUMBER.match(line.text):
                break
            block.append(line)
        return block

    def _label_ahead(self) -> bool:
        """Whether a subject, TAGS or E.O. line still follows before the first numbered start."""
        for line in self._lines[self._at : self._at + _REACH]:
            if _SUBJECT.match(line.text) or _ORDER.match(line.text) or tags.LABEL.match(line.text):
                return True
            if re.match(r"¶?\s?1\s?\.(?!\d)", line.text):
                return False
        return False


def _is_labelled(match: re.Match[str]) -> bool:
    return bool(re.search(r"[:;,.]", match[0])) or tags.is_tag_line(match.string[match.end() :])


def _is_label(text: str) -> bool:
    return bool(
        _SUBJECT.match(text)
        or _ORDER.match(text)
        or _BY.match(text)
        or references.LABEL.match(text)
        or ((match := tags.LABEL.match(text)) and _is_labelled(match))
    )
