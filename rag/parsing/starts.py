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


def _candidates(lines: Sequence[Line]) -> list[_Candidate]:
    found = []
    last, broke, apart = "", True, False
    before_last_broke, quoted = True, False
    for index, line in enumerate(lines):
        if line.kind is Kind.TEXT:
            headed = before_last_broke and _heads(last)
            candidate = _candidate(index, line, last, broke=broke or headed, apart=apart)
            if candidate:
                found.append(replace(candidate, quoted=quoted))
            if _QUOTE.search(line.text):
                quoted = True
            elif quoted and _UNQUOTE.search(line.text):
                quoted = False
            before_last_broke = broke
            last, broke, apart = line.text, False, False
        elif line.kind is not Kind.PILCROW:
            broke = True
            apart = apart or line.kind in {Kind.RULE, Kind.PAGE}
    return found


def _heads(text: str) -> bool:
    """Whether an isolated line above may be a heading: short, without a sentence end."""
    return len(text) <= 75 and not grammar.ends_sentence(text) and not grammar.leads_on(text)


def _candidate(index: int, line: Line, last: str, *, broke: bool, apart: bool) -> _Candidate | None:
    match = grammar.NUMBER.match(line.text)
    if not match or match["number"] == "00":
        return None
    found = grammar.portion_at(line.text, match.end())
    if match["stop"] != "." and not found:
        return None
    marking, offset = found or ("", match.end())
    hole = (0, 0)
    if not found and (late := grammar.late_portion(line.text, offset)):
        marking, hole = late[0], (line.begin + late[1], line.begin + late[2])
    words = line.text[offset:].strip()
    start = Start(index, int(match["number"]), marking, line.begin + offset, hole)
    return _Candidate(
        start,
        words,
        broke and not line.inline,
        grammar.ends_sentence(last) or apart,
        grammar.leads_on(last) and not apart,
        line.inline,
        line.text.startswith("¶"),
        bool(grammar.NUMBER.match(last)) and len(last) <= _ITEM_WIDEST,
        False,
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
        return self._accepts_odd(candidate, step)

    def _belongs_to_list(self, position: int, candidate: _Candidate) -> bool:
        """An expected number may be the next of a list inside the open paragraph: then the real one still follows."""
        if candidate.leads and not candidate.broke:
            return True
        if candidate.quoted and self._follows(position, candidate.number):
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

    def _accepts_odd(self, candidate: _Candidate, step: int) -> bool:
        """An unmarked number that is not the expected one: a true oddity of the source, or a list, a date, a count."""
        if not candidate.broke or candidate.leads or candidate.quoted or self._mostly_marked:
            return self._note_list(candidate)
        if self._takes_up(candidate):
            return True
        if not candidate.ends:
            return self._note_list(candidate)
        if 1 < step <= _GAP_PLAIN and self._nested is None:
            return True
        swapped = step < 0 and candidate.number not in self._first_words and candidate.number > 1
        again = step == 0 and candidate.number > 1 and self._nested is None
        return swapped or again or self._note_list(candidate)

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
