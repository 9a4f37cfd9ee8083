"""Reads the stored source bytes again, with a better parser."""

import dataclasses
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from rag.cables.model import Cable
from rag.embedding.base import Embedder
from rag.parsing.parser import Failure
from rag.stores.home import Home
from rag.stores.ingest import Run
from rag.stores.interrupt import stop_on_interrupt
from rag.stores.library import Library
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.progress import Meter, ProgressCallback
from rag.stores.reader import FileReader, product_reader
from rag.stores.report import IngestReport, Tally
from rag.stores.writer import open_writer


def reparse(
    home: Home,
    *,
    embedder_factory: Callable[[], Embedder],
    progress: ProgressCallback | None = None,
    options: StoreOptions = DEFAULTS,
    reader: FileReader | None = None,
) -> IngestReport:
    """Parses again every source that another parser version has read.

    A source whose bytes are no longer kept, because a cable of it was deleted, is counted as skipped.

    Args:
        home: Where the stores live.
        embedder_factory: Called when something must be embedded.
        progress: Told how far it is.
        options: See `StoreOptions`.
        reader: The parser; the product's own when None.

    Raises:
        UserError: There is no library.
        RetryError: Another writer is at work.
        OperatorError: A store cannot be written; what was done before stays.
    """
    Library.open(home.library).close()
    reader, started, tally = reader or product_reader(), time.monotonic(), Tally()
    with open_writer(home, embedder_factory, options) as writer, stop_on_interrupt() as stop:
        library = writer.stores.library
        sources = library.outdated(reader.version)
        meter = Meter(progress, sum(size for _, _, size in sources))
        for name, blob, size in sources:
            meter.start(Path(name).name)
            with tempfile.TemporaryDirectory(prefix="reftel-") as folder:
                copy = Path(folder) / Path(name).name
                if _spool(library, blob, copy):
                    Run(writer, _named(reader, copy, name), tally, meter, stop).read(name, copy, blob, size)
                else:
                    tally.skipped += 1
            meter.finish(Path(name).name, size)
            if stop.asked:
                break
        writer.flush()
        held = library.coverage()
    return tally.report(held, time.monotonic() - started, stopped=stop.asked)


def _spool(library: Library, blob: str, copy: Path) -> bool:
    with copy.open("wb") as stream:
        return sum(stream.write(piece) for piece in library.pieces(blob)) > 0


def _named(reader: FileReader, copy: Path, name: str) -> FileReader:
    """Reads the copy, and calls it by the name of the file that it is a copy of."""

    def iter_file(path: Path) -> Iterator[Cable | Failure]:
        for item in reader.iter_file(path):
            if isinstance(item, Failure):
                yield Failure(item.source.replace(str(copy), name), item.reason)
            else:
                source = dataclasses.replace(item.source, name=item.source.name.replace(str(copy), name))
                yield dataclasses.replace(item, source=source)

    return FileReader(reader.version, iter_file, reader.is_candidate)
