"""What a paragraph is in its cable: summary, comment, action request, quoted text, contents."""

import re
from collections.abc import Sequence

from rag.cables.model import Role
from rag.parsing.paragraphs import Draft

_BEGINS = re.compile(
    r"\W{0,3}(?:BEGIN\s)?(?:(?P<summary>(?:EXECUTIVE\s)?SUMM?ARY|SUMMAY|KEY POINTS)"
    r"|(?P<comment>(?:POST\s|EMBASSY\s|MISSION\s|AMBASSADOR'?S?\s)?COMMENT)"
    r"|(?P<action>ACTION REQUEST(?:ED)?|THIS IS AN ACTION))\b",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\bEND\s{1,3}(?:OF\s)?(?:(?P<summary>SUMM?ARY|SUMMAY)|(?P<comment>COMMENT))", re.IGNORECASE)
_INNER_COMMENT = re.compile(r"[(\[]\s?(?:BEGIN\s)?COMMENT\b", re.IGNORECASE)
_BEGIN_TEXT = re.compile(r"\bBEGIN (?:[A-Z]{2,14} ){0,4}(?:TEXT|QUOTE|TRANSLATION|MESSAGE|LETTER)\b", re.IGNORECASE)
_END_TEXT = re.compile(r"\bEND (?:OF )?(?:[A-Z]{2,14} ){0,4}(?:TEXT|QUOTE|TRANSLATION|MESSAGE|LETTER)\b", re.IGNORECASE)
_EARLY = 12
_QUOTED_REACH = 200
_CONTENTS_WIDEST = 200


def assign(drafts: Sequence[Draft], texts: Sequence[str]) -> list[Role]:
    """A role for each paragraph.

    A summary or comment goes on to its END mark where one follows; without one it is its heading's section, or the
    paragraph that opens with the word.

    Args:
        drafts: The paragraphs.
        texts: Their texts.
    """
    roles = [Role.BODY] * len(drafts)
    running: Role | None = None
    for index, (draft, text) in enumerate(zip(drafts, texts, strict=True)):
        running = None if draft.restart else running
        own = _begins(text) or _begins(draft.section if _is_new(drafts, index) else "")
        if own is None and index and not draft.restart and draft.section and draft.section == drafts[index - 1].section:
            heading = _begins(draft.section)
            own = heading if heading is roles[index - 1] and not _ended(texts[index - 1]) else None
        roles[index] = own or running or Role.BODY
        ended = _ended(text)
        if ended is not None and roles[index] is Role.BODY and not _INNER_COMMENT.search(text):
            roles[index] = ended
        if ended is not None:
            running = None
        elif own in {Role.SUMMARY, Role.COMMENT} and _end_ahead(texts, index, own):
            running = own
    _mark_quoted(texts, roles)
    _mark_contents(drafts, texts, roles)
    return roles


def _begins(words: str) -> Role | None:
    match = _BEGINS.match(words)
    return Role(match.lastgroup) if match else None


def _is_new(drafts: Sequence[Draft], index: int) -> bool:
    return index == 0 or drafts[index - 1].section != drafts[index].section


def _ended(text: str) -> Role | None:
    """The role that the paragraph's last words close."""
    marks = list(_ENDS.finditer(text, max(0, len(text) - 60)))
    return Role(marks[-1].lastgroup) if marks else None


def _end_ahead(texts: Sequence[str], index: int, role: Role) -> bool:
    for text in texts[index + 1 : index + 8]:
        if _ended(text) is role:
            return True
        if _begins(text):
            return False
    return False


def _mark_quoted(texts: Sequence[str], roles: list[Role]) -> None:
    """What stands between BEGIN TEXT and END TEXT: paragraphs that open with the mark, and those between the two."""
    inside = False
    for index, text in enumerate(texts):
        begins, ends = list(_BEGIN_TEXT.finditer(text)), list(_END_TEXT.finditer(text))
        early = bool(begins) and begins[0].start() <= _EARLY
        if (inside or early) and roles[index] is Role.BODY:
            roles[index] = Role.QUOTED
        last_begin = begins[-1].start() if begins else -1
        last_end = ends[-1].start() if ends else -1
        if last_begin > last_end:
            inside = any(_END_TEXT.search(later) for later in texts[index + 1 : index + _QUOTED_REACH])
        elif last_end >= 0:
            inside = False


def _mark_contents(drafts: Sequence[Draft], texts: Sequence[str], roles: list[Role]) -> None:
    """A run of short paragraphs that a restarted numbering takes up is a table of contents."""
    restart = next((index for index, draft in enumerate(drafts) if draft.restart), 0)
    if restart and all(len(text) <= _CONTENTS_WIDEST for text in texts[:restart]):
        roles[:restart] = [Role.CONTENTS] * restart
