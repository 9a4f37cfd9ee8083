"""What a question asks for, read without a model: cables, posts, periods, header fields, views, what it follows up."""

import re
from dataclasses import dataclass

from rag.cables.ids import find_ids
from rag.retrieval.periods import Period, periods
from rag.retrieval.places import posts_named
from rag.retrieval.question import Question, Turn
from rag.retrieval.terms import content_stems, names

_BRACKETED = re.compile(r"\[[^\[\]]{0,200}\]")
_POINTER = re.compile(
    r"\b(?:he|him|his|she|her|hers|it|its|they|them|their|theirs|this|that|these|those|there|then|former|latter|same"
    r"|such|one|ones|here|both|either|neither)\b",
    re.IGNORECASE,
)
_CONTINUES = re.compile(
    r"\s*(?:and|but|or|so|also|then|what about|how about|why|really|which one|who else|what else)\b", re.IGNORECASE
)
_FIELD = (
    r"subject|tags?|refs?|reftels?|ref\s+line|classification|classified|dates?|dated|sent|addressees?|addressed|signed"
    r"|titled?|header"
)
_HEADER = re.compile(rf"\b(?:{_FIELD}|which\s+(?:post|embassy|consulate)|refers?\s+to)\b", re.IGNORECASE)
_CABLE = re.compile(r"\b(?:cable|telegram|message)\b", re.IGNORECASE)
_POST = r"\b(?:embassy|post|consulate|mission|cable|author|drafter|(?:american|u\.?s\.?) diplomats?)(?:['’]s)?\b"
_THINKS = (
    r"\b(?:think|thought|believe[sd]?|assess(?:e[sd]|ments?)?|view(?:ed|s)?|judge[sd]?|judge?ments?|comment(?:ed|s)?"
    r"|opinion|make of|made of|expect(?:ed|s)?|conclu(?:de[sd]?|sions?)|recommend(?:ed|s|ations?)?|sees?|saw|share[sd]?"
    r"|agree[sd]?)\b"
)
_VIEW = re.compile(
    rf"{_POST}[^?]{{0,60}}{_THINKS}|{_THINKS}[^?]{{0,20}}{_POST}"
    r"|\bwhat (?:did|does) the (?:embassy|post|consulate|mission)\b",
    re.IGNORECASE,
)
_ORIGIN = re.compile(
    r"\b(?:Am)?(?:[Ee]mbassy|[Cc]onsulate(?: General)?|US(?:EU|UN|NATO)) (?P<place>(?:[A-Z][\w'’-]+ ?){1,4})"
)
_WRITTEN = re.compile(
    r"\b(?:message|cable|telegram|sitrep|reporting cable)s?,? (?:of|from|dated|sent(?: on)?|written(?: on)?)"
    r" (?P<date>[^?,;]{3,30})"
)
_TURNS_CARRIED = 2
_SHORT = 3


@dataclass(frozen=True)
class Analysis:
    """A question, read.

    Attributes:
        text: The question's own words.
        context: Words of the conversation that it rests on, "" when it stands alone.
        named: Ids that its own words name, as `find_ids` gives them (with or without a year).
        carried: Ids that the conversation was about, when the question follows it up.
        posts: Keys of posts that it points to.
        periods: Years and months that it names.
        origins: Keys of the posts whose own reporting it asks for (`Embassy Lima's cables`), a subset of `posts`.
        written: Periods in which the cable that it asks for was written (`the message of 3 September 2006`).
        header: Whether it asks for something that stands in the header (date, subject, TAGS, REF, classification).
        view: Whether it asks what the post thinks.
    """

    text: str
    context: str
    named: tuple[str, ...]
    carried: tuple[str, ...]
    posts: frozenset[str]
    periods: tuple[Period, ...]
    origins: frozenset[str]
    written: tuple[Period, ...]
    header: bool
    view: bool

    @property
    def resolved(self) -> str:
        """The question with what it rests on, for search."""
        return f"{self.context} {self.text}".strip()


def analyse(question: Question) -> Analysis:
    """Reads a question in its conversation."""
    text = " ".join(question.text.split())
    named = find_ids(text)
    turns = question.history[-_TURNS_CARRIED:] if not named and _follows_up(text, question.history) else ()
    context = " ".join(_BRACKETED.sub(" ", " ".join(turn.text for turn in turns)).split())
    carried = _last_ids(turns)
    resolved = f"{context} {text}"
    return Analysis(
        text=text,
        context=context,
        named=named,
        carried=carried,
        posts=posts_named(resolved),
        periods=periods(text) or periods(context),
        origins=frozenset().union(*(posts_named(match["place"]) for match in _ORIGIN.finditer(text))),
        written=tuple(period for match in _WRITTEN.finditer(text) for period in periods(match["date"])),
        header=bool(_HEADER.search(text)) and bool(named or carried or _CABLE.search(text)),
        view=_VIEW.search(text) is not None,
    )


def _follows_up(text: str, history: tuple[Turn, ...]) -> bool:
    """Whether the question leans on what was said: it points back, continues, or says too little by itself."""
    if not history:
        return False
    leans = _POINTER.search(text) or _CONTINUES.match(text)
    return bool(leans) or len(content_stems(text)) <= _SHORT or not names(text)


def _last_ids(turns: tuple[Turn, ...]) -> tuple[str, ...]:
    """Ids of the latest turn that names any: an answer's citations say what the talk is about."""
    for turn in reversed(turns):
        found = find_ids(turn.text)
        if found:
            return found
    return ()
