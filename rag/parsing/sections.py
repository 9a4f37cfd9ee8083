"""Headings: underlined, boxed, between slashes, or isolated above a numbered paragraph."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from rag.parsing import grammar
from rag.parsing.lines import Kind, Line
from rag.parsing.spans import collapse

_WIDEST = 75
_WIDEST_UNDERLINED = 110
_DEEPEST = 3
_FAR = 60
_SLASHED = re.compile(r"/{2,3}\s?\S.{1,80}\S\s?/{2,3}")
_KNOWN = re.compile(
    r"(?:EXECUTIVE |KEY |BEGIN )?(?:SUMM?ARY|SUMMAY|COMMENTS?|INTRODUCTION|BACKGROUND|CONCLUSIONS?|DISCUSSION"
    r"|ACTION REQUEST(?:ED)?"
    r"|OBJECTIVES?|NEXT STEPS|OUTLOOK|OVERVIEW|ANALYSIS|RECOMMENDATIONS?|POINTS? OF CONTACT|PARTICIPANTS"
    r"|BIO(?:GRAPHIC)? NOTES?"
    r"|TALKING POINTS|REPORTING DEADLINE|SUMMARY AND (?:COMMENT|ACTION REQUEST)|POST COMMENT|EMBASSY COMMENT)\s?[:.]?",
    re.IGNORECASE,
)
_LIST_ITEM = re.compile(r"(?:[-*•]|\(?[A-Za-z0-9]{1,2}[.)]\s|\d)")
_COLUMN = re.compile(r"(?<=\S)\s{3,}(?=\S)")
_WRAPPED_RULE = re.compile(r"-{40,50}\s{1,2}-+")
_GAPPED_RULE = re.compile(r"[-=]{2,}(?:\s+[-=]{2,})+")
_REDACTED = re.compile(r"[xX\s]{3,}")
DELIMITER = re.compile(
    r"[(\[*]{0,2}\s?(?:BEGIN|END|START)\b[A-Z' -]{0,60}[.:)\]*]{0,3}|(?:UNQUOTE|QUOTE|QTE|UNQTE)[.:]?", re.IGNORECASE
)
"""A line that only opens or closes a text: `BEGIN TEXT.`, `END SUMMARY`."""
_CUT = re.compile(r"\.{3}$|…$")


@dataclass(slots=True)
class Headings:
    """Where headings stand.

    Attributes:
        at: First line of each heading to its words.
        lines: All lines that are headings or their rules, and rules that part nothing.
    """

    at: dict[int, str] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)


def find_headings(lines: Sequence[Line], starts: Collection[int]) -> Headings:
    """The headings among the body's lines.

    Args:
        lines: The body's lines.
        starts: Indexes of the lines that begin a numbered paragraph.
    """
    found = Headings()
    numbered = False
    for index, line in enumerate(lines):
        if line.kind is Kind.RULE and index not in found.lines:
            headed = len(found.at)
            _at_rule(lines, starts, index, found)
            numbered = numbered and len(found.at) == headed
        elif index in starts:
            numbered = True
        elif line.kind is Kind.TEXT and index not in found.lines and _alone(lines, index):
            known = _SLASHED.fullmatch(line.text) or (_KNOWN.fullmatch(line.text) and _followed(lines, index))
            if known or (not numbered and _heads_block(lines, starts, index, found)):
                _add(found, lines, range(index, index + 1))
                numbered = False
    for index in starts:
        _above_start(lines, starts, index, found)
    return found


def _add(found: Headings, lines: Sequence[Line], block: range) -> None:
    words = collapse(" ".join(lines[index].text for index in block))
    found.at[block.start] = words.removeprefix("¶").removeprefix(". ").strip()
    found.lines.update(block)


def _alone(lines: Sequence[Line], index: int) -> bool:
    before = lines[index - 1].kind if index else Kind.BLANK
    after = lines[index + 1].kind if index + 1 < len(lines) else Kind.BLANK
    return (before is not Kind.TEXT or lines[index].inline) and after is not Kind.TEXT


def _followed(lines: Sequence[Line], index: int) -> bool:
    """Whether text follows a known heading, so that it heads something."""
    return any(line.kind is Kind.TEXT for line in lines[index + 1 : index + 6])


def _at_rule(lines: Sequence[Line], starts: Collection[int], index: int, found: Headings) -> None:
    block = _block_before(lines, starts, index, found)
    rule = lines[index].text
    if block and _is_table(rule, [lines[i].text for i in block]):
        return
    found.lines.add(index)
    if block:
        _add(found, lines, block)
        return
    boxed = _block_between(lines, starts, index)
    if boxed:
        _add(found, lines, boxed[0])
        found.lines.add(boxed[1])


def _is_table(rule: str, above: Sequence[str]) -> bool:
    """Several column titles over a rule, or two over one with gaps; the teletype's wrap at column 45 is no gap."""
    gapped = bool(_GAPPED_RULE.fullmatch(rule)) and not _WRAPPED_RULE.fullmatch(rule)
    return any(len(_COLUMN.findall(text)) >= (1 if gapped else 2) for text in above)


def _block_before(lines: Sequence[Line], starts: Collection[int], index: int, found: Headings) -> range | None:
    """The short text block whose underline the rule is."""
    first = index
    while first > 0 and _may_head(lines, starts, first - 1, found) and index - first <= _DEEPEST:
        first -= 1
        if lines[first].inline:
            break
    stopped = lines[first - 1] if first else None
    if first == index:
        return None
    if stopped is not None and stopped.kind is Kind.TEXT and first - 1 not in found.lines and not lines[first].inline:
        # Text runs on without a blank line: only its last line can be the heading, and only behind a sentence end.
        first = index - 1
        if not grammar.ends_sentence(lines[first - 1].text) or lines[first].text.endswith("."):
            return None
    block = range(first, index)
    words = " ".join(lines[i].text for i in block)
    if lines[first].inline and _finished(words):
        return None
    return block if _is_heading(words, _WIDEST_UNDERLINED * len(block)) else None


