"""The one writer, and the one order of writing that survives a kill at any moment.

The library records a change first, with the debt of the indexes; then the indexes follow; then the debt is settled.
Whoever opens the stores for writing next pays what an interrupted run still owes.
"""

import contextlib
import uuid
from collections.abc import Callable, Generator, Iterator, Sequence

from rag.cables.model import Cable
from rag.embedding.base import Embedder
from rag.stores.entries import Entry, make_entries
from rag.stores.home import Home, IndexFolder
from rag.stores.lexical import Lexical
from rag.stores.lock import writer_lock
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.recorder import Recorder
from rag.stores.stores import Stores
from rag.stores.vectors import Vectors

RECOVERY_BATCH = 32


class Writer:
    """Carries the changes of a recorder into the indexes.

    Attributes:
        stores: Open for writing.
        recorder: What takes in cables; `flush` makes its changes last.
    """

    def __init__(self, stores: Stores) -> None:
        self.stores = stores
        self.recorder = Recorder(stores.library)
        self._step = stores.options.step

    def flush(self) -> None:
        """Makes everything recorded since the last flush last, in all stores."""
        changed = sorted(self.recorder.touched)
        if changed:
            self._ensure_index()
        entries, cables = self._prepare(changed)
        self._step("library: record")
        self.recorder.commit()
        if changed:
            self.stores.vectors.replace(changed, entries)
            self._finish(changed, cables)

    def recover(self) -> None:
        """Pays what a run that was killed still owes to the indexes."""
        for batch in _batches(self.stores.library.pending(), RECOVERY_BATCH):
            entries, cables = self._prepare(batch)
            self.stores.vectors.replace(batch, entries, unsure=True)
            self._finish(batch, cables)

    def _prepare(self, changed: Sequence[str]) -> tuple[list[Entry], list[Cable]]:
        cables = [cable for ident in changed if (cable := self.stores.library.get(ident))]
        if not cables:
            return [], []
        return make_entries(cables, self.stores.embedder, self.stores.vectors.known(changed)), cables

    def _finish(self, changed: Sequence[str], cables: list[Cable]) -> None:
        self._step("lexical: replace")
        self.stores.lexical.replace(changed, cables)
        self._step("library: settle")
        self.recorder.settle(changed)

    def _ensure_index(self) -> None:
        if not self.stores.generation:
            self._step("index: create")
            generation = new_generation()
            create_index(self.stores.home.index(generation), self.stores.embedder)
            self.recorder.set_meta("generation", generation)


def new_generation() -> str:
    """A name that no generation had before."""
    return uuid.uuid4().hex[:12]


def create_index(folder: IndexFolder, embedder: Embedder) -> None:
    """Makes the empty indexes of a new generation."""
    folder.path.mkdir()
    Vectors.create(folder, embedder.name, embedder.dimension)
    Lexical.create(folder.lexical)


@contextlib.contextmanager
def open_writer(
    home: Home, embedder_factory: Callable[[], Embedder], options: StoreOptions = DEFAULTS
) -> Generator[Writer]:
    """Opens the stores for writing, as the only writer, and pays what an interrupted run owes.

    Raises:
        RetryError: Another writer is at work.
        OperatorError: The home folder cannot be written, or the stores cannot be used.
    """
    home.create()
    with writer_lock(home.lock), Stores.open(home, embedder_factory, write=True, options=options) as stores:
        writer = Writer(stores)
        home.sweep(stores.generation)
        writer.recover()
        try:
            yield writer
        finally:
            writer.recorder.rollback()


def _batches(items: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
