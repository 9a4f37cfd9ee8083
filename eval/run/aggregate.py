"""From samples to a result: judge, reduce the trials of each question, then aggregate."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from eval.run.record import Sample
from eval.run.result import Figure, QuestionResult, Result
from eval.scorers.metrics import COUNTS, METRICS, Metric, Score, Unscored, finite
from eval.scorers.question import Verdict, judge
from eval.scorers.retrieval import score_retrieval
from eval.stats.intervals import bootstrap_mean, wilson
from eval.suite.model import Item, Suite
from eval.system import Identity

GROUP_FIGURES = ("pass", "fact_recall", "R@8", "MRR", "citation_precision", "citation_recall", "rejection",
                 "over_refusal")  # fmt: skip
"""Figures that are given by tag: those that rules and comparisons use."""


@dataclass(frozen=True)
class Scored:
    """A result with the verdicts that it was made of."""

    result: Result
    verdicts: tuple[Verdict, ...]


def score_run(suite: Suite, samples: Sequence[Sample], identity: Identity, trials: int) -> Scored:
    """Scores a record.

    Args:
        suite: The questions; samples of others, or of earlier versions of them, are left out.
        samples: What was recorded; the last of several for one question and trial counts.
        identity: Of the system that was run.
        trials: How often each question was to be asked.
    """
    items = {item.id: item for item in suite.items}
    latest = {(s.id, s.trial): s for s in samples if s.id in items and s.digest == items[s.id].digest}
    kept = [latest[name] for name in sorted(latest) if name[1] < trials]
    retrieval = score_retrieval(items, kept)
    verdicts = tuple(judge(items[s.id], s, retrieval[s.id, s.trial]) for s in kept)
    by_id: dict[str, list[Verdict]] = {item.id: [] for item in suite.items}
    for verdict in verdicts:
        by_id[verdict.id].append(verdict)
    questions = tuple(_reduce(items[name], found, trials) for name, found in by_id.items())
    lacking = _lacking(suite, by_id, trials)
    figures, unscored = _figures(questions, METRICS.values())
    cells = _cells(questions)
    figures |= _abstain_f1(cells, len(questions))
    result = Result(
        suite=suite.name,
        suite_digest=suite.digest,
        identity=identity,
        trials=trials,
        complete=not lacking,
        lacking=lacking,
        figures=figures,
        unscored={name: why for name, why in unscored.items() if name not in figures},
        groups=_groups(questions),
        cells=cells,
        questions=questions,
    )
    return Scored(result, verdicts)


def _lacking(suite: Suite, by_id: Mapping[str, Sequence[Verdict]], trials: int) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {"missing": [], "error": [], "stale": []}
    for item in suite.items:
        seen = {verdict.trial: verdict for verdict in by_id[item.id]}
        for trial in range(trials):
            name = item.id if trials == 1 else f"{item.id} trial {trial + 1}"
            cell = seen[trial].cell if trial in seen else "missing"
            if cell in found:
                found[cell].append(name)
    return {cell: tuple(names) for cell, names in found.items() if names}


def _reduce(item: Item, verdicts: Sequence[Verdict], trials: int) -> QuestionResult:
    values: dict[str, float] = {}
    unscored: dict[str, str] = {}
    for name in METRICS:
        scores = [verdict.scores[name] for verdict in verdicts if name in verdict.scores]
        reduced = _reduced(METRICS[name], scores)
        if isinstance(reduced, Unscored):
            unscored[name] = reduced.reason
        else:
            values[name] = finite(reduced)
    if trials > 1 and "pass" in values:
        values["pass_all"] = float(values["pass"] == 1.0)
        unscored.pop("pass_all", None)
    return QuestionResult(
        id=item.id,
        digest=item.digest,
        groups=item.groups,
        family=item.family,
        answerable=item.answerable,
        cells=tuple(verdict.cell for verdict in verdicts),
        values=values,
        unscored=unscored,
        notes=tuple(dict.fromkeys(note for verdict in verdicts for note in verdict.notes)),
    )


def _reduced(metric: Metric, scores: Sequence[Score]) -> Score:
    values = [score for score in scores if not isinstance(score, Unscored)]
    if not values:
        reasons = [score.reason for score in scores if isinstance(score, Unscored)]
        return Unscored(reasons[0] if reasons else metric.absent)
    return max(values) if metric.kind == "count" else statistics.fmean(values)


def _figures(
    questions: Sequence[QuestionResult], metrics: Iterable[Metric]
) -> tuple[dict[str, Figure], dict[str, str]]:
    figures: dict[str, Figure] = {}
    unscored: dict[str, str] = {}
    for metric in metrics:
        having = [q for q in questions if metric.name in q.values]
        if having:
            figures[metric.name] = _figure(metric, having, len(questions) - len(having))
        elif questions:
            reasons = Counter(q.unscored.get(metric.name, metric.absent) for q in questions)
            unscored[metric.name] = reasons.most_common(1)[0][0]
    return figures, unscored


def _figure(metric: Metric, having: Sequence[QuestionResult], missing: int) -> Figure:
    values = [q.values[metric.name] for q in having]
    n = len(values)
    if metric.kind == "count":
        return Figure(value=sum(values), n=n, unscored=missing)
    if metric.kind == "measure":
        ranked = sorted(values)
        p95 = ranked[min(n - 1, round(0.95 * (n - 1)))]
        return Figure(value=statistics.median(values), n=n, unscored=missing, p95=p95, total=sum(values))
    mean = statistics.fmean(values)
    if metric.kind == "share" and set(values) <= {0.0, 1.0}:
        interval = wilson(round(sum(values)), n)
    else:
        interval = bootstrap_mean(values, [q.family for q in having])
    low, high = (None, None) if interval is None else interval
    return Figure(value=mean, n=n, unscored=missing, low=low, high=high)


def _groups(questions: Sequence[QuestionResult]) -> dict[str, dict[str, Figure]]:
    tags = dict.fromkeys(tag for question in questions for tag in question.groups)
    metrics = [METRICS[name] for name in (*GROUP_FIGURES, *COUNTS)]
    return {tag: _figures([q for q in questions if tag in q.groups], metrics)[0] for tag in tags}


def _cells(questions: Sequence[QuestionResult]) -> dict[str, dict[str, int]]:
    table: dict[str, Counter[str]] = {}
    for question in questions:
        table.setdefault(question.answerable, Counter()).update(question.cells or ("missing",))
    return {name: dict(counts) for name, counts in table.items()}


def _abstain_f1(cells: Mapping[str, Mapping[str, int]], questions: int) -> dict[str, Figure]:
    """F1 of declining, with declining an unanswerable question as the positive class."""
    right = cells.get("no", {}).get("declined", 0)
    missed = sum(cells.get("no", {}).get(cell, 0) for cell in ("answered", "refused"))
    wrong = cells.get("yes", {}).get("declined", 0)
    if not right + missed:
        return {}
    return {"abstain_f1": Figure(value=2 * right / (2 * right + missed + wrong), n=questions)}
