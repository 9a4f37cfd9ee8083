"""Which places a question names: posts, and countries with the posts that report on them."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from rag.cables.stations import post_key, stations

TABLE = Path(__file__).with_name("countries.tsv")
_WASHINGTON = frozenset({"STATE", "SECSTATE"})
_WORD = re.compile(r"(?<!\w)[A-Z][A-Za-z'’.-]*|of|es|au")
_LONGEST = 4


@dataclass(frozen=True)
class Place:
    """A post, or a country.

    Attributes:
        printed: As the text has it.
        posts: Keys of the posts that report on it.
        forms: Keys of its names: the country, its people, its posts.
    """

    printed: str
    posts: frozenset[str]
    forms: frozenset[str]


@cache
def _known() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Key of a place's name to its posts and to all keys of its names."""
    posts: dict[str, set[str]] = {}
    forms: dict[str, set[str]] = {}
    own = {key: key for key in stations().names} | dict(stations().aliases)
    for name, key in own.items():
        if key not in _WASHINGTON:
            posts.setdefault(name, set()).add(key)
            forms.setdefault(name, set()).update((name, key))
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        reporting, words = line.split("\t")
        keys = {post_key(post) for post in reporting.split(",")}
        names = {post_key(word) for word in words.split()}
        for name in names:
            posts.setdefault(name, set()).update(keys)
            forms.setdefault(name, set()).update(keys | names)
        # A capital stands for its country: "Beijing's envoy" is the Chinese one.
        for key in keys & forms.keys():
            forms[key] |= keys | names
    return {name: (frozenset(keys), frozenset(forms[name])) for name, keys in posts.items()}


@lru_cache(maxsize=256)
def places_named(text: str) -> tuple[Place, ...]:
    """The places that a text names, in order.

    Args:
        text: A question; names count only where they begin with a capital, so that `turkey` is none.
    """
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    found: list[Place] = []
    at = 0
    while at < len(words):
        taken = 1
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            run = words[at : at + length]
            printed = re.sub(r"(?:['’]s?|[.])$", "", " ".join(word for word, _, _ in run))
            if _adjacent(text, run) and (known := _known().get(post_key(printed))):
                found.append(Place(printed, *known))
                taken = length
                break
        at += taken
    return tuple(found)


def posts_named(text: str) -> frozenset[str]:
    """Keys of the posts that the text names, or whose country or people it names."""
    return frozenset[str]().union(*(place.posts for place in places_named(text)))


def _adjacent(text: str, run: list[tuple[str, int, int]]) -> bool:
    return all(text[left[2] : right[1]] == " " for left, right in pairwise(run))
