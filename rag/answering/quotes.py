"""Finding a quotation in a paragraph: exact, near, altered, joined from pieces, or not there."""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from rag.answering import polarity
from rag.answering.figures import NUMBER_WORDS
from rag.answering.normalise import fold
from rag.answering.opposites import opposed
from rag.answering.sentences import split
from rag.answering.words import Word, clean, rejoined, stem, words

SHORTEST = 12
"""Characters that a quotation must have, unless it is a whole sentence or the whole paragraph."""
NEAR = 90.0
"""Similarity (rapidfuzz partial ratio, 0 to 100) from which one contiguous run may count as the quotation. Two changed
letters in forty still reach it; which words may differ is decided by `_difference`, not by this figure."""
_LONGEST_NEAR = 2000
"""Characters of a quotation that is compared where it does not stand exactly: the cost grows with their square."""
_MOST_PLACES = 20
_WIDEST_CONTEXT = 2000
"""Characters of a sentence before and behind a quotation that still count as its sentence."""
ALTERED = 75.0
"""Similarity from which a quotation that does not stand is called altered rather than absent."""
_ARTICLES = frozenset({"a", "an", "the", "that", "s"})
_ELLIPSIS = re.compile(r"\s*[\[(]?\s*(?:\.\s?\.\s?\.+|…)\s*[\])]?\s*")
_JOINT = ".,:/"


class Finding(StrEnum):
    """How a quotation relates to a paragraph."""

    EXACT = "exact"
    NEAR = "near"
    ALTERED = "altered"
    JOINED = "joined"
    SHORT = "short"
    ABSENT = "absent"


@dataclass(frozen=True)
class Located:
    """Where a quotation stands.

    Attributes:
        finding: exact and near are found; all others are not.
        places: Ranges of the paragraph's text, several when the words stand there more than once, those that are whole
            sentences first; empty if not found.
        detail: For an altered quotation, the quotation's words and the paragraph's where they first differ.
    """

    finding: Finding
    places: tuple[tuple[int, int], ...] = ()
    detail: tuple[str, str] = ("", "")

    @property
    def found(self) -> bool:
        """Whether the paragraph has the words."""
        return self.finding in {Finding.EXACT, Finding.NEAR}


def _clean_cut(text: str, at: int) -> bool:
    """Whether a quotation may begin or end here: not inside a word, a number or a hyphenated word."""
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    before, behind = text[at - 2 : at - 1], text[at + 1 : at + 2]
    if left.isalnum() and right.isalnum():
        return left.islower() and right.isupper()
    if right == "%" or left in "$€£¥":
        return False
    inner = left if right.isalnum() else right
    around = (before, right) if right.isalnum() else (left, behind)
    if inner in _JOINT and all(char.isdecimal() for char in around if char) and all(around):
        return False
    if inner in "-‐‑–" and all(char.isalnum() for char in around) and all(around):
        return False
    return not (inner in "'’,ʼ" and left == "n" and behind.casefold() == "t")


def _widened(quote: str, text: str, start: int, end: int) -> tuple[int, int]:
    """Takes in the punctuation before and behind that the quotation has too."""
    offsets = fold(quote).offsets
    for char in reversed(quote[: offsets[0]].replace(" ", "")):
        if start > 0 and text[start - 1] == char:
            start -= 1
        elif text[max(0, start - 2) : start] == f"{char} ":
            start -= 2
        else:
            break
    for char in quote[offsets[-1] + 1 :].replace(" ", ""):
        if text[end : end + 1] != char:
            break
        end += 1
    return start, end


def _exact(quote: str, text: str) -> Iterator[tuple[int, int]]:
    """The places where a quotation stands word for word, `_MOST_PLACES` of them at most."""
    wanted, source = fold(quote).text, fold(text)
    found = 0
    at = source.text.find(wanted)
    while at >= 0 and found < _MOST_PLACES:
        start, end = source.offsets[at], source.offsets[at + len(wanted) - 1] + 1
        if _clean_cut(text, start) and _clean_cut(text, end):
            found += 1
            yield _widened(quote, text, start, end)
        at = source.text.find(wanted, at + 1)


def _variant(said: Word, source: Word, first: bool, shouting: bool) -> bool:
    """Whether two words differ in spelling or ending only; where either may be a name, not even in those."""
    if said.key == source.key:
        return True
    capital = said.capital or source.capital
    if (capital and not first and not shouting) or any(char.isdigit() for char in said.key + source.key):
        return False
    if {said.key, source.key} & NUMBER_WORDS or polarity.is_cue(said) or polarity.is_cue(source):
        return False
    one, other = stem(said.key), stem(source.key)
    if one == other:
        return True
    if capital or shouting or opposed(one, other) or said.key[:2] != source.key[:2]:
        return False
    longest = max(len(said.key), len(source.key))
    return longest >= 5 and Levenshtein.distance(said.key, source.key) <= (2 if longest >= 9 else 1)


def _difference(said: tuple[Word, ...], source: tuple[Word, ...], shouting: bool) -> tuple[str, str] | None:
    """The first difference that alters the meaning, None where there is none.

    Articles may come and go and spellings may differ; a number, a negation, a name or another word may not.
    """
    codes = Levenshtein.opcodes([word.key for word in said], [word.key for word in source])
    for code in codes:
        if code.tag == "equal":
            continue
        ours, theirs = said[code.src_start : code.src_end], source[code.dest_start : code.dest_end]
        first = code.src_start == 0
        if all(word.key in _ARTICLES for word in (*ours, *theirs)):
            continue
        if "".join(word.key for word in ours) == "".join(word.key for word in theirs):
            continue
        if code.tag == "replace" and all(
            _variant(one, other, first, shouting) for one, other in zip(ours, theirs, strict=True)
        ):
            continue
        return " ".join(word.raw for word in ours), " ".join(word.raw for word in theirs)
    return None


