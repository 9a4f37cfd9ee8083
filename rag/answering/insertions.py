"""Typed insertions: expansions of abbreviations that are ours and not the source's, in square brackets."""

import re

from rag.answering.vocabulary import FUNCTION
from rag.answering.words import clean, key, words

LONGEST = 80
"""Characters of an expansion; more is no expansion but a statement."""


_ABBREVIATION = re.compile(r"([\w/&.'’-]+)\W*$")


def bracketed(insertion: str) -> str:
    """The insertion as it must stand in the text."""
    bare = insertion.strip()
    return bare if bare.startswith("[") and bare.endswith("]") else f"[{bare}]"


def fault(text: str, insertion: str) -> str:
    """Why an insertion is none; "" when it is one.

    It stands in square brackets directly behind an abbreviation, and its words spell the abbreviation in order, each
    word of content (but one) beginning with a letter of it: `DPM [Deputy Prime Minister]`,
    `poloff [political officer]`. So little but an expansion can pass through it unchecked.

    Args:
        text: The statement.
        insertion: The insertion, with or without its brackets.
    """
    shown = bracketed(insertion)
    before, found, _ = text.partition(shown)
    if not found:
        return f"the insertion {shown} does not stand in the statement"
    abbreviation = _ABBREVIATION.search(before)
    if abbreviation is None or len(shown) > LONGEST or not _expands(abbreviation[1], shown):
        return f"the insertion {shown} does not expand the word before it"
    return ""


def _expands(abbreviation: str, expansion: str) -> bool:
    letters = "".join(char for char in key(abbreviation) if char.isalpha())
    content = tuple(word.key for word in words(clean(expansion)))
    if not content or any(char.isdigit() for word in content for char in word):
        return False
    return any(_spells(form, content, 1) for form in {letters, letters.removesuffix("s")} if len(form) > 1)


def _spells(letters: str, content: tuple[str, ...], spare: int) -> bool:
    """Whether the words give the letters in order, each its first one at least; `spare` words may give none."""
    if not content:
        return not letters
    word, rest = content[0], content[1:]
    given = 0
    for size in range(1, min(len(word), len(letters)) + 1):
        given = word.find(letters[size - 1], given) + 1
        if not given or (size == 1 and given > 1):
            break
        if _spells(letters[size:], rest, spare):
            return True
    if word in FUNCTION:
        return _spells(letters, rest, spare)
    return spare > 0 and _spells(letters, rest, spare - 1)


def without(text: str, insertions: tuple[str, ...]) -> str:
    """The statement without its insertions: what is checked."""
    for insertion in insertions:
        text = text.replace(bracketed(insertion), " ", 1)
    return text
