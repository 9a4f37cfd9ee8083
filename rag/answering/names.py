"""Proper names of a statement, and whether they stand in the checked text."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rag.answering import nations
from rag.answering.evidence import Reading, Source, read
from rag.answering.sentences import split
from rag.answering.vocabulary import CONNECTORS, FORM, FUNCTION, GLUE, NO_NAMES, TITLES, terms
from rag.answering.words import Word, parts, stem

_EXEMPT = terms(
    "embassy amembassy consulate amconsul post mission government department cable telegram subject summary comment "
    "note paragraph usg"
)
"""The cable's own author and form: they may be named though the text does not."""
_STATIONS = terms("embassy amembassy consulate amconsul mission")
_UNITED_STATES = terms("us american")
_OPENING = re.compile(r"[:\"“‘(\[]\s*[\"'“‘]?$|--\s*$")
_PLAIN_ENDING = re.compile(r"(?:ing|ed|ly|tions?|ments?|ness|ists?|ers|ities|ism)$")
_WITHIN = re.compile(r"[\s.'-]*$")
_GLUE_STEMS = frozenset(stem(word) for word in GLUE | FORM)
_APART = 3
"""Given name and surname may stand so many words apart: `Robert O. Blake`."""


def shouts(words: Sequence[Word]) -> bool:
    """Whether a text is printed in capitals throughout, so that they mark no names."""
    long = [word for word in words if len(word.raw) > 3 and word.raw.isalpha()]
    return len(long) > 1 and sum(word.raw.isupper() for word in long) > 0.7 * len(long)


def _initial_positions(said: Reading) -> frozenset[int]:
    """Positions of words that bear a capital because a sentence or a quotation begins with them."""
    starts = [start for start, _ in split(said.text)]
    found = set()
    for at, word in enumerate(said.words):
        previous = said.words[at - 1].end if at else 0
        if any(previous <= start <= word.start for start in starts) or _OPENING.search(
            said.text[previous : word.start]
        ):
            found.add(at)
    return frozenset(found)


class Named(NamedTuple):
    """The names of a statement.

    Attributes:
        positions: Of its words that belong to names, nations included.
        missing: The names that do not stand in the checked text, in order.
    """

    positions: frozenset[int]
    missing: tuple[str, ...]


class _Checked:
    """The checked text, asked for names."""

    def __init__(self, sources: Sequence[Source]) -> None:
        readings = [reading for source in sources for reading in (source.body, source.header)]
        self.keys = frozenset().union(*(reading.keys for reading in readings))
        self.stems = frozenset().union(*(reading.stems for reading in readings))
        self.nations = frozenset().union(*(reading.nations for reading in readings))
        self.plain = frozenset().union(*(s.body.plain_stems for s in sources if not shouts(s.body.words)))
        self.posts = frozenset().union(*(read(source.post).keys for source in sources))
        self.foreign = any(_has_foreign_station(source.body) for source in sources)
        self.sequences = [reading.words for reading in readings]

    def has(self, word: Word) -> bool:
        """Whether the word stands there: as it is, by glued parts, as a plain noun, or as a title in another number."""
        if word.key in self.keys or stem(word.key) in self.plain:
            return True
        pieces = parts(word.raw)
        if pieces and all(piece in self.keys for piece in pieces):
            return True
        if word.raw[-1] == "s" and word.raw[:-1].isupper():
            return word.key[:-1] in self.keys
        if word.raw.isupper() and f"{word.key}s" in self.keys:
            return True
        return word.key in TITLES and stem(word.key) in self.stems

    def beside(self, one: Word, other: Word) -> bool:
        """Whether two parts of a name belong together there, in either order."""
        for sequence in self.sequences:
            for at, word in enumerate(sequence):
                if _same(one, word) and any(_same(other, near) for near in sequence[at + 1 : at + 1 + _APART]):
                    return True
                if _same(other, word) and any(_same(one, near) for near in sequence[at + 1 : at + 2]):
                    return True
        return False


def _same(said: Word, source: Word) -> bool:
    if said.initial:
        return source.capital and source.key[:1] == said.key
    if source.initial and source.capital:
        return said.key[:1] == source.key
    return said.key == source.key


def _runs(said: Reading, positions: Sequence[int]) -> list[list[int]]:
    """Positions grouped into names: neighbours with nothing but small connecting words between them."""
    runs: list[list[int]] = []
    for at in positions:
        if runs and _together(said, runs[-1][-1], at):
            runs[-1].append(at)
        else:
            runs.append([at])
    return runs


def _together(said: Reading, one: int, other: int) -> bool:
    if said.words[one].raw.endswith("'s"):
        # An owner and what it owns are two names: `UNESCO's Varga`.
        return False
    between = said.words[one + 1 : other]
    if len(between) > 2 or any(
        word.capital or word.key not in CONNECTORS - {"and", "for", "of", "the"} for word in between
    ):
        return False
    return all(_WITHIN.match(said.text[said.words[at].end : said.words[at + 1].start]) for at in range(one, other))


