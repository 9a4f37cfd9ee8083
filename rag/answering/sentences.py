"""Sentence ends in cables: abbreviations, initials, decimals, ellipses, capitals, bullets, bracketed comments."""

import re
from functools import lru_cache

from rag.answering.vocabulary import terms

_TITLES = terms(
    "mr mrs ms dr prof amb gen col lt maj capt cpl sgt adm brig cmdr gov sen rep rev hon st messrs pres asst dep "
    "ltg mg bg vadm radm fm pm vs eg ie cf approx def min secy supt atty mt ft lic ing sra"
)
"""Never the end of a sentence: a name or an explanation follows."""
_BEFORE_FIGURE = terms("no nos art arts sec para paras par vol pp fig ref refs res tel ext ch nr sect app")
"""Abbreviations only where a figure, a roman number or a single letter follows."""
_MONTHS = terms("jan feb mar apr jun jul aug sep sept oct nov dec")
_OPEN = terms("inc corp co ltd jr sr etc bros dept govt est intl natl univ assn ph")
"""Abbreviations that may also end a sentence: the next word decides."""
_STARTERS = terms(
    "a an the he she it they we i you this that these those there here his her its their our my in on at by for from "
    "to of with without under over after before during since until while when where as if although though because "
    "but and or yet so however moreover meanwhile nevertheless separately also both each one some many most all "
    "several no not such what who which how why according asked comment end summary note emboffs "
    "poloff econoff poloffs finally further furthermore additionally given despite another other only "
    "even still once then thus"
)
_END = re.compile(r"(?<![.!?])(?P<mark>[.!?]+)(?P<close>[\"')\]”’»]*)(?P<gap>\s+|(?=[A-Z][a-z]))")
_LAST_WORD = re.compile(r"(?:[^\W\d_]\.)*[^\W_]+$")
_NEXT_WORD = re.compile(r"[^\W_]+")
_NEXT_START = re.compile(r"[\"'(\[“‘«¶&]{0,4}(?:-{1,3}\s?)?[\"'(\[“‘«$€£¥#]{0,4}[^\W_]")
_BULLET = re.compile(r"(?<=[.:;!?])\s+(?=-{1,3}\s*[^\W_\s])|(?<=[.:;!?]\))\s+(?=-{1,3}\s*[^\W_\s])")
_WORDLIKE = re.compile(r"[^\W_]")
_FIGURE_LIKE = re.compile(r"\d|[IVX]+\b|[A-Z]\b")
_LOOK = 40


def _is_abbreviation(before: str, following: str) -> bool:
    """Whether the full stop behind `before` belongs to an abbreviation and the sentence goes on."""
    match = _LAST_WORD.search(before)
    if not match:
        return False
    word = match[0].casefold()
    next_match = _NEXT_WORD.search(following)
    next_word = next_match[0].casefold() if next_match else ""
    if word in _TITLES:
        return True
    if word in _BEFORE_FIGURE:
        return bool(_FIGURE_LIKE.match(following))
    if word in _MONTHS:
        return bool(next_word) and next_word[0].isdigit()
    acronym, initial = "." in word, len(word) == 1 and word.isalpha()
    return (word in _OPEN or acronym or initial) and next_word not in _STARTERS


def _is_end(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + _LOOK]
    before = text[max(0, match.start() - _LOOK) : match.start()]
    if not match["gap"]:
        last = _LAST_WORD.search(before)
        glued = match["mark"] == "." and last and len(last[0]) > 2 and last[0].isalpha() and last[0][-1].islower()
        after = re.match(r"[A-Z][a-z]+[\s,]", following)
        return bool(match["close"] or (glued and after and "www" not in before))
    starts = _NEXT_START.match(following)
    if not starts or starts[0][-1].islower():
        return False
    if match["mark"] != "." or match["close"]:
        return True
    return not _is_abbreviation(before, following)


@lru_cache(maxsize=256)
def split(text: str) -> tuple[tuple[int, int], ...]:
    """Ranges of the sentences of a paragraph, in order.

    Together they hold every character that is not white space; a bullet begins a new one, and so does the sentence
    before which `(COMMENT:` or behind which `END COMMENT.` stands.

    Args:
        text: A paragraph's text with white space collapsed.

    Returns:
        Half-open ranges of code points, none empty, none beginning or ending with white space.
    """
    cuts = {match.end() for match in _END.finditer(text) if _is_end(text, match)}
    cuts |= {match.end() for match in _BULLET.finditer(text)}
    ranges: list[tuple[int, int]] = []
    begin = 0
    for end in (*sorted(cuts), len(text)):
        piece = text[begin:end].strip()
        if _WORDLIKE.search(piece) or (piece and not ranges and end == len(text)):
            first = text.index(piece, begin)
            ranges.append((first, first + len(piece)))
            begin = end
        elif piece and ranges:
            ranges[-1] = (ranges[-1][0], text.index(piece, begin) + len(piece))
            begin = end
    return tuple(ranges)
