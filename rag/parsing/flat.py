"""Where a long line must be cut because a telegram's lines were once joined into it.

Some carriers lost their line ends (JSON dumps), others print a whole paragraph as one line with its heading, rule or
page break inside. The cuts only propose lines: what they are is decided later, and a proposed line that turns out to
be nothing is read on with the one before it.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from rag.parsing import grammar, references

HEADER_REACH = 8000
_LABEL = re.compile(
    r"(?P<eo>E\.\s?[O0]\.\s{0,2}\d{5}|\bEO\s{1,2}\d{5})|(?P<tags>TAGS?\s{0,2}[:;,]|\bTAGS\s(?=[A-Z]{2}))"
    r"|(?P<subject>SUBJ(?:ECT)?\s{0,2}[:;]|\bSubj(?:ect)?\s{0,2}:)"
    r"|(?P<ref>REF(?:S|ERENCES?)?\s{0,2}[:.](?=[\sA-Z(])|\bRef(?:s|erences?)?\s{0,2}:|\bREF\s(?=\(A\)))"
    r"|(?P<by>(?:\((?:U|C|S)\)\s{0,2})?(?:\bClassified [Bb]y|\bCLASSIFIED BY))"
)
_ROUTING = re.compile(
    r"DE R[A-Z]{4,8} #?\d{3,5}|ZN[RY] [A-Z]{5} ZZ[A-Z]|(?:[ZOPRI] ){0,2}[ZOPRI] \d{6}Z [A-Z]{3} \d{2}"
    r"|(?<=\d)\s?FM (?=[A-Z])|TO (?=R[UH][A-Z]{3,7}/|SECSTATE|ALL |AMEMBASSY|AMCONSUL)"
    r"|INFO (?=R[UH][A-Z]{3,7}/|[A-Z]{3})|(?<![A-Z ])(?=R[UH][A-Z]{3,7}/)|(?<=[A-Z])R[UH][EHMKC][A-Z]{2,5}/"
)
_HEADER = re.compile(r"TAGS|SUBJ|REF|Ref|UNCLAS|E\.?O\.?\s|VZCZC|\d{6}Z |DE R[UH]")
_ROUTED = re.compile(r"VZCZC|(?:[ZOPRI] ){1,3}\d{6}Z|DE R[UH]|ZN[RY] |UNCLAS\w*\s+STATE")
_START = re.compile(r"¶\s{0,2}\d{1,2}\s?[.,)](?!\d)|(?<=\s)\d{1,2}\s?\.(?=\s|\()(?!\s?\d)|(?<=\s)\d{1,2}\.(?=[A-Z])")
_LETTER = re.compile(r"¶\s{0,2}(?=[A-Z][.)])")
_RULE = re.compile(
    r"(?<=\s)(?:-{5,}|={5,}|_{5,}|\*{5,})(?: {1,2}[-=_*]{1,80})?(?=\s|$)|^(?:-{5,}|={5,})(?: [-=]+)?(?=\s)"
    r"|(?<=\s)-(?: -){4,}(?=\s|$)|(?<=[A-Za-z?!.])(?:-{5,}|={5,})(?: {1,2}[-=]{1,80})?(?=\s{0,3}¶)"
)
_CAPTION = re.compile(r"(?<=\s\s)SIPDIS(?=\s)")
_GAP = re.compile(r"\s{2,}(?=\S)")
_HEADING_ROOM = 90
_SPACED_END = re.compile(r"(?<=[.?!\"”)])\s{1,4}")
_GLUED_END = re.compile(r"(?<=[A-Za-z]{2}[.?!])\s{0,4}(?=[A-Z])")


def cuts(text: str, post: str) -> list[int]:
    """Offsets in a long line at which a line of the telegram begins, ascending.

    Args:
        text: One line of the carrier, line end included.
        post: The sending post's printed name, "" where it is not known.
    """
    pages = list(_page_ranges(text, post))
    found = set(_header_cuts(text[:HEADER_REACH].rstrip()) if _HEADER.search(text, 0, HEADER_REACH) else ())
    found.update(_rule_cuts(text))
    last = 0
    for match in _START.finditer(text):
        found.add(match.start())
        found.update(_heading_before(text, last, match.start()))
        last = match.end()
    for match in _CAPTION.finditer(text):
        found.update((match.start(), match.end()))
    found.update(match.start() for match in _LETTER.finditer(text[:HEADER_REACH]))
    begins = [start for start, _ in pages]
    return sorted({cut for cut in found if not _inside(cut, pages, begins)}.union(*pages) - {0})


def _inside(cut: int, pages: Sequence[tuple[int, int]], begins: Sequence[int]) -> bool:
    before = bisect_left(begins, cut) - 1
    return before >= 0 and cut < pages[before][1]


def _page_ranges(text: str, post: str) -> Iterator[tuple[int, int]]:
    for core in grammar.BREAK_CORE.finditer(text):
        before = text[max(0, core.start() - 16) : core.start()]
        bare = before.rstrip()
        own = post[:10].strip().casefold()
        if own and bare.casefold().endswith(own):
            size = len(own)
        else:
            words = re.search(r"(?:[A-Z][A-Za-z.]{0,9}[ ]?){1,3}$", bare[-10:])
            size = len(words[0]) if words else 0
        yield core.start() - (len(before) - len(bare)) - size, core.end()


def _rule_cuts(text: str) -> Iterator[int]:
    last = 0
    for match in _RULE.finditer(text):
        head = text[last : match.start()].rstrip()
        glued = text[match.start() - 1 : match.start()].strip()
        if len(head) > _HEADING_ROOM or glued:
            cut = _boundary(head, match.end() - match.start(), _GLUED_END if glued else _SPACED_END)
            if cut:
                yield last + cut
        yield match.start()
        yield match.end()
        last = match.end()


def _boundary(head: str, length: int, end: re.Pattern[str]) -> int:
    """Where the heading above a rule of this length begins in the words before the rule; 0 where nowhere.

    Rules are about as long as their heading, so a wide blank or a sentence end at that distance is taken; else the
    last sentence end.
    """
    room = head[-max(length + 24, _HEADING_ROOM + 20) :]
    if room[-1:] in {".", ",", ";"}:
        return 0
    wide = [match.end() for match in re.finditer(r"\s{2,}", room)]
    ends = [match.end() for match in end.finditer(room)]
    best = (
        _nearest([*wide, *ends], len(room) - length, 6)
        or _nearest(ends, len(room) - length, 24)
        or max(ends or wide, default=0)
    )
    return len(head) - len(room) + best if best else 0


def _nearest(offsets: Sequence[int], wanted: int, reach: int) -> int:
    best = min(offsets, key=lambda offset: abs(offset - wanted), default=0)
    return best if abs(best - wanted) <= reach else 0


def _heading_before(text: str, last: int, start: int) -> Iterator[int]:
    """A short piece between double blanks, without a sentence end, directly before a number.

    Args:
        text: The line.
        last: Where the number before ends; what follows it closely is its paragraph, not a heading.
        start: Where the number stands.
    """
    first = max(last + 60 if last else 0, start - _HEADING_ROOM)
    room = text[first:start].rstrip(" \t\n¶")
    gaps = list(_GAP.finditer(room))
    if not gaps or not room or room[-1] in ".,;:-":
        return
    gap = gaps[-1]
    if grammar.ends_sentence(room[: gap.start()]) and room[gap.end()].isupper():
        yield first + gap.end()


def _header_cuts(text: str) -> Iterator[int]:
    reference = grammar.REFERENCE_LINE.match(text.lstrip())
    lead = len(text) - len(text.lstrip())
    position = 0
    if reference:
        position = lead + reference.end()
        yield position
    elif _ROUTED.match(text):
        yield from (match.start() for match in _ROUTING.finditer(text))
    seen: set[str] = set()
    for match in _LABEL.finditer(text, position):
        name = match.lastgroup or ""
        if name in seen:
            continue
        seen.add(name)
        yield match.start()
        if name in {"subject", "by"}:
            end = re.compile(r"\s{2,}(?=\S)|\s{0,3}(?=¶)").search(text, match.end() + 3)
            if end:
                yield end.end()
        if name == "ref":
            page = grammar.PAGE_BREAK.search(text, match.end())
            yield references.extent(text[: page.start()] if page else text, match.end())
