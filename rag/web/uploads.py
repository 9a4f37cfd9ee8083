"""Files that a person brings: safe names, known kinds, limits, then inspection and ingest, one result for each."""

import hashlib
import re
import shutil
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from rag.errors import UserError
from rag.stores.report import IngestReport
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.inspection import Finding, inspect

MAX_FILES = 50
MAX_BYTES = 64 * 2**20
MAX_TOTAL_BYTES = 256 * 2**20
_MAX_NAME = 80
_HEAD = 4096
_DEVICES = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)")
_OTHER_KINDS = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"\x7fELF": "a program",
    b"MZ": "a program",
    b"\x1f\x8b": "a gzip archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "a database",
    b"\xd0\xcf\x11\xe0": "an old Office document",
}


@dataclass(frozen=True)
class FileResult:
    """What became of one file.

    Attributes:
        name: As the person knows it.
        problem: Why it was not added, "" when it was.
        findings: The cables in it, the first some hundred.
        cables: How many cables it holds.
        failures: What in it could not be read.
        report: Of the ingest, None when it was not added.
    """

    name: str
    problem: str = ""
    findings: tuple[Finding, ...] = ()
    cables: int = 0
    failures: tuple[str, ...] = ()
    report: IngestReport | None = None


def add(context: Context, paths: Sequence[Path]) -> Iterator[FileResult]:
    """Adds files to the library, one after the other; one that fails does not keep the rest out.

    Args:
        context: Of the app.
        paths: Where the server has put them.

    Raises:
        UserError: There are too many, or they are too large together.
    """
    if len(paths) > MAX_FILES:
        raise UserError(f"These are {len(paths)} files; at most {MAX_FILES} at a time, or one zip archive of them.")
    if sum(path.stat().st_size for path in paths) > MAX_TOTAL_BYTES:
        raise UserError(
            f"These files are larger than {MAX_TOTAL_BYTES // 2**20} MB together; `reftel ingest` takes any size."
        )
    return (_add_one(context, path) for path in paths)


def _add_one(context: Context, path: Path) -> FileResult:
    name = safe_name(path.name)
    made = attempt(lambda: _read_and_ingest(context, path, name))
    return FileResult(name, problem=made.sentence) if isinstance(made, Problem) else made


def _read_and_ingest(context: Context, path: Path, name: str) -> FileResult:
    check_kind(path, name)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    folder = context.folder / "uploads" / digest[:24]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        staged = folder / name
        shutil.copyfile(path, staged)
        inspection = inspect(staged, name)
        report = context.writer().ingest([staged])
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return FileResult(name, "", inspection.findings, inspection.cables, inspection.failures, report)


def safe_name(name: str) -> str:
    """A file name without folders, control characters, tricks of direction, device names and excess length."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(char for char in bare if unicodedata.category(char)[0] in "LNPSZ").strip(" .")
    if not shown or _DEVICES.match(shown):
        shown = f"file-{shown}".rstrip("-")
    stem, dot, kind = shown.rpartition(".")
    return shown if len(shown) <= _MAX_NAME else f"{(stem or shown)[: _MAX_NAME - 12]}{dot}{kind[:10]}"


def check_kind(path: Path, name: str) -> None:
    """Judges a file by what is in it, whatever it is called.

    Raises:
        UserError: It is empty, too large, or of a kind that holds no cables.
    """
    size = path.stat().st_size
    if size == 0:
        raise UserError(f"{name} is empty.")
    if size > MAX_BYTES:
        raise UserError(f"{name} is larger than {MAX_BYTES // 2**20} MB; `reftel ingest` takes files of any size.")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((b"%PDF", b"PK\x03\x04", b"\xff\xfe", b"\xfe\xff")):
        return
    kind = next((kind for start, kind in _OTHER_KINDS.items() if head.startswith(start)), "")
    if not kind and b"\0" in head:
        kind = "a binary file"
    if kind:
        raise UserError(f"{name} is {kind}; cables come as text, HTML, PDF, CSV, JSON or zip.")
