"""Which posts a question points to, by their own names or by the countries that they report on."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

from rag.cables.stations import post_key, stations

TABLE = Path(__file__).with_name("countries.tsv")
_WASHINGTON = frozenset({"STATE", "SECSTATE"})
_WORD = re.compile(r"[A-Z][A-Za-z'’.-]*|of|es|au")
_LONGEST = 4


@cache
def _names() -> dict[str, frozenset[str]]:
    """Key of a place's name to the keys of the posts that report on it."""
    known: dict[str, set[str]] = {}
    for key in stations().names:
        if key not in _WASHINGTON:
            known.setdefault(key, set()).add(key)
    for short, key in stations().aliases.items():
        if key not in _WASHINGTON:
            known.setdefault(short, set()).add(key)
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        posts, words = line.split("\t")
        for word in words.split():
            known.setdefault(post_key(word), set()).update(post_key(post) for post in posts.split(","))
    return {name: frozenset(posts) for name, posts in known.items()}


def posts_named(text: str) -> frozenset[str]:
    """Keys of the posts that the text names, or whose country or people it names.

    Args:
        text: A question; names count only where they begin with a capital, so that `turkey` is no post.
    """
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text)]
    found: set[str] = set()
    at = 0
    while at < len(words):
        taken = 1
        for length in range(min(_LONGEST, len(words) - at), 0, -1):
            run = words[at : at + length]
            # A country's adjective may be followed by a possessive, which is no part of the name.
            key = post_key(re.sub(r"['’]s?$", "", " ".join(word for word, _, _ in run)))
            if _adjacent(text, run) and key in _names():
                found |= _names()[key]
                taken = length
                break
        at += taken
    return frozenset(found)


def _adjacent(text: str, run: list[tuple[str, int, int]]) -> bool:
    return all(text[left[2] : right[1]] == " " for left, right in pairwise(run))
