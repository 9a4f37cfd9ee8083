"""The one writer, and the one order of writing that survives a kill at any moment.

The library records a change first, with the debt of the indexes; then the indexes follow; then the debt is settled.
Whoever opens the stores for writing next pays what an interrupted run still owes.
"""

import contextlib
import itertools
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

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


@dataclass(frozen=True)
class Prepared:
    """A cable with its entries, ready for the indexes."""

    cable: Cable
    entries: tuple[Entry, ...]


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
        self._ready: dict[str, Prepared] = {}

    @property
    def waiting(self) -> int:
        """Paragraphs that are embedded and not yet made to last."""
        return sum(len(each.cable.units) for each in self._ready.values())

    def embed(self) -> None:
        """Embeds what was recorded since the last call, so that `flush` has little left to do."""
        fresh = self.recorder.take_fresh()
        if not fresh:
            return
        self._ensure_index()
        again = [self._ready.pop(ident) for ident in fresh if ident in self._ready]
        known = {entry.digest: entry.vector for each in again for entry in each.entries}
        self._ready |= {each.cable.id: each for each in self._prepare(fresh, known)}

    def flush(self) -> tuple[str, ...]:
        """Makes everything recorded since the last flush last, in all stores.

        Returns:
            Ids of the kept answers that had to go with a cable.
        """
        self.embed()
        changed, ready = sorted(self.recorder.touched), list(self._ready.values())
        self._step("library: record")
        self.recorder.commit()
        self._ready.clear()
        return self._follow(changed, ready) if changed else ()

    def recover(self) -> None:
        """Pays what a run that was killed still owes to the indexes."""
        for batch in batches(iter(self.stores.library.pending()), RECOVERY_BATCH):
            self._follow(batch, self._prepare(batch, {}), unsure=True)

    def _prepare(self, changed: Sequence[str], known: Mapping[bytes, np.ndarray]) -> list[Prepared]:
        cables = [cable for ident in changed if (cable := self.stores.library.get(ident))]
        if not cables:
            return []
        entries = make_entries(cables, self.stores.embedder, {**self.stores.vectors.known(changed), **known})
        of_cable = itertools.groupby(entries, key=lambda entry: entry.cable)
        by_cable = {ident: tuple(group) for ident, group in of_cable}
        return [Prepared(cable, by_cable.get(cable.id, ())) for cable in cables]

    def _follow(self, changed: Sequence[str], ready: Sequence[Prepared], *, unsure: bool = False) -> tuple[str, ...]:
        """Brings the indexes in line with the library on the cables that changed, and settles the debt."""
        entries = [entry for each in ready for entry in each.entries]
        cables = [each.cable for each in ready]
        self.stores.vectors.replace(changed, entries, unsure=unsure)
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
