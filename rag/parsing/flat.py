"""Where a long line must be cut because a telegram's lines were once joined into it.

Some carriers lost their line ends (JSON dumps), others print a whole paragraph as one line with its heading, rule or
page break inside. The cuts only propose lines: what they are is decided later, and a proposed line that turns out to
be nothing is read on with the one before it.
"""

import re
from collections.abc import Iterator

from rag.parsing import grammar, references

HEADER_REACH = 8000
_LABEL = re.compile(
    r"(?P<eo>E\.\s?[O0]\.\s{0,2}\d{5}|\bEO\s{1,2}\d{5})|(?P<tags>TAGS?\s{0,2}[:;,]|\bTAGS\s(?=[A-Z]{2}))"
    r"|(?P<subject>SUBJ(?:ECT)?\s{0,2}[:;]|\bSubj(?:ect)?\s{0,2}:)"
    r"|(?P<ref>REF(?:S|ERENCES?)?\s{0,2}[:.](?=[\sA-Z(])|\bRef(?:s|erences?)?\s{0,2}:|\bREF\s(?=\(A\)))"
    r"|(?P<by>\bClassified [Bb]y|\bCLASSIFIED BY)"
)
_ROUTING = re.compile(
    r"DE R[A-Z]{4,8} #?\d{3,5}|ZN[RY] [A-Z]{5} ZZ[A-Z]|(?:[ZOPRI] ){0,2}[ZOPRI] \d{6}Z [A-Z]{3} \d{2}"
    r"|(?<=\d)\s?FM (?=[A-Z])|TO (?=R[UH][A-Z]{3,7}/|SECSTATE|ALL |AMEMBASSY|AMCONSUL)"
    r"|INFO (?=R[UH][A-Z]{3,7}/|[A-Z]{3})|(?<![A-Z ])(?=R[UH][A-Z]{3,7}/)|(?<=[A-Z])R[UH][EHMKC][A-Z]{2,5}/"
)
_ROUTED = re.compile(r"VZCZC|(?:[ZOPRI] ){1,3}\d{6}Z|DE R[UH]|ZN[RY] |UNCLAS\w*\s+STATE")
_START = re.compile(r"¶\s{0,2}\d{1,2}\s?[.,)](?!\d)|(?<=\s)\d{1,2}\s?\.(?=\s|\()(?!\s?\d)|(?<=\s)\d{1,2}\.(?=[A-Z])")
_LETTER = re.compile(r"¶\s{0,2}(?=[A-Z][.)])")
_RULE = re.compile(
    r"(?<=\s)(?:-{5,}|={5,}|_{5,}|\*{5,})(?: {1,2}[-=_*]{1,80})?(?=\s|$)|^(?:-{5,}|={5,})(?: [-=]+)?(?=\s)"
)
_CAPTION = re.compile(r"(?<=\s\s)SIPDIS(?=\s)")
_GAP = re.compile(r"\s{2,}(?=\S)")
_HEADING_ROOM = 90


def cuts(text: str, post: str) -> list[int]:
    """Offsets in a long line at which a line of the telegram begins, ascending.

    Args:
        text: One line of the carrier, line end included.
        post: The sending post's printed name, "" where it is not known.
    """
    found = set(_page_cuts(text, post))
    found.update(_header_cuts(text[:HEADER_REACH]))
    found.update(_rule_cuts(text))
    for match in _START.finditer(text):
        found.add(match.start())
        found.update(_heading_before(text, match.start()))
    for match in _CAPTION.finditer(text):
        found.update((match.start(), match.end()))
    found.update(match.start() for match in _LETTER.finditer(text[:HEADER_REACH]))
    return sorted(found - {0})


def _page_cuts(text: str, post: str) -> Iterator[int]:
    for core in grammar.BREAK_CORE.finditer(text):
        before = text[max(0, core.start() - 16) : core.start()]
        bare = before.rstrip()
        own = post[:10].strip().casefold()
        if own and bare.casefold().endswith(own):
            size = len(own)
        else:
            words = re.search(r"(?:[A-Z][A-Za-z.]{0,9}[ ]?){1,3}$", bare[-10:])
            size = len(words[0]) if words else 0
        yield core.start() - (len(before) - len(bare)) - size
        yield core.end()


def _rule_cuts(text: str) -> Iterator[int]:
    last = 0
    for match in _RULE.finditer(text):
        head = text[last : match.start()].rstrip()
        if len(head) > _HEADING_ROOM:
            cut = _boundary(head, match.end() - match.start())
            if cut:
                yield last + cut
        yield match.start()
        yield match.end()
        last = match.end()


def _boundary(head: str, length: int) -> int:
    """Where the heading above a rule of this length begins in the words before the rule; 0 where nowhere."""
    room = head[-(length + 24) :]
    ends = [match.end() for match in re.finditer(r"\s{2,}|(?<=[.?!\"”)])\s", room)]
    best = min(ends, key=lambda end: abs(len(room) - end - length), default=0)
    return len(head) - len(room) + best if best and abs(len(room) - best - length) <= 24 else 0


def _heading_before(text: str, start: int) -> Iterator[int]:
    """A short piece between double blanks, without a sentence end, directly before a number."""
    room = text[max(0, start - _HEADING_ROOM) : start].rstrip(" \t\n¶")
    gaps = list(_GAP.finditer(room))
    if not gaps or not room or room[-1] in ".,;:-":
        return
    last = gaps[-1]
    if grammar.ends_sentence(room[: last.start()]) and room[last.end()].isupper():
        yield max(0, start - _HEADING_ROOM) + last.end()


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
            yield references.extent(text, match.end())
