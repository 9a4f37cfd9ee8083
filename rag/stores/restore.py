"""Puts a backup in the place of the library: all of it, or nothing."""

import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from rag.embedding.base import Embedder
from rag.errors import OperatorError, UserError
from rag.stores.answers import ANSWERS, AnswerStore
from rag.stores.backup import ANSWERS as ANSWERS_PART
from rag.stores.backup import LIBRARY as LIBRARY_PART
from rag.stores.backup import VECTORS as VECTORS_PART
from rag.stores.backup import unpack_backup
from rag.stores.database import Database
from rag.stores.generations import built_index, retire, switch, vectors_of
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.lock import writer_lock
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.progress import ProgressCallback
from rag.stores.recorder import Recorder
from rag.stores.schema import LIBRARY

_UNFINISHED = "restore"
"""Library value that names the folder whose answers are still to be taken over."""


def import_library(
    home: Home,
    source: Path,
    *,
    embedder_factory: Callable[[], Embedder],
    progress: ProgressCallback | None = None,
    options: StoreOptions = DEFAULTS,
) -> int:
    """Replaces library, indexes and kept answers by those of a backup.

    Readers see the old ones until the switch; a backup that cannot be read changes nothing.

    Args:
        home: Where the stores live; made when absent.
        source: A file made by `export_library`.
        embedder_factory: The embedder of the new index; vectors that it made before are in the backup.
        progress: Told cables done, cables in all, and the id at hand.
        options: See `StoreOptions`.

    Returns:
        The number of cables restored.

    Raises:
        UserError: The file is no backup, damaged, or of a newer Reftel.
        RetryError: Another writer is at work.
        OperatorError: There is no room, or the stores cannot be written.
    """
    home.create()
    with writer_lock(home.lock), Library.open(home.library, write=True) as library:
        folder = Path(tempfile.mkdtemp(prefix="restore-", dir=home.path))
        try:
            cables = _restore(home, library, source, folder, embedder_factory(), progress, options)
        finally:
            finish_restore(home, Recorder(library))
            shutil.rmtree(folder, ignore_errors=True)
    return cables


def finish_restore(home: Home, recorder: Recorder) -> None:
    """Takes over the answers of a restored backup; also after a kill between the library's switch and this."""
    name = recorder.library.meta(_UNFINISHED)
    if not name:
        return
    part = home.path / name / ANSWERS_PART
    with AnswerStore.open(home.answers) as answers:
        if part.exists():
            answers.replace_all(part)
        else:
            answers.clear()
    with recorder.library.db.transaction():
        recorder.library.db.run("DELETE FROM meta WHERE key = ?", _UNFINISHED)
    shutil.rmtree(home.path / name, ignore_errors=True)


def _restore(
    home: Home,
    library: Library,
    source: Path,
    folder: Path,
    embedder: Embedder,
    progress: ProgressCallback | None,
    options: StoreOptions,
) -> int:
    parts = unpack_backup(source, folder)
    _check(parts, source)
    before = library.generation
    with (
        Library.open(parts[LIBRARY_PART], write=True) as incoming,
        vectors_of(parts.get(VECTORS_PART, folder / VECTORS_PART), embedder) as known,
        built_index(home, incoming, embedder, known, progress=progress, options=options) as generation,
    ):
        cables = incoming.coverage().cables
        incoming.db.close()
        with library.db.replaced_by(parts[LIBRARY_PART]):
            switch(library, generation)
            library.db.run("INSERT OR REPLACE INTO meta VALUES (?, ?)", _UNFINISHED, folder.name)
    retire(home, before, generation, options)
    return cables


def _check(parts: dict[str, Path], source: Path) -> None:
    """Opens each part as what it claims to be, and lifts it to this schema."""
    try:
        for name, schema in ((LIBRARY_PART, LIBRARY), (ANSWERS_PART, ANSWERS)):
            if name in parts:
                db = Database.open(parts[name], write=True)
                try:
                    schema.prepare(db)
                    sound = db.text("PRAGMA quick_check") == "ok"
                finally:
                    db.close()
                if not sound:
                    raise UserError(f"{source} is damaged: {name} fails its check. Nothing was changed.")
    except OperatorError as error:
        raise UserError(f"{source} cannot be restored: {error} Nothing was changed.") from None
