"""What the sources leave open: text that breaks off, words blacked out, pointers to telegrams not at hand."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from rag.answering.model import Draft, DraftCitation, Evidence
from rag.answering.sentences import split
from rag.briefs.voice import bare_range
from rag.cables.model import Cable, Key, Role

Known = Callable[[Cable, str], bool]
"""Whether the reader can open the telegram that a REF entry of a cable names."""

_REDACTED = re.compile(r"X{5,}|\[(?:redacted|text missing|excised)[^\]]{0,40}\]|\bname removed\b", re.IGNORECASE)
_ELSEWHERE = re.compile(r"\b(?:septels?|reftels?|ref(?:erence)?s? [A-Z]\b|refs? \(?[a-z]\)?(?= |,|\.))", re.IGNORECASE)
_TAIL_WORDS = 22
_SENTENCE_WORDS = 45
_CHARACTERS = 600


class Gap(NamedTuple):
    """One thing the reader should know is missing.

    Attributes:
        draft: The words around the gap.
        key: The paragraph.
        lead: What is missing, in our words.
        weight: 0 to 1, how much it matters.
    """

    draft: Draft
    key: Key
    lead: str
    weight: float


def gaps(evidence: Sequence[Evidence], known: Known) -> tuple[Gap, ...]:
    """Gaps of some paragraphs, those that matter most first.

    Args:
        evidence: The paragraphs in play.
        known: Whether the reader can open the telegram that a REF entry of a cable names.

    Returns:
        At most one of a kind for each paragraph, and never the same words twice.
    """
    found = [gap for item in evidence if item.paragraph.role is not Role.CONTENTS for gap in _of(item, known)]
    by_words = {gap.draft.text: gap for gap in sorted(found, key=lambda gap: gap.weight)}
    return tuple(sorted(by_words.values(), key=lambda gap: -gap.weight))


def _of(item: Evidence, known: Known) -> Iterator[Gap]:
    text, shown = item.paragraph.text, item.paragraph.shown
    if item.paragraph.truncated:
        yield _gap(item, _tail(text), f"The source breaks off in {shown} after:", 1.0)
    if blacked := _sentence_at(text, _REDACTED):
        yield _gap(item, blacked, f"Words are removed from {shown}:", 0.6)
    pointing = _sentence_at(text, _ELSEWHERE)
    if pointing and not (item.cable.refs and all(known(item.cable, ref) for ref in item.cable.refs)):
        yield _gap(item, pointing, "Points to a telegram that is not at hand:", 0.2)


def _gap(item: Evidence, words: str, lead: str, weight: float) -> Gap:
    return Gap(Draft(words, (DraftCitation(item.key, words),)), item.key, lead, weight)


def _tail(text: str) -> str:
    ranges = split(text)
    start = ranges[-1][0] if ranges else 0
    starts = [match.start() for match in re.finditer(r"\S+", text[start:])]
    tail = text[start + starts[max(0, len(starts) - _TAIL_WORDS)] :].strip() if starts else text
    return tail[-_CHARACTERS:]


def _sentence_at(text: str, pattern: re.Pattern[str]) -> str:
    for first, last in split(text):
        if pattern.search(text, first, last):
            start, end = bare_range(text, first, last)
            if end - start <= _CHARACTERS and 0 < len(text[start:end].split()) <= _SENTENCE_WORDS:
                return text[start:end]
    return ""
