"""Runs the command line in this process, as its console script does."""

import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.cli.main import main


@dataclass(frozen=True)
class Result:
    """What a command did: exit code and the two streams."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        """Stdout as JSON lines; anything else there fails."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Calls `reftel` with arguments."""

    def call(*args: object) -> Result:
        monkeypatch.setattr(sys, "argv", ["reftel", *map(str, args)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        streams = capsys.readouterr()
        return Result(end.value.code or 0, streams.out, streams.err)  # type: ignore[arg-type]

    return call


@pytest.fixture
def reader(sample_library: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The sample library as REFTEL_HOME, to be read only."""
    monkeypatch.setenv("REFTEL_HOME", str(sample_library))
    return sample_library


@pytest.fixture
def writer(sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the sample library as REFTEL_HOME, to be changed."""
    home = tmp_path / "home"
    shutil.copytree(sample_library, home)
    monkeypatch.setenv("REFTEL_HOME", str(home))
    return home
