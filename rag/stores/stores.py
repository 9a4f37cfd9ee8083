"""All stores of one home folder together, as readers see them."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rag.embedding.base import Embedder
from rag.errors import OperatorError, UserError
from rag.stores.home import Home
from rag.stores.lexical import Lexical
from rag.stores.library import Library
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.vectors import Vectors


class Stores:
    """Library, vectors and lexical index of one home folder.

    The indexes are opened when first used and opened again when a rebuild has switched to another generation.

    Attributes:
        home: Where they live.
        library: The truth.
        options: See `StoreOptions`.
    """

    def __init__(
        self,
        home: Home,
        library: Library,
        embedder_factory: Callable[[], Embedder],
        options: StoreOptions,
        *,
        write: bool = False,
    ) -> None:
        self.home = home
        self.library = library
        self.options = options
        self._factory = embedder_factory
        self._write = write
        self._guard = threading.RLock()
        self._embedder: Embedder | None = None
        self._vectors: Vectors | None = None
        self._lexical: Lexical | None = None
        self._opened = ""

    @classmethod
    def open(
        cls,
        home: Home,
        embedder_factory: Callable[[], Embedder],
        *,
        write: bool = False,
        options: StoreOptions = DEFAULTS,
    ) -> "Stores":
        """Opens the stores.

        Args:
            home: The home folder.
            embedder_factory: Called when an embedder is first needed.
            write: For `rag.stores.writer.open_writer` alone, which holds the lock.
            options: See `StoreOptions`.

        Raises:
            UserError: There is no library yet, and `write` is not set.
            OperatorError: The library cannot be read.
        """
        return cls(home, Library.open(home.library, write=write), embedder_factory, options, write=write)

    def close(self) -> None:
        """Lets go of every file."""
        with self._guard:
            self._close_indexes()
            self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def generation(self) -> str:
        """Name of the index generation in force."""
        return self.library.generation

    @property
    def vectors(self) -> Vectors:
        """The vector store of the generation in force.

        Raises:
            UserError: Nothing has been ingested yet.
            OperatorError: It is missing or damaged.
        """
        with self._guard:
            self._follow()
            if self._vectors is None:
                folder = self.home.index(self._opened)
                self._vectors = Vectors(folder, write=self._write, options=self.options)
            return self._vectors

    @property
    def lexical(self) -> Lexical:
        """The lexical index of the generation in force.

        Raises:
            UserError: Nothing has been ingested yet.
            OperatorError: It is missing or damaged.
        """
        with self._guard:
            self._follow()
            if self._lexical is None:
                self._lexical = Lexical(self.home.index(self._opened).lexical, write=self._write)
            return self._lexical

    @property
    def embedder(self) -> Embedder:
        """The embedder of the settings, once it is known to be the one that the index was made with.

        Raises:
            OperatorError: The index was made with another one.
        """
        with self._guard:
            if self._embedder is None:
                self._embedder = self._factory()
            if self.generation:
                self._check(self._embedder)
            return self._embedder

    def _check(self, embedder: Embedder) -> None:
        made, needed = self.vectors.embedder, self.vectors.dimension
        if (made, needed) != (embedder.name, embedder.dimension):
            raise OperatorError(
                f"The index was made with the embedder {made} ({needed} dimensions), but the settings name "
                f"{embedder.name} ({embedder.dimension} dimensions); set the former again, or run `reftel reindex`."
            )

    def _follow(self) -> None:
        generation = self.generation
        if not generation:
            raise UserError(f"Nothing has been ingested into {self.home.path} yet; run `reftel ingest PATH` first.")
        if generation != self._opened:
            self._close_indexes()
            self._opened = generation

    def _close_indexes(self) -> None:
        if self._vectors is not None:
            self._vectors.close()
        if self._lexical is not None:
            self._lexical.close()
        self._vectors = self._lexical = None
