"""The shapes that replies must have."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
MAX_STATEMENTS = 40
MAX_CITATIONS = 8
MAX_NUMBERED = 200
"""Points of a brief that a reply may name, more than any request shows."""


class _Shape(BaseModel):
    # Servers without strict schemas add keys of their own; they are passed over.
    model_config = ConfigDict(frozen=True, extra="ignore")


class SaidCitation(_Shape):
    """A citation as the model wrote it."""

    id: Annotated[str, StringConstraints(max_length=200)]
    quote: Annotated[str, StringConstraints(max_length=8000)]


class SaidStatement(_Shape):
    """A statement as the model wrote it; `number` names the failed one that it corrects, 0 in a first draft."""

    citations: tuple[SaidCitation, ...] = Field(max_length=MAX_CITATIONS)
    text: Words
    number: int = 0


class SaidAnswer(_Shape):
    """The reply to `draft`."""

    answered: Literal["all", "part", "none"]
    why: Literal["nothing_missing", "not_stated", "breaks_off", "other_cable", "wrong_premise", "unclear"]
    statements: tuple[SaidStatement, ...] = Field(max_length=MAX_STATEMENTS)


class SaidCorrections(_Shape):
    """The reply to `repair`."""

    statements: tuple[SaidStatement, ...] = Field(max_length=MAX_STATEMENTS)


class SaidSearch(_Shape):
    """The reply to `standalone`, and to the probe."""

    question: Words
    queries: tuple[Words, ...] = Field(min_length=1, max_length=10)


class SaidPoint(SaidStatement):
    """A point for a brief; its section and value are the model's word and are judged by us."""

    section: Annotated[str, StringConstraints(max_length=200)] = ""
    value: int = 0


class SaidPoints(_Shape):
    """The reply to `brief_points`."""

    statements: tuple[SaidPoint, ...] = Field(max_length=MAX_STATEMENTS)


Numbers = Annotated[tuple[int, ...], Field(max_length=MAX_NUMBERED)]


class SaidRanking(_Shape):
    """The reply to `rerank`: passages by number, of which some may be none that were shown."""

    order: Numbers


class SaidPage(_Shape):
    """The reply to `brief_page`: points by number, of which some may be none that were shown."""

    bottom_line: Numbers
    same: tuple[Numbers, ...] = Field(default=(), max_length=MAX_NUMBERED)
    differ: tuple[Numbers, ...] = Field(default=(), max_length=MAX_NUMBERED)
    order: Numbers
