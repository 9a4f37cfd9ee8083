"""Words as the gate compares them: cleaned, keyed and stemmed, each with its place in the cleaned text."""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

_SINGLE = str.maketrans(
    {
        "‘": "'", "’": "'", "‚": "'", "‛": "'", "ʼ": "'", "ʹ": "'", "`": "'", "´": "'", "′": "'",
        "“": '"', "”": '"', "„": '"', "‟": '"', "«": '"', "»": '"', "″": '"',
        "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-", "―": "-", "−": "-",
        "⁄": "/", "∕": "/",
    }
)  # fmt: skip
AMPERSAND_QUOTE = re.compile(r"&(?=\S)[^&]{1,200}?(?<=[A-Za-z.,!?;])8(?!\w)")
"""A quotation whose marks the transmission printed as `&` and `8`."""
_RAISED = re.compile("[⁰¹²³⁴-⁹₀-₉]+")
_FRACTION = re.compile("[¼½¾⅐-⅞]")
_COMMA_APOSTROPHE = re.compile(r"(?<=[A-Za-z]),(?=(?:s|t|re|ve|ll|d|m)\b)", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(?<=[^\W\d_])- (?=[^\W\d_])")
_WORD = re.compile(r"(?<![^\W_])(?:[^\W\d_]\.){2,}|\d+(?:[.,]\d+)+[^\W_]*|[^\W_]+(?:'[^\W\d_]+){0,2}")
_GLUED = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z])")
_SPACE = re.compile(r"\s+")

_IRREGULAR = {
    form: lemma
    for lemma, forms in {
        "say": "said", "meet": "met", "go": "went gone", "give": "gave given", "take": "took taken", "hold": "held",
        "tell": "told", "make": "made", "find": "found", "leave": "left", "send": "sent", "pay": "paid",
        "sell": "sold", "buy": "bought", "bring": "brought", "think": "thought", "know": "knew known",
        "see": "saw seen", "come": "came", "become": "became", "begin": "began begun", "break": "broke broken",
        "build": "built", "choose": "chose chosen", "fall": "fell fallen", "feel": "felt", "fight": "fought",
        "get": "got gotten", "grow": "grew grown", "hear": "heard", "keep": "kept", "lead": "led", "lose": "lost",
        "rise": "rose risen", "run": "ran", "speak": "spoke spoken", "spend": "spent", "stand": "stood",
        "withdraw": "withdrew withdrawn", "win": "won", "write": "wrote written", "seek": "sought",
        "teach": "taught", "catch": "caught", "draw": "drew drawn", "drive": "drove driven", "forget": "forgot",
        "freeze": "froze frozen", "hide": "hid hidden", "lay": "laid", "lie": "lay lain", "lend": "lent",
        "mean": "meant", "shoot": "shot", "show": "shown", "sink": "sank sunk", "steal": "stole stolen",
        "strike": "struck", "swear": "swore sworn", "throw": "threw thrown", "understand": "understood",
        "undertake": "undertook undertaken", "overthrow": "overthrew overthrown", "arise": "arose arisen",
        "child": "children", "man": "men", "woman": "women", "person": "people persons", "life": "lives",
        "wife": "wives", "half": "halves", "die": "dying", "deal": "dealt", "feed": "fed", "flee": "fled",
        "sit": "sat", "shake": "shook shaken", "sleep": "slept", "wear": "wore worn", "forbid": "forbade forbidden",
    }.items()
    for form in forms.split()
}  # fmt: skip
_STEMMER = snowballstemmer.stemmer("english")


class Word(NamedTuple):
    """One word of a cleaned text.

    Attributes:
        raw: As it stands there.
        key: Folded for comparison: case, accents, dots of an acronym and the possessive taken off.
        start: Offset of its first character in the cleaned text.
        end: Offset behind its last.
    """

    raw: str
    key: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it begins with a capital letter."""
        return self.raw[0].isupper()

    @property
    def initial(self) -> bool:
        """Whether it is a single letter."""
        return len(self.raw) == 1 and self.raw.isalpha()


def visible(text: str) -> str:
    """The text without the characters that nobody sees: zero-width, direction and tag characters."""
    return "".join(char for char in text if unicodedata.category(char) not in {"Cf", "Cn", "Co"})


def clean(text: str) -> str:
    """One spelling for what is printed in several ways.

    Compatibility forms, quotation marks, dashes, digits of other scripts, apostrophes printed as commas, words that
    a line end has cut, white space. Raised figures are notes or powers, never part of a number.
    """
    if text.isascii():
        plain = text
    else:
        spaced = _FRACTION.sub(lambda match: f" {unicodedata.normalize('NFKC', match[0])}", _RAISED.sub(" ", text))
        plain = unicodedata.normalize("NFKC", visible(spaced)).translate(_SINGLE)
        plain = "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in plain)
    plain = AMPERSAND_QUOTE.sub(lambda match: f'"{match[0][1:-1]}"', _COMMA_APOSTROPHE.sub("'", plain))
    return _SPACE.sub(" ", plain).strip()


def key(raw: str) -> str:
    """The word as it is compared: no case, accents, acronym dots, apostrophes or possessive ending."""
    folded = raw.casefold()
    if not folded.isascii():
        folded = "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))
    bare = folded.removesuffix("'s").replace("'", "")
    return bare if bare[:1].isdigit() else bare.replace(".", "")


def words(cleaned: str) -> tuple[Word, ...]:
    """The words of a cleaned text, in order; hyphenated words count by their parts."""
    return tuple(
        Word(match[0], key(match[0]), match.start(), match.end()) for match in _WORD.finditer(cleaned) if key(match[0])
    )


def parts(raw: str) -> tuple[str, ...]:
    """The keys of words that lost the space between them, `andBundestag`; empty when nothing is glued."""
    pieces = _GLUED.split(raw)
    return tuple(key(piece) for piece in pieces) if len(pieces) > 1 else ()


def rejoined(cleaned: str) -> str:
    """The cleaned text with words closed that a line end has cut, `JURIS- DICTION`."""
    return _BROKEN_WORD.sub("", cleaned)


@lru_cache(maxsize=20_000)
def stem(word_key: str) -> str:
    """The stem that inflected forms share (Snowball English over a table of irregular forms)."""
    return str(_STEMMER.stemWord(_IRREGULAR.get(word_key, word_key)))
