"""Sentences about a cable itself: its subject, date, post and id, and the date by which a sentence names it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from rag.answering import dates
from rag.answering.evidence import Reading, Source, read
from rag.answering.vocabulary import FORM, FUNCTION, SENDING, terms
from rag.answering.words import Word, stem

_ID = r"\d\d[A-Z]{3,30}\d{1,8}"
_NOUN = r"(?:cable|telegram)s?"
_LEADING = r"(?:(?:is|was|which is|of|dated|from|sent|written|on),? ){0,3}"
_BACK = 120
"""Characters before a date in which the cable that it dates is named."""
_STATION = r"(?:(?:u\.?s\.? |american )?(?:embassy|amembassy|consulate general|consulate|mission)(?: in| at)? )?"
_TAGS = re.compile(r"\bTAGS?:?(?:[\s,]+[A-Z]{2,8}\b)+")
_REPORTS = re.compile(r",? (?:reports|reported|says|said|states|stated|notes|noted)(?: that)?\b", re.IGNORECASE)
_SAID = r"(?:reported|wrote|commented|noted|said|stated|cabled|observed|assessed)"
_OWN_WORDS = re.compile(
    rf"\b(?:(?:am)?embassy|(?:am)?consul(?:ate)?|mission|post|department)\b.{{0,60}}?\b(?:{_SAID}|told)\b",
    re.IGNORECASE,
)
_NOUNS = terms("cable telegram message subject title heading header tag tags caption")
_TURNING = terms("to after before between since than until")
"""With these a header fact may say something else than the header: sent to its own post, dated before its own date."""
_FORM_STEMS = frozenset(stem(word) for word in FORM)
_SENDING_STEMS = frozenset(stem(word) for word in SENDING)
_IS_ID = re.compile(_ID)


def is_about_header(said: Reading, sources: Sequence[Source], quotes: Sequence[Reading]) -> bool:
    """Whether a sentence only says what stands in the header of its cable.

    It must name the cable or a part of its header, begin with that, its post or its id, and have no word but those,
    plain function words and what stands in the header facts, or in a quotation of the header. What was sent or came
    from somewhere may be named with id, post and date alone, so that a subject's names do not become senders.

    Args:
        said: The statement without its insertions.
        sources: The checked text.
        quotes: The quotation of each of them.
    """
    undated = [word for word in said.words if not any(date.start <= word.start < date.end for date in said.dates)]
    content = [word for word in undated if word.key not in FUNCTION]
    posts = frozenset().union(*(read(source.post).keys for source in sources))
    named = any(word.key.removesuffix("s") in _NOUNS or _IS_ID.fullmatch(word.raw) for word in content)
    if not content or not named or not _is_form(content[0], posts):
        return False
    stems = {stem(word.key) for word in content}
    facts = frozenset().union(*(source.header.keys for source in sources))
    if any(word.key in _TURNING - facts for word in undated):
        return False
    if stems & _SENDING_STEMS:
        facts = posts | {key for key in facts if _IS_ID.fullmatch(key.upper())}
    else:
        facts = facts.union(*(quote.keys for quote, source in zip(quotes, sources, strict=True) if source.is_header))
    rest = [word for word in content if stem(word.key) not in _FORM_STEMS | _SENDING_STEMS]
    return bool(rest or said.dates) and all(word.key in facts for word in rest)


def _is_form(word: Word, posts: frozenset[str]) -> bool:
    return stem(word.key) in _FORM_STEMS or word.key in posts or bool(_IS_ID.fullmatch(word.raw))


class Ascription(NamedTuple):
    """Where a statement names a cable by its date: `(cable of 26 May 2009)`, `the 26 May telegram from Lisbon`.

    Attributes:
        date: The date.
        start: Offset of the phrase in the cleaned text.
        end: Offset behind it.
    """

    date: dates.Date
    start: int
    end: int


def ascriptions(said: Reading, sources: Sequence[Source]) -> tuple[Ascription, ...]:
    """The phrases by which a statement names a cable and its date.

    Args:
        said: The statement without its insertions.
        sources: The checked text; the posts of its cables are known by name.
    """
    post = _post(sources)
    by = rf"(?:,? ?(?:from|of|by|sent by|in) (?:the )?{_STATION}{post})?"
    before = (
        re.compile(rf"(?:\b(?:{post} )?{_NOUN}|\b{_ID})(?: {_ID})?{by},? {_LEADING}$", re.IGNORECASE),
        re.compile(rf"\((?:{_ID}|{_STATION}{post})(?: (?:¶|para(?:graph)? )\d+)?,? {_LEADING}$", re.IGNORECASE),
    )
    behind = re.compile(rf" (?:{post} )?{_NOUN}\b{by}", re.IGNORECASE)
    found = []
    for date in said.dates:
        window = max(0, date.start - _BACK)
        leads = [match.start() + window for one in before if (match := one.search(said.text[window : date.start]))]
        follows = behind.match(said.text, date.end)
        if leads or follows:
            named_to = follows.end() if follows else date.end
            verb = _REPORTS.match(said.text, named_to)
            found.append(Ascription(date, min([*leads, date.start]), verb.end() if verb else named_to))
    return tuple(found)


def untagged(sentence: str) -> str:
    """A quoted sentence without Norway's tag, NO: in the TAGS of a header it denies nothing."""
    return _TAGS.sub(lambda match: re.sub(r"\bNO\b", "", match[0]), sentence)


def _post(sources: Sequence[Source]) -> str:
    """A pattern for the names of the cables' posts."""
    names = {re.escape(source.post) for source in sources if source.post}
    return "(?:" + "|".join(sorted(names, key=len, reverse=True)) + ")" if names else r"(?!)"


def dates_cable(date: dates.Date, sources: Sequence[Source]) -> bool:
    """Whether a date is that of a cited cable, or the one by which a cited paragraph itself names a cable."""
    return any(
        _is_written(date, source)
        or any(dates.agrees(date, one.date, source.written) for one in ascriptions(source.body, sources))
        for source in sources
    )


def _is_written(date: dates.Date, source: Source) -> bool:
    day = source.written
    return day is not None and dates.agrees(date, dates.Date(day.year, day.month, day.day, None, 0, 0), day)


def asides(said: Reading, sources: Sequence[Source], contexts: Sequence[Reading]) -> tuple[tuple[int, int], ...]:
    """Ranges of a statement that only name the cable, so that they stand in place of nothing in a quoted sentence.

    Besides ascriptions that is `Embassy Lisbon reported on 26 May 2009 that`, unless a quoted sentence speaks of a post
    itself.

    Args:
        said: The statement without its insertions.
        sources: The checked text.
        contexts: The quoted sentences.
    """
    found = [(one.start, one.end) for one in ascriptions(said, sources) if dates_cable(one.date, sources)]
    opening = re.compile(rf"(?:the )?{_STATION}(?:{_post(sources)} )?{_SAID} ", re.IGNORECASE)
    match = opening.match(said.text)
    if match and not any(_OWN_WORDS.search(context.text) for context in contexts):
        end = next((date.end for date in said.dates if said.text[match.end() : date.start] == "on "), match.end())
        found.append((0, end))
    return tuple(found)
