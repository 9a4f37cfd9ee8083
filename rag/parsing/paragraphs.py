"""The body's lines as paragraphs: numbered ones with what continues them, and unnumbered blocks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.parsing import grammar
from rag.parsing.lines import Kind, Line
from rag.parsing.sections import DELIMITER, Headings
from rag.parsing.starts import Start

_OWN_COMMENT = re.compile(r"(?:\([A-Z/]{1,10}\)\s?)?(?:EMBASSY\s|POST\s|MISSION\s)?COMMENT\s?[:.]", re.IGNORECASE)
_QUOTED = r"(?:[A-Z]{2,14} ){0,4}(?:TEXT|QUOTE|MESSAGE|POINTS|NON-?PAPER|LETTER|STATEMENT)"
_BEGINS_QUOTE = re.compile(rf"\bBEGIN {_QUOTED}\b", re.IGNORECASE)
_ENDS_QUOTE = re.compile(rf"\bEND (?:OF )?{_QUOTED}\b", re.IGNORECASE)
_LETTER = re.compile(r"\(?([A-Z])[.)]")
_BULLET_MARK = re.compile(r"[-*•\s]{0,6}(?:[A-Za-z0-9]{1,2}[.)]\s{0,3})?(?=\()")


@dataclass(slots=True)
class Draft:
    """A paragraph in the making.

    Attributes:
        label: The printed number, "" when none.
        marking: The printed mark, "" when none.
        section: The heading in force.
        pieces: Ranges of the carrier text, ascending.
        inner: Marks printed on bullets inside it.
        restart: Whether the numbering begins anew with it.
    """

    label: str
    marking: str
    section: str
    pieces: list[tuple[int, int]] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)
    restart: bool = False


class Builder:
    """Walks the body's lines once and gathers drafts."""

    def __init__(self, lines: Sequence[Line], starts: Sequence[Start], headings: Headings, stop: int) -> None:
        self._lines = lines
        self._starts = {start.line: start for start in starts}
        self._headings = headings
        self._stop = stop
        self._section = ""
        self._open: Draft | None = None
        self._gap = True
        self._bridged = False  # a page break stands in mid-sentence: blank lines around it part nothing
        self._last = ""
        self._broken = False
        self._letter = ""  # of the last list item in the open paragraph: behind (B), (C) is no mark
        self._quotes = False
        self.drafts: list[Draft] = []

    def build(self) -> list[Draft]:
        """All paragraphs in order."""
        for index, line in enumerate(self._lines):
            if index in self._headings.at:
                self._section = self._headings.at[index]
                self._open = None
                self._gap = True
            elif index in self._headings.lines:
                self._gap = True
            elif start := self._starts.get(index):
                self._begin(start, line)
            elif line.kind is Kind.TEXT or line.kind is Kind.RULE:
                self._text(line)
            elif line.kind is Kind.BLANK:
                self._gap = not self._bridged
            elif line.kind is Kind.PAGE and not grammar.ends_sentence(self._last):
                self._gap, self._bridged = False, True
        return self.drafts

    def _begin(self, start: Start, line: Line) -> None:
        self._add(Draft(str(start.number), start.marking, self._section, restart=start.restart))
        if start.hole[1] and self._open is not None:
            self._open.pieces.append((start.text, start.hole[0]))
        self._append(start.hole[1] or start.text, line)

    def _text(self, line: Line) -> None:
        lettered = _LETTER.match(line.text)
        follows = bool(lettered and self._letter and ord(lettered[1]) == ord(self._letter) + 1)
        self._letter = lettered[1] if lettered else self._letter
        if not follows and self._opens(line):
            found = grammar.portion_at(line.text, 0)
            self._add(Draft("", found[0] if found else "", self._section))
            self._append(line.begin + (found[1] if found else 0), line)
            return
        inner = _BULLET_MARK.match(line.text) if "(" in line.text[:12] else None
        mark = grammar.portion_at(line.text, inner.end()) if inner and not follows else None
        if mark and self._open:
            self._open.inner.append(mark[0])
        self._append(line.start, line)

    def _add(self, draft: Draft) -> None:
        if self._open is not None and not grammar.ends_sentence(self._last):
            self._broken = True
        self.drafts.append(draft)
        self._open = draft
        self._letter = ""
        self._quotes = False

    def _append(self, begin: int, line: Line) -> None:
        end = min(line.end, self._stop)
        if self._open is not None and begin < end:
            self._open.pieces.append((begin, end))
        self._last = line.text
        self._quotes = bool(_BEGINS_QUOTE.search(line.text)) or (self._quotes and not _ENDS_QUOTE.search(line.text))
        self._gap = self._bridged = False

    def _opens(self, line: Line) -> bool:
        """Whether a line without a number begins a paragraph of its own."""
        if self._open is None:
            return True
        if not self._gap:
            return False
        if grammar.portion_at(line.text, 0):
            return not self._quotes
        if self._open.label:
            return bool(_OWN_COMMENT.match(line.text)) or self._is_stray(line.text)
        goes_on = line.text[0].islower() or grammar.leads_on(self._last)
        return not DELIMITER.fullmatch(line.text) and (grammar.ends_sentence(self._last) or not goes_on)

    def _is_stray(self, text: str) -> bool:
        """Words that begin in mid-sentence behind a finished one, where an earlier paragraph broke off."""
        return self._broken and text[0].islower() and self._last.rstrip().endswith((".", "?", "!"))