def _may_head(lines: Sequence[Line], starts: Collection[int], index: int, found: Headings) -> bool:
    line = lines[index]
    return (
        line.kind is Kind.TEXT
        and index not in starts
        and index not in found.lines
        and len(line.text) <= _WIDEST_UNDERLINED
    )


def _block_between(lines: Sequence[Line], starts: Collection[int], index: int) -> tuple[range, int] | None:
    """A heading boxed by this rule and another one below, blank lines between allowed; with the lower rule's index."""
    first = _past_blanks(lines, index + 1)
    last = first
    while last < len(lines) and last - first < _DEEPEST and lines[last].kind is Kind.TEXT and last not in starts:
        last += 1
    below = _past_blanks(lines, last)
    if first == last or below >= len(lines) or lines[below].kind is not Kind.RULE:
        return None
    words = " ".join(lines[i].text for i in range(first, last))
    spaced = first > index + 1 or below > last
    if spaced and (len(words) > _WIDEST or _finished(words)):
        return None
    return (range(first, last), below) if _is_heading(words, _WIDEST_UNDERLINED * (last - first)) else None


def _past_blanks(lines: Sequence[Line], index: int) -> int:
    stop = index + 3
    while index < min(stop, len(lines)) and lines[index].kind is Kind.BLANK:
        index += 1
    return index


def _finished(words: str) -> bool:
    """Whether the words end as a sentence does, or go on: no heading without an underline ends so."""
    return words.rstrip("\"'”’)] ")[-1:] in {".", ",", ";", "!"}


def _is_heading(words: str, widest: int) -> bool:
    return 0 < len(words) <= widest and not grammar.END_MARK_TAIL.search(words) and not _REDACTED.fullmatch(words)


def _heads_block(lines: Sequence[Line], starts: Collection[int], index: int, found: Headings) -> bool:
    """Where no numbered paragraph is open: an isolated short line above a block of prose."""
    words = lines[index].text
    below = index + 1
    # In mixed case, words before a page break may be half a sentence or half a block.
    between = {Kind.BLANK, Kind.PILCROW, Kind.PAGE} if words.isupper() else {Kind.BLANK, Kind.PILCROW}
    while below < len(lines) and lines[below].kind in between:
        below += 1
    prose = below < len(lines) and below not in starts and lines[below].kind is Kind.TEXT
    if not prose or lines[index].inline:
        return False
    if _alone(lines, below) and len(lines[below].text) <= _WIDEST and not grammar.ends_sentence(lines[below].text):
        return False
    return (
        len(words) <= _WIDEST
        and words[:1].upper() == words[:1]
        and not _finished(words)
        and not _CUT.search(words)
        and not _LIST_ITEM.match(words)
        and not grammar.portion_at(words, 0)
        and not DELIMITER.fullmatch(words)
        and _is_heading(words, _WIDEST)
        and _closed_above(lines, starts, index, found)
    )


def _above_start(lines: Sequence[Line], starts: Collection[int], index: int, found: Headings) -> None:
    """An isolated block of one or two short lines directly above a numbered start."""
    last = index - 1
    while last >= 0 and lines[last].kind in {Kind.BLANK, Kind.PAGE, Kind.CAPTION, Kind.PILCROW}:
        last -= 1
    first = last
    while first > 0 and _may_head(lines, starts, first - 1, found) and not lines[first].inline and last - first < 2:
        first -= 1
    if last < 0 or any(
        i in starts or i in found.lines or lines[i].kind is not Kind.TEXT for i in range(first, last + 1)
    ):
        return
    if last - first > 1 or (first and lines[first - 1].kind is Kind.TEXT and not lines[first].inline):
        return
    if first > 1 and lines[first - 1].kind is Kind.RULE and first - 2 in found.lines and not lines[first].inline:
        return  # these words are all that an underlined heading heads
    texts = [lines[i].text for i in range(first, last + 1)]
    if any(len(text) > _WIDEST for text in texts) or (_LIST_ITEM.match(texts[0]) and not _counts(texts[0])):
        return
    words = " ".join(texts)
    if (_finished(words) and not _KNOWN.fullmatch(words)) or _CUT.search(words):
        return
    if (
        not DELIMITER.fullmatch(words)
        and _is_heading(words, 2 * _WIDEST)
        and not grammar.portion_at(words, 0)
        and _closed_above(lines, starts, first, found)
    ):
        _add(found, lines, range(first, last + 1))


def _counts(text: str) -> bool:
    """A heading may begin with a count: `2.7 Million Moroccans Crossing`."""
    return bool(re.match(r"\d[\d.,]*\s[A-Z]", text)) and not re.match(r"\d{1,2}\.\s", text)


def _closed_above(lines: Sequence[Line], starts: Collection[int], first: int, found: Headings) -> bool:
    """Whether what stands above the block is finished, so that the block is not its last item."""
    above = first - 1
    floor = max(0, first - _FAR)
    while above >= floor and (lines[above].kind is not Kind.TEXT or above in found.lines):
        above -= 1
    if above < floor:
        return True
    text = lines[above].text
    if text.endswith(":") or (_LIST_ITEM.match(text) and above not in starts):
        return not text.endswith(":") and grammar.ends_sentence(text)
    return grammar.ends_sentence(text) or len(text) > 45
