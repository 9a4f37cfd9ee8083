"""The rules of the gate, read from a small YAML file."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, ValidationError, field_validator, model_validator

from eval.scorers.metrics import METRICS
from eval.suite.yaml_lines import LinedYaml
from eval.wire import Document
from rag.errors import UserError

Share = Annotated[float, Field(ge=0)]


class Bounds(Document):
    """Least and most that figures may be."""

    floors: dict[str, Share] = Field(default_factory=dict)
    ceilings: dict[str, Share] = Field(default_factory=dict)

    @field_validator("floors", "ceilings")
    @classmethod
    def _known(cls, value: dict[str, float]) -> dict[str, float]:
        check_names(value)
        return value


class Drop(Document):
    """What may not get significantly worse against the baseline.

    Attributes:
        figures: Which are compared.
        alpha: Level of significance; over tags after Holm's adjustment.
        most: The largest drop of a figure over all questions that is let through even when it is not significant.
        most_by_tag: The same for each tag: what only one kind of question needs is lost among all the others.
        smallest_tag: Questions that a tag must have for it to be judged so.
    """

    figures: tuple[str, ...]
    alpha: float = Field(default=0.05, gt=0, lt=1)
    most: dict[str, Share] = Field(default_factory=dict)
    most_by_tag: dict[str, Share] = Field(default_factory=dict)
    smallest_tag: int = Field(default=8, ge=1)

    @field_validator("figures")
    @classmethod
    def _known_figures(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check_names(value)
        return value

    @field_validator("most", "most_by_tag")
    @classmethod
    def _known_most(cls, value: dict[str, float]) -> dict[str, float]:
        check_names(value)
        return value


class Rules(Bounds):
    """All rules.

    Attributes:
        tags: Bounds by tag; a tag that the suite lacks fails.
        zero: Counts that must be 0.
        drop: Comparison with the baseline, None for none.
        latency_ratio: Most that the median time of an answer may be, as a multiple of the baseline's; 0 for no limit.
        latency_from: Seconds below which the time is never held against a run: machines differ.
    """

    tags: dict[str, Bounds] = Field(default_factory=dict)
    zero: tuple[str, ...] = ()
    drop: Drop | None = None
    latency_ratio: float = Field(default=0, ge=0)
    latency_from: float = Field(default=0.25, ge=0)

    @field_validator("zero")
    @classmethod
    def _known_counts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        check_names(value)
        return value

    @model_validator(mode="after")
    def _some(self) -> Self:
        if not (self.floors or self.ceilings or self.tags or self.zero or self.drop is not None):
            raise ValueError("there is no rule in it, so that anything would pass")
        return self


def check_names(names: Iterable[str]) -> None:
    """Refuses names of figures that do not exist.

    Raises:
        ValueError: With the known names.
    """
    for name in names:
        if name not in METRICS:
            raise ValueError(f"{name!r} is no figure; known are {', '.join(METRICS)}")


def load_rules(path: Path) -> Rules:
    """Reads the rules.

    Raises:
        UserError: The file is missing, broken, holds no rule, or names an unknown figure, with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise UserError(f"The rules {path} cannot be read: {reason}.") from None
    document = LinedYaml(text, str(path))
    try:
        return Rules.model_validate(document.value)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        steps = [step for step in first["loc"] if isinstance(step, str | int)]
        where = f"{path}:{document.line(steps)}"
        name = ".".join(map(str, steps))
        problem = "is not a known key" if first["type"] == "extra_forbidden" else first["msg"]
        raise UserError(f"{where}: {name} {problem.removeprefix('Value error, ')}.".replace(":  ", ": ")) from None
