"""Runs of the evaluation harness as the app starts and watches them: each in a process of its own."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.errors import OperatorError, UserError
from rag.settings import Settings
from rag.web.security import inline_styles

ROOT = Path(__file__).resolve().parents[2]
SUITES = ROOT / "eval" / "suites"
BASELINES = ROOT / "eval" / "baselines"
GATE = ROOT / "eval" / "gate.yaml"
REPORT = ROOT / "eval" / "report" / "page.html.j2"
MAX_REPORT_BYTES = 16 * 2**20
_POLL_SECONDS = 0.5
_EXITS = {0: "finished", 1: "finished; the gate failed", 3: "ended before all questions were answered"}


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Attributes:
        done: Questions answered.
        total: Of so many; 0 while the library is being opened.
        ended: How it ended, "" while it runs.
        problem: What the harness said where it could not run.
        report: The page that it wrote, None while there is none.
    """

    done: int
    total: int
    ended: str = ""
    problem: str = ""
    report: Path | None = None


def suites() -> list[str]:
    """Names of the suites that come with Reftel."""
    return sorted(path.name for path in SUITES.iterdir() if path.suffix in {".jsonl", ".yaml"})


def run(settings: Settings, suite: str, folder: Path, stop: threading.Event, *, on_sample: bool) -> Iterator[Progress]:
    """Runs a suite and tells how far it is.

    Args:
        settings: Of the app; its home is asked unless `on_sample`.
        suite: One of `suites()`.
        folder: For the run; not there yet.
        stop: Ends the run when set.
        on_sample: Ask a library of the sample cables, built once.

    Raises:
        UserError: There is no such suite, or a clearance is set.
    """
    if settings.clearance_level is not None:
        raise UserError("Suites quote cables of every marking, so none is run while a clearance is set.")
    if suite not in suites():
        raise UserError(f"There is no suite '{suite}'.")
    return _watched(_command(settings, suite, folder, on_sample=on_sample), _environment(settings), folder, stop)


def report_styles() -> list[bytes]:
    """The style sheets of the harness's report: the page that shows it in a frame must allow them by hash."""
    return inline_styles(REPORT.read_bytes())


def _command(settings: Settings, suite: str, folder: Path, *, on_sample: bool) -> list[str]:
    home = [] if on_sample else ["--home", str(settings.home)]
    baseline = BASELINES / f"{Path(suite).stem}.json"
    judged = ["--baseline", str(baseline), "--gate", str(GATE)] if baseline.exists() else []
    return [sys.executable, "-m", "eval", "run", str(SUITES / suite), "-o", str(folder), *home, *judged]


def _environment(settings: Settings) -> dict[str, str]:
    """Without REFTEL_HOME, so that the harness asks the sample corpus unless it is given a home."""
    kept = {name: value for name, value in os.environ.items() if name != "REFTEL_HOME"}
    return {**kept, "REFTEL_CACHE": str(settings.cache), "COLUMNS": "140"}


def _watched(
    command: list[str], environment: dict[str, str], folder: Path, stop: threading.Event
) -> Iterator[Progress]:
    log = folder.with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
    try:
        yield Progress(0, 0)
        while process.poll() is None:
            if stop.wait(_POLL_SECONDS):
                yield Progress(*_counts(folder), ended="stopped")
                return
            yield Progress(*_counts(folder))
    finally:
        _end(process)
    yield _ended(process.returncode, folder, log)


def _end(process: "subprocess.Popen[bytes]") -> None:
    if process.poll() is None:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _counts(folder: Path) -> tuple[int, int]:
    header, samples = folder / "run.json", folder / "samples.jsonl"
    if not header.exists():
        return 0, 0
    document = json.loads(header.read_text("utf-8"))
    done = samples.read_bytes().count(b"\n") if samples.exists() else 0
    return done, len(document["suite"]["items"]) * int(document["trials"])


def _ended(code: int, folder: Path, log: Path) -> Progress:
    report = folder / "report.html"
    if code not in _EXITS or not report.exists():
        last = log.read_text("utf-8", "replace").strip().splitlines()
        return Progress(*_counts(folder), ended="could not be run", problem=last[-1][:500] if last else "")
    return Progress(*_counts(folder), ended=_EXITS[code], report=report)


def read_report(path: Path) -> str:
    """The harness's own page.

    Raises:
        OperatorError: It is too large to be shown.
    """
    if path.stat().st_size > MAX_REPORT_BYTES:
        raise OperatorError("The report is too large to be shown here; download it instead.")
    return path.read_text("utf-8")
