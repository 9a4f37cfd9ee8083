"""Whether a statement's words are carried by its quotes, and whether it alters a sentence that it repeats."""

import re
from collections.abc import Sequence
from fractions import Fraction

from rapidfuzz.distance import Levenshtein

from rag.answering import polarity
from rag.answering.evidence import Reading
from rag.answering.figures import NUMBER_WORDS
from rag.answering.names import shouts
from rag.answering.vocabulary import FUNCTION, GLUE, TITLES
from rag.answering.words import Word, stem

SHARE = 0.6
"""Share of the statement's words of content that must stand in its quotes."""
REPEATED = 0.75
"""Share of a statement's words, in order, from which it counts as a repetition of a sentence."""
_GLUE_STEMS = frozenset(stem(word) for word in GLUE)
_IDIOMATIC = frozenset({"only", "just", "merely", "simply", "doubt"})
_DIGITS = re.compile(r"\d+")


def uncarried(said: Reading, quotes: Sequence[Reading], named: frozenset[int]) -> tuple[float, tuple[str, ...]]:
    """How much of a statement its quotes carry.

    Names, numbers, dates, plain function words and words that attribute ("said", "the cable") are left out: names
    and numbers have checks of their own.

    Args:
        said: The statement without its insertions.
        quotes: The quoted words, as the source has them.
        named: Positions of the statement's words that belong to names.

    Returns:
        The share of its words of content that the quotes have (1 when it has none), and the words that they lack.
    """
    stems = frozenset().union(*(quote.stems for quote in quotes))
    content = [
        word
        for at, word in enumerate(said.words)
        if at not in named
        and word.key not in FUNCTION | NUMBER_WORDS
        and not any(char.isdigit() for char in word.key)
        and stem(word.key) not in _GLUE_STEMS
        and not any(part.start <= word.start < part.end for part in (*said.dates, *said.figures))
    ]
    absent = tuple(dict.fromkeys(word.raw for word in content if stem(word.key) not in stems))
    if not content:
        return 1.0, ()
    return sum(stem(word.key) in stems for word in content) / len(content), absent


def altered(said: Reading, sentence: Reading) -> tuple[str, str] | None:
    """The first fact that a statement changes in a sentence that it otherwise repeats.

    Args:
        said: The statement without its insertions.
        sentence: A sentence that it quotes from.

    Returns:
        The statement's words and the sentence's (one of them "" for a negation put in or left out), None where the
        statement repeats the sentence faithfully or does not repeat it at all.
    """
    ours = [_DIGITS.sub("#", word.key) for word in said.words]
    theirs = [_DIGITS.sub("#", word.key) for word in sentence.words]
    codes = Levenshtein.opcodes(ours, theirs)
    equal = sum(code.src_end - code.src_start for code in codes if code.tag == "equal")
    if len(ours) < 3 or equal < REPEATED * len(ours):
        return None
    inner = [code for code in codes if code.tag == "equal"]
    first, last = inner[0].dest_start, inner[-1].dest_end
    quiet = shouts(said.words) or shouts(sentence.words)
    for code in codes:
        mine, its = said.words[code.src_start : code.src_end], sentence.words[code.dest_start : code.dest_end]
        if code.tag == "equal":
            changed = [(one, other) for one, other in zip(mine, its, strict=True) if one.key != other.key]
            pairs = [(one, other) for one, other in changed if _value(said, one) != _value(sentence, other)]
        elif code.tag == "replace":
            both = zip(mine, its, strict=True)
            pairs = [(one, other) for one, other in both if _contradicts(said, one, sentence, other, quiet)]
        elif code.tag == "insert":
            inside = first <= code.dest_end and code.dest_end <= last
            pairs = [("", other) for other in _negations(its) if inside and sentence.words.index(other) >= first - 1]
        else:
            pairs = [(one, "") for one in _negations(mine)]
        for one, other in pairs:
            return (one.raw if isinstance(one, Word) else one, other.raw if isinstance(other, Word) else other)
    return None


def _negations(run: Sequence[Word]) -> list[Word]:
    """The negations among words that stand on one side only; an idiom that goes as a whole, `not only`, is none."""
    if any(word.key in _IDIOMATIC for word in run):
        return []
    return [word for word in run if polarity.is_hard(word)]


def _value(reading: Reading, word: Word) -> Fraction | str:
    """The number that a word is part of, else the word: a day of the month is one."""
    held = next((figure for figure in reading.figures if figure.start <= word.start and word.end <= figure.end), None)
    return held.value if held else word.key


def _contradicts(said: Reading, one: Word, sentence: Reading, other: Word, quiet: bool) -> bool:
    """Whether one word put in place of another changes a number, a name or a negation."""
    ours, theirs = _value(said, one), _value(sentence, other)
    if isinstance(ours, Fraction) and isinstance(theirs, Fraction):
        return ours != theirs
    if polarity.is_hard(one) != polarity.is_hard(other):
        return True
    both = one.capital and other.capital and not quiet
    plain = one.key in TITLES or other.key in TITLES or other.raw.isupper() or one.raw.isupper()
    return both and not plain and one.key[:4] != other.key[:4]
