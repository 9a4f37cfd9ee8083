"""Numbers as values with units: digits, words, percentages, money, ordinals, ranges, `1.2 million` = `1,200,000`."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from rag.answering.vocabulary import listed, terms

PERCENT = "%"
ORDINAL = "ordinal"
DECADE = "decade"

_SMALL = {
    word: value
    for value, word in enumerate(
        listed(
            "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
            "seventeen eighteen nineteen"
        )
    )
}
_TENS = {
    word: 10 * value
    for value, word in enumerate(listed("twenty thirty forty fifty sixty seventy eighty ninety"), start=2)
}
_SCALES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "dozen": 12,
    "lakh": 10**5, "crore": 10**7, "mn": 10**6, "bn": 10**9,
}  # fmt: skip
_MONEY_SCALES = {"m": 10**6, "b": 10**9, "k": 10**3}
_PARTS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "thirds": 3, "quarters": 4, "fifths": 5}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        listed(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
            "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth"
        ),
        start=1,
    )
} | {"thirtieth": 30, "fortieth": 40, "fiftieth": 50, "sixtieth": 60, "hundredth": 100, "thousandth": 1000}
NUMBER_WORDS = frozenset(_SMALL) | frozenset(_TENS) | frozenset(_SCALES) | frozenset(_ORDINALS) | frozenset(_PARTS)
"""Words that a quotation may not change."""

_CURRENCY_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}
_UNITS: dict[str, str] = {
    name: unit
    for unit, names in {
        "%": "% percent pct", "USD": "$ dollar dollars usd", "EUR": "€ euro euros eur", "GBP": "£ gbp",
        "JPY": "¥ yen", "INR": "rupee rupees rs inr", "BRL": "reais brl",
        "year": "year years yr yrs", "month": "month months", "week": "week weeks", "day": "day days",
        "hour": "hour hours hr hrs", "minute": "minute minutes mins",
        "km": "km kms kilometer kilometers kilometre kilometres", "mile": "mile miles",
        "meter": "meter meters metre metres m", "foot": "foot feet ft", "hectare": "hectare hectares ha",
        "acre": "acre acres", "ton": "ton tons tonne tonnes", "kg": "kg kgs kilo kilos kilogram kilograms",
        "pound": "pound pounds lb lbs", "barrel": "barrel barrels bbl", "gallon": "gallon gallons",
        "liter": "liter liters litre litres", "mw": "mw megawatt megawatts", "kw": "kw kilowatt kilowatts",
        "gw": "gw gigawatt gigawatts",
    }.items()
    for name in names.split()
}  # fmt: skip
_MONEY = frozenset({"USD", "EUR", "GBP", "JPY", "INR", "BRL"})
_STRICT = _MONEY | {PERCENT, ORDINAL, DECADE}
"""Units that a number must carry in the source too; of others it is enough that the unit's word stands there."""
_BETWEEN = terms("square metric cubic nautical working consecutive full additional more us u.s american")
_RANGE = frozenset({"to", "and", "or"})
_YEARS = range(1500, 2101)

_TOKEN = re.compile(
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)*)(?P<suffix>[^\W\d_]+)?|(?P<word>(?:[^\W\d_]\.){2,}|[^\W\d_]+)"
    r"|(?P<sign>[%$€£¥])|(?P<dash>-+)|(?P<other>[^\s\w])"
)
_SPACED = re.compile(r"(?<![\d.,])\d{1,3}(?: \d{3}){1,5}(?![.,]?\d)")
_MONEY_TAIL = r"\s*(?:(?:a|an|the|about|some|US|USD|Rs)\s*\.?\s*)?[$€£¥]?\s*$"
_NOT_NO = r"(?<!\bno )(?<!\bnot )"
_DOWN = re.compile(
    rf"(?:\b(?:no|not) (?:more|greater|higher) than|{_NOT_NO}\b(?:less|fewer|lower) than|\bunder|\bbelow|\bup to|"
    rf"\bat most|\bnearly|\balmost|\bmaximum of){_MONEY_TAIL}",
    re.IGNORECASE,
)
_UP = re.compile(
    rf"(?:\b(?:no|not) (?:less|fewer) than|{_NOT_NO}\b(?:more|greater|higher) than|\bover|\babove|\bat least|"
    rf"\bexceed(?:s|ed|ing)?|\bupwards? of|\bminimum of){_MONEY_TAIL}",
    re.IGNORECASE,
)
_AFTER_UP = re.compile(r"\s*(?:\+|plus\b|or more\b)", re.IGNORECASE)
_AFTER_DOWN = re.compile(r"\s*or (?:less|fewer)\b", re.IGNORECASE)
_LOOK_BACK = 40


