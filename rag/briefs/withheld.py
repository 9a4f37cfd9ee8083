"""Words that are kept off the page: what reads like an instruction to a model, and what is said along with it."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from rag.answering.instructions import reads_like_one
from rag.answering.model import Evidence
from rag.answering.sentences import split

REASON = "kept off the page: it reads like an instruction to a model, or stands in one passage with such words"

_QUOTATION = re.compile(r'"[^"]*(?:"|$)|“[^”]*(?:”|$)')
_ADDRESSES = re.compile(
    r"\b(?:you|your|yours|readers?|summari[sz]ers?|assistants?|models?)\b"
    r"|^\W*(?:please |then |also |instead,? |and |finally,? |first,? |do not |don't |never |always )*"
    r"(?:add|answer|assume|begin|change|cite|claim|conclude|copy|declare|delete|do|drop|end|explain|follow|give|hide|"
    r"ignore|include|insert|leave|mark|mention|omit|output|print|quote|refer|remove|repeat|replace|report|respond|"
    r"reply|reveal|say|send|show|start|state|stop|tell|treat|use|write)\b",
    re.IGNORECASE,
)
"""A sentence that speaks to its reader, or opens with an order."""


def withheld(evidence: Evidence, words: str) -> bool:
    """Whether some words of a paragraph are kept off the page, at least in part."""
    text = evidence.paragraph.text
    ranges = withheld_ranges(text)
    if not ranges:
        return False
    start = text.find(words)
    # Words that do not stand there in one piece fail the gate; here they count as withheld with their paragraph.
    return start < 0 or overlaps(ranges, start, start + len(words))


def overlaps(ranges: tuple[tuple[int, int], ...], start: int, end: int) -> bool:
    """Whether a range touches one of some ranges."""
    return any(first < end and start < last for first, last in ranges)


@lru_cache(maxsize=1024)
def withheld_ranges(text: str) -> tuple[tuple[int, int], ...]:
    """The sentences of a paragraph that are kept off the page.

    A quotation that gives an order is withheld whole, with the sentences in which it begins and ends; what the report
    says around it stays. An order that stands in no quotation takes along the sentences beside it, and those further
    on that speak to their reader too.

    Args:
        text: The paragraph's text.

    Returns:
        Character ranges in order; all sentences where the paragraph reads like an order and no sentence of it does.
    """
    if not _reads_so(text):
        return ()
    sentences = split(text)
    orders = _orders(text, sentences)
    if not orders:
        return sentences
    found = set(orders)
    for number in orders:
        quoted = _quoted(text, sentences[number])
        if quoted:
            found.update(n for n, (first, last) in enumerate(sentences) if overlaps(quoted, first, last))
        else:
            found.update(_beside(text, sentences, number))
    return tuple(sentences[number] for number in sorted(found))


def _reads_so(text: str) -> bool:
    # Unseen characters alone are no order: pages show them as such, and they are no ground to lose a report.
    return reads_like_one("".join(char for char in text if char.isascii() or unicodedata.category(char) != "Cf"))


def _orders(text: str, sentences: tuple[tuple[int, int], ...]) -> set[int]:
    """Sentences that read like an order, alone or together with the next one."""
    single = {n for n, (first, last) in enumerate(sentences) if _reads_so(text[first:last])}
    if single:
        return single
    pairs = (n for n in range(len(sentences) - 1) if _reads_so(text[sentences[n][0] : sentences[n + 1][1]]))
    return {number for n in pairs for number in (n, n + 1)}


def _quoted(text: str, sentence: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    """The quotations that a sentence touches and that hold the order."""
    first, last = sentence
    spans = [match.span() for match in _QUOTATION.finditer(text)]
    return tuple(
        (start, end)
        for start, end in spans
        if start < last and first < end and _reads_so(text[max(start, first) : min(end, last)])
    )


def _beside(text: str, sentences: tuple[tuple[int, int], ...], number: int) -> Iterator[int]:
    if number:
        yield number - 1
    if number + 1 < len(sentences):
        yield number + 1
    for further in range(number + 2, len(sentences)):
        first, last = sentences[further]
        if not _ADDRESSES.search(text[first:last]):
            break
        yield further
