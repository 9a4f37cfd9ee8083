"""The vector store: exact search while the library is small, Chroma's graph beyond that, one interface."""

import threading
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from rag.cables.model import Key
from rag.stores.entries import Entry
from rag.stores.exact import ExactVectors, Matrix
from rag.stores.filters import Filters
from rag.stores.graph import Graph
from rag.stores.home import IndexFolder
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.selection import UNLIMITED, Selection


class Vectors:
    """Vectors of every chunk, with the metadata that the filters need.

    Chroma is opened only when it is needed: by a writer, or by a reader of more than `exact_limit` chunks.
    """

    def __init__(self, folder: IndexFolder, *, write: bool, options: StoreOptions = DEFAULTS) -> None:
        self._exact = ExactVectors.open(folder.vectors, write=write)
        self._folder, self._options = folder, options
        self._opened_graph: Graph | None = None
        self._matrix: Matrix | None = None
        self._many = False
        self._guard = threading.Lock()
        self._revision = self._exact.revision

    @staticmethod
    def create(folder: IndexFolder, embedder: str, dimension: int) -> None:
        """Makes an empty store that remembers which embedder it is for."""
        ExactVectors.create(folder.vectors, embedder, dimension)

    @property
    def embedder(self) -> str:
        """Name of the embedder that made the vectors."""
        return self._exact.embedder

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._exact.dimension

    @property
    def exact(self) -> ExactVectors:
        """The vectors themselves."""
        return self._exact

    @property
    def graph(self) -> Graph:
        """Chroma."""
        if self._opened_graph is None:
            self._opened_graph = Graph(
                self._folder.chroma, f"reftel.{self._folder.path.name}", self._options.chroma_url
            )
        return self._opened_graph

    def close(self) -> None:
        """Lets go of both."""
        self._exact.close()
        if self._opened_graph is not None:
            self._opened_graph.close()

    def query(self, vector: np.ndarray, k: int, filters: Filters = UNLIMITED) -> list[tuple[Key, float]]:
        """The paragraphs nearest to a vector.

        Args:
            vector: float32 of shape (dimension,), unit length.
            k: How many.
            filters: Applied before ranking.

        Returns:
            Up to k paragraphs with the cosine of their best part, best first.
        """
        selection = Selection.of(filters)
        matrix = self._in_memory()
        return self.graph.query(vector, k, selection) if matrix is None else matrix.query(vector, k, selection)

    def vectors(self, keys: Iterable[Key]) -> dict[Key, np.ndarray]:
        """The vectors of each paragraph's parts, float32 of shape (parts, dimension); unknown keys are left out."""
        matrix = self._in_memory()
        return self._exact.vectors(keys) if matrix is None else matrix.of(keys)

    def known(self, cables: Iterable[str]) -> Mapping[bytes, np.ndarray]:
        """Vectors already made for these cables, by the digest of their text."""
        return self._exact.known(cables)

    def replace(self, cables: Sequence[str], entries: Sequence[Entry], *, unsure: bool = False) -> None:
        """Replaces all that is held of these cables.

        Args:
            cables: Their ids.
            entries: What is to be held of them.
            unsure: After a killed run, when Chroma may hold entries that this store does not know of.
        """
        if unsure:
            for cable in cables:
                self._options.step("chroma: remove a cable")
                self.graph.remove_cable(cable)
        old = self._exact.ids_of(cables)
        if old:
            self._options.step("chroma: remove")
            self.graph.remove(old)
        if entries:
            self._options.step("chroma: add")
            self.graph.add(entries)
        self._options.step("vectors: replace")
        self._exact.replace(cables, entries)

    def _in_memory(self) -> Matrix | None:
        """All entries, loaded once by whoever asks first and anew after a change; None where they are too many."""
        with self._guard:
            self._follow()
            if self._matrix is None and not self._many:
                self._many = self._exact.count() > self._options.exact_limit
                self._matrix = None if self._many else self._exact.matrix()
            return self._matrix

    def _follow(self) -> None:
        revision = self._exact.revision
        if revision != self._revision:
            foreign = revision[0] != self._revision[0]
            self._revision, self._matrix, self._many = revision, None, False
            if foreign and self._opened_graph is not None:
                self._opened_graph.reopen()
