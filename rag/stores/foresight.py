"""What an ingest would do, without doing it: the same decisions against a library open for reading."""

import contextlib
from collections.abc import Generator, Iterable

from rag.cables.model import Coverage
from rag.errors import UserError
from rag.parsing.parser import Failure
from rag.stores.changes import Change
from rag.stores.codec import TextDigests, dump_cable, reading_digest
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.progress import Meter
from rag.stores.reader import FileReader, examine, items
from rag.stores.report import Tally
from rag.stores.walk import Found


def foresee(home: Home, found_files: Iterable[Found], reader: FileReader, tally: Tally, meter: Meter) -> Coverage:
    """Fills the tally with what would happen.

    Args:
        home: It may hold no library yet.
        found_files: What the walk finds.
        reader: The parser.
        tally: Takes the counts.
        meter: Told how far it is.

    Returns:
        What the library would hold; a paragraph that an update adds or removes is not counted.
    """
    added: dict[str, int] = {}
    with _library(home) as library:
        for found in found_files:
            blob = examine(found, tally)
            if blob is None:
                continue
            meter.start(found.path.name)
            name = str(found.path)
            known = library.same_file(name, blob, reader.version) if library else None
            if library and known:
                tally.skip_known(known, library.readings_of(blob))
            else:
                _read(library, found, blob, reader, tally, added)
            meter.finish(found.path.name, found.size)
        held = library.coverage() if library else Coverage(0, 0, None, None)
    return Coverage(held.cables + len(added), held.paragraphs + sum(added.values()), held.first, held.last)


@contextlib.contextmanager
def _library(home: Home) -> Generator[Library | None]:
    if not home.library.exists():
        yield None
        return
    with Library.open(home.library) as library:
        yield library


def _read(
    library: Library | None, found: Found, blob: str, reader: FileReader, tally: Tally, added: dict[str, int]
) -> None:
    ordinal, texts = 0, TextDigests()
    for item in items(reader, found.path):
        if isinstance(item, Failure):
            tally.failed.append(item)
            continue
        try:
            mark = reading_digest(dump_cable(item), texts.of(item)[0])
        except UserError as error:
            tally.failed.append(Failure(item.source.name, str(error)))
            continue
        if library and item.id not in added:
            change = library.foresee(str(found.path), blob, ordinal, item.id, mark)
        else:
            change = Change.TWIN if item.id in added else Change.ADDED
        tally.changes[change] += 1
        if change is Change.ADDED:
            added[item.id] = len(item.paragraphs)
        ordinal += 1
