"""Kill the process at every store call, for all of them; the next run must end where a clean one does."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, TypedDict

import pytest


class Outcome(TypedDict):
    """What one attempt printed."""

    n: int
    codes: list[int]
    before: dict[str, Any]
    state: dict[str, Any]


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> list[Outcome]:
    folder = tmp_path_factory.mktemp("kill")
    done = subprocess.run(
        [sys.executable, "-m", "tests.stores.killing", str(folder)],
        capture_output=True,
        text=True,
        timeout=600,
        cwd=Path(__file__).parents[2],
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = done.stdout.replace(str(folder), "").splitlines()
    return [json.loads(line) for line in text]


def without_folder(outcome: Outcome) -> object:
    """The states before and after the rebuild, with the run's own folder number left out of the source names."""
    return json.loads(json.dumps([outcome["before"], outcome["state"]]).replace(f"/{outcome['n']}/", "/N/"))


def test_the_series_has_many_store_calls_and_all_were_tried(outcomes: list[Outcome]) -> None:
    assert [outcome["n"] for outcome in outcomes] == list(range(len(outcomes)))
    assert len(outcomes) > 20
    assert outcomes[-1]["codes"] == [0, 0], "the last n lies beyond the series"


def test_a_clean_run_leaves_sound_stores(outcomes: list[Outcome]) -> None:
    clean = outcomes[0]["state"]
    assert outcomes[0]["codes"] == [0, 0]
    assert list(clean["cables"]) == ["09PARIS2", "09ROME3"]
    assert (clean["pending"], clean["findings"], clean["answers"]) == ([], [], ["kept"])
    assert clean["folders"] == ["index"]
    assert outcomes[0]["before"] == clean, "a rebuild changes nothing that a caller can see"
    assert all(key[0] != "09ROME3" for hits in clean["below"] for key in hits), "the twin's marking was lost"


def test_after_every_kill_the_next_run_ends_where_a_clean_one_does(outcomes: list[Outcome]) -> None:
    clean = without_folder(outcomes[0])
    for outcome in outcomes[1:-1]:
        assert outcome["codes"] == [9, 0, 0], f"killed at call {outcome['n']}"
        assert without_folder(outcome) == clean, f"killed at call {outcome['n']}"
