"""The checked text: the cited paragraphs with the header facts of their cables, read once and kept."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from rag.answering import dates, figures, nations
from rag.answering.words import Word, clean, parts, rejoined, stem, words
from rag.cables.model import HEADER_INDEX, Evidence


@dataclass(frozen=True)
class Reading:
    """What stands in one text.

    Attributes:
        text: The cleaned text.
        words: Its words.
        figures: Its numbers, days of the month left out.
        dates: Its dates.
    """

    text: str
    words: tuple[Word, ...]
    figures: tuple[figures.Figure, ...]
    dates: tuple[dates.Date, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Keys of its words, glued ones also by their parts, cut ones also closed."""
        found = {word.key for word in self.words}
        found.update(part for word in self.words for part in parts(word.raw))
        if "- " in self.text:
            found.update(word.key for word in words(rejoined(self.text)))
        return frozenset(found)

    @cached_property
    def stems(self) -> frozenset[str]:
        """Stems of its words."""
        return frozenset(stem(key) for key in self.keys)

    @cached_property
    def plain_stems(self) -> frozenset[str]:
        """Stems of the words that stand there without a capital: no names."""
        return frozenset(stem(word.key) for word in self.words if not word.capital)

    @cached_property
    def nations(self) -> frozenset[str]:
        """The nations that it names."""
        return frozenset(nation for _, nation in nations.find(self.words).values())


@lru_cache(maxsize=256)
def read(text: str) -> Reading:
    """Reads a text once."""
    cleaned = clean(text)
    return Reading(cleaned, words(cleaned), figures.find(dates.blank(cleaned)), dates.find(cleaned))


@dataclass(frozen=True)
class Source:
    """One cited paragraph with the header facts of its cable.

    Attributes:
        body: The paragraph's text.
        header: Id, post, subject and date of the cable.
        written: The cable's date.
        post: Its post's name.
        is_header: Whether the paragraph is the cable's header.
        label: The paragraph's printed number, "" without one.
    """

    body: Reading
    header: Reading
    written: dt.date | None
    post: str = ""
    is_header: bool = False
    label: str = ""


def _header(evidence: Evidence) -> str:
    cable = evidence.cable
    day = cable.date.strftime("%Y-%m-%d") if cable.date else ""
    return f"{cable.id}; {cable.post}; {cable.subject}; {day}"


def sources(cited: Sequence[Evidence]) -> tuple[Source, ...]:
    """The checked text of the cited paragraphs."""
    return tuple(
        Source(
            read(one.paragraph.text),
            read(_header(one)),
            one.cable.date.date() if one.cable.date else None,
            one.cable.post,
            one.paragraph.index == HEADER_INDEX,
            one.paragraph.label,
        )
        for one in cited
    )
