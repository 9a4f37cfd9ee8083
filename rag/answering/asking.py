"""What kind of thing a question asks for, and whether a sentence holds one."""

import re
from enum import StrEnum

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug"
    r"|Sept?|Oct|Nov|Dec)"
)
_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|big|large|old|long|far|high|tall|near|often|wide|deep|heavy|fast)\b|\bby how much\b|\bby what factor\b"
    r"|\b(?:what|which) (?:(?:is|was|were|are|did|does|would|do)\b.{0,12})?(?:\w+ ){0,2}?(?:share|proportion|percentage|number"
    r"|price|prices|sum|amount|figures?|budget|cost|costs|portion|age|rate|salary|total|size|toll|fee|fees|turnout|quota|population"
    r"|deficit|magnitude|distance|worth|value|income|revenue|tax take)\b|\bhow .{0,30}\bdivided?\b",
    re.IGNORECASE,
)
_DATE_ASKED = re.compile(
    r"\bwhen\b(?! (?:asked|he|she|they|it|the)\b)|\b(?:what|which) (?:\w+ )?(?:date|day|years?|month)\b|\b(?:until|since|by) when\b"
    r"|\bhow soon\b",
    re.IGNORECASE,
)
_PERSON_ASKED = re.compile(r"\b(?:who|whom|whose)\b|\bname the\b", re.IGNORECASE)
_REASON_ASKED = re.compile(
    r"\bwhy\b|\breasons?\b|\bwhat (?:\w+ ){0,3}(?:cause[sd]?|grounds?|motive|motivated)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"(?<![\w.,-])(?:[$€£]|USD|EUR|GBP)?\s?\d[\d,.]*(?:\s?(?:%|percent|million|billion))?"
    r"|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|half|third|thirds"
    r"|quarters?|dozens?|none|majority)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d[.,]?")
_DATE = re.compile(
    rf"\b{_MONTH}\b\.?\s{{0,2}}\d|\b\d{{1,2}}\s{{1,2}}{_MONTH}\b|\b(?:19|20)\d\d\b|\b\d{{6}}Z\b"
    r"|\b(?:next|this|last) (?:week|month|year|fall|spring|summer|winter|autumn)\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:today|tomorrow|yesterday)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\b(?:because|due to|since|as a result|in order|reasons?|so that|fear(?:s|ed|ing)?|concern(?:s|ed)?|avoid|owing|given"
    r"|explain(?:s|ed|ing)?|therefore|thus|thanks to|in response|lest|retaliat\w*|revenge)\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"(?<=[\w,;)] )[A-Z][\w'’-]+ (?:[A-Z]\. )?(?:(?:de|da|van|von|al|bin|zu|el) )?[A-Z][\w'’-]+"
    r"|\b(?:Mr|Mrs|Ms|Dr|Minister|President|Judge|Ambassador|General|Director|Secretary|Chief|Governor|Senator)\.? [A-Z]"
)


class Kind(StrEnum):
    """What would answer a question."""

    NUMBER = "a number"
    DATE = "a date"
    PERSON = "a name"
    REASON = "a reason"


_ASKED = (
    (Kind.NUMBER, _NUMBER_ASKED),
    (Kind.DATE, _DATE_ASKED),
    (Kind.PERSON, _PERSON_ASKED),
    (Kind.REASON, _REASON_ASKED),
)


def asked(question: str) -> tuple[Kind, ...]:
    """The kinds of things that a question asks for; none where it cannot be told."""
    return tuple(kind for kind, pattern in _ASKED if pattern.search(question))


def holds(kind: Kind, sentence: str) -> bool:
    """Whether a sentence holds something of this kind; a year alone is no number."""
    if kind is Kind.NUMBER:
        return any(not _YEAR.fullmatch(match[0].strip()) for match in _NUMBER.finditer(sentence))
    pattern = {Kind.DATE: _DATE, Kind.PERSON: _NAME, Kind.REASON: _REASON}[kind]
    capitals = kind is Kind.PERSON and sentence.isupper()
    return capitals or pattern.search(sentence) is not None


def agreement(kinds: tuple[Kind, ...], sentence: str) -> float:
    """Share of the kinds asked for that a sentence holds; 0 where none is asked for."""
    return sum(holds(kind, sentence) for kind in kinds) / len(kinds) if kinds else 0.0
