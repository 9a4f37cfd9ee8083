"""A suite of curated questions, as a person or a program writes it."""

import hashlib
import re
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import AfterValidator, Field, StringConstraints, field_validator, model_validator

from eval.wire import Document

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
UNANSWERABLE = "unanswerable"
BriefPart = Literal["bottom_line", "key_points", "post_view", "gaps", "people", "timeline"]


class Ref(NamedTuple):
    """Names a paragraph as suites do: the cable, and the printed number with "0" for header and unnumbered text."""

    cable: str
    label: str

    @classmethod
    def of(cls, cable: str, label: str) -> "Ref":
        """The normal form: capitals and digits only, "" and "0" as one."""
        return cls(re.sub(r"[^A-Z0-9]", "", cable.upper()), label.strip() or "0")

    def __str__(self) -> str:
        return f"{self.cable} ¶{self.label}"


Pointer = tuple[Text, str]
"""A paragraph as written in a suite: cable id and printed number."""


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(f"the regular expression {pattern!r} does not compile: {error}") from None
    return pattern


_DATE = re.compile(r"(?:\d{4}|-)-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?|\d{4}")


def _is_date(text: str) -> str:
    if text and not _DATE.fullmatch(text):
        raise ValueError(f"{text!r} is no date; write 2009-08-15, 2009-08, 2009, or --08-15 where no year is meant")
    return text


DateText = Annotated[str, AfterValidator(_is_date)]
_TOLERANCE = re.compile(r"\d+(?:\.\d+)?%?")


def _is_tolerance(text: str) -> str:
    if not _TOLERANCE.fullmatch(text):
        raise ValueError(f"{text!r} is no tolerance; write 0.5 or 5%")
    return text


class Fact(Document):
    """One thing that a right answer says. Any one of its forms counts.

    Attributes:
        say: Strings; letters are compared without case, accents and quote style, and may run on ("forcibl").
        name: A name and its aliases: whole words, one slip in a long name forgiven.
        num: A number, or [low, high] for a printed range.
        unit: Of `num`; `%` and `percent` are one, plurals too. "" accepts any unit.
        tolerance: How far off `num` may be: `0.5`, or `5%` of it.
        date: 2009-08-15, 2009-08, 2009; --08-15 where the year is not asked for.
        range: First and last date.
        re: A regular expression, matched without case in the text with white space collapsed.
        vital: Vital facts decide whether the answer is right; the others are welcome.
        by: Who said it; the statement that holds the fact must also name one of these.
        negated: Set where the fact itself is a denial, so that a match under "not" or "no" counts.
        paragraphs: Alternative sets of paragraphs, each enough to support the fact; none: the question's evidence.
        part: In a brief: every line that holds it must stand in one of these sections, or name one of `by`.
    """

    say: tuple[Text, ...] = ()
    name: tuple[Text, ...] = ()
    num: float | tuple[float, float] | None = None
    unit: str = ""
    tolerance: Annotated[str, AfterValidator(_is_tolerance)] = "0"
    date: DateText = ""
    range: tuple[DateText, DateText] | None = None
    re: Annotated[str, AfterValidator(_compiles)] = ""
    vital: bool = True
    by: tuple[Text, ...] = ()
    negated: bool = False
    paragraphs: tuple[tuple[Pointer, ...] | Pointer, ...] = ()
    part: tuple[BriefPart, ...] = ()

    @field_validator("tolerance", mode="before")
    @classmethod
    def _tolerance_text(cls, value: object) -> object:
        return str(value) if isinstance(value, int | float) else value

    @model_validator(mode="after")
    def _has_a_form(self) -> Self:
        if not (self.say or self.name or self.num is not None or self.date or self.range is not None or self.re):
            raise ValueError("a fact needs one of say, name, num, date, range or re")
        if self.num is None and (self.unit or self.tolerance != "0"):
            raise ValueError("unit and tolerance belong to num, which is missing")
        return self

    @property
    def alternatives(self) -> tuple[frozenset[Ref], ...]:
        """The sets of paragraphs, any one of which supports the fact."""
        return tuple(_refs(entry) for entry in self.paragraphs)

    @property
    def shown(self) -> str:
        """How a report names it."""
        if self.num is not None:
            ends = self.num if isinstance(self.num, tuple) else (self.num,)
            return f"{'-'.join(f'{end:,.12g}' for end in ends)} {self.unit}".strip()
        if self.range is not None:
            return " to ".join(self.range)
        return next(iter((*self.say, *self.name)), "") or self.date or f"/{self.re}/"


def _refs(entry: tuple[Pointer, ...] | Pointer) -> frozenset[Ref]:
    pairs = [pair for pair in entry if not isinstance(pair, str)]
    if pairs:
        return frozenset(Ref.of(*pair) for pair in pairs)
    cable, label = entry
    return frozenset((Ref.of(str(cable), str(label)),))


