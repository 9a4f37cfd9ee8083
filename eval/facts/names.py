"""Names found as whole words, with one slip of spelling forgiven in a long name."""

import re
from collections.abc import Iterator

from eval.facts.span import Found
from eval.facts.text import fold

FUZZY_FROM = 8
"""Letters from which a slip is forgiven: short names differ by one letter (Iran, Iraq)."""
LIKENESS = 92.0
"""Indel likeness in percent; Austria and Australia (87), Slovakia and Slovenia (75) stay apart."""

_WORD = re.compile(r"[a-z0-9]+(?:'(?!s\b)[a-z0-9]+)*")


def names(name: str, text: str) -> Iterator[Found]:
    """Where a name stands in a folded text: the same words in a row, hyphens as spaces, possessives apart."""
    from rapidfuzz import fuzz

    wanted = [match[0] for match in _WORD.finditer(fold(name))]
    words = list(_WORD.finditer(text))
    joined = " ".join(wanted)
    for start in range(len(words) - len(wanted) + 1):
        window = words[start : start + len(wanted)]
        here = " ".join(match[0] for match in window)
        alike = len(joined) >= FUZZY_FROM and here[:1] == joined[:1] and _letters(here) and _letters(joined)
        if here == joined or (alike and fuzz.ratio(here, joined) >= LIKENESS):
            yield Found(window[0].start(), window[-1].end())


def _letters(text: str) -> bool:
    return not any(char.isdigit() for char in text)
