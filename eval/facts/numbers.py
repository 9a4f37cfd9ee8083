"""Numbers as they are written: digits or words, scales, units, ranges."""

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from eval.facts.dates import mentions as date_mentions
from eval.facts.span import Found
from eval.facts.text import fold

_SCALES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "millions": 1e6, "mn": 1e6, "m": 1e6,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12,
}  # fmt: skip
_SMALL = (
    "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
)
_SCALE = "hundred|thousand|millions?|billion|trillion|mn|bn"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_WORDS = (
    r"(?:half a |a |an )?(?:dozen|hundred|thousand|million|billion)\b"
    rf"|(?:{_SMALL})(?:[ -](?:and |)(?:{_SMALL}|{_SCALE}))*\b"
)
_ONE = rf"(?:(?:{_DIGITS})(?:[ -]?(?:{_SCALE})\b|(?:k|m|b)\b)?|{_WORDS})"
_CURRENCY = r"us\$|usd ?|us ?dollars? |\$|€|eur ?|euros? |£|gbp |le |rs\.? ?|inr "
_MENTION = re.compile(
    rf"(?<![\w.,¶#/])(?P<currency>{_CURRENCY})?(?<!\w)(?P<low>{_ONE})"
    rf"(?:(?P<sep> ?- ?| to | and )(?:{_CURRENCY})?(?P<high>{_ONE}))?(?![\w]*\d)(?!(?:st|nd|rd|th)\b)"
)
_SIMPLE = re.compile(rf"(?P<value>{_DIGITS}) ?-?(?P<scale>{_SCALE}|k|m|b)?")
_UNIT_NAMES = {
    "%": "percent", "per cent": "percent", "pct": "percent", "percentage": "percent", "percentage point": "percent",
    "$": "dollar", "us$": "dollar", "usd": "dollar", "us dollar": "dollar", "€": "euro", "eur": "euro",
    "£": "pound", "gbp": "pound", "le": "egyptian pound", "rs": "rupee", "rs.": "rupee", "inr": "rupee",
    "yr": "year", "yrs": "year", "hr": "hour", "hrs": "hour", "km": "kilometer", "kilometre": "kilometer",
}  # fmt: skip
_UNIT_WORDS = 3
"""A unit stands at most so many words after its number: "60 young girls"."""


@dataclass(frozen=True)
class Mention:
    """A number in a text.

    Attributes:
        low: Its value; of a range the lower end.
        high: Equal to `low` unless it is a range.
        units: The normal forms of the words that may be its unit, nearest first.
        found: Where it stands.
    """

    low: float
    high: float
    units: tuple[str, ...]
    found: Found


def unit_name(text: str) -> str:
    """The normal form of a unit: `%` and `per cent` become `percent`, plurals singular."""
    bare = fold(text).strip(" .,;:()-")
    if bare in _UNIT_NAMES:
        return _UNIT_NAMES[bare]
    single = re.sub(r"ies$", "y", bare) if bare.endswith("ies") else re.sub(r"(?<=[a-rt-z]{2})s$", "", bare)
    return _UNIT_NAMES.get(single, single)


@functools.lru_cache(maxsize=4096)
def mentions(text: str) -> tuple[Mention, ...]:
    """Every number of a folded text in order; days and years of dates are no numbers."""
    dates = [mention.found for mention in date_mentions(text) if not mention.only_year]
    return tuple(
        mention
        for mention in _all(text)
        if not any(date.start < mention.found.end and mention.found.start < date.end for date in dates)
    )


_PRONOUN_BEFORE = re.compile(r"\b(?:no|any|every|some|each|this|that|the|which) $")
_PRONOUN_AFTER = re.compile(r" of\b|'s\b| another\b")


def _all(text: str) -> Iterator[Mention]:
    position = 0
    while match := _MENTION.search(text, position):
        if match[0] != "one" or not _is_pronoun(text, match):
            yield from _read(match, text)
        position = max(match.end(), position + 1)


def _is_pronoun(text: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 8) : match.start()]
    return bool(_PRONOUN_BEFORE.search(before) or _PRONOUN_AFTER.match(text, match.end()))


def _read(match: re.Match[str], text: str) -> Iterator[Mention]:
    upper = match["high"]
    low, high = _value(match["low"]), None if upper is None else _value(upper)
    separator = "" if upper is None else match["sep"].strip()
    between = separator == "and" and text[max(0, match.start() - 8) : match.start()].endswith("between ")
    units = _units(match, text)
    if low is None:
        return
    if high is None:
        yield Mention(low, low, units, Found(*match.span()))
    elif separator == "and" and not between:
        yield Mention(low, low, units, Found(match.start(), match.end("low")))
        yield Mention(high, high, units, Found(match.start("high"), match.end()))
    else:
        scale = high / _bare(upper) if _bare(upper) else 1.0
        if low < high / 10 and _bare(match["low"]) == low:
            low *= scale
        yield Mention(low, high, units, Found(*match.span()))


def _bare(text: str) -> float:
    """The digits' value without the scale word; 0 for a number in words."""
    match = _SIMPLE.match(text)
    return 0.0 if match is None else float(match["value"].replace(",", ""))


def _value(text: str) -> float | None:
    match = _SIMPLE.fullmatch(text)
    if match is None:
        return _in_words(text)
    scale = match["scale"]
    return _bare(text) * (1.0 if scale is None else _SCALES[scale])


def _in_words(text: str) -> float | None:
    from text_to_num import text2num

    if text.endswith("dozen"):
        return 6.0 if text.startswith("half") else 12.0
    half = text.startswith("half a ")
    bare = re.sub(r"^(?:half a|a|an) ", "one ", text)
    bare = bare if not bare.startswith(("hundred", "thousand", "million", "billion")) else f"one {bare}"
    try:
        return float(text2num(bare, "en")) * (0.5 if half else 1.0)
    except ValueError:
        return None


def _units(match: re.Match[str], text: str) -> tuple[str, ...]:
    after = re.match(r"[ -]?(%|[^\s.,;:()]+(?:[ -][^\s.,;:()]+){0,4})", text[match.end() : match.end() + 80])
    words = [] if after is None else re.split(r"[ -]", after[1])[:_UNIT_WORDS]
    pairs = [" ".join(words[:2])] if len(words) > 1 else []
    currency = match["currency"]
    found = [] if currency is None else [currency.strip()]
    return tuple(unit_name(unit) for unit in (*found, *pairs, *words))


def says_number(text: str, low: float, high: float, unit: str, tolerance: float) -> Iterator[Found]:
    """Where a folded text gives the number.

    Args:
        text: Folded text.
        low: The number, or the lower end of a range.
        high: Equal to `low` unless the fact is a range.
        unit: Of the number; "" accepts any.
        tolerance: Largest accepted distance of either end.
    """
    slack = tolerance + 1e-9 * max(abs(low), abs(high), 1.0)
    for mention in mentions(text):
        near = abs(mention.low - low) <= slack and abs(mention.high - high) <= slack
        if near and (not unit or unit_name(unit) in mention.units):
            yield mention.found
