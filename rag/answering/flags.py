"""Notes beside a statement that are no failure: what kind of text it rests on, and what is wrong with that text."""

import re
from collections.abc import Sequence

from rag.answering import instructions
from rag.answering.citing import Resolved
from rag.cables.model import Role

COMMENT = "comment"
SUMMARY = "summary"
ACTION = "action"
QUOTED = "quoted"
TRUNCATED = "truncated"
REDACTED = "redacted"
INSTRUCTION = "instruction-like"
INSERTION = "insertion"

_ROLES = {Role.COMMENT: COMMENT, Role.SUMMARY: SUMMARY, Role.ACTION: ACTION, Role.QUOTED: QUOTED}
_REDACTION = re.compile(
    r"X{5,}|x{5,}|\[[^\]]{0,80}not declassified[^\]]{0,20}\]|\[(?:redacted|excised)[^\]]{0,40}\]|"
    r"\b(?:REDACTED|EXCISED)\b"
)
_COMMENT_OPENS = re.compile(r"\(\s*(?:begin\s+)?comment\b\s*[:.-]|\bbegin comment\b", re.IGNORECASE)
_COMMENT_ENDS = re.compile(r"\bend (?:of )?comment\b|\)", re.IGNORECASE)
_CLOSING = re.compile(r"\bend (?:of )?comment\b", re.IGNORECASE)


def _in_comment(one: Resolved) -> bool:
    """Whether the quotation touches a comment in brackets inside a paragraph of another kind."""
    text = one.evidence.paragraph.text
    for opening in _COMMENT_OPENS.finditer(text):
        closing = _CLOSING.search(text, opening.end()) or _COMMENT_ENDS.search(text, opening.end())
        if opening.start() < one.place[1] and one.place[0] < (closing.end() if closing else len(text)):
            return True
    return False


def of(statement: str, resolved: Sequence[Resolved], insertions: Sequence[str]) -> tuple[str, ...]:
    """The flags of a statement, in a fixed order.

    A paragraph that holds text which reads like an instruction to a model flags every statement that cites it, since
    the order and its payload often stand in different sentences.

    Args:
        statement: Its text.
        resolved: Its citations that hold.
        insertions: Its typed insertions.
    """
    paragraphs = [one.evidence.paragraph for one in resolved]
    quoted = [one.citation.quote for one in resolved]
    found = {_ROLES[paragraph.role] for paragraph in paragraphs if paragraph.role in _ROLES}
    if any(_in_comment(one) for one in resolved):
        found.add(COMMENT)
    if any(paragraph.truncated for paragraph in paragraphs):
        found.add(TRUNCATED)
    if any(_REDACTION.search(text) for text in quoted):
        found.add(REDACTED)
    if any(instructions.reads_like_one(text) for text in (statement, *(paragraph.text for paragraph in paragraphs))):
        found.add(INSTRUCTION)
    if insertions:
        found.add(INSERTION)
    order = (COMMENT, SUMMARY, ACTION, QUOTED, TRUNCATED, REDACTED, INSTRUCTION, INSERTION)
    return tuple(flag for flag in order if flag in found)
