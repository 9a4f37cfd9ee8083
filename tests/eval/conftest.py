"""Runs of the invented world, shared by the tests of the harness."""

from pathlib import Path

import pytest

from eval.gate.baseline import Baseline, to_baseline
from eval.gate.rules import Rules, load_rules
from eval.run.aggregate import Scored
from eval.run.files import RunFolder
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.suite.model import Suite
from tests.eval.world import WorldSystem, world_suite

SHIPPED_RULES = Path(__file__).parents[2] / "eval" / "gate.yaml"


@pytest.fixture(scope="session")
def suite() -> Suite:
    return world_suite()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory, suite: Suite) -> RunFolder:
    """A finished run of the untouched system."""
    path = RunFolder(tmp_path_factory.mktemp("runs") / "clean")
    run_session(WorldSystem(), Session(suite, path, Plan()))
    return path


@pytest.fixture(scope="session")
def scored(folder: RunFolder, suite: Suite) -> Scored:
    from eval.run.session import rescore

    return rescore(folder, suite)


@pytest.fixture(scope="session")
def baseline(scored: Scored) -> Baseline:
    return to_baseline(scored.result)


@pytest.fixture(scope="session")
def rules() -> Rules:
    return load_rules(SHIPPED_RULES)
