"""Zip archives: members one at a time, bounded in number, size, ratio and depth; names are labels, never paths."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from rag.errors import UserError
from rag.parsing.carriers.base import Failure

MAX_MEMBERS = 300_000
MAX_MEMBER = 256 * 1024 * 1024
MAX_TOTAL = 4 * 1024 * 1024 * 1024
MAX_RATIO = 200
RATIO_FLOOR = 1024 * 1024
MAX_DEPTH = 2
_READ = 1 << 20


def looks_like_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does."""
    return data[:4] in {b"PK\x03\x04", b"PK\x05\x06"}


class Budget:
    """Bytes that all members of one archive, nested ones included, may still unpack to."""

    def __init__(self, left: int = MAX_TOTAL) -> None:
        self.left = left


def members(
    archive: Path | BinaryIO | bytes, name: str, depth: int, budget: Budget
) -> Iterator[tuple[str, bytes] | Failure]:
    """The members' bytes under the name `archive.zip!member`.

    Args:
        archive: A path, an open file or the bytes.
        name: How the archive is called in messages.
        depth: 0 for a file, 1 for an archive inside one.
        budget: Shared by the archive and those inside it.

    Raises:
        UserError: Where the archive can't be opened or is nested too deeply.
    """
    if depth >= MAX_DEPTH:
        raise UserError(f"{name} is an archive inside an archive inside an archive; unpack it first.")
    try:
        with zipfile.ZipFile(io.BytesIO(archive) if isinstance(archive, bytes) else archive) as opened:
            entries = opened.infolist()
            if len(entries) > MAX_MEMBERS:
                raise UserError(
                    f"{name} lists {len(entries):,} members, more than the {MAX_MEMBERS:,} that are read; split it."
                )
            for entry in entries:
                if not entry.is_dir():
                    yield _member(opened, entry, name, budget)
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError) as error:
        raise UserError(f"{name} can't be read as a zip archive ({error}); pack it anew.") from error


def _member(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str, budget: Budget) -> tuple[str, bytes] | Failure:
    where = f"{name}!{entry.filename}"
    path = PurePosixPath(entry.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return Failure(where, "The member's name points outside the archive; it was left out.")
    if entry.flag_bits & 1:
        return Failure(where, "The member is locked by a password; it was left out.")
    allowed = min(MAX_MEMBER, budget.left, max(RATIO_FLOOR, entry.compress_size * MAX_RATIO))
    if entry.file_size > allowed:
        return Failure(
            where, f"The member would unpack to {entry.file_size:,} bytes, more than is safe; it was left out."
        )
    try:
        data = _read(opened, entry, allowed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        return Failure(where, f"The member is damaged ({error}); it was left out.")
    budget.left -= len(data)
    if len(data) > allowed:
        return Failure(where, "The member unpacks to more than the archive says; it was left out.")
    return where, data


def _read(opened: zipfile.ZipFile, entry: zipfile.ZipInfo, allowed: int) -> bytes:
    """At most one byte more than allowed, so that a false size in the archive's list does no harm."""
    parts = []
    left = allowed + 1
    with opened.open(entry) as stream:
        while left > 0 and (part := stream.read(min(_READ, left))):
            parts.append(part)
            left -= len(part)
    return b"".join(parts)