def _near(quote: str, text: str) -> Located | None:
    """One contiguous run that is nearly the quotation, judged word by word."""
    wanted, source = fold(quote).text, fold(text)
    if len(wanted) > min(_LONGEST_NEAR, len(source.text) * 1.1):
        return None
    alignment = fuzz.partial_ratio_alignment(wanted, source.text, score_cutoff=ALTERED)
    if alignment is None or alignment.dest_end <= alignment.dest_start:
        return None
    start, end = source.offsets[alignment.dest_start], source.offsets[alignment.dest_end - 1] + 1
    while not _clean_cut(text, start) and start > 0:
        start -= 1
    while not _clean_cut(text, end) and end < len(text):
        end += 1
    said = words(rejoined(clean(quote)))
    start, end = _trimmed(said, text, start, end)
    shouting = quote.isupper() or text[start:end].isupper()
    difference = _difference(said, words(rejoined(clean(text[start:end]))), shouting)
    if difference is None and alignment.score >= NEAR:
        return Located(Finding.NEAR, ((start, end),))
    return Located(Finding.ALTERED, detail=difference or (quote, text[start:end]))


def _trimmed(said: tuple[Word, ...], text: str, start: int, end: int) -> tuple[int, int]:
    """The run without the words at its ends that only the alignment's window brought in."""
    there = words(text[start:end])
    first = next((at for at, word in enumerate(there[:3]) if word.key == said[0].key), 0)
    last = next((at for at, word in enumerate(reversed(there[-3:])) if word.key == said[-1].key), 0)
    begin = start + there[first].start if first else start
    return begin, (start + there[-1 - last].end if last else end)


def _joined(quote: str, text: str) -> bool:
    """Whether the quotation is put together from pieces that stand apart in the paragraph."""
    pieces = [piece for piece in _ELLIPSIS.split(quote) if fold(piece).text]
    if len(pieces) > 1:
        return all(next(_exact(piece, text), None) for piece in pieces)
    wanted, source = fold(quote).text, fold(text).text
    low, high = 0, len(wanted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if wanted[:middle] in source else (low, middle - 1)
    return low >= SHORTEST and len(wanted) - low >= SHORTEST and wanted[low:] in source


def _is_sentence(text: str, place: tuple[int, int]) -> bool:
    wanted = fold(text[place[0] : place[1]]).text
    return any(
        start <= place[0] and place[1] <= end and fold(text[start:end]).text == wanted for start, end in split(text)
    )


def locate(quote: str, text: str) -> Located:
    """Finds a quotation in a paragraph's text.

    Args:
        quote: The words as somebody quotes them.
        text: The paragraph's text.

    Returns:
        Where it stands, or in which way it does not.
    """
    quote = " ".join(quote.split())
    if not fold(quote).text or len(quote) > 2 * len(text) + 200:
        return Located(Finding.ABSENT)
    short = len(quote) < SHORTEST
    if places := tuple(sorted(_exact(quote, text), key=lambda place: not _is_sentence(text, place))):
        supports = not short or any(_is_sentence(text, place) for place in places)
        return Located(Finding.EXACT, places) if supports else Located(Finding.SHORT)
    near = None if short else _near(quote, text)
    if (near is None or not near.found) and not short and _joined(quote, text):
        return Located(Finding.JOINED)
    return near or Located(Finding.ABSENT)


def joined(quote: str, texts: Sequence[str]) -> bool:
    """Whether a quotation with gaps is put together from pieces that stand in several paragraphs."""
    pieces = [piece for piece in _ELLIPSIS.split(" ".join(quote.split())) if fold(piece).text]
    return len(pieces) > 1 and all(any(next(_exact(piece, text), None) for text in texts) for piece in pieces)


def context(text: str, place: tuple[int, int]) -> str:
    """The whole sentences of a paragraph that a quotation touches."""
    touched = [(start, end) for start, end in split(text) if start < place[1] and place[0] < end]
    start, end = (touched[0][0], touched[-1][1]) if touched else place
    return text[max(start, place[0] - _WIDEST_CONTEXT) : min(end, place[1] + _WIDEST_CONTEXT)]


def repeats(sentence: str, text: str, place: tuple[int, int]) -> bool:
    """Whether a sentence is a whole sentence (or several) of a paragraph, word for word, inside a quotation of it.

    Args:
        sentence: What is said.
        text: The paragraph's text.
        place: The quotation's range in it.
    """
    wanted, source = fold(sentence).text, fold(text)
    if not wanted:
        return True
    bounds = [(bisect_left(source.offsets, start), bisect_left(source.offsets, end)) for start, end in split(text)]
    starts, ends = {start for start, _ in bounds}, {end for _, end in bounds}
    first, last = bisect_left(source.offsets, place[0]), bisect_left(source.offsets, place[1])
    inside = (at for at in starts if first <= at <= at + len(wanted) <= last)
    return any(at + len(wanted) in ends and source.text.startswith(wanted, at) for at in inside)
