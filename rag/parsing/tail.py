"""The end of a telegram: signature, groups behind it, and what a mail program or a post adds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.parsing import grammar
from rag.parsing.lines import Kind, Line

_NAME = r"[A-Z][A-Za-zÀ-ÿ'’-]{1,18}"
_DATE = r"(?:\s{1,3}\d{4}-\d{2}-\d{2})?"
_SIGNED = re.compile(
    rf"(?P<name>{_NAME}|(?:Mc|Mac|Van|Von|De|Du|Di|La|Le)\s{_NAME}|(?:[A-Z][A-Z'’-]{{1,18}}\s{{1,3}}){{1,3}}[A-Z][A-Z'’-]{{1,18}}|{_NAME}\s{_NAME}){_DATE}(?:#{{1,4}}|(?<=[A-Z]{{3}})\.)?"
)
_PARTICLE = re.compile(rf"(?:Mc|Mac|Van|Von|De|Du|Di|La|Le)\s{_NAME}$")
_LOWER = re.compile(r"[a-z]{4,15}")
_INLINE = re.compile(
    rf"(?<=[.?!\"”’)\]])\s{{1,6}}(?:(?:GP-?\s?\d|EXEMPT)\s{{1,6}})?(?P<name>(?:{_NAME}\s{{1,3}})?{_NAME}){_DATE}\s*$"
)
_GLUED = re.compile(r"(?<=xxx)(?P<name>[A-WYZ][a-z]{2,15})\s*$")
_JOINED = re.compile(
    r"\s[A-Za-z'’-]{2,20}[\"”’)]?[.?!][\"”’)]{0,2}"
    r"(?P<name>[A-Z]['’]?[A-Z][A-Za-z'’-]{1,18}|[A-Z][a-z]{3,15})\s*$"
)
"""A name that a lost line end has glued to the last sentence; no web address has a blank before its second label."""
_FLAT = re.compile(r"\s(?P<name>[A-Z]{5,16})\s*$")
_GROUP = re.compile(
    r"(?:GP-?\s?\d|EXEMPT|XGDS-?\d?|GDS|DECONTROL.{0,40}|NNNN|BT|UNQTE|UNQUOTE|#\d{4,5}|[\"'#*]{1,4})\.?", re.IGNORECASE
)
_TRAILER = re.compile(
    r"(?:Please )?(?:visit|see|view)\b.{0,80}(?:classified|intelink|sipr|sgov\.gov|web ?site|home ?page).{0,120}"
    r"|.{0,40}\bclassified web ?site.{0,120}",
    re.IGNORECASE,
)
_TRAILER_INSIDE = re.compile(
    r"(?<=[.?!\"”] )(?:Please )?visit [^.\n]{3,40}\bclassified web ?site.{0,160}$", re.IGNORECASE
)
_LINK = re.compile(r"(?:https?:|www\.)\S{0,120}(?:\s\S{1,20}){0,2}", re.IGNORECASE)
_CLOSING = re.compile(
    r"(?:(?:Warm(?:est)?|Best|Kind) )?(?:Best|Regards|Wishes|Sincerely|Respectfully|Yours(?: truly| sincerely)?"
    r"|Thanks|Signed)\s?[,.]?",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    r"\b(?:END|BEGIN|SUMMARY|COMMENT|TEXT|UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SENSITIVE|LIMITED|OFFICIAL"
    r"|ONLY|NOTE|QUOTE"
    r"|NOFORN|SIPDIS|NONE|POINTS|THANKS|REGARDS|SINCERELY|DRAFTED|CLEARED|APPROVED|MINIMIZE|CONSIDERED)\b",
    re.IGNORECASE,
)
_CUT = re.compile(r".{0,60}(?:\.{3}|…)")
_JUNK_LINES = 3
_JUNK = 60


@dataclass(frozen=True, slots=True)
class Tail:
    """Where the body's words end.

    Attributes:
        lines: Number of lines that belong to the body.
        stop: Offset in the carrier text at which the last of them ends, where a signature stands inside it.
        cut: Whether a cut line stands behind the end: the record is not whole.
    """

    lines: int
    stop: int
    cut: bool


def find_tail(lines: Sequence[Line], starts: Sequence[int]) -> Tail:
    """The end of the body's words.

    Args:
        lines: The body's lines.
        starts: Indexes of the lines that begin a numbered paragraph; none of them is a signature.
    """
    count = _filled(lines, len(lines))
    floor = starts[-1] + 1 if starts else 0
    signed = _signature(lines, count, floor)
    behind = [line.text for line in lines[signed:count]] if signed is not None else []
    cut = any(_CUT.fullmatch(text) for text in behind)
    if signed is None and count and not lines[count - 1].text.strip(".… "):
        cut, signed = True, count - 1
    count = _bare(lines, count if signed is None else signed, floor)
    stop = lines[count - 1].end if count else 0
    if count and (signed is None or cut):
        stop = min(stop, _inline_signature(lines, count))
    return Tail(count, stop, cut)


def _filled(lines: Sequence[Line], count: int) -> int:
    while count and lines[count - 1].kind is not Kind.TEXT:
        count -= 1
    return count


def _signature(lines: Sequence[Line], count: int, floor: int) -> int | None:
    """The first line of the signature, with nothing but a little junk behind it."""
    junk = 0
    index = count - 1
    while index >= floor and junk <= _JUNK_LINES:
        if _is_signature(lines, index):
            above = _filled(lines, index) - 1
            return above if above >= floor and _is_signature(lines, above) else index
        text = lines[index].text
        if len(text) > _JUNK or not (_GROUP.fullmatch(text) or _CUT.fullmatch(text) or "@" in text or text[0] == "-"):
            return None
        junk += 1
        index = _filled(lines, index) - 1
    return None


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    text = lines[index].text
    match = _SIGNED.fullmatch(text) or _LOWER.fullmatch(text)
    if lines[index].kind is not Kind.TEXT or not match or _NO_NAME.search(text) or _CLOSING.fullmatch(text):
        return False
    if "name" in match.groupdict() and not (_is_name(match["name"]) and (text[-1] != "." or " " not in match["name"])):
        return False
    before = lines[index - 1] if index else None
    if before is None or before.kind is not Kind.TEXT:
        return index > 0
    above = before.text
    return bool(
        grammar.ends_sentence(above)
        or (text.isupper() and any(character.islower() for character in above))
        or _SIGNED.fullmatch(above)
        or _GROUP.fullmatch(above)
        or _LINK.match(above)
        or _TRAILER.match(above)
        or _CLOSING.fullmatch(above)
    )


def _is_name(name: str) -> bool:
    """One word, several in capitals, or the same word twice (`SHANNON Shannon`); a run of X is a redaction."""
    words = name.split()
    if "XXX" in name:
        return False
    return (
        len(words) == 1 or name.isupper() or bool(_PARTICLE.match(name)) or words[0].casefold() == words[-1].casefold()
    )


def _bare(lines: Sequence[Line], count: int, floor: int) -> int:
    """Drops downgrading groups, a letter's closing, and a post's advertisement of its web site."""
    while (count := _filled(lines, count)) > floor:
        text = lines[count - 1].text
        if _GROUP.fullmatch(text) or _CLOSING.fullmatch(text) or _TRAILER.fullmatch(text):
            count -= 1
        elif _LINK.fullmatch(text) and count - 1 > floor and _TRAILER.fullmatch(lines[count - 2].text):
            count -= 2
        else:
            break
    return count


def _inline_signature(lines: Sequence[Line], count: int) -> int:
    """Where a signature begins that stands behind the last words on their line; beyond the end where none does."""
    last = lines[count - 1]
    trailer = _TRAILER_INSIDE.search(last.text, max(0, len(last.text) - 250))
    if trailer:
        return last.begin + trailer.start()
    room = max(0, len(last.text) - 100)
    if glued := _GLUED.search(last.text, room) or _JOINED.search(last.text, room):
        return last.end if _NO_NAME.search(glued["name"]) else last.begin + glued.start("name")
    match = _INLINE.search(last.text, room)
    if match is None and last.inline and not last.text.isupper():
        match = _FLAT.search(last.text, max(0, len(last.text) - 20))
        if match and match["name"] in last.text[: match.start()]:
            match = None
    if match is None or match.start() == 0 or _NO_NAME.search(match["name"]) or not _is_name(match["name"]):
        return last.end
    return last.begin + match.start()
