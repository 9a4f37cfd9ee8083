"""What kind of thing a question asks for, and whether a sentence holds one."""

import re
from enum import StrEnum

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)"
)
_QUANTITY = (
    r"(?:share|proportion|percentage|number|prices?|sum|amount|figures?|budget|costs?|portion|age|rate|salary|total|size"
    r"|toll|fees?|turnout|quota|population|deficit|magnitude|distance|worth|value|income|revenue|take|bill|loss(?:es)?)"
)
_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|big|large|old|long|far|high|tall|near|often|wide|deep|heavy|fast)\b"
    r"|\bby (?:how much|what factor)\b"
    rf"|\b(?:what|which) (?:(?:is|was|were|are|did|does|would|do)\b.{{0,12}})?(?:\w+ ){{0,2}}?{_QUANTITY}\b"
    r"|\bhow .{0,30}\bdivided?\b",
    re.IGNORECASE,
)
_COUNT_ASKED = re.compile(r"\bhow many\b", re.IGNORECASE)
_PARTS = re.compile(
    r",?\s(?:and|or|but)\s(?:(?:to|by|for|at|in|on|from|of|with)\s)?(?:what|which|who|whom|whose|when|where|why|how)\b",
    re.IGNORECASE,
)
_MONEY_ASKED = re.compile(
    r"\b(?:what|which)\b.{0,12}\b(?:budget|prices?|costs?|salary|salaries|wages?|fines?|fees?)\b"
    r"|\bhow much\b.{0,60}\b(?:pay|pays|paid|costs?|earn(?:s|ed)?|spen[dt]s?|sell|sold|charge[sd]?|worth|money)\b"
    r"|\bwhat\b.{0,60}\b(?:pay|pays|paid|earn(?:s|ed)?)\b",
    re.IGNORECASE,
)
_SHARE_ASKED = re.compile(
    r"\b(?:what|which)\b.{0,25}\b(?:share|percentage|proportion)\b"
    r"|\b(?:interest rate|rate of interest|what interest)\b",
    re.IGNORECASE,
)
_AGE_ASKED = re.compile(r"\bhow old\b", re.IGNORECASE)
_LENGTH_ASKED = re.compile(r"\bhow (?:tall|high|deep|far|wide|thick|long is|long was)\b", re.IGNORECASE)
_DATE_ASKED = re.compile(
    r"\bwhen (?:did|does|do|was|were|is|are|will|would|had|has|have|can|could|should|must)\b"
    r"|\b(?:until|since|by) when\b"
    r"|\b(?:what|which) (?:\w+ )?(?:date|day|month)\b|\bhow soon\b",
    re.IGNORECASE,
)
_YEAR_ASKED = re.compile(r"\b(?:what|which) (?:\w+ )?years?\b", re.IGNORECASE)
_PERSON_ASKED = re.compile(r"\b(?:who|whom|whose)\b|\bname the\b", re.IGNORECASE)
_REASON_ASKED = re.compile(
    r"\bwhy\b|\breasons?\b|\bwhat (?:\w+ ){0,3}(?:cause[sd]?|grounds?|motive|motivated)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?<![\w.,-])(?:[$€£]|USD|EUR|GBP)?\s?\d[\d,.]*(?:\s?(?:%|percent|million|billion))?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    r"|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?"
    r"|half|thirds?|quarters?|dozens?|none|majority)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£]\s?\d|\b(?:USD|EUR|GBP|Rs\.?|R)\s?\d|\d[\d.,]* (?:million|billion)\b"
    r"|\b(?:dollars?|euros?|pounds|pesos?|rupees|rand|reais|yen|rubles?|roubles?|francs?|crores?|lakhs?)\b",
    re.IGNORECASE,
)
_SHARE = re.compile(
    r"%|\bper ?cent\b|\bpercentage\b|\b(?:half|thirds?|quarters?|majority|most|fifths?|tenths?)\b", re.IGNORECASE
)
_AGE = re.compile(r"\b\d+[- ]years?[- ]old\b|\b(?:age[ds]?|born|DOB)\b|, \d\d,", re.IGNORECASE)
_LENGTH = re.compile(
    r"\b(?:meters?|metres?|feet|foot|km|kilomet(?:er|re)s?|miles?|pages?|centimet(?:er|re)s?|inch(?:es)?|m|cm)\b",
    re.IGNORECASE,
)
_LONE_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[.,]?")
_YEAR = re.compile(r"(?<![\w.,-])(?:19|20)\d\d\b")
_DATE = re.compile(
    rf"\b{_MONTH}\b\.?\s{{0,2}}\d|\b\d{{1,2}}\s{{1,2}}{_MONTH}\b|\b(?:19|20)\d\d\b|\b\d{{6}}Z\b"
    r"|\b(?:next|this|last) (?:week|month|year|fall|spring|summer|winter|autumn)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|tomorrow|yesterday)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|since|as a result|in order|reasons?|so that|fear(?:s|ed|ing)?|concern(?:s|ed)?|avoid|owing"
    r"|given"
    r"|explain(?:s|ed|ing)?|therefore|thus|thanks to|in response|lest|retaliat\w*|revenge)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<=[\w,;)] )[A-Z][\w'’-]+ (?:[A-Z]\. )?(?:(?:de|da|van|von|al|bin|zu|el) )?[A-Z][\w'’-]+"
    r"|\b(?:Mr|Mrs|Ms|Dr|Minister|President|Judge|Ambassador|General|Director|Secretary|Chief|Governor"
    r"|Senator)\.? [A-Z]"
)


