"""The end of a telegram: signature, groups behind it, and what a mail program or a post adds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.parsing import grammar
from rag.parsing.lines import Kind, Line

_NAME = r"[A-Z][A-Za-zÀ-ÿ'’-]{1,18}"
_SIGNED = re.compile(rf"(?:{_NAME}\s{{1,3}}){{0,3}}{_NAME}(?:\s+\d{{4}}-\d{{2}}-\d{{2}})?")
_INLINE = re.compile(
    rf"(?<=[.?!\"”’)\]xX])\s{{0,6}}(?P<name>(?:{_NAME}\s{{1,3}})?(?:{_NAME}))(?:\s{{1,3}}\d{{4}}-\d{{2}}-\d{{2}})?\s*$"
)
_LOWER = re.compile(r"[a-z]{4,15}")
_GROUP = re.compile(r"(?:GP-?\s?\d|EXEMPT|XGDS-?\d?|GDS|DECONTROL.{0,40}|NNNN|BT|UNQTE|UNQUOTE)\.?", re.IGNORECASE)
_TRAILER = re.compile(
    r"(?:Please )?(?:visit|see|view)\b.{0,80}(?:classified|intelink|sipr|web ?site|home ?page)|.{0,40}Classified Web ?site",
    re.IGNORECASE,
)
_LINK = re.compile(r"(?:https?|www)\S*", re.IGNORECASE)
_WORDS_NOT_NAMES = re.compile(
    r"(?:END|BEGIN|SUMMARY|COMMENT|TEXT|UNCLASSIFIED|UNCLAS|CONFIDENTIAL|SECRET|SENSITIVE|LIMITED|OFFICIAL|USE|ONLY|NOTE|QUOTE"
    r"|NOFORN|SIPDIS|N/A|NONE|POINTS|THANKS|REGARDS|BEST|SINCERELY|YOURS|DRAFTED|CLEARED|APPROVED|MINIMIZE|CONSIDERED)",
    re.IGNORECASE,
)
_CUT = re.compile(r".{0,60}(?:\.{3}|…)")
_REACH = 10
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
    cut = bool(count) and not lines[count - 1].text.strip(".… ")
    signed = _signature(lines, count - cut, starts)
    if signed is not None:
        cut = cut or any(_CUT.fullmatch(line.text) for line in lines[signed + 1 : count])
        count = signed
    count = _without_groups(lines, count - (cut and signed is None))
    count = _without_trailer(lines, count, starts)
    stop = lines[count - 1].end if count else 0
    if signed is None and count:
        last = lines[count - 1]
        match = _INLINE.search(last.text)
        if match and match.start() > 0 and not _WORDS_NOT_NAMES.search(match["name"]) and _is_name(last.text, match):
            stop = last.begin + match.start()
    return Tail(count, stop, cut)


def _is_name(text: str, match: re.Match[str]) -> bool:
    """One or two words behind the last sentence; a word glued to redaction marks must be a name by its capital."""
    name = match["name"]
    before = text[: match.start()]
    if before[-1] in "xX":
        return before.endswith(("xxx", "XXX")) and name[0].isupper() and not name.isupper() | (name[0] in "xX")
    words = name.split()
    return len(words) == 1 or words[0].casefold() == words[-1].casefold() or name.isupper()


def _filled(lines: Sequence[Line], count: int) -> int:
    while count and lines[count - 1].kind is not Kind.TEXT:
        count -= 1
    return count


def _signature(lines: Sequence[Line], count: int, starts: Sequence[int]) -> int | None:
    """The line that is a signature, with nothing but junk behind it."""
    seen = 0
    for index in range(count - 1, max(-1, count - 1 - _REACH), -1):
        line = lines[index]
        if line.kind is not Kind.TEXT:
            continue
        if index in starts or len(line.text) > _JUNK:
            return None
        if _is_signature(lines, index):
            while _is_signature(lines, _filled(lines, index) - 1):
                index = _filled(lines, index) - 1
            return index
        seen += 1
        if seen > 2 or not _may_be_junk(line.text):
            return None
    return None


def _may_be_junk(text: str) -> bool:
    return bool(_GROUP.fullmatch(text) or _CUT.fullmatch(text) or "@" in text or text.startswith("-"))


def _is_signature(lines: Sequence[Line], index: int) -> bool:
    if index < 0:
        return False
    line = lines[index]
    if line.kind is not Kind.TEXT or _WORDS_NOT_NAMES.search(line.text):
        return False
    if not (_SIGNED.fullmatch(line.text) or _LOWER.fullmatch(line.text)):
        return False
    before = lines[index - 1] if index else None
    if before is None or before.kind is not Kind.TEXT:
        return True
    return bool(grammar.ends_sentence(before.text) or _SIGNED.fullmatch(before.text) or _GROUP.fullmatch(before.text))


def _without_groups(lines: Sequence[Line], count: int) -> int:
    count = _filled(lines, count)
    while count and _GROUP.fullmatch(lines[count - 1].text):
        count = _filled(lines, count - 1)
    return count


def _without_trailer(lines: Sequence[Line], count: int, starts: Sequence[int]) -> int:
    """Drops a post's own advertisement of its web site; inside a numbered paragraph's own line it stays."""
    for index in range(count - 1, max(-1, count - 4), -1):
        line = lines[index]
        if index in starts or line.kind is not Kind.TEXT:
            break
        if _TRAILER.match(line.text):
            return _filled(lines, index)
        if not _LINK.match(line.text):
            break
    return count
