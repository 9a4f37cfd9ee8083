"""Words that turn a sentence round: negations, their scope, and pairs of opposites."""

import re
from collections.abc import Sequence
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
_HARMLESS = re.compile(
    r"\b(?:not (?:only|just|merely|simply|least)|no (?:doubt|later than|less than|fewer than|more than)|or not|"
    r"whether or not|not to mention|nothing but|no\. ?\d+|nos\. ?\d+|none other)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[.;:!?()]|,|--|\b(?:but|although|though|because|while|which|who|whereas|unless|if)\b", re.IGNORECASE
)
_REACH = 3
_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "anti")
_AUXILIARY = terms(
    "a an the be is are was were been being am have has had having do does did done will would shall should can could "
    "may might must to any of in on at by for with from that this these those their his her its our your my him them "
    "it he she they we i you there as such yet ever even been so very too much and or"
)
_OPPOSITES = (
    "increase rise grow climb gain up higher more|decrease fall decline drop shrink reduce down lower less fewer",
    "support favor back endorse|oppose reject resist", "accept|reject refuse decline", "approve|disapprove veto",
    "agree|disagree", "allow permit|ban forbid prohibit", "win|lose", "before|after", "import|export", "buy|sell",
    "arrive enter|leave depart", "begin start open launch|end stop close", "accelerate|slow", "strengthen|weaken",
    "improve|worsen deteriorate", "include|exclude", "legal lawful|illegal unlawful", "success succeed|failure fail",
    "ally|enemy", "north northern|south southern", "east eastern|west western", "male man boy|female woman girl",
    "majority|minority", "maximum|minimum", "confirm|deny", "public|private", "able|unable", "likely|unlikely",
    "possible|impossible", "first|last", "always|never", "all|none", "many|few", "positive|negative",
    "optimistic|pessimistic", "guilty|innocent", "arrest detain|release", "hire|fire", "early|late",
    "optimism|pessimism", "increasing|decreasing", "satisfied|dissatisfied", "present|absent", "import|export",
)  # fmt: skip


def _opposites() -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in _OPPOSITES:
        one, other = (frozenset(stem(word) for word in side.split()) for side in pair.split("|"))
        for stems, against in ((one, other), (other, one)):
            for word in stems:
                table[word] = table.get(word, frozenset()) | against
    return table


OPPOSITES = _opposites()
"""For a stem, the stems that say the contrary."""


def is_cue(word: Word) -> bool:
    """Whether a quotation may not gain or lose this word: it negates, or it governs by its meaning."""
    return word.key in _HARD or stem(word.key) in _SOFT


def is_hard(word: Word) -> bool:
    """Whether the word is a negation by its form: `not`, `never`, `didn't`."""
    return word.key in _HARD


class Scope(NamedTuple):
    """What a text says negated and what it says plainly.

    Attributes:
        negated: Stems that stand first behind a negation.
        plain: Stems of content words that no negation reaches.
        cues: How many negations there are, soft ones included.
    """

    negated: frozenset[str]
    plain: frozenset[str]
    cues: int


def scope(cleaned: str, words: tuple[Word, ...]) -> Scope:
    """Reads which words of a cleaned text stand under a negation."""
    harmless = [(match.start(), match.end()) for match in _HARMLESS.finditer(cleaned)]
    reached: dict[int, int] = {}
    heads: set[int] = set()
    cues = 0
    for at, word in enumerate(words):
        hard = is_hard(word)
        if any(start <= word.start < end for start, end in harmless):
            continue
        if not hard and stem(word.key) not in _GOVERNING:
            cues += stem(word.key) in _SOFT
            continue
        cues += 1
        head_seen = 0
        for behind in range(at + 1, min(at + 1 + 12, len(words))):
            gap = cleaned[words[behind - 1].end : words[behind].end]
            if _CLAUSE_END.search(gap) and not (behind == at + 1 and "," in gap):
                break
            if words[behind].key in _AUXILIARY or words[behind].key in _HARD:
                continue
            reached[behind] = reached.get(behind, 0) + 1
            if not head_seen and not words[behind].key.endswith("ly"):
                heads.add(behind)
                head_seen = 1
            if (head_seen := head_seen + 1) > _REACH:
                break
    negated = frozenset(stem(words[at].key) for at in heads if reached[at] % 2)
    plain = frozenset(
        stem(word.key)
        for at, word in enumerate(words)
        if word.key not in _AUXILIARY and word.key not in _HARD and not reached.get(at, 0) % 2
    )
    return Scope(negated, plain, cues)


def merged(scopes: Sequence[Scope]) -> Scope:
    """What several texts say together."""
    return Scope(
        frozenset().union(*(one.negated for one in scopes)),
        frozenset().union(*(one.plain for one in scopes)),
        sum(one.cues for one in scopes),
    )


def lost(said: Scope, source: Scope) -> str:
    """A stem that the source negates and the statement says plainly; "" when there is none."""
    return next(iter(sorted((source.negated - source.plain) & (said.plain - said.negated))), "")


def added(said: Scope, source: Scope) -> str:
    """A stem that the source says plainly and the statement negates; "" when there is none."""
    turned = (said.negated - said.plain) & (source.plain - source.negated)
    if turned:
        return min(turned)
    return min(said.negated) if said.negated and not source.cues else ""


def prefixed(said: frozenset[str], source: frozenset[str]) -> tuple[str, str] | None:
    """A word of the statement of which the source has only the contrary form: `able` for `unable`.

    Args:
        said: Keys of the statement's words.
        source: Keys of the words of the quotes and their sentences.

    Returns:
        The statement's word and the source's, None when there is no such pair.
    """
    for one, other, turned in ((said, source, False), (source, said, True)):
        for word in sorted(one - other):
            for prefix in _PREFIXES:
                if len(word) > 3 and prefix + word in other - one:
                    return (prefix + word, word) if turned else (word, prefix + word)
    return None


def contrary(said: frozenset[str], source: frozenset[str]) -> tuple[str, str] | None:
    """A stem of the statement that is missing in the source while its opposite stands there.

    Args:
        said: Stems of the statement.
        source: Stems of the quotes.

    Returns:
        The statement's stem and its opposite in the source, None when there is no such pair.
    """
    for word in sorted(said - source):
        if against := OPPOSITES.get(word, frozenset()) & (source - said):
            return word, min(against)
    return None
