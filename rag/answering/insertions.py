"""Typed insertions: expansions of abbreviations that are ours and not the source's, in square brackets."""

from rag.answering.vocabulary import FUNCTION
from rag.answering.words import clean, words

LONGEST = 80
"""Characters of an expansion; more is no expansion but a statement."""


def bracketed(insertion: str) -> str:
    """The insertion as it must stand in the text."""
    bare = insertion.strip()
    return bare if bare.startswith("[") and bare.endswith("]") else f"[{bare}]"


def fault(text: str, insertion: str) -> str:
    """Why an insertion is none; "" when it is one.

    It stands in square brackets directly behind an abbreviation, and each of its words of content (one at the end
    may be over) takes its letters from the abbreviation, in order: `DPM [Deputy Prime Minister]`,
    `poloff [political officer]`. So nothing but an expansion can pass through it unchecked.

    Args:
        text: The statement.
        insertion: The insertion, with or without its brackets.
    """
    shown = bracketed(insertion)
    before, found, _ = text.partition(shown)
    if not found:
        return f"the insertion {shown} does not stand in the statement"
    preceding = words(clean(before))
    if not preceding or len(shown) > LONGEST or not _expands(preceding[-1].key, shown):
        return f"the insertion {shown} does not expand the word before it"
    return ""


def _expands(abbreviation: str, expansion: str) -> bool:
    content = [word.key for word in words(clean(expansion)) if word.key not in FUNCTION]
    letters = abbreviation.removesuffix("s") if abbreviation.removesuffix("s") != abbreviation else abbreviation
    if len(letters) < 2 or not content or any(char.isdigit() for word in content for char in word):
        return False
    return _consumes(letters, tuple(content), 1)


def _consumes(letters: str, content: tuple[str, ...], spare: int) -> bool:
    """Whether the letters are made of beginnings of the words, in order, `spare` words at the end left over."""
    if not letters:
        return len(content) <= spare
    if not content:
        return False
    word, rest = content[0], content[1:]
    return any(
        letters.startswith(word[:size]) and _consumes(letters[size:], rest, spare)
        for size in range(1, min(len(word), len(letters)) + 1)
    )


def without(text: str, insertions: tuple[str, ...]) -> str:
    """The statement without its insertions: what is checked."""
    for insertion in insertions:
        text = text.replace(bracketed(insertion), " ", 1)
    return text
