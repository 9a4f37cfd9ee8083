"""What speaks against an answer: each doubt is a fact that a reader can check, never a feeling of the ranking."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.asking import Kind, asked, holds, in_parts
from rag.answering.selection import Choice
from rag.answering.vocabulary import NO_NAMES, TITLES, terms
from rag.cables.ids import full_year, post_key
from rag.cables.model import HEADER_INDEX, Cable
from rag.retrieval.analysis import Analysis
from rag.retrieval.model import Retrieved
from rag.retrieval.periods import Period
from rag.retrieval.places import places_named
from rag.retrieval.terms import names, stem, stems, words

_AHEAD = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)?|expect(?:s|ed)?|intend(?:s|ed)?|means? to|meant to|going to|hope[sd]?"
    r"|propose[sd]?|target(?:s|ed)?|goals?|aim(?:s|ed)?|pledge[sd]?|promise[sd]?|forecast|predict(?:s|ed)?"
    r"|by (?:when|20\d\d|19\d\d)|due|until|schedule[sd]?|is to|are to|was to|were to|seek|sought|want(?:s|ed)?|should"
    r"|could|(?-i:may)|might|budget(?:ed)?|fiscal|offer(?:s|ed)?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\w.,-])\d[\d.,]*\s?(?:%|percent|per cent)", re.IGNORECASE)
_COUNTED = re.compile(r"\bhow many\b", re.IGNORECASE)
_SEPARATELY = re.compile(r"\bseptels?\b", re.IGNORECASE)
_STRICT = frozenset({Kind.NUMBER, Kind.MONEY, Kind.SHARE, Kind.AGE, Kind.LENGTH, Kind.DATE, Kind.YEAR})
"""Kinds that can be told from their form alone."""
_NO_NAMES = (
    NO_NAMES
    | TITLES
    | terms(
        "african american americans asian european western eastern washington arctic antarctic atlantic pacific lady "
        "us usg uk january february march april june july august september october november december monday tuesday "
        "wednesday thursday friday saturday sunday"
    )
)
"""Words that bear a capital and name nobody, or everybody."""
_SHARED = 5
"""Names that agree in so many first letters count as the same: `Kazakhstan`, `Kazakh`."""


@dataclass(frozen=True)
class Doubts:
    """What speaks against answering.

    Attributes:
        missing: Cables that the question names and the library does not show.
        silent: Whether no cable of the post and time that the question asks of says anything.
        unknown: Names in the question that stand nowhere in the library.
        absent: Names and places in the question that stand nowhere in the cables that would answer it.
        later: The (first) time asked about where it lies after every cable that would answer, "" else.
        elsewhen: Years asked about that neither date nor text of the cables that would answer has.
        cut: Whether the source breaks off where the answer would stand.
        lacking: The kinds of things asked for that none of the best sentences holds.
        separate: Whether the best sentence says that the matter is reported in another cable.
        cosine: Of the best sentence with the question; 1 where it says nothing (header questions, follow-ups).
    """

    missing: tuple[str, ...]
    silent: bool
    unknown: tuple[str, ...]
    absent: tuple[str, ...]
    later: str
    elsewhen: tuple[str, ...]
    cut: bool
    lacking: tuple[Kind, ...]
    separate: bool
    cosine: float


def weigh(
    retrieved: Retrieved, found: Sequence[Choice], chosen: Sequence[Choice], unknown: tuple[str, ...], read: int
) -> Doubts:
    """Weighs an answer before it is given.

    Args:
        retrieved: What was found.
        found: The sentences considered.
        chosen: The sentences that would be said.
        unknown: Names in the question that the library does not have.
        read: So many of the best sentences are read for the kind of thing asked for.
    """
    analysis = retrieved.analysis
    best = sorted(found, key=lambda choice: -choice.relevance)[:read]
    # The answers to the parts of a question stand in several sentences.
    wide = chosen if in_parts(analysis.text) else best
    cables = list({choice.evidence.cable.id: choice.evidence.cable for choice in chosen}.values())
    kinds = asked(analysis.text)
    lacking = tuple(
        kind
        for kind in kinds
        if kind in _STRICT and not any(_holds(kind, analysis.text, choice.text) for choice in wide)
    )
    plain = analysis.header or bool(analysis.context)
    return Doubts(
        missing=retrieved.missing if not retrieved.named else (),
        silent=not chosen or (not analysis.header and all(_is_header(choice) for choice in chosen)),
        unknown=unknown,
        absent=() if analysis.header or not cables else _absent(analysis.text, cables),
        later=_later(analysis, cables),
        elsewhen=_elsewhen(analysis, chosen),
        cut=bool(best) and _is_cut(best[0]) and (not kinds or bool(lacking)),
        lacking=lacking,
        separate=any(_SEPARATELY.search(choice.text) for choice in best[:2]),
        cosine=1.0 if plain else max((choice.cosine for choice in chosen), default=0.0),
    )


def names_asked(question: str) -> tuple[str, ...]:
    """Proper names in a question that are no places, titles or ids."""
    return tuple(
        name
        for name in names(question)
        if name.casefold() not in _NO_NAMES and not places_named(name) and not any(char.isdigit() for char in name)
    )


def _is_header(choice: Choice) -> bool:
    return choice.evidence.paragraph.index == HEADER_INDEX


def _is_cut(choice: Choice) -> bool:
    paragraph = choice.evidence.paragraph
    return paragraph.truncated and paragraph.text.rstrip().endswith(choice.text)


def _holds(kind: Kind, question: str, sentence: str) -> bool:
    """A share is no answer to "how many"."""
    if kind is Kind.NUMBER and _COUNTED.search(question):
        sentence = _PERCENT.sub(" ", sentence)
    return holds(kind, sentence)


def _absent(question: str, cables: Sequence[Cable]) -> tuple[str, ...]:
    held: set[str] = set()
    keys: set[str] = set()
    for cable in cables:
        for text in (cable.post, cable.subject, *(unit.text for unit in cable.units)):
            held |= stems(text)
            keys |= {post_key(word) for word in words(text) if word[:1].isupper()}
    starts = {word[:_SHARED] for word in held}
    missing = [
        name
        for name in names_asked(question)
        if stem(name.lower()) not in held and name.lower()[:_SHARED] not in starts
    ]
    posts = {post_key(cable.post) for cable in cables}
    missing += [
        place.printed
        for place in places_named(question)
        if not place.posts & posts and not _mentioned(place.forms, keys)
    ]
    return tuple(dict.fromkeys(missing))


def _mentioned(forms: frozenset[str], keys: set[str]) -> bool:
    """Whether a text has one of the names; of one that is printed in two words (`Phnom Penh`) both count together."""
    return not forms.isdisjoint(keys) or any(form.startswith(key) for form in forms for key in keys if len(key) > 3)


def _later(analysis: Analysis, cables: Sequence[Cable]) -> str:
    if not analysis.periods or not cables or _AHEAD.search(analysis.text):
        return ""
    first = min(analysis.periods, key=lambda period: (period.year, period.month))
    written = [date for date in map(_date, cables) if date is not None]
    if not written or not _precedes(max(written), first):
        return ""
    return dt.date(first.year, first.month, 1).strftime("%B %Y") if first.month else str(first.year)


def _precedes(date: dt.date, period: Period) -> bool:
    return (date.year, date.month if period.month else 0) < (period.year, period.month)


def _elsewhen(analysis: Analysis, chosen: Sequence[Choice]) -> tuple[str, ...]:
    years = dict.fromkeys(period.year for period in analysis.periods)
    if not chosen or not years:
        return ()
    text = " ".join(choice.evidence.paragraph.text for choice in chosen)
    dates = [date for date in (_date(choice.evidence.cable) for choice in chosen) if date is not None]
    unmet = [year for year in years if str(year) not in text and not any(date.year - year in {0, 1} for date in dates)]
    return tuple(map(str, unmet)) if len(unmet) == len(years) and dates else ()


def _date(cable: Cable) -> dt.date | None:
    """The cable's date; where it gives none, the end of the year in its id."""
    if cable.date is not None:
        return cable.date.date()
    return dt.date(full_year(int(cable.id[:2])), 12, 31) if cable.id[:2].isdigit() else None