class Figure(NamedTuple):
    """A number as a value.

    Attributes:
        value: Its exact value, scale words multiplied in.
        unit: `%`, a currency code, a unit of time or measure, `ordinal`, `decade`; "" where none is stated.
        bound: +1 for "more than", -1 for "less than", 0 else.
        start: Offset in the cleaned text.
        end: Offset behind it, unit included.
    """

    value: Fraction
    unit: str
    bound: int
    start: int
    end: int


class _Token(NamedTuple):
    kind: str
    text: str
    suffix: str
    start: int
    end: int


class _Read(NamedTuple):
    """What was read at a token: value before and after scale, unit so far, and the next token's number."""

    value: Fraction
    bare: Fraction
    unit: str
    following: int


def _tokens(cleaned: str) -> list[_Token]:
    found = []
    for match in _TOKEN.finditer(cleaned):
        kind = next(name for name in ("number", "word", "sign", "dash", "other") if match[name] is not None)
        found.append(
            _Token(kind, match[kind].casefold(), (match["suffix"] or "").casefold(), match.start(), match.end())
        )
    return found


class _Reader:
    """Reads figures off the tokens of one text."""

    def __init__(self, cleaned: str) -> None:
        self.cleaned = cleaned
        self.tokens = _tokens(cleaned)

    def word(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) and self.tokens[at].kind in {"word", "sign"} else ""

    def past_dash(self, at: int) -> int:
        return at + 1 if at < len(self.tokens) and self.tokens[at].kind == "dash" else at

    def scaled(self, value: Fraction, at: int) -> tuple[Fraction, int]:
        """Multiplies by the scale words that follow, `1.2 million`, `15-thousand`."""
        while (scale := self.word(self.past_dash(at)).removesuffix("s")) in _SCALES:
            value, at = value * _SCALES[scale], self.past_dash(at) + 1
        return value, at

    def digits(self, at: int) -> _Read:
        token = self.tokens[at]
        number = self.cleaned[token.start : token.end - len(token.suffix)].replace(",", "")
        value = Fraction(number if number.count(".") <= 1 else number.replace(".", ""))
        suffix, money = token.suffix, self.word(at - 1) in _CURRENCY_SIGNS
        if suffix in {"st", "nd", "rd", "th"}:
            return _Read(value, value, ORDINAL, at + 1)
        if suffix == "s":
            return _Read(value, value, DECADE, at + 1)
        if suffix in _SCALES or (money and suffix in _MONEY_SCALES):
            return _Read(value * (_SCALES | _MONEY_SCALES)[suffix], value, "", at + 1)
        if suffix:
            return _Read(value, value, _UNITS.get(suffix, suffix), at + 1)
        scaled, following = self.scaled(value, at + 1)
        return _Read(scaled, value, "", following)

    def spelled(self, at: int) -> _Read | None:
        """A number in words; None where the words are none."""
        total, current, bare, seen = Fraction(0), Fraction(0), Fraction(0), ""
        while True:
            step = self.past_dash(at) if seen else at
            word = self.word(step)
            if word == "and" and seen == "scale" and self.word(step + 1) in _SMALL | _TENS:
                step, word = step + 1, self.word(step + 1)
            if word in _ORDINALS and seen != "small":
                value = total + current + _ORDINALS[word]
                return _Read(value, value, ORDINAL, step + 1)
            if word in _SMALL and seen in {"", "ten", "scale"}:
                current, seen = current + _SMALL[word], "small"
            elif word in _TENS and seen in {"", "scale"}:
                current, seen = current + _TENS[word], "ten"
            elif seen == "small" and word in _PARTS:
                return _Read(current / _PARTS[word], current, "", step + 1)
            elif word.removesuffix("s") in _SCALES and seen:
                scale = _SCALES[word.removesuffix("s")]
                if scale == 100:
                    current *= scale
                else:
                    bare = bare or current
                    total, current = total + max(current, Fraction(1)) * scale, Fraction(0)
                seen = "scale"
            else:
                return _Read(total + current, bare or current, "", at) if seen else None
            at = step + 1

    def read(self, at: int) -> _Read | None:
        """The number that begins at a token."""
        token = self.tokens[at]
        if token.kind == "number":
            return self.digits(at)
        if token.kind != "word":
            return None
        if token.text == "half":
            skip = at + 1 + (self.word(at + 1) in {"a", "of"})
            value, following = self.scaled(Fraction(1, 2), skip)
            return _Read(value, value, "", following if following > skip else at + 1)
        if token.text in _SCALES and self.word(at - 1) in {"a", "an", "per"} and token.text not in {"mn", "bn"}:
            value, following = self.scaled(Fraction(_SCALES[token.text]), at + 1)
            return _Read(value, value, "", following)
        return self.spelled(at)

    def unit(self, read: _Read, at: int) -> tuple[str, int]:
        """The unit that stands before the number at `at` or behind it, and the next token."""
        following = self.past_dash(read.following)
        word = self.word(following).replace(".", "")
        if word in {"per", "percentage"} and self.word(following + 1) in {"cent", "point", "points"}:
            return PERCENT, following + 2
        if word in _BETWEEN and self.word(following + 1) in _UNITS:
            following, word = following + 1, self.word(following + 1)
        if word in _UNITS and word not in _CURRENCY_SIGNS:
            return _UNITS[word], following + 1
        before = self.word(at - 2) if at >= 2 and self.tokens[at - 1].text == "." else self.word(at - 1)
        before_unit = _UNITS.get(before, "")
        return (before_unit if before_unit in _MONEY else read.unit), read.following

    def bound(self, start: int, end: int) -> int:
        before, after = self.cleaned[max(0, start - _LOOK_BACK) : start], self.cleaned[end : end + 12]
        if _DOWN.search(before) or _AFTER_DOWN.match(after):
            return -1
        return 1 if _UP.search(before) or _AFTER_UP.match(after) else 0

    def figures(self) -> list[Figure]:
        found: list[Figure] = []
        bare: list[Fraction] = []
        at = 0
        while at < len(self.tokens):
            read = self.read(at)
            if read is None:
                at += 1
                continue
            unit, following = self.unit(read, at) if not read.unit else (read.unit, read.following)
            start, end = self.tokens[at].start, self.tokens[following - 1].end
            if found and self._is_range(found[-1], start):
                found[-1] = _spread(found[-1], bare[-1], read, unit)
                if not unit and found[-1].unit in _MONEY:
                    unit = found[-1].unit
            found.append(Figure(read.value, unit, self.bound(start, end), start, end))
            bare.append(read.bare)
            at = following
        return found

    def _is_range(self, before: Figure, start: int) -> bool:
        between = self.cleaned[before.end : start].strip(" $€£¥").casefold()
        return between in _RANGE or (bool(between) and not between.strip("- ")) or between == "- to"


