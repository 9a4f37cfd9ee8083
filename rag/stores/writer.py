"""The one writer, and the one order of writing that survives a kill at any moment.

The library records a change first, with the debt of the indexes; then the indexes follow; then the debt is settled.
Whoever opens the stores for writing next pays what an interrupted run still owes.
"""

import contextlib
from collections.abc import Callable, Generator, Sequence

from rag.cables.model import Cable
from rag.embedding.base import Embedder
from rag.stores.answers import AnswerStore
from rag.stores.entries import Entry, make_entries
from rag.stores.generations import batches, create_index, new_generation
from rag.stores.home import Home
from rag.stores.lock import writer_lock
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.recorder import Recorder
from rag.stores.restore import finish_restore
from rag.stores.stores import Stores

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

    def flush(self) -> tuple[str, ...]:
        """Makes everything recorded since the last flush last, in all stores.

        Returns:
            Ids of the kept answers that had to go with a cable.
        """
        changed = sorted(self.recorder.touched)
        if changed:
            self._ensure_index()
        entries, cables = self._prepare(changed)
        self._step("library: record")
        self.recorder.commit()
        if not changed:
            return ()
        self.stores.vectors.replace(changed, entries)
        return self._finish(changed, cables)

    def recover(self) -> None:
        """Pays what a run that was killed still owes to the indexes."""
        for batch in batches(iter(self.stores.library.pending()), RECOVERY_BATCH):
            entries, cables = self._prepare(batch)
            self.stores.vectors.replace(batch, entries, unsure=True)
            self._finish(batch, cables)

    def _prepare(self, changed: Sequence[str]) -> tuple[list[Entry], list[Cable]]:
        cables = [cable for ident in changed if (cable := self.stores.library.get(ident))]
        if not cables:
            return [], []
        return make_entries(cables, self.stores.embedder, self.stores.vectors.known(changed)), cables

    def _finish(self, changed: Sequence[str], cables: list[Cable]) -> tuple[str, ...]:
        self._step("lexical: replace")
        self.stores.lexical.replace(changed, cables)
        answers = self._forget_answers(set(changed) - {cable.id for cable in cables})
        self._step("library: settle")
        self.recorder.settle(changed)
        return answers

    def _forget_answers(self, gone: set[str]) -> tuple[str, ...]:
        if not gone or not self.stores.home.answers.exists():
            return ()
        self._step("answers: forget")
        with AnswerStore.open(self.stores.home.answers) as answers:
            return answers.forget_cables(gone)

    def _ensure_index(self) -> None:
        if not self.stores.generation:
            self._step("index: create")
            generation = new_generation()
            create_index(self.stores.home.index(generation), self.stores.embedder)
            self.recorder.set_meta("generation", generation)


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
        finish_restore(home, writer.recorder)
        home.sweep_restores()
        home.sweep(stores.generation)
        writer.recover()
        try:
            yield writer
        finally:
            writer.recorder.rollback()
