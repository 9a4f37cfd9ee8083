"""The result as tables in the terminal."""

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from eval.gate.check import GateReport
from eval.gate.compare import Comparison, smallest_difference
from eval.report.figures import BY_TAG, CELLS, SHOULD, basis, interval, lacking, shown
from eval.run.result import Result
from eval.scorers.metrics import METRICS

SHOWN_FAILURES = 20


def print_result(console: Console, result: Result, *, failures: int = SHOWN_FAILURES) -> None:
    """Figures with intervals, how questions ended, figures by tag, and what did not pass."""
    table = Table(title=f"{result.suite}: {len(result.questions)} questions", title_justify="left")
    for column in ("figure", "value", "95 % interval", "questions"):
        table.add_column(column)
    for name, figure in result.figures.items():
        table.add_row(name, shown(name, figure), interval(figure), basis(figure))
    console.print(table)
    by_reason: dict[str, list[str]] = {}
    for name, reason in result.unscored.items():
        by_reason.setdefault(reason, []).append(name)
    for reason, names in by_reason.items():
        console.print(f"[dim]unscored, since {escape(reason)}: {', '.join(names)}[/dim]")
    console.print(_cells(result))
    console.print(_by_tag(result))
    failed = [question for question in result.questions if question.notes]
    for question in failed[:failures]:
        console.print(f"[red]{escape(question.id)}[/red] {escape('; '.join(question.notes))}")
    if len(failed) > failures:
        console.print(f"and {len(failed) - failures} more that did not pass")
    console.print(f"{len(result.questions)} questions detect a difference of {_points(result)} points in pass.")
    if lacking(result):
        console.print(f"[bold red]{escape(lacking(result))}[/bold red]")


def _points(result: Result) -> int:
    return smallest_difference(max(1, len(result.questions)))


def _cells(result: Result) -> Table:
    table = Table(title="how questions ended", title_justify="left")
    table.add_column("")
    used = [cell for cell in CELLS if any(cell in row for row in result.cells.values())]
    for cell in used:
        table.add_column(cell, justify="right")
    for kind, row in result.cells.items():
        table.add_row(SHOULD[kind], *(str(row.get(cell, 0)) for cell in used))
    return table


def _by_tag(result: Result) -> Table:
    table = Table(title="by tag", title_justify="left")
    table.add_column("tag")
    table.add_column("n", justify="right")
    for name in BY_TAG:
        table.add_column(name, justify="right")
    for tag, figures in result.groups.items():
        size = sum(tag in question.groups for question in result.questions)
        values = [shown(name, figures[name]) if name in figures else "-" for name in BY_TAG]
        table.add_row(escape(tag), str(size), *values)
    return table


def print_comparison(console: Console, comparison: Comparison) -> None:
    """Effects with intervals, what flipped, and the conclusion."""
    table = Table(title="against the older run", title_justify="left")
    for column in ("figure", "tag", "n", "old", "new", "effect", "95 % interval", "p (Holm)", "up/down"):
        table.add_column(column)
    for change in comparison.changes:
        if change.group and not (change.up or change.down):
            continue
        spread = "" if change.low is None or change.high is None else f"{change.low:+.2f} to {change.high:+.2f}"
        table.add_row(
            change.name,
            escape(change.group),
            str(change.n),
            f"{change.old:.3f}",
            f"{change.new:.3f}",
            f"{change.effect:+.3f}",
            spread,
            f"{change.p_holm:.3g}",
            f"{change.up}/{change.down}",
        )
    console.print(table)
    for title, names in (
        ("now pass", comparison.fixed),
        ("no longer pass", comparison.broken),
        ("only in the old run", comparison.only_old),
        ("only in the new run, or altered", comparison.only_new),
    ):
        if names:
            console.print(f"{title}: {escape(', '.join(names))}")
    console.print(f"[bold]{escape(comparison.conclusion)}[/bold]")


def print_gate(console: Console, report: GateReport) -> None:
    """Each rule with what was found."""
    for check in report.checks:
        mark = "[green]pass[/green]" if check.passed else "[bold red]FAIL[/bold red]"
        console.print(f"{mark} {escape(check.rule)}: {escape(check.found)}")
    console.print("[green]gate passed[/green]" if report.passed else "[bold red]gate failed[/bold red]")


def print_meanings(console: Console) -> None:
    """What each figure means."""
    table = Table(title="figures", title_justify="left")
    for column in ("figure", "better", "meaning", "source"):
        table.add_column(column)
    for metric in METRICS.values():
        table.add_row(metric.name, "lower" if metric.lower else "higher", metric.meaning, metric.source)
    console.print(table)
