"""One writer at a time: an advisory lock that the system drops with the process, however it ends."""

import contextlib
import fcntl
import os
from collections.abc import Generator
from pathlib import Path

from rag.errors import OperatorError, RetryError


@contextlib.contextmanager
def writer_lock(path: Path) -> Generator[None]:
    """Holds the lock for the length of a `with` block.

    The file stays behind and means nothing by itself: only a living process holds the lock, so a killed writer
    leaves none.

    Args:
        path: The lock file; its content is the holder's process id, for the message alone.

    Raises:
        RetryError: Another writer holds it.
        OperatorError: The lock file cannot be made.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise OperatorError(f"The lock {path} cannot be made ({error.strerror}).") from None
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode("ascii", "replace").strip() or "unknown"
            raise RetryError(
                f"Another Reftel (process {holder}) is writing to {path.parent}; try again when it has finished."
            ) from None
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(descriptor)
