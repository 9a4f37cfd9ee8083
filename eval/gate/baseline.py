"""The committed baseline: the figures of each question, one question a line, for a reviewer to read in a diff."""

import json
from pathlib import Path

from pydantic import ValidationError

from eval.run.files import write_whole
from eval.run.result import Figure, QuestionResult, Result
from eval.scorers.metrics import METRICS
from eval.system import Identity
from eval.wire import Document
from rag.errors import UserError

KEPT = ("pass", "fact_recall", "fact_support", "citation_precision", "citation_recall", "R@8", "MRR", "nDCG@8",
        "rejection", "over_refusal", "must_not", "words")  # fmt: skip
"""Figures that are compared question by question; the others are kept as totals."""
DIGITS = 4


class BaselineQuestion(Document):
    """One question as it was when the baseline was accepted."""

    id: str
    digest: str
    groups: tuple[str, ...]
    family: str
    values: dict[str, float]


class Baseline(Document):
    """An accepted run.

    Attributes:
        changes: What changed since the baseline before it, in lines for a reader.
        figures: Values over all questions.
    """

    suite: str
    suite_digest: str
    identity: Identity
    trials: int
    changes: tuple[str, ...]
    figures: dict[str, float]
    questions: tuple[BaselineQuestion, ...]


def to_baseline(result: Result, changes: tuple[str, ...] = ()) -> Baseline:
    """A result in the form of a baseline."""
    return Baseline(
        suite=result.suite,
        suite_digest=result.suite_digest,
        identity=result.identity,
        trials=result.trials,
        changes=changes,
        figures={name: round(figure.value, DIGITS) for name, figure in result.figures.items()},
        questions=tuple(_kept(question) for question in result.questions),
    )


def _kept(question: QuestionResult) -> BaselineQuestion:
    return BaselineQuestion(
        id=question.id,
        digest=question.digest,
        groups=question.groups,
        family=question.family,
        values={name: round(question.values[name], DIGITS) for name in KEPT if name in question.values},
    )


def load_baseline(path: Path) -> Baseline:
    """Reads a baseline.

    Raises:
        UserError: The file is missing or damaged.
    """
    try:
        return Baseline.model_validate_json(path.read_bytes())
    except OSError as error:
        raise UserError(
            f"The baseline {path} cannot be read: {error.strerror}. Accept one with `python -m eval baseline accept`."
        ) from None
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise UserError(f"The baseline {path} is damaged at {where or 'its start'}: {first['msg']}.") from None


def save_baseline(baseline: Baseline, path: Path) -> None:
    """Writes the file whole, one question a line.

    Raises:
        OperatorError: The disk does not take it.
    """
    head = baseline.model_dump(mode="json", exclude={"questions"})
    rows = [json.dumps(q.model_dump(mode="json"), allow_nan=False) for q in baseline.questions]
    body = json.dumps(head, indent=1, allow_nan=False)[:-2]
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, f"{body},\n" + ' "questions": [\n  ' + ",\n  ".join(rows) + "\n ]\n}\n")


def changes_since(old: Baseline, new: Result) -> tuple[str, ...]:
    """What a reviewer should know of the step from one baseline to the next."""
    before = {question.id: question for question in old.questions}
    after = {question.id: question for question in new.questions}
    lines = (
        [f"engine: {_described(old.identity)} -> {_described(new.identity)}"] if old.identity != new.identity else []
    )
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    altered = sorted(name for name in set(before) & set(after) if before[name].digest != after[name].digest)
    for what, names in (("added", added), ("removed", removed), ("altered", altered)):
        if names:
            lines.append(f"{len(names)} questions {what}: {', '.join(names)}")
    for name, figure in new.figures.items():
        if METRICS[name].kind != "measure" and name in old.figures:
            lines += _moved(name, old.figures[name], figure)
    for name, question in before.items():
        was, now = question.values.get("pass"), after[name].values.get("pass") if name in after else None
        if was is not None and now is not None and was != now:
            lines.append(f"{name}: {'now passes' if now > was else 'no longer passes'}")
    return tuple(lines)


def _moved(name: str, was: float, now: Figure) -> list[str]:
    return [f"{name}: {was:.3f} -> {now.value:.3f}"] if abs(now.value - was) >= 0.0005 else []


def _described(identity: Identity) -> str:
    parts = (identity.engine, identity.model, identity.settings, identity.corpus, identity.parser)
    return " ".join(part for part in parts if part)
