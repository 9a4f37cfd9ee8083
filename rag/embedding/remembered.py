"""Remembers the vectors of the texts last embedded, for a process that many people ask much the same."""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence

import numpy as np

from rag.cables.marking import Level
from rag.embedding.base import Embedder

LIMIT = 8192
"""Vectors kept: 16 MB of 384 numbers each."""


class RememberedEmbedder:
    """Another embedder, opened when first used; see `Embedder`.

    Two thirds of the work of an answer without a model is the vectors of a few sentences, and the same paragraphs come
    up again with every follow-up. Of a text only its digest is kept.
    """

    def __init__(self, opener: Callable[[], Embedder], limit: int = LIMIT) -> None:
        """Takes what opens the other embedder, and how many vectors are kept."""
        self._opener, self._limit = opener, limit
        self._opening, self._guard = threading.Lock(), threading.Lock()
        self._opened: Embedder | None = None
        self._held: OrderedDict[bytes, np.ndarray] = OrderedDict()

    @property
    def _embedder(self) -> Embedder:
        with self._opening:
            if self._opened is None:
                self._opened = self._opener()
            return self._opened

    @property
    def name(self) -> str:
        """See `Embedder.name`."""
        return self._embedder.name

    @property
    def host(self) -> str:
        """See `Embedder.host`."""
        return self._embedder.host

    @property
    def ceiling(self) -> Level:
        """See `Embedder.ceiling`."""
        return self._embedder.ceiling

    @property
    def dimension(self) -> int:
        """See `Embedder.dimension`."""
        return self._embedder.dimension

    @property
    def window(self) -> int:
        """See `Embedder.window`."""
        return self._embedder.window

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See `Embedder.embed`."""
        keys = [_digest(text) for text in texts]
        known = self._known(keys)
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if missing or not keys:
            made = self._embedder.embed(list(missing.values()))
            if not keys:
                return made
            # Each row by itself: a part of an array would keep all of it in memory.
            fresh = {key: row.copy() for key, row in zip(missing, made, strict=True)}
            self._keep(fresh)
            known |= fresh
        return np.stack([known[key] for key in keys])

    def count(self, text: str) -> int:
        """See `Embedder.count`."""
        return self._embedder.count(text)

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        """See `Embedder.cut`."""
        return self._embedder.cut(text, room)

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, np.ndarray]:
        with self._guard:
            known = {key: self._held[key] for key in keys if key in self._held}
            for key in known:
                self._held.move_to_end(key)
        return known

    def _keep(self, fresh: dict[bytes, np.ndarray]) -> None:
        with self._guard:
            self._held |= fresh
            while len(self._held) > self._limit:
                self._held.popitem(last=False)


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
