"""The embedded default: all-MiniLM-L6-v2 on this machine's processor, no key and no network."""

import os
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np

from rag.cables.marking import Level
from rag.embedding.base import Progress
from rag.embedding.cache import load_graph
from rag.embedding.cutting import blocks, cut, encodable
from rag.embedding.graph import DIMENSION, INPUTS, OUTPUT
from rag.embedding.pooling import embed_parts
from rag.embedding.weights import TOKENIZER, WEIGHTS, read_model_file

BATCH = 4
"""Measured on two cores: 4 is as fast as any size for sentences and for paragraphs; from 16 on it gets slower."""
LIKE = 0.9
"""Texts share a batch when the shortest has at least this part of the longest: padding of 16 real paragraphs costs
13 % without the rule and 3 % with it."""
WINDOW = 256
SPECIALS = 2


class MiniLM:
    """all-MiniLM-L6-v2 through onnxruntime; see `Embedder`.

    One session with one thread inside, and as many workers around it as there are cores: measured as fast as one
    worker with two threads on an idle machine, and a tenth faster on a busy one, since no worker waits for another.
    """

    name = f"all-MiniLM-L6-v2@{WEIGHTS.sha256[:12]}"
    host = ""
    ceiling = Level.TS
    dimension = DIMENSION
    window = WINDOW

    def __init__(self, cache: Path, progress: Progress | None = None) -> None:
        """Loads the model, or builds it on first use.

        Args:
            cache: Reftel's cache folder.
            progress: Told what takes time.

        Raises:
            OperatorError: The model's files cannot be had.
        """
        from onnxruntime import InferenceSession, SessionOptions  # ty: ignore[possibly-missing-import]  # it is imported in a try there
        from tokenizers import Tokenizer

        self._tokenizer = Tokenizer.from_str(read_model_file(TOKENIZER, progress).decode())
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        # "[SEP]" typed in a cable is text, not an order to the model.
        self._tokenizer.encode_special_tokens = True
        options = SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        graph = load_graph(cache, progress)
        self._session = InferenceSession(graph, options, providers=["CPUExecutionProvider"])
        self._workers = ThreadPoolExecutor(_cores(), thread_name_prefix="embed")

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See `Embedder.embed`."""
        return embed_parts([self._windows(encodable(text)) for text in texts], self._run)

    def count(self, text: str) -> int:
        """See `Embedder.count`."""
        return SPECIALS + sum(len(self._ids(block)) - SPECIALS for block in blocks(encodable(text)))

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        """See `Embedder.cut`."""
        return cut(encodable(text), room, self._offsets)

    def _ids(self, text: str) -> list[int]:
        return self._tokenizer.encode(text).ids

    def _offsets(self, text: str) -> list[tuple[int, int]]:
        return self._tokenizer.encode(text, add_special_tokens=False).offsets

    def _windows(self, text: str) -> list[list[int]]:
        """The text's tokens, by parts when they exceed the window."""
        if len(text) <= WINDOW * 32 and len(ids := self._ids(text)) <= WINDOW:
            return [ids]
        return [self._ids(text[start:end]) for start, end in self.cut(text, WINDOW - SPECIALS)] or [self._ids("")]

    def _run(self, parts: Sequence[Sequence[int]]) -> np.ndarray:
        batches = _batches([len(part) for part in parts])
        vectors = np.empty((len(parts), DIMENSION), np.float32)
        results = self._workers.map(lambda batch: self._forward([parts[part] for part in batch]), batches)
        for batch, result in zip(batches, results, strict=True):
            vectors[batch] = result
        return vectors

    def _forward(self, batch: Sequence[Sequence[int]]) -> np.ndarray:
        ids = np.zeros((len(batch), max(map(len, batch))), np.int32)
        mask = np.zeros_like(ids)
        for row, tokens in enumerate(batch):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
        (vectors,) = self._session.run([OUTPUT], dict(zip(INPUTS, (ids, mask), strict=True)))
        return np.asarray(vectors)


def _batches(lengths: Sequence[int]) -> list[list[int]]:
    """Positions in batches of nearly one length, since padding costs as much as text.

    The longest come first, so that no worker is left alone with a long batch at the end.
    """
    batches: list[list[int]] = []
    for position in sorted(range(len(lengths)), key=lambda position: -lengths[position]):
        if batches and len(batches[-1]) < BATCH and lengths[position] >= LIKE * lengths[batches[-1][0]]:
            batches[-1].append(position)
        else:
            batches.append([position])
    return batches


def _cores() -> int:
    """Cores that this process may use, which a container or `taskset` may have limited."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
