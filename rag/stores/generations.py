"""Index generations: built beside the one in force, put in force by one value in the library, then retired."""

import contextlib
import logging
import shutil
import uuid
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from rag.embedding.base import Embedder
from rag.errors import OperatorError
from rag.stores.entries import make_entries
from rag.stores.exact import ExactVectors
from rag.stores.home import Home, IndexFolder
from rag.stores.lexical import Lexical
from rag.stores.library import Library
from rag.stores.options import StoreOptions
from rag.stores.progress import ProgressCallback
from rag.stores.vectors import Vectors

log = logging.getLogger(__name__)

BATCH = 32
"""Cables that are embedded and written at once."""

KnownVectors = Callable[[Sequence[str]], Mapping[bytes, np.ndarray]]
"""Gives the vectors already made for some cables, by the digest of their text."""


def new_generation() -> str:
    """A name that no generation had before."""
    return uuid.uuid4().hex[:12]


def create_index(folder: IndexFolder, embedder: Embedder) -> None:
    """Makes the empty indexes of a new generation.

    Raises:
        OperatorError: There is no room, or the home folder is read-only.
    """
    try:
        folder.path.mkdir()
    except OSError as error:
        raise OperatorError(f"The index folder {folder.path} cannot be made ({error.strerror}).") from None
    Vectors.create(folder, embedder.name, embedder.dimension)
    Lexical.create(folder.lexical)


@contextlib.contextmanager
def built_index(
    home: Home,
    library: Library,
    embedder: Embedder,
    known: KnownVectors,
    *,
    progress: ProgressCallback | None,
    options: StoreOptions,
) -> Generator[str]:
    """Builds the indexes of a library as a new generation, and yields its name for the switch.

    Should building or switching fail, nothing of it is left.
    """
    generation = new_generation()
    folder = home.index(generation)
    try:
        create_index(folder, embedder)
        _fill(folder, library, embedder, known, progress, options)
        yield generation
    except BaseException:
        shutil.rmtree(folder.path, ignore_errors=True)
        raise


def switch(library: Library, generation: str) -> None:
    """Puts a generation in force that agrees with the library; to be called in a transaction."""
    library.db.run(
        "INSERT INTO meta VALUES ('generation', ?) ON CONFLICT DO UPDATE SET value = excluded.value", generation
    )
    library.db.run("DELETE FROM pending")


def retire(home: Home, before: str, now: str, options: StoreOptions) -> None:
    """Removes the generation that was in force before."""
    if before and options.chroma_url:
        with contextlib.closing(Vectors(home.index(before), write=True, options=options)) as old:
            old.graph.drop()
    home.sweep(now)


@contextlib.contextmanager
def vectors_of(path: Path, embedder: Embedder) -> Generator[KnownVectors]:
    """The vectors of an older index, as far as this embedder made them and their file can be read."""
    try:
        old = ExactVectors.open(path, write=False)
    except OperatorError as error:
        log.info("No vector is taken over: %s", error)
        yield lambda _: {}
        return
    with contextlib.closing(old):
        usable = _readable(old, embedder)
        yield old.known if usable else lambda _: {}


def _readable(old: ExactVectors, embedder: Embedder) -> bool:
    try:
        return old.embedder == embedder.name and old.dimension == embedder.dimension and old.sound()
    except OperatorError as error:
        log.info("No vector is taken over: %s", error)
        return False


def _fill(
    folder: IndexFolder,
    library: Library,
    embedder: Embedder,
    known: KnownVectors,
    progress: ProgressCallback | None,
    options: StoreOptions,
) -> None:
    total, done = library.db.number("SELECT count(*) FROM cables"), 0
    with (
        contextlib.closing(Vectors(folder, write=True, options=options)) as vectors,
        contextlib.closing(Lexical(folder.lexical, write=True)) as lexical,
    ):
        for batch in batches(library.ids(), BATCH):
            cables = [cable for ident in batch if (cable := library.get(ident))]
            vectors.replace(batch, make_entries(cables, embedder, known(batch)))
            lexical.replace(batch, cables)
            done += len(batch)
            if progress:
                progress(done, total, batch[-1])


def batches(items: Iterator[str], size: int) -> Iterator[list[str]]:
    """Items in lists of up to `size`."""
    while batch := list(islice(items, size)):
        yield batch
