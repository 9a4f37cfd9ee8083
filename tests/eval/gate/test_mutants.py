"""The gate, tested by breaking what it guards."""

from pathlib import Path

import pytest

from eval.gate.baseline import Baseline
from eval.gate.check import GateReport, check_gate
from eval.gate.rules import Rules
from eval.run.files import RunFolder
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.suite.model import Suite
from eval.system import System
from tests.eval.mutants import MUTANTS, SayForbidden, Wrapped
from tests.eval.world import WorldSystem


def gate_of(system: System, suite: Suite, rules: Rules, baseline: Baseline, path: Path) -> GateReport:
    scored = run_session(system, Session(suite, RunFolder(path / "run"), Plan()))
    return check_gate(rules, scored.result, baseline)


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_regression_turns_the_gate_red(
    mutant: type[Wrapped], suite: Suite, rules: Rules, baseline: Baseline, tmp_path: Path
) -> None:
    report = gate_of(mutant(WorldSystem()), suite, rules, baseline, tmp_path)
    assert not report.passed, mutant.__doc__


def test_saying_what_is_forbidden_turns_the_gate_red(
    suite: Suite, rules: Rules, baseline: Baseline, tmp_path: Path
) -> None:
    report = gate_of(SayForbidden(WorldSystem(), suite), suite, rules, baseline, tmp_path)
    assert any(check.rule.startswith("must_not") for check in report.failures)


@pytest.mark.parametrize("repetition", range(20))
def test_an_untouched_run_is_green(
    repetition: int, suite: Suite, rules: Rules, baseline: Baseline, tmp_path: Path
) -> None:
    report = gate_of(WorldSystem(), suite, rules, baseline, tmp_path)
    assert report.passed, report.failures
