"""One self-contained page: every question with answer, citations, paragraphs and verdicts. No script, no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.gate.check import GateReport
from eval.gate.compare import Comparison
from eval.report import figures
from eval.report.highlight import Piece, highlight
from eval.run.aggregate import Scored
from eval.run.record import Passage, Sample
from eval.run.result import Result
from eval.scorers.metrics import METRICS
from eval.scorers.question import Verdict
from eval.suite.model import Item, Suite
from eval.system import Cited, Said

_TEMPLATE = "page.html.j2"


@dataclass(frozen=True)
class CitedView:
    """A citation with the paragraph it points to."""

    cited: Cited
    passage: Passage | None
    pieces: tuple[Piece, ...]
    supports: bool


@dataclass(frozen=True)
class SaidView:
    """A statement with its citations."""

    said: Said
    citations: tuple[CitedView, ...]


@dataclass(frozen=True)
class TrialView:
    """One answer to a question."""

    verdict: Verdict
    sample: Sample
    statements: tuple[SaidView, ...]
    missed: tuple[Passage, ...]


@dataclass(frozen=True)
class QuestionView:
    """A question with all its trials."""

    item: Item
    passed: bool
    change: str
    trials: tuple[TrialView, ...]


def page(
    suite: Suite,
    scored: Scored,
    samples: Sequence[Sample],
    gate: GateReport | None,
    comparison: Comparison | None,
) -> str:
    """The page. Everything in it that comes from cables, questions and answers is escaped by the template engine."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return environment.get_template(_TEMPLATE).render(
        result=scored.result,
        rows=_figure_rows(scored.result),
        groups=_group_rows(scored.result),
        by_tag=figures.BY_TAG,
        lacking=figures.lacking(scored.result),
        gate=gate,
        comparison=comparison,
        questions=_questions(suite, scored, samples, comparison),
    )


def _figure_rows(result: Result) -> list[tuple[str, str, str, str, str]]:
    return [
        (name, figures.shown(name, f), figures.interval(f), figures.basis(f), METRICS[name].meaning)
        for name, f in result.figures.items()
    ]


def _group_rows(result: Result) -> list[tuple[str, list[str]]]:
    return [
        (tag, [figures.shown(name, found[name]) if name in found else "" for name in figures.BY_TAG])
        for tag, found in result.groups.items()
    ]


def _questions(
    suite: Suite, scored: Scored, samples: Sequence[Sample], comparison: Comparison | None
) -> list[QuestionView]:
    latest: Mapping[tuple[str, int], Sample] = {(s.id, s.trial): s for s in samples}
    verdicts: dict[str, list[Verdict]] = {}
    for verdict in scored.verdicts:
        verdicts.setdefault(verdict.id, []).append(verdict)
    fixed = set() if comparison is None else set(comparison.fixed)
    broken = set() if comparison is None else set(comparison.broken)
    views: list[QuestionView] = []
    for item in suite.items:
        trials = tuple(_trial(item, v, latest[v.id, v.trial]) for v in verdicts.get(item.id, []))
        change = "now passes" if item.id in fixed else "no longer passes" if item.id in broken else ""
        passed = bool(trials) and not any(trial.verdict.notes for trial in trials)
        views.append(QuestionView(item, passed, change, trials))
    return views


def _trial(item: Item, verdict: Verdict, sample: Sample) -> TrialView:
    statements = () if sample.reply is None else sample.reply.statements
    cited = {c.ref for said in statements for c in said.citations}
    missed = tuple(p for p in sample.passages if p.ref in item.support and p.ref not in cited)
    return TrialView(verdict, sample, tuple(_said(item, said, sample) for said in statements), missed)


def _said(item: Item, said: Said, sample: Sample) -> SaidView:
    views: list[CitedView] = []
    for cited in said.citations:
        passage = sample.passage(cited)
        pieces = () if passage is None else highlight(passage.text, [cited.quote])
        views.append(CitedView(cited, passage, pieces, cited.ref in item.allowed))
    return SaidView(said, tuple(views))
