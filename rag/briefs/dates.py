"""When things happened, apart from when they were reported: dated events and the words that tell them."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rag.briefs.points import Point

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = (
    r"(?P<month>January|February|March|April|May|June|July|August|September|October|November|December|"
    r"Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_LAST = r"(?:\s?(?:-|–|to|and|through)\s?(?P<last>[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?(?![\d/]))?"
_YEAR = r"(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
_MONTH_FIRST = re.compile(rf"\b{_MONTH}\s{_DAY}{_LAST}{_YEAR}", re.IGNORECASE)
_DAY_FIRST = re.compile(rf"\b{_DAY}{_LAST}\s(?:of\s)?{_MONTH}{_YEAR}", re.IGNORECASE)
_SOON, _AT_HAND, _LATELY = 240, 30, 200
"""Days between the cable and a date without a year: ahead where the words about it look ahead, ahead in any sentence,
and back where the words about it look back."""
_AHEAD = re.compile(
    r"\b(?:will|shall|scheduled|upcoming|plan(?:s|ned)?|expect\w*|deadline|due|to be|forthcoming|set (?:for|to)|"
    r"going to|intend(?:s|ed)?|hope[sd]?|propose[sd]? (?:for|to)|no later than)\b",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"\b(?:was|were|had|did|said|told|met|held|took|gave|went|came|left|began|won|lost|made|saw|sent|spoke|wrote|led|"
    r"brought|fell|rose|broke|cut|hit|shot|struck|found|became|got|paid|sold|bought|fought|flew|drove|"
    r"(?!need|exceed|proceed|succeed|indeed|hundred)[a-z]{2,}ed|since|last|ago|as of)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"[,;:]|\b(?:that|which|who|if|when|but|and)\b", re.IGNORECASE)
"""Where another statement begins within a sentence."""
_CUE_BEFORE, _CUE_AFTER = 60, 30
"""Characters around a date in which a word that looks ahead concerns it."""
_PAUSE = re.compile(r"[,;]\s|\s(?=(?:where|which|who|when|while|after|before|in order)\s)")
_PURPOSE = re.compile(r"\s(?=to\s)")
_OPENING_PHRASE = re.compile(
    r"(?:In|On|During|Following|After|Before|At|Since|Also|Speaking|Shortly|Referring|As|By|For|With|Until|Between|Late|"
    r"Early|In wake of|[A-Z][a-z]+ing)\b",
    re.IGNORECASE,
)
_TURNS = re.compile(
    r"\b(?:not|no|never|unless|if|but|however|although|though|except|deni\w+|reject\w*|cancel\w*|postpone\w*|failed|"
    r"false|alleg\w+|claim\w*|instead)\b",
    re.IGNORECASE,
)
_INSERTED = re.compile(r",\s(?:who|which|whose|where|held|made|given|set|sent|led|[a-z-]+(?:ed|ing))\b[^,]*$")
_RELATIVE = re.compile(r"(?:who|which|whose|where)\b")
_WANTS_MORE = re.compile(
    r"\b(?:agreed|decided|promised|offered|began|planned|refused|pledged|voted|vowed|failed)\b[\w ]{0,24}$",
    re.IGNORECASE,
)
"""Verbs that say nothing without the words behind them: "agreed on May 3 to share the water"."""
_BORN = re.compile(r"\b(?:DOB|born|birth|dated)\b\W{0,3}(?:on |of )?$", re.IGNORECASE)
"""What makes a date no event: when somebody was born, or what a paper bears."""
_IRREAL = re.compile(r"^If\b|\b(?:would|could|might) (?:not |likely |never )?have\b")
_VERB = re.compile(
    r"\b(?:is|are|has|have|must|may|can|will|would|should|says|plans|" + _BACK.pattern.removeprefix(r"\b(?:"),
    re.IGNORECASE,
)
_LOOSE_END = re.compile(r"\b(?:of|on|in|to|for|with|by|from|at|and|or|the|an?)$", re.IGNORECASE)
_MIN_WORDS, _MAX_WORDS, _TAIL_WORTH_CUTTING = 5, 34, 5


class Event(NamedTuple):
    """A dated event.

    Attributes:
        first: Its day, or the first of several.
        shown: The day or days as the timeline prints them: `15-19 Aug 2009`, and `15-19 Aug [2009]` where the
            sentence leaves the year to the cable's date.
        point: The sentence that dates it.
        text: The words that tell it: the sentence, or its beginning with `...` where a tail is left out.
        quote: The same words as the paragraph has them.
    """

    first: dt.date
    shown: str
    point: Point
    text: str
    quote: str


@dataclass(frozen=True)
class _Mention:
    first: dt.date
    last: int
    start: int
    end: int
    dated: bool


def events(points: Sequence[Point]) -> tuple[Event, ...]:
    """Dated events in order of time, one a date and cable: the first that tells it.

    A date without a year is placed by the cable's date: ahead where it lies close ahead or the words about it look
    ahead, else back where it lies not long back and the sentence tells of the past. Any other is left out.
    """
    found: dict[tuple[str, str], Event] = {}
    for point in points:
        if point.hanging or point.broken:
            continue
        sent = point.evidence.cable.date
        for mention in _mentions(point.text, sent.date() if sent else None):
            unreal = _IRREAL.search(point.text) or _BORN.search(point.text[: mention.start])
            quote = None if unreal else _telling(point.text, mention)
            if quote is None:
                continue
            text = quote if quote == point.text else f"{quote} ..."
            event = Event(mention.first, _shown(mention), point, text, quote)
            key = (point.key.cable, event.shown)
            if key not in found or len(quote) < len(found[key].quote):
                found[key] = event
            break
    return tuple(sorted(found.values(), key=lambda event: event.first))


def days(text: str, sent: dt.date | None) -> frozenset[dt.date]:
    """Every day that a text names, placed in a year as for events."""
    return frozenset(mention.first for mention in _mentions(text, sent))


def shown_days(text: str, sent: dt.date | None, within: str) -> frozenset[str]:
    """Every day that a sentence names in some of its words, as a timeline prints it."""
    return frozenset(_shown(one) for one in _mentions(text, sent) if text[one.start : one.end] in within)


def _mentions(text: str, sent: dt.date | None) -> Iterator[_Mention]:
    taken: set[int] = set()
    for pattern in (_MONTH_FIRST, _DAY_FIRST):
        for match in pattern.finditer(text):
            if taken.intersection(range(match.start(), match.end())):
                continue
            taken.update(range(match.start(), match.end()))
            first = _place(match, sent)
            if first:
                yield _Mention(first, int(match["last"] or 0), match.start(), match.end(), bool(match["year"]))


def _place(match: re.Match[str], sent: dt.date | None) -> dt.date | None:
    month, day = _MONTHS[match["month"].lower()], int(match["day"])
    if match["year"]:
        return _date(int(match["year"]), month, day)
    if sent is None:
        return None
    near = [place for year in (sent.year - 1, sent.year, sent.year + 1) if (place := _date(year, month, day))]
    past = max((place for place in near if place <= sent), default=None)
    coming = min((place for place in near if place > sent), default=None)
    ahead, back = _looks(match)
    if coming and (coming - sent).days <= (_SOON if ahead else _AT_HAND):
        return coming
    if past and back and (sent - past).days <= _LATELY:
        return past
    return None


def _looks(match: re.Match[str]) -> tuple[bool, bool]:
    """Whether the words about a date look ahead, and whether the sentence looks back."""
    before = match.string[max(0, match.start() - _CUE_BEFORE) : match.start()]
    after = match.string[match.end() : match.end() + _CUE_AFTER]
    cue = _AHEAD.search(after)
    # "On May 3 he said it will", "told us on May 3 that it will": what is ahead is said of something else.
    between = after[: cue.start()] if cue else ""
    ahead = bool(_AHEAD.search(before)) or bool(cue and not _BACK.search(between) and not _PART.search(between))
    return ahead, bool(_BACK.search(match.string))


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _shown(mention: _Mention) -> str:
    days_shown = f"{mention.first.day}-{mention.last}" if mention.last > mention.first.day else f"{mention.first.day}"
    year = f"{mention.first:%Y}" if mention.dated else f"[{mention.first:%Y}]"
    return f"{days_shown} {mention.first:%b} {year}"


def _telling(sentence: str, mention: _Mention) -> str | None:
    """The sentence up to a pause behind the date, when what is left out does not turn its meaning."""
    cut = _pause(sentence, mention)
    if (
        cut
        and _tells(sentence[:cut], mention)
        and not _LOOSE_END.search(sentence[:cut])
        and not _TURNS.search(sentence[cut:])
        and len(sentence[cut:].split()) > _TAIL_WORTH_CUTTING
    ):
        sentence = sentence[:cut]
    return sentence if _MIN_WORDS <= len(sentence.split()) <= _MAX_WORDS else None


def _tells(words: str, mention: _Mention) -> bool:
    """Whether a verb stands in the clause of the date or behind it: "He said that on May 3" tells nothing yet."""
    clause = _PART.split(words[: mention.start])[-1]
    return bool(_VERB.search(clause) or _VERB.search(words, mention.end))


def _pause(sentence: str, mention: _Mention) -> int | None:
    before, after = sentence[: mention.start], mention.end
    # The first comma of "On May 3, the court ruled" ends no statement: the words that tell come behind it. So do those
    # of "the man, detained on May 3, confessed".
    if (_OPENING_PHRASE.match(sentence) and "," not in before) or _INSERTED.search(before):
        comma = sentence.find(", ", after)
        if comma >= 0 and _RELATIVE.match(sentence, comma + 2):
            comma = sentence.find(", ", comma + 2)
        if comma < 0:
            return None
        after = comma + 2
    purpose = None if _WANTS_MORE.search(before) else _PURPOSE.match(sentence, after)
    pause = purpose or _PAUSE.search(sentence, after)
    return pause.start() if pause else None
