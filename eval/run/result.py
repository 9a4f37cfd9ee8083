"""The result of a run, as written to result.json."""

from typing import Literal

from eval.system import Identity
from eval.wire import Document

RESULT_VERSION: Literal[1] = 1


class Figure(Document):
    """A figure over many questions.

    Attributes:
        value: Share or mean; for counts the sum; for measures the median.
        low: Lower end of the 95 % interval, None where there is none.
        high: Upper end.
        n: Questions that have the figure.
        unscored: Questions that do not.
        p95: 95th percentile, for measures.
        total: Sum, for measures.
    """

    value: float
    n: int
    unscored: int = 0
    low: float | None = None
    high: float | None = None
    p95: float | None = None
    total: float | None = None


class QuestionResult(Document):
    """A question, its trials reduced: means of scores, maxima of counts.

    Attributes:
        digest: Of the question.
        groups: Tags that it counts under.
        family: Its cluster.
        answerable: yes, no or partial.
        cells: How each trial ended.
        values: Figures by name.
        unscored: Why a figure is missing, by name.
        notes: Why it did not pass.
    """

    id: str
    digest: str
    groups: tuple[str, ...]
    family: str
    answerable: str
    cells: tuple[str, ...]
    values: dict[str, float]
    unscored: dict[str, str]
    notes: tuple[str, ...] = ()


class Result(Document):
    """A scored run.

    Attributes:
        complete: Whether every question of the suite was answered, declined or refused in every trial.
        lacking: Questions and trials that were not: missing, error or stale, by that name.
        figures: Over all questions.
        unscored: The figures that no question has, with the reason.
        groups: Figures by tag.
        cells: How questions ended, by answerability.
    """

    version: Literal[1] = RESULT_VERSION
    suite: str
    suite_digest: str
    identity: Identity
    trials: int
    complete: bool
    lacking: dict[str, tuple[str, ...]]
    figures: dict[str, Figure]
    unscored: dict[str, str]
    groups: dict[str, dict[str, Figure]]
    cells: dict[str, dict[str, int]]
    questions: tuple[QuestionResult, ...]

    def question(self, name: str) -> QuestionResult | None:
        """The question of that id."""
        return next((q for q in self.questions if q.id == name), None)
