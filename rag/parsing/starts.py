"""Which lines begin a numbered paragraph, and which only look like it.

A line that begins with a number and a full stop is a candidate. Dates, years and counts get to a line's start by
wrapping, quoted documents bring their own numbering, and telegrams repeat, skip and swap numbers. The printed number
is never repaired; what is decided here is only whether it is a paragraph's.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.parsing import grammar
from rag.parsing.lines import Kind, Line

_GAP_MARKED = 20
_GAP_PLAIN = 5
_GAP_FLAT = 2
_FIRST_MARKED = 9
_ITEM_WIDEST = 60
_QUOTE = re.compile(
    r"\bBEGIN (?:[A-Z]{2,14} ){0,4}(?:TEXT|QUOTE|MESSAGE)[^A-Za-z]{0,3}$|\b(?:QUOTE|QTE)[:.]?$",
    re.IGNORECASE,
)
_UNQUOTE = re.compile(r"\bEND (?:OF )?(?:[A-Z]{2,14} ){0,4}(?:TEXT|QUOTE|MESSAGE)\b|\bUN(?:QUOTE|QTE)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Start:
    """A numbered paragraph's first line.

    Attributes:
        line: Index of the line.
        number: The printed number.
        marking: The printed portion mark without brackets, "" when none.
        text: Offset in the carrier text where the words begin, behind number and mark.
        hole: Range of a mark that stands behind the first word and is no text; empty when none does.
        restart: Whether the numbering begins anew here, taking up an earlier run.
    """

    line: int
    number: int
    marking: str
    text: int
    hole: tuple[int, int] = (0, 0)
    restart: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be a start.

    Attributes:
        start: What it is if it is accepted.
        words: The line's words behind number and mark.
        broke: Whether a blank line, a rule, a page break or a heading stands directly before it.
        ends: Whether the text before may be the end of a paragraph.
        leads: Whether the text before makes the number part of a sentence.
        inline: Whether it stands inside a line of the carrier.
        pilcrow: Whether a pilcrow is printed before it.
        item: Whether the line before is itself a short numbered one.
        quoted: Whether it stands in a quotation.
    """

    start: Start
    words: str
    broke: bool
    ends: bool
    leads: bool
    inline: bool
    pilcrow: bool
    item: bool
    quoted: bool

    @property
    def number(self) -> int:
        return self.start.number

    @property
    def marked(self) -> bool:
        return bool(self.start.marking)


def find_starts(lines: Sequence[Line]) -> list[Start]:
    """The accepted starts among the body's lines, in order."""
    candidates = _candidates(lines)
    flat = bool(candidates) and sum(candidate.inline for candidate in candidates) * 2 > len(candidates)
    if flat and any(candidate.pilcrow for candidate in candidates):
        candidates = [candidate for candidate in candidates if candidate.pilcrow or not candidate.inline]
    return _Run(candidates, flat=flat).accepted


@dataclass(slots=True)
class _Before:
    """What stands before a line.

    Attributes:
        text: The last line of text.
        alone: Whether something other than text stood before that line.
        broke: Whether something other than text stands between it and the line.
        apart: Whether that is a rule or a page break, so that the text before proves nothing.
        quoted: Whether a quotation has been opened and not closed.
    """

    text: str = ""
    alone: bool = True
    broke: bool = True
    apart: bool = False
    quoted: bool = False

    def pass_by(self, line: Line) -> None:
        """Takes a line into account for those behind it."""
        if line.kind is Kind.TEXT:
            self.quoted = bool(_QUOTE.search(line.text)) or (self.quoted and not _UNQUOTE.search(line.text))
            self.text, self.alone, self.broke, self.apart = line.text, self.broke, False, False
        elif line.kind is not Kind.PILCROW:
            self.broke = True
            self.apart = self.apart or line.kind in {Kind.RULE, Kind.PAGE}

    def heads(self) -> bool:
        """Whether the text before may be a heading: isolated, short, without a sentence end."""
        text = self.text
        return self.alone and len(text) <= 75 and not grammar.ends_sentence(text) and not grammar.leads_on(text)


def _candidates(lines: Sequence[Line]) -> list[_Candidate]:
    found = []
    before = _Before()
    for index, line in enumerate(lines):
        candidate = _candidate(index, line, before) if line.kind is Kind.TEXT else None
        if candidate:
            found.append(candidate)
        before.pass_by(line)
    return found


def _candidate(index: int, line: Line, before: _Before) -> _Candidate | None:
    ahead = grammar.portion_at(line.text, 0)
    match = grammar.NUMBER.match(line.text, ahead[1] if ahead else 0)
    if not match or not int(match["number"]):
        return None
    if ahead and (match["stop"] != "." or not before.broke):
        return None
    found = (ahead[0], match.end()) if ahead else grammar.portion_at(line.text, match.end())
    if match["stop"] != "." and not found:
        return None
    marking, offset = found or ("", match.end())
    hole = (0, 0)
    if not found and (late := grammar.late_portion(line.text, offset)):
        marking, hole = late[0], (line.begin + late[1], line.begin + late[2])
    return _Candidate(
        start=Start(index, int(match["number"]), marking, line.begin + offset, hole),
        words=line.text[offset:].strip(),
        broke=not line.inline and (before.broke or before.heads()),
        ends=before.apart or grammar.ends_sentence(before.text),
        leads=not before.apart and grammar.leads_on(before.text),
        inline=line.inline,
        pilcrow=line.text.startswith("¶"),
        item=bool(grammar.NUMBER.match(before.text)) and len(before.text) <= _ITEM_WIDEST,
        quoted=before.quoted,
    )


