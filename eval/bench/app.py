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
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from eval.bench.filler import fill
from eval.bench.part import Part, Row
from rag.embedding.factory import open_embedder
from rag.settings import Settings

PARAGRAPHS = 10_000
READERS = 20
QUESTIONS = 2_000
WARM_UP = 200
P95_TARGET, START_TARGET, FIRST_TARGET, GROWTH_TARGET = 3.0, 3.0, 0.5, 1.1
_SINGLE = 20
_ROOT = Path(__file__).resolve().parents[2]


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
        with _served(filled.home, settings.cache) as (port, process, started):
            alone = [_timed(port, questions[place % len(questions)]) for place in range(_SINGLE)]
            with ThreadPoolExecutor(READERS) as readers:
                asked = (questions[place % len(questions)] for place in range(QUESTIONS))
                results, before, after = _watched(readers, port, asked, process)
    delays = [delay for delay in results if delay is not None]
    p95 = statistics.quantiles(delays, n=20)[-1]
    failed = len(results) - len(delays)
    first = statistics.median(delay for delay in alone if delay is not None)
    return Part(
        title="The app under load",
        subject=f"{PARAGRAPHS} paragraphs, {READERS} readers at once, {QUESTIONS} questions",
        rows=(
            Row("start to first page", started, "s", f"<= {START_TARGET:g}", started <= START_TARGET),
            Row("one reader, median", first, "s", f"<= {FIRST_TARGET:g}", first <= FIRST_TARGET),
            Row("all readers, median", statistics.median(delays), "s"),
            Row("all readers, p95", p95, "s", f"<= {P95_TARGET:g}", p95 <= P95_TARGET),
            Row("failed", failed, "questions", "0", failed == 0),
            Row(f"memory after {WARM_UP} questions", before, "MB"),
            Row("memory at the end", after, "MB"),
            Row("growth", after / before, "times", f"<= {GROWTH_TARGET:g}", after / before <= GROWTH_TARGET),
        ),
    )


def _questions(folder: Path) -> list[str]:
    suite = folder.parent / "suites" / "sample.jsonl"
    lines = suite.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines if line.strip()]


@contextmanager
def _served(home: Path, cache: Path) -> "Generator[tuple[int, subprocess.Popen[bytes], float]]":
    """The app in a process of its own; the seconds until its page came."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    environment = {**os.environ, "REFTEL_HOME": str(home), "REFTEL_CACHE": str(cache), "REFTEL_PORT": str(port)}
    begun = time.perf_counter()
    process = subprocess.Popen([sys.executable, "app.py"], cwd=_ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        while not _answers(port):
            time.sleep(0.05)
        started = time.perf_counter() - begun
        _timed(port, "What is in the library?")
        yield port, process, started
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


def _watched(
    readers: ThreadPoolExecutor, port: int, questions: Generator[str], process: "subprocess.Popen[bytes]"
) -> tuple[list[float | None], float, float]:
    """All delays in seconds, None for a failure; memory after the warm-up and at the end in MB."""
    early = [readers.submit(_timed, port, next(questions)) for _ in range(WARM_UP)]
    results = [one.result() for one in early]
    before = _memory(process.pid)
    results += readers.map(lambda question: _timed(port, question), questions)
    return results, before, _memory(process.pid)


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
