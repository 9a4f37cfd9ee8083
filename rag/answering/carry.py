"""Whether a statement's words are carried by its quotes, and whether it alters a sentence that it repeats."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from rapidfuzz.distance import Levenshtein, Opcode

from rag.answering import polarity
from rag.answering.dates import Date
from rag.answering.evidence import Reading
from rag.answering.figures import NUMBER_WORDS, Figure
from rag.answering.names import shouts
from rag.answering.opposites import opposed
from rag.answering.vocabulary import FUNCTION, GLUE, TITLES
from rag.answering.words import Word, stem

SHARE = 0.6
"""Share of the statement's words of content that must stand in its quotes."""
REPEATED = 0.75
"""Share of a statement's words, in order, from which it counts as a repetition of a sentence."""
_GLUE_STEMS = frozenset(stem(word) for word in GLUE)
_IDIOMATIC = frozenset({"only", "just", "merely", "simply", "doubt"})
_FEWEST = 3
"""Words that a statement must have to count as a repetition."""
_PHRASE = 3
"""Words of a phrase that turns a sentence; a longer one that is left out is left out as a whole."""


def uncarried(
    said: Reading, quotes: Sequence[Reading], named: frozenset[int], aside: Sequence[tuple[int, int]] = ()
) -> tuple[float, tuple[str, ...]]:
    """How much of a statement its quotes carry.

    Names, numbers, dates, plain function words and words that attribute ("said", "the cable") are left out: names
    and numbers have checks of their own.

    Args:
        said: The statement without its insertions.
        quotes: The quoted words, as the source has them.
        named: Positions of the statement's words that belong to names.
        aside: Ranges of the statement that only name the cable.

    Returns:
        The share of its words of content that the quotes have, and the words that they lack. A statement made of
        names and numbers alone has all of them in its quotes, or none counts.
    """
    spans = (*said.dates, *said.figures)
    stems = frozenset().union(*(quote.stems for quote in quotes))
    content = [
        word
        for at, word in enumerate(said.words)
        if at not in named
        and word.key not in FUNCTION | NUMBER_WORDS
        and not any(char.isdigit() for char in word.key)
        and stem(word.key) not in _GLUE_STEMS
        and not any(part.start <= word.start < part.end for part in spans)
        and not _within(word, aside)
    ]
    if not content:
        bare = _bare(without(said, aside), quotes) if _says(said, aside) else tuple(word.raw for word in said.words)
        return (0.0 if bare else 1.0), bare
    absent = tuple(dict.fromkeys(word.raw for word in content if stem(word.key) not in stems))
    return sum(stem(word.key) in stems for word in content) / len(content), absent


def _says(said: Reading, aside: Sequence[tuple[int, int]]) -> bool:
    """Whether a statement has more to say than which cable it is about."""
    return not aside or any(word.key not in FUNCTION for word in without(said, aside).words)


def _bare(said: Reading, quotes: Sequence[Reading]) -> tuple[str, ...]:
    """Of a statement made of names and numbers alone, those that its quotes lack; dates have a check of their own."""
    keys = frozenset().union(*(quote.keys for quote in quotes)) | FUNCTION
    values = {figure.value for quote in quotes for figure in quote.figures}
    figures = [said.text[figure.start : figure.end] for figure in said.figures if figure.value not in values]
    spans = (*said.dates, *said.figures)
    outside = (word for word in said.words if not any(span.start <= word.start < span.end for span in spans))
    return (*figures, *(word.raw for word in outside if word.key not in keys))


