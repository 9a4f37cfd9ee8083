"""The words that carry a question: content words, stems, names and numbers."""

import re
from functools import lru_cache

_WORD = re.compile(r"([^\W_]+(?:['’](?![sS]\b)[^\W_]+)*)(?:['’][sS]\b)?")
_STOP = frozenset(
    re.findall(
        r"\w+",
        """a about above after again against all also although am among an and any anyone anything are as at be became
    because become been before being between both but by can could did do does doing done during each either else ever
    every few for from further gave get give given go had has have having he her here hers him his how however i if in
    into is it its itself just least let like made make many may me might more most much must my near neither no nor
    not now of off on once one only or other others our out over own per rather said say says see shall she should
    since so some such take tell than that the their them themselves then there these they thing this those though
    through to together too toward towards under until up upon us use used very via was way we were what when where
    whether which while who whom whose why will with within without would yet you your according ask asked answer
    cable cables question report reported mention mentioned please describe explain name call called""",
    )
)


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """English Snowball stem of a word in lower case."""
    from snowballstemmer.english_stemmer import EnglishStemmer

    # A stemmer keeps its place in the word, so threads must not share one.
    return str(EnglishStemmer().stemWord(word))


def words(text: str) -> list[str]:
    """Words as written, possessive endings dropped."""
    return [match[1] for match in _WORD.finditer(text)]


def is_content(word: str) -> bool:
    """Whether a word carries meaning of its own."""
    return word.lower() not in _STOP and (len(word) > 1 or word.isdigit())


def content_stems(text: str) -> tuple[str, ...]:
    """Stems of the content words in order, each once."""
    return tuple(dict.fromkeys(stem(word.lower()) for word in words(text) if is_content(word)))


@lru_cache(maxsize=4096)
def stems(text: str) -> frozenset[str]:
    """All stems of a text."""
    return frozenset(stem(word.lower()) for word in words(text))


def names(text: str) -> tuple[str, ...]:
    """Words of the proper names in a question, each once: capitalised inside a sentence, or all capitals."""
    found = []
    for match in _WORD.finditer(text):
        word = match[1]
        opens = re.search(r"(?:^|[.?!:]\s+)[\"“'(]*$", text[max(0, match.start() - 12) : match.start()]) is not None
        if word[:1].isupper() and is_content(word) and (not opens or (word.isupper() and len(word) > 1)):
            found.append(word)
    return tuple(dict.fromkeys(found))
