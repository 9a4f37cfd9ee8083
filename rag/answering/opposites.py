"""Pairs of words that say the contrary: `rose` and `fell`, `able` and `unable`."""

from rag.answering.words import stem

_PREFIXES = ("un", "in", "im", "il", "ir", "dis", "non", "anti")
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
