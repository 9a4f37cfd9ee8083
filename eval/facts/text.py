"""Texts made comparable, and plain strings found in them."""

import functools
import re
import unicodedata
from collections.abc import Iterator

from eval.facts.span import Found

MAX_LENGTH = 50_000
"""Longer answers are compared by their beginning only, so that no input makes matching slow."""

_QUOTES = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "‐": "-"})


@functools.lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Case, accents, quote and dash style and white space removed as differences."""
    plain = unicodedata.normalize("NFKD", text[:MAX_LENGTH].translate(_QUOTES))
    bare = "".join(char for char in plain if not unicodedata.combining(char))
    return " ".join(bare.casefold().split())


@functools.lru_cache(maxsize=8192)
def _pattern(form: str) -> re.Pattern[str]:
    start = r"(?<![\w.,])" if form[:1].isdigit() else r"(?<!\w)" if form[:1].isalnum() else ""
    end = r"(?![\d])(?![.,]\d)" if form[-1:].isdigit() else ""
    return re.compile(start + re.escape(form) + end)


def phrases(form: str, text: str) -> Iterator[Found]:
    """Where a string stands in a folded text: from a word's start, to anywhere; digits must end where it ends."""
    for match in _pattern(fold(form)).finditer(text):
        yield Found(*match.span())


def patterns(expression: str, text: str) -> Iterator[Found]:
    """Where a regular expression matches in a folded text, without regard to case."""
    for match in re.finditer(expression, text, re.IGNORECASE):
        yield Found(*match.span())
