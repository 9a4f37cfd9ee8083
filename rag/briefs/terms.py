"""Words as weights: stems, inverse frequencies and cosines, for centrality, novelty and likeness without a model."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Weights = Mapping[str, float]
"""A sparse vector of unit length: weight by stem; empty where a text has no content word."""

_WORD = re.compile(r"[^\W_]+")


def word_set(*lists: str) -> frozenset[str]:
    """Words listed in strings, parted by blanks."""
    return frozenset(word for words in lists for word in words.split())


_STOP = word_set(
    "a about after against all also am an and any are as at be because been before being between both but by can could",
    "did do does during each for from had has have he her hers him his how however i if in into is it its may might",
    "more moreover most no nor not of on one only or other our out over own s said same she should so some such than",
    "that the their them then there these they this those through to too under until up very was we were what when",
    "where which while who whom why will with would you your",
)


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    # A stemmer object keeps state between calls, so that one shared by threads would mix words; making one is cheap.
    from snowballstemmer.english_stemmer import EnglishStemmer

    return str(EnglishStemmer().stemWord(word))


@lru_cache(maxsize=16384)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the content words, in order, case and accents of the letters ignored only as far as case goes."""
    return tuple(_stem(word) for word in _WORD.findall(text.lower()) if word not in _STOP)


class Frequencies:
    """Inverse document frequencies of stems over a set of texts (paragraphs).

    The weight is ln((1 + n) / (1 + df)) + 1, the smoothed form that scikit-learn documents, so that a stem of every
    paragraph still counts a little.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        total = 0
        for text in texts:
            counts.update(set(stems(text)))
            total += 1
        self._weight = {stem: math.log((1 + total) / (1 + count)) + 1 for stem, count in counts.items()}
        self._unseen = math.log(1 + total) + 1

    def weigh(self, text: str) -> Weights:
        """The text's tf-idf vector with damped counts (1 + ln tf)."""
        counts = Counter(stems(text))
        raw = {s: (1 + math.log(n)) * self._weight.get(s, self._unseen) for s, n in counts.items()}
        return _unit(raw)

    def covered(self, asked: str, text: str) -> float:
        """Which share of the asked words stands in the text, each by its weight: 0 to 1, 0 when nothing is asked."""
        wanted = {stem: self._weight.get(stem, self._unseen) for stem in stems(asked)}
        found = set(stems(text))
        total = sum(wanted.values())
        return sum(weight for stem, weight in wanted.items() if stem in found) / total if total else 0.0


def centre(vectors: Sequence[Weights]) -> Weights:
    """The mean direction of some vectors."""
    total: dict[str, float] = {}
    for vector in vectors:
        for stem, weight in vector.items():
            total[stem] = total.get(stem, 0.0) + weight
    return _unit(total)


def cosine(one: Weights, other: Weights) -> float:
    """Likeness of two texts, 0 to 1."""
    if len(other) < len(one):
        one, other = other, one
    return sum(weight * other.get(stem, 0.0) for stem, weight in one.items())


def _unit(raw: Mapping[str, float]) -> Weights:
    length = math.sqrt(sum(weight * weight for weight in raw.values()))
    unit: dict[str, float] = {stem: weight / length for stem, weight in raw.items()} if length else {}
    return unit
