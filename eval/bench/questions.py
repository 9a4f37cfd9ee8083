"""Search and extractive answers at 10,000 paragraphs, once loaded; in a process of their own, for its memory."""

import json
import multiprocessing
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from eval.bench.filler import fill
from eval.bench.part import Part, Row
from rag.desk import Desk
from rag.embedding.factory import open_embedder
from rag.retrieval.question import Question
from rag.settings import Settings

PARAGRAPHS = 10_000
QUESTIONS = 100
SEARCH_TARGET, ASK_TARGET, MEMORY_TARGET = 250.0, 400.0, 1024.0


def measure(folder: Path, settings: Settings) -> Part:
    """Fills a library and asks it the sample questions.

    Args:
        folder: The sample cables, whose sentences fill the library.
        settings: For the cache of the embedded model.

    Returns:
        Median and 95th percentile of search and ask in milliseconds, and peak memory.
    """
    with tempfile.TemporaryDirectory() as scratch:
        filled = fill(Path(scratch), PARAGRAPHS, folder, open_embedder(settings))
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            search, ask, memory = pool.apply(
                _ask_all, (filled.model_copy(update={"cache": settings.cache}), sample_questions(folder))
            )
    search_p95, ask_p95 = (statistics.quantiles(delays, n=20)[-1] for delays in (search, ask))
    return Part(
        title="Questions",
        subject=f"{PARAGRAPHS} paragraphs, {len(search)} questions after one to warm up",
        rows=(
            Row("search, median", statistics.median(search), "ms"),
            Row("search, p95", search_p95, "ms", f"<= {SEARCH_TARGET:g}", search_p95 <= SEARCH_TARGET),
            Row("extractive ask, median", statistics.median(ask), "ms"),
            Row("extractive ask, p95", ask_p95, "ms", f"<= {ASK_TARGET:g}", ask_p95 <= ASK_TARGET),
            Row("peak memory", memory, "MB", f"<= {MEMORY_TARGET:g}", memory <= MEMORY_TARGET),
        ),
    )


def sample_questions(folder: Path) -> list[str]:
    """The first questions of the sample suite, which lies beside the sample cables."""
    suite = folder.parent / "suites" / "sample.jsonl"
    lines = suite.read_text(encoding="utf-8").splitlines()
    return [str(json.loads(line)["question"]) for line in lines if line.strip()][:QUESTIONS]


def _ask_all(settings: Settings, questions: list[str]) -> tuple[list[float], list[float], float]:
    desk = Desk.open(settings)
    search = _delays(lambda text: desk.search(Question(text)), questions)
    ask = _delays(lambda text: desk.ask(Question(text)), questions)
    return search, ask, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _delays(ask: Callable[[str], object], questions: list[str]) -> list[float]:
    ask(questions[0])
    delays = []
    for text in questions:
        started = time.perf_counter()
        ask(text)
        delays.append(1000 * (time.perf_counter() - started))
    return delays