class _Run:
    """Goes through the candidates once, with what has been accepted so far."""

    def __init__(self, candidates: Sequence[_Candidate], *, flat: bool) -> None:
        self._candidates = candidates
        self._flat = flat
        self._last = 0
        self._nested: int | None = None
        self._first_words: dict[int, str] = {}
        self._marked = 0
        self._at_line_start = {c.number for c in candidates if not c.inline}
        self._last_at = {c.number: at for at, c in enumerate(candidates) if flat or not c.inline}
        self._marked_at = {c.number: at for at, c in enumerate(candidates) if c.marked and not c.inline}
        self.accepted: list[Start] = []
        for position, candidate in enumerate(candidates):
            if self._accepts(position, candidate):
                self._take(candidate)

    def _take(self, candidate: _Candidate) -> None:
        start = candidate.start
        if candidate.number <= self._last and candidate.number == 1:
            start = replace(start, restart=True)
        self.accepted.append(start)
        self._last = candidate.number
        self._nested = None
        self._marked += candidate.marked
        self._first_words.setdefault(candidate.number, candidate.words)

    @property
    def _mostly_marked(self) -> bool:
        return self._marked * 2 > len(self.accepted)

    def _accepts(self, position: int, candidate: _Candidate) -> bool:
        if candidate.inline:
            return self._accepts_flat(candidate) if self._flat else self._accepts_inline(candidate)
        step = candidate.number - self._last
        if not (candidate.broke or candidate.marked or (step == 1 and (candidate.ends or candidate.item))):
            return False
        if not self.accepted:
            return candidate.number == 1 or (candidate.marked and candidate.number <= _FIRST_MARKED)
        if step == 1:
            return candidate.marked or not self._belongs_to_list(position, candidate)
        if candidate.marked:
            return step <= _GAP_MARKED
        return self._accepts_odd(position, candidate, step)

    def _belongs_to_list(self, position: int, candidate: _Candidate) -> bool:
        """An expected number may be the next of a list inside the open paragraph: then the real one still follows."""
        if candidate.leads and not candidate.broke:
            return True
        if candidate.quoted and self._follows(position, candidate.number):
            return True
        if self._mostly_marked and self._marked_at.get(candidate.number, -1) > position:
            return True
        if self._nested != candidate.number:
            return candidate.leads and self._follows(position, candidate.number)
        self._nested += 1
        if self._follows(position, candidate.number):
            return True
        self._nested -= 1
        return False

    def _follows(self, position: int, number: int) -> bool:
        return self._last_at.get(number, -1) > position

    def _accepts_odd(self, position: int, candidate: _Candidate, step: int) -> bool:
        """An unmarked number that is not the expected one: a true oddity of the source, or a list, a date, a count."""
        if not candidate.broke or candidate.leads or candidate.quoted or self._mostly_marked:
            return self._note_list(candidate)
        if self._takes_up(candidate):
            return True
        if not candidate.ends:
            return self._note_list(candidate)
        if step > 1 and self._nested is None and (step <= _GAP_PLAIN or self._goes_on(position)):
            return True
        swapped = step < 0 and candidate.number not in self._first_words and candidate.number > 1
        again = step == 0 and candidate.number > 1 and self._nested is None
        return swapped or again or self._note_list(candidate)

    def _goes_on(self, position: int) -> bool:
        """Whether the next two numbers follow this one: reports keyed to a questionnaire begin with its number."""
        run = [c for c in self._candidates[position : position + 3] if c.broke and not c.leads]
        return [c.number - run[0].number for c in run] == [0, 1, 2]

    def _note_list(self, candidate: _Candidate) -> bool:
        if candidate.number in {1, self._nested}:
            self._nested = candidate.number + 1
        return False

    def _takes_up(self, candidate: _Candidate) -> bool:
        """Whether the numbering restarts with the words of the first run: contents, or a text sent twice."""
        if candidate.number != 1 or 1 not in self._first_words:
            return False
        ours, first = _key(candidate.words), _key(self._first_words[1])
        return min(len(ours), len(first)) >= 6 and (ours.startswith(first[:30]) or first.startswith(ours[:30]))

    def _accepts_inline(self, candidate: _Candidate) -> bool:
        """A number inside a line, where others begin lines: only the expected one, marked or missing elsewhere."""
        if not self.accepted or candidate.number != self._last + 1 or not candidate.ends or candidate.leads:
            return False
        return candidate.marked or (candidate.number not in self._at_line_start and self._nested is None)

    def _accepts_flat(self, candidate: _Candidate) -> bool:
        """Text without line ends: the first 1, a mark with about the expected number, or a sentence end before it."""
        step = candidate.number - self._last
        if not self.accepted:
            return candidate.number == 1 and (candidate.pilcrow or candidate.ends or not candidate.leads)
        if candidate.marked and (step == 0 or 1 <= step <= 1 + _GAP_FLAT):
            return True
        if candidate.pilcrow:
            return (not candidate.leads and 1 <= step <= 1 + _GAP_FLAT) or self._takes_up(candidate)
        return step == 1 and candidate.ends and not candidate.leads


def _key(words: str) -> str:
    return "".join(character for character in words.casefold() if character.isalnum())[:60]
