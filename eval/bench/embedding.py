"""Embedding: our embedder against Chroma's own default one, on the same texts in the same run."""

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from eval.bench.chroma_default import ChromaDefault
from eval.bench.part import Part, Row
from rag.embedding.chunking import chunks
from rag.embedding.minilm import MiniLM
from rag.parsing.parser import is_candidate, parse_file
from rag.settings import Settings

SLICE = 64
MAX_TEXTS = 640
RATIO_TARGET = 2.0
QUERIES = 100
QUERY_WORDS = 12


@dataclass(frozen=True)
class Rate:
    """Work done: texts in seconds of the clock and of the processor."""

    texts: int
    wall: float
    processor: float

    @property
    def per_second(self) -> float:
        """Texts in a second of the clock."""
        return self.texts / self.wall

    @property
    def milliseconds(self) -> float:
        """Milliseconds of the processor for a text; steadier than the clock on a busy machine."""
        return 1000 * self.processor / self.texts


@dataclass(frozen=True)
class Comparison:
    """Both embedders on the same texts.

    Attributes:
        ours: Reftel's.
        chroma: Chroma's default.
        cosine: Mean cosine between the vectors of both; about 1, or they did not do the same work.
    """

    ours: Rate
    chroma: Rate
    cosine: float

    @property
    def ratio(self) -> float:
        """How many times faster ours is by the clock."""
        return self.ours.per_second / self.chroma.per_second


def measure(folder: Path, settings: Settings) -> Part:
    """Runs both embedders over the chunks of a folder's cables.

    Args:
        folder: Cable files.
        settings: For the cache of the embedded model.

    Returns:
        Rates, their ratio and the time of a query.
    """
    embedder = MiniLM(settings.cache)
    texts = _texts(folder, embedder)
    tokens = statistics.mean(embedder.count(text) for text in texts)
    with tempfile.TemporaryDirectory() as model_folder:
        default = ChromaDefault(Path(model_folder), settings.cache)
        result = compare(texts, embedder.embed, default.embed)
    delays = _query_delays(texts, embedder)
    return Part(
        title="Embedding",
        subject=f"{len(texts)} chunks of {folder}, {tokens:.0f} tokens on average, slices of {SLICE} by turns",
        rows=(
            Row("Reftel's embedder", result.ours.per_second, "texts/s"),
            Row("Chroma's default embedder", result.chroma.per_second, "texts/s"),
            Row("ratio", result.ratio, "times", f">= {RATIO_TARGET:g}", result.ratio >= RATIO_TARGET),
            Row("Reftel, processor time", result.ours.milliseconds, "ms/text"),
            Row("Chroma, processor time", result.chroma.milliseconds, "ms/text"),
            Row("mean cosine between both", result.cosine, "", ">= 0.999", result.cosine >= 0.999),
            Row(f"a query of {QUERY_WORDS} words, median", statistics.median(delays), "ms"),
            Row(f"a query of {QUERY_WORDS} words, p95", statistics.quantiles(delays, n=20)[-1], "ms"),
        ),
    )


def compare(
    texts: Sequence[str], ours: Callable[[Sequence[str]], np.ndarray], chroma: Callable[[Sequence[str]], np.ndarray]
) -> Comparison:
    """Gives both the same slices by turns, after a slice to warm up that is not counted.

    Args:
        texts: What to embed.
        ours: Embeds texts, shape (texts, dimension).
        chroma: The same, of the other side.
    """
    slices = [texts[at : at + SLICE] for at in range(0, len(texts), SLICE)]
    sides = (ours, chroma)
    spent = np.zeros((len(sides), 2))
    for embed in sides:
        embed(slices[0])
    cosines: list[float] = []
    for part in slices:
        vectors = []
        for side, embed in enumerate(sides):
            start = _clocks()
            vectors.append(embed(part))
            spent[side] += _clocks() - start
        cosines.extend((vectors[0] * vectors[1]).sum(axis=1))
    first, second = (Rate(len(texts), float(wall), float(processor)) for wall, processor in spent)
    return Comparison(first, second, statistics.fmean(cosines))


def _clocks() -> np.ndarray:
    return np.array([time.perf_counter(), time.process_time()])


def _texts(folder: Path, embedder: MiniLM) -> list[str]:
    """The chunks of the folder's cables in a fixed order, at most `MAX_TEXTS`, evenly picked."""
    found = []
    for path in sorted(folder.iterdir()):
        if path.is_file() and is_candidate(path):
            for cable in parse_file(path).cables:
                found.extend(chunk.text for chunk in chunks(cable, embedder))
    step = max(1, -(-len(found) // MAX_TEXTS))
    return found[::step]


def _query_delays(texts: Sequence[str], embedder: MiniLM) -> list[float]:
    delays = []
    for number in range(QUERIES):
        query = " ".join(texts[number % len(texts)].split()[-QUERY_WORDS:])
        start = time.perf_counter()
        embedder.embed([query])
        delays.append(1000 * (time.perf_counter() - start))
    return delays
