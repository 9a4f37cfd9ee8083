"""Words that turn a sentence round, and which words stand under them."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from rag.answering.vocabulary import listed, terms
from rag.answering.words import Word, stem

_HARD = terms(
    "not no never none neither nor nobody nothing nowhere cannot without cant wont dont didnt doesnt isnt wasnt arent "
    "werent havent hasnt hadnt couldnt wouldnt shouldnt mustnt neednt aint non"
)
_SOFT = frozenset(
    stem(word)
    for word in listed(
        "deny denial fail failure refuse refusal reject decline lack absence absent unable unlikely hardly "
        "rarely seldom barely scarcely oppose prevent ban bar prohibit forbid avoid stop cease impossible halt"
    )
)
"""Words that negate by their meaning: counted where they stand on one side only."""
_GOVERNING = frozenset(
    stem(word) for word in listed("deny fail refuse decline lack unable unlikely hardly rarely seldom")
)
"""Soft words whose object is negated: "denied that the group existed", "failed to sign"."""
_DENIALS = frozenset(stem(word) for word in listed("deny denial refute dispute reject contradict"))
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least)|no (?:doubt|later than|less than|fewer than|more than)|or not|"
    r"whether or not|not to mention|nothing but|no\. ?\d+|nos\. ?\d+|none other)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[.;:!?()]|,|--")
_CLAUSE_WORDS = terms("but although though because while which who whereas unless if")
_REACH = 3
_AUXILIARY = terms(
    "a an the be is are was were been being am have has had having do does did done will would shall should can could "
    "may might must to any of in on at by for with from that this these those their his her its our your my him them "
    "it he she they we i you there as such yet ever even been so very too much and or however one two any some"
)


def is_cue(word: Word) -> bool:
    """Whether a quotation may not gain or lose this word: it negates, or it governs by its meaning."""
    return word.key in _HARD or stem(word.key) in _SOFT


def is_hard(word: Word) -> bool:
    """Whether the word is a negation by its form: `not`, `never`, `didn't`."""
    return word.key in _HARD


def turns(words: Sequence[Word]) -> int:
    """How many of the words turn a sentence round, by their form or as `denied` and `failed` do."""
    return sum(is_hard(word) or stem(word.key) in _GOVERNING for word in words)


def denial(words: Sequence[Word], stems: frozenset[str]) -> str:
    """The first word that makes a denial of what follows and has its stem not among some others; "" for none."""
    return next((word.raw for word in words if stem(word.key) in _DENIALS - stems), "")


def unnumbered(words: Sequence[Word]) -> tuple[Word, ...]:
    """The words without the sign of a number, as in `Decree No. 417`, which denies nothing."""
    signs = {
        one
        for one, other in pairwise(words)
        if one.key == "no" and other.key[0].isdigit() and other.start - one.end == len(". ")
    }
    return tuple(word for word in words if word not in signs)


def follows(cleaned: str, words: Sequence[Word], at: int) -> bool:
    """Whether a negation by form stands at a position and closes the words before it: `the third would not`."""
    if not 0 < at < len(words) or not is_hard(words[at]):
        return False
    return not _CLAUSE_END.search(cleaned[words[at - 1].end : words[at].start])


class Scope(NamedTuple):
    """What a text says negated and what it says plainly.

    Attributes:
        negated: Stems that stand first behind a negation by form.
        denied: Stems that stand first behind a word that negates by its meaning, `denied`.
        reached: Stems of all words that stand under a negation.
        plain: Stems of content words that no negation reaches.
        cues: How many negations there are, by form and by meaning.
    """

    negated: frozenset[str]
    denied: frozenset[str]
    reached: frozenset[str]
    plain: frozenset[str]
    cues: int


def _reached(cleaned: str, words: Sequence[Word], cue: int) -> list[int]:
    """Positions of the words of content that a negation reaches, up to the end of its clause."""
    found: list[int] = []
    for at in range(cue + 1, len(words)):
        gap = cleaned[words[at - 1].end : words[at].start]
        if (
            len(found) == _REACH
            or words[at].key in _CLAUSE_WORDS
            or (_CLAUSE_END.search(gap) and (at > cue + 1 or "," not in gap))
        ):
            break
        if words[at].key not in _AUXILIARY | _HARD:
            found.append(at)
    return found


def scope(cleaned: str, words: Sequence[Word]) -> Scope:
    """Reads which words of a cleaned text stand under a negation.

    Args:
        cleaned: The text.
        words: Its words.
    """
    harmless = [match.span() for match in _HARMLESS.finditer(cleaned)]
    times: dict[int, int] = {}
    hard_heads, soft_heads = set(), set()
    cues = 0
    for at, word in enumerate(words):
        if any(start <= word.start < end for start, end in harmless) or not is_cue(word):
            continue
        cues += 1
        if not is_hard(word) and stem(word.key) not in _GOVERNING:
            continue
        reached = _reached(cleaned, words, at)
        head = next((position for position in reached if not words[position].key.endswith("ly")), None)
        (hard_heads if is_hard(word) else soft_heads).add(head)
        for position in reached:
            times[position] = times.get(position, 0) + 1
    turned = {at for at, count in times.items() if count % 2}
    plain = (w for at, w in enumerate(words) if w.key not in _AUXILIARY | _HARD and at not in turned)
    return Scope(
        frozenset(stem(words[at].key) for at in hard_heads & turned),
        frozenset(stem(words[at].key) for at in soft_heads & turned),
        frozenset(stem(words[at].key) for at in turned),
        frozenset(stem(word.key) for word in plain),
        cues,
    )


def merged(scopes: Sequence[Scope]) -> Scope:
    """What several texts say together."""
    return Scope(
        frozenset().union(*(one.negated for one in scopes)),
        frozenset().union(*(one.denied for one in scopes)),
        frozenset().union(*(one.reached for one in scopes)),
        frozenset().union(*(one.plain for one in scopes)),
        sum(one.cues for one in scopes),
    )


def lost(said: Scope, source: Scope) -> str:
    """A stem that the source negates and the statement says plainly; "" when there is none.

    What the source denies only by a word's meaning is lost only if the statement negates nothing at all.
    """
    negated = source.negated if said.cues else source.negated | source.denied
    return min((negated - source.plain) & (said.plain - said.negated), default="")


def added(said: Scope, source: Scope) -> str:
    """A stem that the source says plainly and the statement negates; "" when there is none."""
    turned = (said.negated - said.plain) & (source.plain - source.reached)
    return min(turned, default=min(said.negated, default="") if not source.cues else "")
