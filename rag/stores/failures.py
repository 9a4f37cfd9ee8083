"""Turns what the stores' engines raise into sentences for whoever runs the machine."""

import contextlib
import errno
import sqlite3
from collections.abc import Generator
from pathlib import Path

from rag.errors import OperatorError, RetryError

_FULL = ("disk is full", "no space", "file too large", "disk i/o", "os error 28", "os error 27")
"""How the index engines say that a write found no room."""
_SQLITE_FULL = {"SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_IOERR_SHMSIZE"}


def full_disk(path: Path) -> OperatorError:
    """The sentence for a disk that has no room left."""
    return OperatorError(
        f"There is no room left to write {path}; free some space and run the same command again. "
        "What was ingested before is kept."
    )


@contextlib.contextmanager
def sqlite_errors(path: Path) -> Generator[None]:
    """Speaks for SQLite.

    Raises:
        RetryError: The file stayed locked.
        OperatorError: Full disk, read-only file, damage.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        words = str(error)
        if isinstance(error, (sqlite3.IntegrityError, sqlite3.ProgrammingError, sqlite3.DataError)):
            raise
        if "locked" in words or "busy" in words:
            raise RetryError(f"{path} is busy; try again in a moment.") from error
        if getattr(error, "sqlite_errorname", "") in _SQLITE_FULL:
            raise full_disk(path) from error
        if "readonly" in words or "unable to open" in words or "disk I/O" in words:
            raise OperatorError(f"{path} cannot be opened ({words}); check the folder's permissions.") from error
        raise OperatorError(f"{path} is damaged ({words}); restore a backup with `reftel import FILE`.") from error


@contextlib.contextmanager
def server_errors(url: str, *kinds: type[Exception]) -> Generator[None]:
    """Speaks for a Chroma server.

    Raises:
        OperatorError: It does not answer, or refuses.
    """
    try:
        yield
    except (OSError, *kinds) as error:
        raise OperatorError(
            f"The Chroma server at {url} cannot be used ({str(error)[:200]}); start it or unset REFTEL_CHROMA_URL."
        ) from error


@contextlib.contextmanager
def index_errors(path: Path, *kinds: type[Exception]) -> Generator[None]:
    """Speaks for an index engine.

    Args:
        path: The index folder.
        *kinds: What the engine raises.

    Raises:
        OperatorError: Full disk, no permission, or damage that a rebuild mends.
    """
    try:
        yield
    except (OSError, *kinds) as error:
        words = str(error)
        is_full = isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EFBIG, errno.EDQUOT}
        if is_full or any(sign in words.lower() for sign in _FULL):
            raise full_disk(path) from error
        if "permission denied" in words.lower() or "read-only" in words.lower():
            raise OperatorError(
                f"The index in {path} cannot be opened by this user; its engine locks the folder even for reading, so "
                "give write permission there."
            ) from error
        raise OperatorError(
            f"The index in {path} cannot be used ({words[:200]}); run `reftel reindex` to build it again."
        ) from error