def altered(said: Reading, sentence: Reading) -> tuple[str, str] | None:
    """The first fact that a statement changes in a sentence that it otherwise repeats.

    Args:
        said: The statement without its insertions.
        sentence: A sentence that it quotes from.

    Returns:
        The statement's words and the sentence's (one of them "" for a negation put in or left out), None where the
        statement repeats the sentence faithfully or does not repeat it at all.
    """
    said = replace(said, words=polarity.unnumbered(said.words))
    sentence = replace(sentence, words=polarity.unnumbered(sentence.words))
    codes = Levenshtein.opcodes([word.key for word in said.words], [word.key for word in sentence.words])
    kept = [code for code in codes if code.tag == "equal"]
    if not kept or len(said.words) < _FEWEST:
        return None
    first, last = kept[0].dest_start, kept[-1].dest_end
    window = sentence.words[max(0, first - 1) : last + polarity.follows(sentence.text, sentence.words, last)]
    repeated = sum(code.src_end - code.src_start for code in codes if code.tag == "equal" or _figures_only(said, code))
    if repeated < REPEATED * max(len(said.words), last - first):
        return None
    turned = polarity.turns(said.words) % 2 != polarity.turns(window) % 2
    quiet = shouts(said.words) or shouts(sentence.words)
    for code in codes:
        mine, its = said.words[code.src_start : code.src_end], sentence.words[code.dest_start : code.dest_end]
        beside = code.dest_start <= last and code.dest_end >= first
        change = _change(said, mine, sentence, its, quiet) if code.tag == "replace" and beside else None
        if change is None and turned and code.tag != "equal":
            change = _negation(mine, tuple(word for word in its if word in window))
        if change:
            return change
    return None


def without(said: Reading, aside: Sequence[tuple[int, int]]) -> Reading:
    """The statement without the words, figures and dates of some of its ranges."""
    return replace(
        said,
        words=tuple(word for word in said.words if not _within(word, aside)),
        figures=tuple(figure for figure in said.figures if not _within(figure, aside)),
        dates=tuple(date for date in said.dates if not _within(date, aside)),
    )


def _within(part: Word | Figure | Date, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(start <= part.start < end for start, end in ranges)


def _figures_only(said: Reading, code: Opcode) -> bool:
    return code.tag == "replace" and all(
        any(char.isdigit() for char in word.key) for word in said.words[code.src_start : code.src_end]
    )


def _change(
    said: Reading, mine: Sequence[Word], sentence: Reading, its: Sequence[Word], quiet: bool
) -> tuple[str, str] | None:
    """The first number, name or opposite among words put in place of others."""
    for one, other in zip(mine, its, strict=True):
        if _is_dated(said, one) != _is_dated(sentence, other):
            continue
        if _is_number(one) and _is_number(other):
            changed = _value(said, one) != _value(sentence, other)
        else:
            changed = opposed(stem(one.key), stem(other.key)) or (not quiet and _renames(one, other))
        if changed:
            return one.raw, other.raw
    return None


def _renames(said: Word, source: Word) -> bool:
    """Whether one name stands in place of another: no title, no short form, no pronoun."""
    plain = TITLES | FUNCTION
    if not (said.capital and source.capital) or said.key in plain or source.key in plain:
        return False
    return not said.raw.isupper() and not source.raw.isupper() and said.key[:4] != source.key[:4]


def _negation(mine: Sequence[Word], its: Sequence[Word]) -> tuple[str, str] | None:
    """A negation that stands on one side only; one that goes with a whole phrase, or `not only`, is no alteration."""
    for run, lost in ((mine, False), (its, True)):
        hard = [word.raw for word in run if polarity.is_hard(word)]
        if hard and len(run) <= _PHRASE and not any(word.key in _IDIOMATIC for word in run):
            return ("", hard[0]) if lost else (hard[0], "")
    return None


def _is_number(word: Word) -> bool:
    return word.key in NUMBER_WORDS or any(char.isdigit() for char in word.key)


def _is_dated(reading: Reading, word: Word) -> bool:
    """Whether a word belongs to a date, which stands in place of no count and no name."""
    return any(date.start <= word.start < date.end for date in reading.dates)


def _value(reading: Reading, word: Word) -> Fraction | str:
    """The value of the number that a word is or belongs to, days of the month too; of an identifier the word."""
    held = next((figure for figure in reading.figures if figure.start <= word.start and word.end <= figure.end), None)
    if held:
        return held.value
    return Fraction(word.key) if word.key.isdecimal() else word.key