class Kind(StrEnum):
    """What would answer a question."""

    NUMBER = "a number"
    MONEY = "a sum of money"
    SHARE = "a share"
    AGE = "an age"
    LENGTH = "a length"
    DATE = "a date"
    YEAR = "a year"
    PERSON = "a name"
    REASON = "a reason"


_UNITS = (
    (Kind.MONEY, _MONEY_ASKED),
    (Kind.SHARE, _SHARE_ASKED),
    (Kind.AGE, _AGE_ASKED),
    (Kind.LENGTH, _LENGTH_ASKED),
)
_ASKED = (
    (Kind.DATE, _DATE_ASKED),
    (Kind.YEAR, _YEAR_ASKED),
    (Kind.PERSON, _PERSON_ASKED),
    (Kind.REASON, _REASON_ASKED),
)


_HELD = {
    Kind.MONEY: _MONEY,
    Kind.SHARE: _SHARE,
    Kind.AGE: _AGE,
    Kind.LENGTH: _LENGTH,
    Kind.DATE: _DATE,
    Kind.YEAR: _YEAR,
    Kind.PERSON: _NAME,
    Kind.REASON: _REASON,
}


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds of things that a question asks for; none where it cannot be told.

    A quantity is asked for by its unit where the question shows it (an age, a sum of money), else as a number.
    """
    units = tuple(kind for kind, pattern in _UNITS if pattern.search(question))
    counts = _COUNT_ASKED.search(question) or (not units and _NUMBER_ASKED.search(question))
    numbers = (*units, *((Kind.NUMBER,) if counts else ()))
    return (*numbers, *(kind for kind, pattern in _ASKED if pattern.search(question)))


def in_parts(question: str) -> bool:
    """Whether it asks for more than one thing: `How many were there, and who led them?`."""
    return _PARTS.search(question) is not None


def holds(kind: Kind, sentence: str) -> bool:
    """Whether a sentence holds something of this kind; a year alone is no number."""
    if kind is Kind.NUMBER:
        return any(not _LONE_YEAR.fullmatch(match[0].strip()) for match in _NUMBER.finditer(sentence))
    if kind is Kind.PERSON and sentence.isupper():
        return True
    return _HELD[kind].search(sentence) is not None


def agreement(kinds: tuple[Kind, ...], sentence: str) -> float:
    """Share of the kinds asked for that a sentence holds; 0 where none is asked for."""
    return sum(holds(kind, sentence) for kind in kinds) / len(kinds) if kinds else 0.0