class Forbidden(Document):
    """What a wrong answer would say; a match outside a denial fails the question."""

    text: str = Field(default="", max_length=4000)
    re: Annotated[str, AfterValidator(_compiles)] = ""
    why: str = ""

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: object) -> object:
        return {"text": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if bool(self.text.strip()) == bool(self.re):
            raise ValueError("a forbidden entry needs either text or re")
        return self

    @property
    def shown(self) -> str:
        """How a report names it."""
        return self.text or f"/{self.re}/"


class Limits(Document):
    """Filters of a question."""

    post: tuple[Text, ...] = ()
    first: DateText = Field(default="", alias="from")
    last: DateText = Field(default="", alias="to")
    tag: tuple[Text, ...] = ()
    cable: tuple[Text, ...] = ()
    clearance: Literal["", "U", "SBU", "C", "S", "TS"] = ""

    @field_validator("post", "tag", "cable", mode="before")
    @classmethod
    def _many(cls, value: object) -> object:
        return (value,) if isinstance(value, str) else value


class BriefRequest(Document):
    """Where a suite asks for a brief instead of an answer; the item's filters hold for it too.

    Attributes:
        cables: The cables to brief; none for a brief on a topic.
        topic: What the brief is about; "" for a brief on cables.
        paper: The sheet.
        pages: How many it must take, no more and no fewer.
    """

    cables: tuple[Text, ...] = ()
    topic: str = Field(default="", max_length=4000)
    paper: Literal["a4", "letter"] = "a4"
    pages: int = Field(default=1, ge=1)

    @model_validator(mode="after")
    def _one_form(self) -> Self:
        if bool(self.cables) == bool(self.topic.strip()):
            raise ValueError("a brief is made of cables or of a topic: give one of the two")
        return self

    @property
    def shown(self) -> str:
        """How a report names it."""
        return f"Brief on {self.topic.strip() or ', '.join(self.cables)}"


class Item(Document):
    """A curated question.

    Attributes:
        id: Unique in the run.
        question: As asked; of a brief what it is on, where nothing else is written.
        history: Earlier turns, [role, text].
        filters: Post, period, tag, cable, clearance.
        kind: The main tag.
        tags: Further tags; results are grouped by all of them.
        answerable: yes, no, or partial (answering and declining are both right; the facts count when it answers).
        facts: What a right answer says.
        must_not: What a wrong answer would say; any one fails the question.
        evidence: The paragraphs that fully support the answer.
        also_ok: Others that support it too.
        max_words: Longest acceptable answer; 0 for no limit.
        marking: The highest marking that the citations must show, "" when not checked; of a brief its banner.
        cluster: The family that is not independent of this question; default: the first evidence cable.
        answer: A reference answer, for people and for lint.
        why: What the question is there to catch.
        draft: A suggestion that nobody has accepted yet; the runner refuses it.
        brief: Set where a brief is asked for and not an answer.
    """

    id: Text
    question: Text
    history: tuple[tuple[Literal["user", "assistant"], str], ...] = ()
    filters: Limits = Limits()
    kind: str = ""
    tags: tuple[Text, ...] = ()
    answerable: Literal["yes", "no", "partial"] = "yes"
    facts: tuple[Fact, ...] = ()
    must_not: tuple[Forbidden, ...] = ()
    evidence: tuple[Pointer, ...] = ()
    also_ok: tuple[Pointer, ...] = ()
    max_words: int = Field(default=0, ge=0)
    marking: str = ""
    cluster: str = ""
    answer: str = ""
    why: str = ""
    draft: bool = False
    brief: BriefRequest | None = None

    @model_validator(mode="before")
    @classmethod
    def _answerable(cls, value: object) -> object:
        if not isinstance(value, dict):
            return value
        words = {True: "yes", False: "no", "true": "yes", "false": "no"}
        stated = value.get("answerable", value.get("kind") != UNANSWERABLE)
        return {**value, "answerable": words.get(stated, stated) if isinstance(stated, bool | str) else stated}

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: object) -> object:
        if not isinstance(value, dict) or "question" in value or not isinstance(value.get("brief"), dict):
            return value
        return {**value, "question": BriefRequest.model_validate(value["brief"]).shown}

    @field_validator("facts", mode="before")
    @classmethod
    def _bare_facts(cls, value: object) -> object:
        if not isinstance(value, list | tuple):
            return value
        return [{"say": [fact]} if isinstance(fact, str) else fact for fact in value]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.answerable == "yes" and self.brief is None and not (self.facts or self.evidence):
            raise ValueError("an answerable question needs facts or evidence")
        if self.answerable == "no" and self.facts:
            raise ValueError("an unanswerable question has no facts; set answerable to partial if some answer is right")
        return self

    @property
    def groups(self) -> tuple[str, ...]:
        """Every tag it counts under."""
        return tuple(dict.fromkeys(tag for tag in (self.kind, *self.tags) if tag))

    @property
    def support(self) -> frozenset[Ref]:
        """The evidence paragraphs."""
        return frozenset(Ref.of(*pair) for pair in self.evidence)

    @property
    def allowed(self) -> frozenset[Ref]:
        """Every paragraph that a right answer may cite."""
        own = {ref for fact in self.facts for choice in fact.alternatives for ref in choice}
        return self.support | {Ref.of(*pair) for pair in self.also_ok} | own

    @property
    def family(self) -> str:
        """The cluster for the statistics."""
        cables = self.brief.cables if self.brief is not None else ()
        first = next((Ref.of(*pair).cable for pair in self.evidence), next(iter(cables), ""))
        return self.cluster or first or self.id

    @property
    def digest(self) -> str:
        """Changes with anything that shapes the question or its score."""
        shaping = self.model_dump_json(exclude={"why", "draft"}, exclude_defaults=True, by_alias=True)
        return hashlib.sha256(shaping.encode()).hexdigest()[:16]


class Suite(Document):
    """Questions that are run and judged together."""

    name: str
    items: tuple[Item, ...]

    @property
    def digest(self) -> str:
        """Changes with any question that is added, removed or altered; not with their order."""
        return hashlib.sha256("\n".join(sorted(f"{i.id} {i.digest}" for i in self.items)).encode()).hexdigest()[:16]
