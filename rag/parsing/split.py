"""Several cables in one text: where the next one begins.

A telegram may quote another one whole, with its own header. So a cut is made only where a complete new head begins
(routing or page fields, then a reference line that names another cable), on a line of its own behind finished text,
and not where the words before announce a quotation.
"""

import re
from collections.abc import Iterator

from rag.cables.stations import post_key
from rag.parsing import grammar
from rag.parsing.routing import DTG

_HEAD = re.compile(
    r"^[ \t]*(?:VZCZC[A-Z]{2,5}\d{0,5}|Viewing cable |Cablegate: |(?:[ZOPRI][ \t]{1,2}){1,3}\d{6}Z[ \t]"
    r"|Reference ID[ \t]*\n"
    r"|(?:UNCLAS|CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T|LIMITED OFFICIAL USE"
    r"|TOP SECRET)[^\n]{3,80}\d{2,8}[ \t]*$)",
    re.MULTILINE,
)
_LABELS = re.compile(r"^[ \t]*(?:E\.?[O0]\.? ?\d{5}|TAGS?\s?[:;,]|SUBJ(?:ECT)?\s?:|REF)", re.MULTILINE)
_ANNOUNCES = re.compile(
    r"(?:QTE|QUOTE|QUOTED|BEGIN (?:TEXT|MESSAGE|QUOTE)|REPEAT(?:ED|ING)?|FOLLOWING|FOLLOWS|AS FOLLOWS"
    r"|RETRANSMI\w+|FYI|:)\W{0,6}$",
    re.IGNORECASE,
)
_ROOM = 6000


def pieces(carrier: str) -> Iterator[tuple[int, int]]:
    """The ranges of the carrier text that hold one cable each; the whole where nothing shows a second one."""
    cuts = [0]
    name = ""
    reach = 0
    for head in _HEAD.finditer(carrier):
        if head.start() < reach:
            continue
        found = _reference(carrier, head.start())
        if found is None:
            continue
        own, end = found
        reach = end
        if name and own != name and _stands_alone(carrier, cuts[-1], head.start()):
            cuts.append(head.start())
        elif name and own != name:
            continue
        name = own
    yield from zip(cuts, (*cuts[1:], len(carrier)), strict=True)


def _reference(carrier: str, start: int) -> tuple[str, int] | None:
    """The name in the first reference line of a head that begins here, where labels of a header follow it."""
    room = carrier[start : start + _ROOM]
    for match in grammar.REFERENCE_LINE.finditer(room):
        line_start = room.rfind("\n", 0, match.start()) + 1
        if room[line_start : match.start()].strip():
            continue
        if not _LABELS.search(room, match.end(), match.end() + 2500):
            return None
        key = f"{post_key(match['post'])}{int(match['number'])}"
        return key, start + match.end()
    return None


def _stands_alone(carrier: str, first: int, start: int) -> bool:
    """Whether the text before a head is finished and does not announce a quotation."""
    before = carrier[max(first, start - 400) : start].rstrip()
    blank = carrier[max(first, start - 200) : start]
    lines = [line.strip() for line in before.split("\n") if line.strip()]
    if not lines or "\n" not in blank[-3:]:
        return False
    if any(_ANNOUNCES.search(line) for line in lines[-2:]):
        return False
    opened = carrier.rfind("BEGIN TEXT", first, start)
    return opened < 0 or carrier.find("END TEXT", opened, start) >= 0 or bool(DTG.search(carrier[start : start + 1500]))