def _spread(first: Figure, first_bare: Fraction, second: _Read, unit: str) -> Figure:
    """The first end of a range with the scale and unit that are printed at the second, `$2-3 million`."""
    if first.unit and first.unit not in _MONEY:
        return first
    year = first.value in _YEARS and first.value.denominator == 1
    scale = second.value / second.bare if second.bare else Fraction(1)
    value = first.value * scale if scale >= 1000 and first.value == first_bare < 1000 and not year else first.value
    return first._replace(value=value, unit=first.unit or ("" if year or unit in {ORDINAL, DECADE} else unit))


@lru_cache(maxsize=256)
def find(cleaned: str) -> tuple[Figure, ...]:
    """The numbers of a cleaned text, in order, both ends of a range, with the unit that a range prints once."""
    figures = _Reader(cleaned).figures()
    joined = [
        Figure(Fraction(match[0].replace(" ", "")), "", 0, match.start(), match.end())
        for match in _SPACED.finditer(cleaned)
    ]
    return (*figures, *joined)


def unit_words(unit: str) -> frozenset[str]:
    """The words that may name a unit."""
    return frozenset(name for name, of in _UNITS.items() if of == unit)


def agrees(said: Figure, source: Figure, source_words: frozenset[str]) -> bool:
    """Whether a number of a statement is the source's number.

    The value must be equal. A percentage, a currency, an ordinal or a decade must be one on both sides; of another
    unit the source may leave the number bare if the unit's word stands in the text. A statement may leave out a
    currency or a unit of measure. "More than" never agrees with "less than".

    Args:
        said: The statement's number.
        source: A number of the checked text.
        source_words: The keys of the words of the checked text.
    """
    if said.value != source.value or said.bound * source.bound < 0:
        return False
    if said.unit == source.unit:
        return True
    if not said.unit:
        return source.unit not in {PERCENT, ORDINAL, DECADE}
    return not source.unit and said.unit not in _STRICT and bool(unit_words(said.unit) & source_words)
