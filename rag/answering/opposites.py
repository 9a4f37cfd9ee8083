"""Pairs of words that say the contrary: `rose` and `fell`, `able` and `unable`."""

from rag.answering.words import stem

_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "anti")
_OPPOSITES = (
    "increase rise grow climb|decrease fall decline drop shrink reduce", "higher|lower", "able|unable",
    "support favor endorse|oppose reject resist", "accept|reject refuse", "approve|disapprove veto", "agree|disagree",
    "allow permit|ban forbid prohibit", "win|lose", "import|export", "accelerate|slow", "strengthen|weaken",
    "improve|worsen deteriorate", "include|exclude", "legal lawful|illegal unlawful", "succeed|fail", "ally|enemy",
    "north northern|south southern", "east eastern|west western", "male man boy|female woman girl",
    "majority|minority", "maximum|minimum", "confirm|deny", "likely|unlikely", "possible|impossible",
    "positive|negative", "optimistic|pessimistic", "optimism|pessimism", "guilty|innocent", "hire|fire",
    "satisfied|dissatisfied", "arrest|release",
)  # fmt: skip
_LOOSE = (
    "before|after", "up|down", "more|less fewer", "begin start|end stop", "open|close", "first|last", "early|late",
    "public|private", "many|few", "all|none", "always|never", "buy|sell", "arrive|leave depart", "enter|leave",
    "present|absent", "success|failure", "gain|loss",
)  # fmt: skip
"""Pairs of which either word may stand beside the other's fact: judged only where one is put in the other's place."""


def _table(pairs: tuple[str, ...]) -> dict[str, frozenset[str]]:
    table: dict[str, frozenset[str]] = {}
    for pair in pairs:
        one, other = (frozenset(stem(word) for word in side.split()) for side in pair.split("|"))
        for stems, against in ((one, other), (other, one)):
            for word in stems:
                table[word] = table.get(word, frozenset()) | against
    return table


_STRICT_TABLE = _table(_OPPOSITES)
_FULL_TABLE = _table(_OPPOSITES + _LOOSE)


def opposed(one: str, other: str) -> bool:
    """Whether two stems say the contrary."""
    return other in _FULL_TABLE.get(one, frozenset())


def prefixed(
    said: frozenset[str], source: frozenset[str], said_negated: frozenset[str], source_negated: frozenset[str]
) -> tuple[str, str] | None:
    """A word of the statement of which the source has only the contrary form: `able` for `unable`.

    Args:
        said: Keys of the statement's words.
        source: Keys of the words of the quotes and their sentences.
        said_negated: Stems that the statement negates: "not able" is no contrary of "unable".
        source_negated: Stems that the source negates.

    Returns:
        The statement's word and the source's, None when there is no such pair.
    """
    for one, other, negated, turned in (
        (said, source, said_negated, False),
        (source, said, source_negated, True),
    ):
        for word in sorted(one - other):
            for prefix in _PREFIXES:
                if len(word) > 3 and prefix + word in other - one and stem(word) not in negated:
                    return (prefix + word, word) if turned else (word, prefix + word)
    return None


def contrary(
    said: frozenset[str], source: frozenset[str], said_negated: frozenset[str], source_negated: frozenset[str]
) -> tuple[str, str] | None:
    """A stem of the statement that is missing in the source while its opposite stands there.

    Args:
        said: Stems of the statement.
        source: Stems of the quotes and their sentences.
        said_negated: Stems that the statement negates: "did not support" is no contrary of "opposed".
        source_negated: Stems that the source negates.

    Returns:
        The statement's stem and its opposite in the source, None when there is no such pair.
    """
    for word in sorted(said - source - said_negated):
        if against := _STRICT_TABLE.get(word, frozenset()) & (source - said - source_negated):
            return word, min(against)
    return None
