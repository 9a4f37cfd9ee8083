"""From a scored run to reports, annotations and an exit code."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from eval.cli_common import console, errors, exit_code, print_json

if TYPE_CHECKING:
    from eval.gate.baseline import Baseline
    from eval.gate.check import GateReport
    from eval.gate.compare import Comparison
    from eval.gate.rules import Rules
    from eval.run.aggregate import Scored
    from eval.run.files import RunFolder
    from eval.run.record import Sample
    from eval.run.session import Session
    from eval.suite.model import Suite
    from eval.system import System


@dataclass(frozen=True)
class Judge:
    """What a run is held against, read before it starts so that a broken file costs nothing."""

    baseline: "Baseline | None"
    rules: "Rules | None"

    @classmethod
    def read(cls, baseline: Path | None, rules: Path | None) -> "Judge":
        """Reads both files.

        Raises:
            UserError: One of them cannot be used.
        """
        from eval.gate.baseline import load_baseline
        from eval.gate.rules import load_rules

        return cls(
            None if baseline is None else load_baseline(baseline),
            None if rules is None else load_rules(rules),
        )

    def verdict(self, scored: "Scored") -> "tuple[GateReport | None, Comparison | None]":
        """The gate's report, and the comparison with the baseline; None where not asked for."""
        from eval.gate.check import check_gate
        from eval.gate.compare import compare

        if self.rules is not None:
            report = check_gate(self.rules, scored.result, self.baseline)
            return report, report.comparison
        return None, None if self.baseline is None else compare(self.baseline, scored.result)


def with_progress(system: "System", session: "Session") -> "Scored":
    """Runs with a progress bar on stderr."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from eval.run.session import run_session

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), TextColumn("{task.description}", markup=False))
    with Progress(*columns, console=errors(), transient=True) as bar:
        task = bar.add_task("", total=None)

        def advance(sample: "Sample", done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, description=f"{sample.id} {sample.error}"[:60])

        return run_session(system, session, advance)


def finish(folder: "RunFolder", suite: "Suite", scored: "Scored", judge: Judge, *, as_json: bool) -> None:
    """Writes the reports, prints the result, and ends with the exit code.

    Raises:
        typer.Exit: Always, with 0, 1 or 3.
    """
    from eval.report.write import write_reports

    gate, comparison = judge.verdict(scored)
    paths = write_reports(folder, suite, scored, gate, comparison)
    if as_json:
        document = scored.result.model_dump(mode="json") | {"run": str(folder.path)}
        document["gate"] = None if gate is None else {"passed": gate.passed, **gate.model_dump(mode="json")}
        document["comparison"] = None if comparison is None else comparison.model_dump(mode="json")
        print_json(document)
    else:
        _print(scored, gate, comparison)
        console().print(f"run: {folder.path}, page: {paths[0].name}", soft_wrap=True)
    _tell_github(scored, gate, comparison)
    raise typer.Exit(exit_code(scored.result, gate))


def _print(scored: "Scored", gate: "GateReport | None", comparison: "Comparison | None") -> None:
    from eval.report.terminal import print_comparison, print_gate, print_result

    out = console()
    print_result(out, scored.result)
    if comparison is not None:
        print_comparison(out, comparison)
    if gate is not None:
        print_gate(out, gate)


def _tell_github(scored: "Scored", gate: "GateReport | None", comparison: "Comparison | None") -> None:
    """Annotations and the job's summary, where GitHub runs us."""
    from eval.report.markdown import annotations, markdown

    if os.environ.get("GITHUB_ACTIONS") != "true":
        return
    sys.stderr.writelines(line + "\n" for line in annotations(scored.result, gate))
    summary = os.environ.get("GITHUB_STEP_SUMMARY", "")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(markdown(scored.result, gate, comparison))
