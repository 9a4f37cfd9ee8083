"""How far an office reaches in a text: what stands before and behind the words by which it was found."""

import re

from rag.briefs.terms import word_set

_MOST_WORDS = 9
_CAPITALISED = re.compile(r"(?:former-|then-)?[A-Z][\w'’&/-]*|U\.S\.|\([A-Z]{2,8}\)|&")
_CONNECTING = word_set("of and for the on de da do")
_PAST = re.compile(r"(?:[Ff]ormer|then|[Ll]ate|[Oo]utgoing|[Aa]cting|[Nn]ewly[- ]elected|[Rr]etired)")
_OFFICE = re.compile(
    r"(?:Vice-|Co-)?(?:Minister|President|VP|Director|Chair(?:man|woman)?|Head|Chief|Secretary|Commissioner|Counsell?or|"
    r"Coordinator|Advis[eo]r|Representative|Ambassador|Governor|Senator|Mayor|Chancellor|General|Speaker|Judge|DCM|PM|FM)"
)
_BODY = word_set(
    "Health Trade Industry Agriculture Education Culture Energy Environment Economy Finance Labor Science Tourism",
    "Transport Foreign Interior Justice Defense Security Development Water Fisheries Forestry Mines Planning Budget",
)
"""Words with which the name of a ministry begins that holds an `and`."""
_SENTENCE_ENDS = frozenset('.!?:"”')
_NO_PART = word_set(
    "a an the in on at by to from with both given while when where as but after before during however since although",
    "though because despite like unlike under meanwhile also then today yesterday he she it they we his her our its",
    "their this that these those monday tuesday wednesday thursday friday saturday sunday january february march april",
    "may june july august september october november december summary comment embassy post according if so yet another",
    "other no not one two three four five q and or of for mr mrs ms dr excellency",
)
_BEHIND = re.compile(
    r" (?P<of>of (?:the )?[A-Z][\w'’.-]*(?: (?:(?:of|for|and) (?:the )?)?[A-Z][\w'’-]*){0,7}(?: \([A-Z]{2,8}\))?)"
)
_BARE = re.compile(
    r"(?:(?:Deputy|Joint|Section|Project|Associate|Assistant|Senior|Vice|Under|First|Second|Co)[ -])*"
    r"(?:Minister|Director(?:[- ]General)?|Chair(?:man|woman)?|Head|Chief|Secretary|Commissioner|Counsell?or|Counsel|"
    r"Coordinator|Advis[eo]r|Representative|Deputy|Manager|CEO|Member|Superintendent|A/S|U/S|DAS)s?",
    re.IGNORECASE,
)


def is_bare(office: str) -> bool:
    """Whether an office says nothing without the body that it belongs to: `Director`, `Deputy Minister`."""
    return bool(_BARE.fullmatch(office))


def beginning(text: str, start: int) -> int:
    """Where an office begins that was found at `start`: `former` and `Bank Negara` belong to the `Governor`.

    Args:
        text: The paragraph.
        start: First character of the words that were found.

    Returns:
        The first character of the whole office, `start` where nothing belongs to it.
    """
    first = _glued(text, start)
    parts: list[int] = []
    place = first
    while len(parts) < _MOST_WORDS:
        found = _word_before(text, place)
        if found < 0:
            break
        word = text[found:place].strip()
        if not (_CAPITALISED.fullmatch(word) or (parts and word in _CONNECTING)):
            break
        if word == "and" and not _same_person(text[:found]):
            break
        parts.append(found)
        place = found
    while parts and _no_beginning(text, parts, first):
        parts.pop()
    begins = parts[-1] if parts else first
    past = _word_before(text, begins)
    return past if past >= 0 and _PAST.fullmatch(text[past:begins].strip()) else begins


def behind(text: str, end: int) -> str:
    """The body that is named behind the person: `of the Ports Authority`, "" where none is."""
    found = _BEHIND.match(text, end)
    return str(found["of"]) if found else ""


def _glued(text: str, start: int) -> int:
    """The beginning of a word that a hyphen ties to what was found: `Minister-President`, `ex-President`."""
    while start >= 2 and text[start - 1] == "-" and text[start - 2].isalpha():
        start -= 2
        while start and text[start - 1].isalpha():
            start -= 1
    return start


def _same_person(before: str) -> bool:
    """Whether the words before an `and` are an office or the first half of a body's name, and no other person."""
    words = re.findall(r"[\w'’/-]+", before[-80:])
    return bool(words) and bool(_OFFICE.fullmatch(words[-1]) or words[-1] in _BODY or words[-1].endswith("s"))


def _word_before(text: str, place: int) -> int:
    """Where the word before a place begins, -1 when no single blank parts them."""
    if place < 2 or text[place - 1] != " ":
        return -1
    begins = text.rfind(" ", 0, place - 1) + 1
    return begins if begins < place - 1 else -1


def _no_beginning(text: str, parts: list[int], first: int) -> bool:
    """Whether the first word taken belongs to the sentence rather than to the office."""
    begins = parts[-1]
    word = text[begins : parts[-2] if len(parts) > 1 else first].strip()
    opens = begins == 0 or text[:begins].rstrip()[-1:] in _SENTENCE_ENDS
    ordinary = word.lower() in _NO_PART or word in _CONNECTING or word[0] in "(&"
    return ordinary or (opens and (len(parts) == 1 or word.endswith(("ing", "ed"))))