def _candidates(said: Reading, nation: frozenset[int], checked: _Checked) -> list[int]:
    """Positions of words that look like parts of names, nations, dates and counts left out."""
    initial = _initial_positions(said)
    found = []
    for at, word in enumerate(said.words):
        if at in nation or not word.capital or word.key in _EXEMPT:
            continue
        if any(one.start <= word.start < one.end for one in said.dates):
            continue
        if at in initial and any(one.start <= word.start < one.end for one in said.figures):
            # A number in words, which is checked as one.
            continue
        if word.initial and said.text[word.end : word.end + 1] != ".":
            continue
        if at in initial and (word.key in NO_NAMES | FUNCTION or _is_plain(said, at, checked)):
            continue
        if word.key not in FUNCTION or word.raw.isupper():
            found.append(at)
    return found


def _is_plain(said: Reading, at: int, checked: _Checked) -> bool:
    """Whether the first word of a sentence is a plain word: the text has it small, or its ending tells."""
    word = said.words[at]
    if word.raw.isupper() and len(word.raw) > 1:
        return False
    if stem(word.key) in checked.plain:
        return True
    follows = said.words[at + 1] if at + 1 < len(said.words) else None
    return bool(_PLAIN_ENDING.search(word.key)) and len(word.key) > 5 and not (follows and follows.capital)


def examine(said: Reading, sources: Sequence[Source]) -> Named:
    """The names of a statement, and which of them do not stand in the checked text.

    A name stands there if each of its words does; parts of a person's name must also stand beside each other, an
    initial agreeing with the name that it begins. Nations stand under any of their names. Case and accents do not
    count. In a statement printed in capitals every word of content must stand there instead, but for small words that
    speak of the cable itself.

    Args:
        said: The statement without its insertions.
        sources: The checked text.
    """
    checked = _Checked(sources)
    nation_names = nations.find(said.words)
    nation = frozenset(at + step for at, (size, _) in nation_names.items() for step in range(size))
    if shouts(said.words):
        shouted = (word for word in _shouted(said) if word.key not in FUNCTION and not word.key[0].isdigit())
        return Named(nation, tuple(word.raw for word in shouted if stem(word.key) not in checked.stems))
    found = []
    for at, (size, name) in nation_names.items():
        words = said.words[at : at + size]
        if _is_author(said, at + size, words, checked):
            continue
        if name not in checked.nations and not all(word.key in checked.keys for word in words):
            found.append((at, said.text[words[0].start : words[-1].end]))
    candidates = _candidates(said, nation, checked)
    for run in _runs(said, candidates):
        shown = _unsupported([said.words[at] for at in run], checked)
        found += [(run[0], said.text[shown[0].start : shown[-1].end])] if shown else []
    return Named(nation | frozenset(candidates), tuple(name for _, name in sorted(found)))


def _has_foreign_station(body: Reading) -> bool:
    """Whether a text speaks of another nation's embassy, so that ours may not stand in its place."""
    stations = {at for at, word in enumerate(body.words) if word.key in _STATIONS}
    return any(
        at + size in stations and not {word.key for word in body.words[at : at + size]} <= _UNITED_STATES
        for at, (size, _) in nations.find(body.words).items()
    )


def _is_author(said: Reading, at: int, nation: Sequence[Word], checked: _Checked) -> bool:
    """Whether a nation only says whose embassy wrote the cable: `the U.S. Embassy in Lisbon`, cited from Lisbon."""
    behind = [word.key for word in said.words[at : at + 4]]
    station = behind[:1] and behind[0] in _STATIONS
    own = any(key in checked.posts for key in behind[1:3]) or (
        behind[1:2] == ["general"] and behind[-1] in checked.posts
    )
    return bool(station) and own and not checked.foreign and {word.key for word in nation} <= _UNITED_STATES


def _shouted(said: Reading) -> list[Word]:
    """The words of a statement printed in capitals that may be parts of names.

    A sentence that quotes a subject line is printed in capitals for the most part; the small words with which it speaks
    of the cable are no names.
    """
    initial = _initial_positions(said)
    return [
        word
        for at, word in enumerate(said.words)
        if not (word.raw.islower() and _is_glue(word))
        and not (at in initial and word.key in _EXEMPT and not word.raw.isupper())
        and not any(date.start <= word.start < date.end for date in said.dates)
    ]


def _is_glue(word: Word) -> bool:
    return word.key in FUNCTION or stem(word.key) in _GLUE_STEMS


def _unsupported(name: Sequence[Word], checked: _Checked) -> Sequence[Word]:
    """The part of a name that does not stand in the checked text: single words, or the whole when put together anew."""
    persons = [word for word in name if word.key not in TITLES]
    if any(
        not checked.beside(one, other)
        for one, other in pairwise(persons)
        if not parts(one.raw) and not parts(other.raw)
    ):
        return name
    return [word for word in name if not word.initial and not checked.has(word)]
