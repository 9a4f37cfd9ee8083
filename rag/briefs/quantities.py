"""Numbers with what they count, and negations: what must agree before two sentences are taken for one."""

import re
from dataclasses import dataclass

from rag.briefs.terms import stems, word_set

_NUMBER_WORDS = {
    word: str(value)
    for value, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
}
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<scale>\s?(?:%|percent\b|per cent\b|million\b|"
    r"billion\b|thousand\b))?(?:[ -](?P<unit>[A-Za-z][a-z]+)(?:\s(?P<more>[a-z]+))?)?",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|never|none|neither|nor|without|cannot|denied|denies|refused|refuses)\b|n't\b", re.IGNORECASE
)
_MONTHS = word_set(
    "january february march april may june july august september october november december",
    "jan feb mar apr jun jul aug sep sept oct nov dec",
)


@dataclass(frozen=True)
class Quantity:
    """A number and what it counts.

    Attributes:
        value: Digits without separators, with the scale as a word when one is given.
        unit: Stem of the counted noun, `%` for shares; "" when nothing follows.
    """

    value: str
    unit: str


def quantities(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence; days and years of dates are not among them."""
    found = []
    for match in _NUMBER.finditer(text):
        unit, before = (match["unit"] or "").lower(), text[max(0, match.start() - 12) : match.start()].lower()
        if unit in _MONTHS or any(word in _MONTHS for word in re.findall(r"[a-z]+", before)[-1:]):
            continue
        scale = (match["scale"] or "").strip().lower()
        share = scale in {"%", "percent", "per cent"}
        value = match["value"].replace(",", "") + ("" if share or not scale else f" {scale}")
        noun = stems(f"{match['unit'] or ''} {match['more'] or ''}")
        found.append(Quantity(value, "%" if share else (noun[-1] if noun else "")))
    return tuple(found)


def numbers(text: str) -> frozenset[str]:
    """Every number of a sentence, words up to twelve included."""
    digits = {match["value"].replace(",", "") for match in _NUMBER.finditer(text)}
    words = {_NUMBER_WORDS[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _NUMBER_WORDS}
    return frozenset(digits | (words - {"1"}))


def negated(text: str) -> bool:
    """Whether the sentence holds an odd number of negations."""
    return len(_NEGATION.findall(text)) % 2 == 1
