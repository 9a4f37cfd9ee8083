"""Reads files into the stores: what is new or changed, each cable once, in groups that last."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path

from rag.cables.model import Cable
from rag.embedding.base import Embedder
from rag.errors import UserError
from rag.parsing.parser import Failure
from rag.stores.changes import Change
from rag.stores.foresight import foresee
from rag.stores.home import Home
from rag.stores.interrupt import StopRequest, stop_on_interrupt
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.progress import Meter, ProgressCallback
from rag.stores.reader import FileReader, examine, items, product_reader
from rag.stores.report import IngestReport, Tally
from rag.stores.walk import Found, walk
from rag.stores.writer import Writer, open_writer

EMBEDDED_AT_ONCE = 32
"""Paragraphs that are read before they are embedded together: about a second of work."""


def ingest(
    home: Home,
    paths: Sequence[Path],
    *,
    embedder_factory: Callable[[], Embedder],
    dry_run: bool = False,
    progress: ProgressCallback | None = None,
    options: StoreOptions = DEFAULTS,
    reader: FileReader | None = None,
) -> IngestReport:
    """Reads files, folders, archives and dumps into the library and its indexes.

    Files whose bytes were read before by this parser version are skipped. Ctrl-C stops after the current cable; what
    was read by then is kept and the rest is read by the next run.

    Args:
        home: Where the stores live; made when absent.
        paths: Files and folders.
        embedder_factory: Called when something must be embedded.
        dry_run: Say what would happen, and change nothing.
        progress: Told how far it is.
        options: See `StoreOptions`.
        reader: The parser; the product's own when None.

    Raises:
        RetryError: Another writer is at work.
        OperatorError: A store cannot be written; what was ingested before stays.
    """
    reader = reader or product_reader()
    started = time.monotonic()
    meter = Meter(progress, _total(paths, reader) if progress else None)
    tally = Tally()
    if dry_run:
        held = foresee(home, walk(paths, reader.is_candidate), reader, tally, meter)
        return tally.report(held, time.monotonic() - started, stopped=False)
    with open_writer(home, embedder_factory, options) as writer, stop_on_interrupt() as stop:
        run = Run(writer, reader, tally, meter, stop)
        for found in walk(paths, reader.is_candidate):
            run.take(found)
            if stop.asked:
                break
        writer.flush()
        held = writer.stores.library.coverage()
    return tally.report(held, time.monotonic() - started, stopped=stop.asked)


class Run:
    """One ingest under way."""

    def __init__(self, writer: Writer, reader: FileReader, tally: Tally, meter: Meter, stop: StopRequest) -> None:
        self._writer = writer
        self._reader = reader
        self._tally = tally
        self._meter = meter
        self._stop = stop
        self._waiting = 0

    def take(self, found: Found) -> None:
        """Reads a file that the walk found, unless it is known."""
        blob = examine(found, self._tally)
        if blob is None:
            return
        name = str(found.path)
        self._meter.start(found.path.name)
        library, recorder = self._writer.stores.library, self._writer.recorder
        known = library.same_file(name, blob, self._reader.version)
        if known is None:
            self.read(name, found.path, blob, found.size)
        else:
            self._tally.skip_known(known, library.readings_of(blob))
            if known.name != name:
                recorder.alias_file(name, known.name)
        self._meter.finish(found.path.name, found.size)

    def read(self, name: str, path: Path, blob: str, size: int) -> None:
        """Parses a file and records its cables.

        Args:
            name: The file's name in the library.
            path: Where its bytes are.
            blob: Their SHA-256.
            size: Their number.
        """
        recorder, failures, ordinal = self._writer.recorder, list[Failure](), 0
        for item in items(self._reader, path):
            if isinstance(item, Failure):
                failures.append(item)
                continue
            if ordinal == 0:
                recorder.start_file(name, path, blob)
            try:
                change = recorder.record(name, blob, ordinal, item, self._reader.version)
            except UserError as error:
                failures.append(Failure(item.source.name, str(error)))
                continue
            ordinal += 1
            self._tally.changes[change] += 1
            self._meter.cable(item.id, len(item.source.text), size)
            self._flush_when_due(item, change)
            if self._stop.asked:
                break
        else:
            if ordinal:
                recorder.finish_file(name, blob, self._reader.version, [(f.source, f.reason) for f in failures])
        self._tally.failed.extend(failures)

    def _flush_when_due(self, cable: Cable, change: Change) -> None:
        if change is not Change.UNCHANGED:
            self._waiting += len(cable.units)
        group = self._writer.stores.options.group
        if self._waiting >= min(EMBEDDED_AT_ONCE, group):
            self._writer.embed()
            self._waiting = 0
        if self._writer.waiting >= group:
            self._writer.flush()


def _total(paths: Sequence[Path], reader: FileReader) -> int:
    return sum(found.size for found in walk(paths, reader.is_candidate))
