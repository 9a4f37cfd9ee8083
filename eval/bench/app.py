"""The app under load: twenty readers at once, without a model, through the whole server."""

import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eval.bench.filler import fill
from eval.bench.part import Part, Row
from rag.embedding.factory import open_embedder
from rag.settings import Settings

PARAGRAPHS = 10_000
READERS = 20
QUESTIONS = 2_000
WARM_UP = 200
STARTS = 5
P95_TARGET, START_TARGET, FIRST_TARGET, GROWTH_TARGET = 3.0, 3.0, 0.5, 1.1
_SINGLE = 20
_STEP = 600
_FIRST = "What is in the library?"
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Start:
    """How long one start took.

    Attributes:
        page: Seconds until the first page came.
        answer: Seconds until the first question was answered.
    """

    page: float
    answer: float


@dataclass(frozen=True)
class Load:
    """What all readers saw together.

    Attributes:
        delays: Seconds of each answer, None for a failure, in the order in which they were asked.
        memory: MB by the number of questions answered before.
    """

    delays: tuple[float | None, ...]
    memory: dict[int, float]

    @property
    def growth(self) -> float:
        """Memory at the end by that after the warm-up."""
        return self.memory[max(self.memory)] / self.memory[min(self.memory)]


def measure(folder: Path, settings: Settings) -> Part:
    """Fills a library, serves it, and asks.

    Args:
        folder: The sample cables, whose sentences fill the library.
        settings: For the cache of the embedded model.

    Returns:
        Seconds to start and to answer, errors, and how memory grew after the warm-up.
    """
    questions = _questions(folder)
    with tempfile.TemporaryDirectory() as scratch:
        filled = fill(Path(scratch), PARAGRAPHS, folder, open_embedder(settings))
        environment = _environment(filled.home, settings.cache, Path(scratch))
        starts = [_started(environment) for _ in range(STARTS + 1)][1:]
        with _served(environment) as (port, process, _):
            alone = [_timed(port, questions[place % len(questions)]) for place in range(_SINGLE)]
            load = _loaded(port, process, [questions[place % len(questions)] for place in range(QUESTIONS)])
    return Part(
        title="The app under load",
        subject=(
            f"{PARAGRAPHS} paragraphs; {len(starts)} starts; {READERS} readers at once, {QUESTIONS} questions, "
            f"{len(questions)} different ones by turns"
        ),
        rows=(*_start_rows(starts), *_delay_rows(alone, load), *_memory_rows(load)),
    )


def _start_rows(starts: Sequence[Start]) -> Iterator[Row]:
    page = statistics.median(start.page for start in starts)
    yield Row("start to first page, median", page, "s", f"<= {START_TARGET:g}", page <= START_TARGET)
    yield Row("start to first page, longest", max(start.page for start in starts), "s")
    yield Row("start to first answer, median", statistics.median(start.answer for start in starts), "s")


def _delay_rows(alone: Sequence[float | None], load: Load) -> Iterator[Row]:
    single = statistics.median(_answered(alone))
    first, delays = _answered(load.delays[:WARM_UP]), _answered(load.delays)
    p95, failed = _p95(delays), len(load.delays) - len(delays)
    yield Row("one reader, whole answer, median", single, "s", f"<= {FIRST_TARGET:g}", single <= FIRST_TARGET)
    yield Row("all readers, median", statistics.median(delays), "s")
    yield Row("all readers, p95", p95, "s", f"<= {P95_TARGET:g}", p95 <= P95_TARGET)
    yield Row(f"all readers, p95 of the first {WARM_UP}", _p95(first), "s")
    yield Row("failed", failed, "questions", "0", failed == 0)


def _memory_rows(load: Load) -> Iterator[Row]:
    for asked, memory in load.memory.items():
        yield Row(f"memory after {asked} questions", memory, "MB")
    yield Row("growth", load.growth, "times", f"<= {GROWTH_TARGET:g}", load.growth <= GROWTH_TARGET)


def _answered(delays: Sequence[float | None]) -> list[float]:
    return [delay for delay in delays if delay is not None]


def _p95(delays: Sequence[float]) -> float:
    return statistics.quantiles(delays, n=20)[-1]


def _questions(folder: Path) -> list[str]:
    suite = folder.parent / "suites" / "sample.jsonl"
    lines = suite.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines if line.strip()]


def _environment(home: Path, cache: Path, scratch: Path) -> dict[str, str]:
    """That of the app: byte code is kept as on any machine where it was started once, whatever is set here."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    ours = {"REFTEL_HOME": home, "REFTEL_CACHE": cache, "PYTHONPYCACHEPREFIX": scratch / "bytecode"}
    return kept | {key: str(path) for key, path in ours.items()}


def _started(environment: Mapping[str, str]) -> Start:
    with _served(environment) as (_, _, start):
        return start


@contextmanager
def _served(environment: Mapping[str, str]) -> "Generator[tuple[int, subprocess.Popen[bytes], Start]]":
    """The app in a process of its own; how long it took to start."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    begun = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, "app.py"],
        cwd=_ROOT,
        env={**environment, "REFTEL_PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    try:
        while not _answers(port):
            time.sleep(0.05)
        page = time.perf_counter() - begun
        _timed(port, _FIRST)
        yield port, process, Start(page, time.perf_counter() - begun)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        return bool(_fetch(port, "/"))
    except OSError:
        return False


def _fetch(port: int, path: str, body: bytes | None = None) -> bytes:
    """The body of a response.

    Raises:
        OSError: There was none in time.
    """
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("GET" if body is None else "POST", path, body, {"Content-Type": "application/json"})
        return connection.getresponse().read()
    finally:
        connection.close()


def _loaded(port: int, process: "subprocess.Popen[bytes]", questions: Sequence[str]) -> Load:
    """Asks everything, and reads the memory on the way."""
    delays: list[float | None] = []
    memory: dict[int, float] = {}
    with ThreadPoolExecutor(READERS) as readers:
        while len(delays) < len(questions):
            some = questions[len(delays) :][: _STEP if delays else WARM_UP]
            delays += readers.map(lambda question: _timed(port, question), some)
            memory[len(delays)] = _memory(process.pid)
    return Load(tuple(delays), memory)


def _timed(port: int, question: str) -> float | None:
    """Seconds until the whole answer was there; None where none came."""
    begun = time.perf_counter()
    try:
        event = json.loads(_fetch(port, "/gradio_api/call/v2/ask", json.dumps({"question": question}).encode()))
        done = _fetch(port, f"/gradio_api/call/ask/{event['event_id']}").startswith(b"event: complete")
    except (OSError, ValueError, KeyError):
        return None
    return time.perf_counter() - begun if done else None


def _memory(pid: int) -> float:
    """Resident memory in MB."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
