"""Answers by a model at 10,000 paragraphs: all that is not the model's own time, and how soon a statement is shown."""

import json
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from eval.bench.filler import fill
from eval.bench.part import Part, Row
from eval.bench.questions import PARAGRAPHS, sample_questions
from rag.answering.model import Answer
from rag.desk import Desk
from rag.embedding.factory import open_embedder
from rag.retrieval.question import Question
from rag.settings import Settings

QUESTIONS = 50
OVERHEAD_TARGET, SHOWN_TARGET = 120.0, 50.0
_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Asked:
    """One answer; all in milliseconds.

    Attributes:
        overhead: From the question to the answer, without the time in which the server had the request.
        processor: Of all threads of this process, the streamed reply's share included.
        search: Finding paragraphs.
        check: In the gate.
        shown: From the last token of each statement to the moment at which it is shown.
    """

    overhead: float
    processor: float
    search: float
    check: float
    shown: tuple[float, ...]


def measure(folder: Path, settings: Settings) -> Part:
    """Fills a library and asks it through a scripted server on loopback, in a process of its own.

    Args:
        folder: The sample cables, whose sentences fill the library.
        settings: For the cache of the embedded model.

    Returns:
        Overhead of an answer, what it is made of, and the delay of a statement.
    """
    with tempfile.TemporaryDirectory() as scratch:
        filled = fill(Path(scratch), PARAGRAPHS, folder, open_embedder(settings))
        with serving() as (url, stamps), multiprocessing.get_context("spawn").Pool(1) as pool:
            changes = {"cache": settings.cache, "llm_model": "scripted", "llm_base_url": url}
            fixed = {"llm_structured": "json_schema", "llm_fallback": "none"}
            opened = filled.model_copy(update=changes | fixed)
            asking = pool.apply_async(_ask_all, (opened, sample_questions(folder)[: QUESTIONS + 1]))
            answers = asking.get()
            served = [json.loads(stamps.readline()) for _ in answers]
    return _part([_joined(*pair) for pair in zip(answers[1:], served[1:], strict=True)])


def _part(asked: Sequence[Asked]) -> Part:
    overhead = [one.overhead for one in asked]
    shown = [delay for one in asked for delay in one.shown]
    median, late = statistics.median(overhead), statistics.quantiles(shown, n=20)[-1]
    return Part(
        title="Answers by a model",
        subject=f"{PARAGRAPHS} paragraphs, {len(asked)} questions after one to warm up, {len(shown)} statements shown",
        rows=(
            Row("all but the model, median", median, "ms", f"<= {OVERHEAD_TARGET:g}", median <= OVERHEAD_TARGET),
            Row("all but the model, p95", statistics.quantiles(overhead, n=20)[-1], "ms"),
            Row("  of it search, median", statistics.median(one.search for one in asked), "ms"),
            Row("  of it gate, median", statistics.median(one.check for one in asked), "ms"),
            Row("processor time of an answer, median", statistics.median(one.processor for one in asked), "ms"),
            Row("statement shown after its last token, median", statistics.median(shown), "ms"),
            Row("statement shown after its last token, p95", late, "ms", f"<= {SHOWN_TARGET:g}", late <= SHOWN_TARGET),
        ),
    )


@dataclass(frozen=True)
class _Seen:
    """What the asking process saw of one answer, in seconds of the shared clock."""

    began: float
    ended: float
    processor: float
    search: float
    check: float
    shown: dict[str, float]


def _ask_all(settings: Settings, questions: Sequence[str]) -> list[_Seen]:
    desk = Desk.open(settings)
    return [_ask(desk, text) for text in questions]


def _ask(desk: Desk, text: str) -> _Seen:
    shown: dict[str, float] = {}
    spent, began = time.process_time(), time.monotonic()
    answer: Answer | None = None
    for part in desk.ask_stream(Question(text)):
        if isinstance(part, Answer):
            answer = part
        else:
            shown[part.text] = time.monotonic()
    ended = time.monotonic()
    if answer is None or not shown:
        raise RuntimeError(f"the scripted server's answer to {text!r} was not verified")
    timings = answer.timings
    search = sum(seconds for stage, seconds in timings.items() if stage not in {"model", "check", "total"})
    return _Seen(began, ended, time.process_time() - spent, search, timings["check"], shown)


def _joined(seen: _Seen, served: dict[str, object]) -> Asked:
    received, finished, statements = served["received"], served["finished"], served["statements"]
    if not (isinstance(received, float) and isinstance(finished, float) and isinstance(statements, list)):
        raise TypeError("the scripted server told something else")
    delays = tuple(1000 * (seen.shown[text] - at) for text, at in statements if text in seen.shown)
    own = seen.ended - seen.began - (finished - received)
    return Asked(1000 * own, 1000 * seen.processor, 1000 * seen.search, 1000 * seen.check, delays)


@contextmanager
def serving() -> Generator[tuple[str, IO[str]]]:
    """The scripted server as a process: its address, and what it tells of each request."""
    process = subprocess.Popen(
        [sys.executable, "-m", "eval.bench.scripted"], cwd=_ROOT, stdout=subprocess.PIPE, text=True
    )
    if process.stdout is None:
        raise RuntimeError("the scripted server has no output")
    try:
        yield str(json.loads(process.stdout.readline())["url"]), process.stdout
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
