"""One file that holds a whole library and its kept answers, written so that it can be trusted when read."""

import datetime as dt
import hashlib
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from rag.errors import OperatorError, UserError
from rag.stores.database import Database
from rag.stores.failures import full_disk
from rag.stores.home import Home
from rag.stores.library import Library

FORMAT = "reftel-backup"
VERSION = 1
MANIFEST = "manifest.json"
LIBRARY, ANSWERS, VECTORS = "library.sqlite", "answers.sqlite", "vectors.sqlite"
PARTS = (LIBRARY, ANSWERS, VECTORS)
"""The only names that are read from a backup; each is optional but the library."""
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 16


@dataclass(frozen=True)
class Part:
    """One file of a backup.

    Attributes:
        name: One of `PARTS`.
        size: In bytes.
        sha256: Of its content.
    """

    name: str
    size: int
    sha256: str


def export_library(home: Home, target: Path) -> int:
    """Writes library, kept answers and vectors of one moment into one file.

    Args:
        home: Where the stores live; they may be in use.
        target: The file to make; it must not exist.

    Returns:
        The number of cables in it.

    Raises:
        UserError: There is no library, or `target` exists.
        OperatorError: The file cannot be written.
    """
    if target.exists():
        raise UserError(f"{target} exists already; give another name or remove it first.")
    with Library.open(home.library) as library:
        cables = library.coverage().cables
        sources = {LIBRARY: home.library, ANSWERS: home.answers, VECTORS: home.index(library.generation).vectors}
    unfinished = target.with_name(f"{target.name}.part")
    try:
        with tempfile.TemporaryDirectory(prefix="reftel-", dir=target.parent) as folder:
            parts = [_copy(source, Path(folder) / name) for name, source in sources.items() if source.exists()]
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for part in parts:
                    archive.write(Path(folder) / part.name, part.name)
                archive.writestr(MANIFEST, _manifest(parts))
        unfinished.replace(target)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise OperatorError(f"The backup {target} cannot be written ({error.strerror}).") from None
    return cables


def unpack_backup(source: Path, folder: Path) -> dict[str, Path]:
    """Copies the parts of a backup into an empty folder, each checked against the manifest.

    Args:
        source: The backup.
        folder: Where to put them.

    Returns:
        Their paths by name.

    Raises:
        UserError: The file is missing, no backup, damaged, or of a newer Reftel.
        OperatorError: There is no room to unpack it.
    """
    try:
        with zipfile.ZipFile(source) as archive:
            parts = _read_manifest(archive, source)
            if shutil.disk_usage(folder).free < sum(part.size for part in parts):
                raise full_disk(folder)
            for part in parts:
                _unpack(archive, part, folder / part.name, source)
    except FileNotFoundError:
        raise UserError(f"There is no file {source}; give the path of a backup made by `reftel export`.") from None
    except (zipfile.BadZipFile, zipfile.LargeZipFile, NotImplementedError, EOFError) as error:
        raise UserError(f"{source} is no backup of Reftel, or is damaged ({error}); nothing was changed.") from None
    except OSError as error:
        raise OperatorError(f"{source} cannot be unpacked ({error.strerror}); nothing was changed.") from None
    return {part.name: folder / part.name for part in parts}


def _copy(source: Path, target: Path) -> Part:
    db = Database.open(source)
    try:
        db.copy_to(target)
    finally:
        db.close()
    with target.open("rb") as stream:
        return Part(target.name, target.stat().st_size, hashlib.file_digest(stream, "sha256").hexdigest())


def _manifest(parts: list[Part]) -> str:
    record = {
        "format": FORMAT,
        "version": VERSION,
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "parts": [[part.name, part.size, part.sha256] for part in parts],
    }
    return json.dumps(record, indent=1)


def _read_manifest(archive: zipfile.ZipFile, source: Path) -> list[Part]:
    foreign = UserError(f"{source} is no backup of Reftel: it has no readable manifest. Nothing was changed.")
    try:
        if archive.getinfo(MANIFEST).file_size > _LONGEST_MANIFEST:
            raise foreign
        record = json.loads(archive.read(MANIFEST))
        if record["format"] != FORMAT:
            raise foreign
        if record["version"] > VERSION:
            raise UserError(f"{source} was made by a newer Reftel; update Reftel to read it. Nothing was changed.")
        parts = [Part(str(name), int(size), str(sha256)) for name, size, sha256 in record["parts"]]
    except (KeyError, TypeError, ValueError):
        raise foreign from None
    names = [part.name for part in parts]
    if LIBRARY not in names or len(set(names)) < len(names) or not set(names) <= set(PARTS):
        raise foreign
    return parts


def _unpack(archive: zipfile.ZipFile, part: Part, target: Path, source: Path) -> None:
    seen, size = hashlib.sha256(), 0
    try:
        with archive.open(part.name) as stream, target.open("xb") as out:
            for piece in _pieces(stream, part.size):
                seen.update(piece)
                size += len(piece)
                out.write(piece)
    except KeyError:
        raise UserError(f"{source} is damaged: {part.name} is missing from it. Nothing was changed.") from None
    if (size, seen.hexdigest()) != (part.size, part.sha256):
        raise UserError(f"{source} is damaged: {part.name} is not what was exported. Nothing was changed.")


def _pieces(stream: IO[bytes], limit: int) -> Iterator[bytes]:
    """The stream's content, and never more than one piece beyond what the manifest promised."""
    taken = 0
    while taken <= limit and (piece := stream.read(_CHUNK)):
        taken += len(piece)
        yield piece
