"""What an abbreviation stands for: as the cables themselves say, else as the field's standard list says."""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files

_DEFINED = re.compile(r"\((?P<short>[A-Z][A-Za-z&/-]{1,9}?)\)")
_TOKEN = re.compile(r"(?<![\w/&-])(?P<short>[A-Z][A-Za-z]*(?:/[A-Z][A-Za-z]*)?)(?P<tail>['’]s)?(?![\w/&]|-[A-Z])")
_LONG_WORD = re.compile(r"[^\s,;:()\"/]+")
_CLAUSE_END = re.compile(r"[.;:()\"]\s")
_REACH = 90
_SMALL = frozenset({"of", "the", "and", "for", "in", "on", "to", "de", "la", "du", "des"})


def defined(texts: Iterable[str]) -> Mapping[str, str]:
    """The expansions that texts give in the form `Deputy Prime Minister (DPM)`.

    The long form is found as Schwartz and Hearst do (A Simple Algorithm for Identifying Abbreviation Definitions in
    Biomedical Text, PSB 2003), with every letter of the short form at the beginning of a word, so that a bracket that
    happens to follow is not taken for a definition.

    Returns:
        Expansion by abbreviation; the first definition wins.
    """
    found: dict[str, str] = {}
    for text in texts:
        for match in _DEFINED.finditer(text):
            short = match["short"]
            if sum(character.isupper() for character in short) < 2 or short in found:
                continue
            long = _long_form(text[max(0, match.start() - _REACH) : match.start()], short)
            if long:
                found[short] = long
    return found


@lru_cache(maxsize=1)
def standard() -> Mapping[str, str]:
    """The field's standard abbreviations, from the data file beside this module."""
    lines = files("rag.briefs").joinpath("abbreviations.tsv").read_text("utf-8").splitlines()
    return dict(line.split("\t", 1) for line in lines)


class Expander:
    """Expands abbreviations at their first use on a page, and remembers which have had theirs."""

    def __init__(self, own: Mapping[str, Mapping[str, str]]) -> None:
        """Takes the definitions that each cable gives, by cable id; they win over the standard list."""
        self._own = own
        self._done: set[str] = set()
        self._inserted: dict[str, str] = {}

    def forget(self, insertions: Sequence[str]) -> None:
        """Takes back expansions that were not printed, so that the next use gets them."""
        self._done = {short for short in self._done if self._inserted.get(short) not in insertions}

    def expand(self, text: str, cable: str) -> tuple[str, tuple[str, ...]]:
        """Inserts expansions in square brackets.

        Args:
            text: The next text of the page, in reading order.
            cable: Whose words they are.

        Returns:
            The text with insertions, and the insertions as they stand in it.
        """
        # In a text all in capitals an ordinary word (WHO, AID) looks like an abbreviation.
        general = {} if text.isupper() else standard()
        known = {**general, **self._own.get(cable, {})}
        pieces: list[str] = []
        insertions: list[str] = []
        last = 0
        folded = text.casefold()
        for match in _TOKEN.finditer(text):
            short, many = _entry(match["short"], known)
            if not short or short in self._done:
                continue
            self._done.add(short)
            long = known[short]
            bracketed = text[match.start() - 1 : match.start()] == "(" and text[match.end() : match.end() + 1] == ")"
            if bracketed or long.casefold() in folded:
                continue
            insertion = f"[{long}{'s' if many and not long.endswith('s') else ''}]"
            pieces += [text[last : match.end()], " ", insertion]
            insertions.append(insertion)
            self._inserted[short] = insertion
            last = match.end()
        return "".join((*pieces, text[last:])), tuple(insertions)


def _entry(token: str, known: Mapping[str, str]) -> tuple[str, bool]:
    if token in known:
        return token, False
    if token.endswith("s") and token[:-1] in known:
        return token[:-1], True
    return "", False


def _long_form(before: str, short: str) -> str:
    clause = _CLAUSE_END.split(before)[-1]
    words = list(_LONG_WORD.finditer(clause))
    place = len(words)
    for letter in reversed([letter.casefold() for letter in short if letter.isalpha()]):
        place = _word_before(words, place, letter)
        if place < 0:
            return ""
    long = re.sub(r"['’]s$", "", clause[words[place].start() :].strip())
    return long if len(long) > len(short) else ""


def _word_before(words: Sequence[re.Match[str]], place: int, letter: str) -> int:
    """Where the nearest earlier word begins with the letter, -1 when a weighty word stands between."""
    for index in range(place - 1, -1, -1):
        word = words[index].group().casefold()
        if any(part.startswith(letter) for part in word.split("-")):
            return index
        if word not in _SMALL:
            return -1
    return -1
