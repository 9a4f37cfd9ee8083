"""Writes a brief to a file; the extension decides the format."""

import json
import os
import tempfile
from pathlib import Path

from rag.briefs.document import brief_document
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief
from rag.errors import UsageError, UserError

EXTENSIONS = (".pdf", ".docx", ".md", ".html", ".json")


def check_target(path: Path) -> None:
    """Refuses a file that could not be written, before any work is done.

    Raises:
        UsageError: An unknown extension.
        UserError: A folder that is not there or cannot be written, or a folder of that name.
    """
    if path.suffix.lower() not in EXTENSIONS:
        kinds = ", ".join(EXTENSIONS)
        raise UsageError(f"'{path.name}' does not say which kind of file to write: end its name in one of {kinds}.")
    folder = path.parent
    if not folder.is_dir():
        raise UserError(f"The folder {folder} does not exist: make it first, or write the brief elsewhere.")
    if path.is_dir():
        raise UserError(f"{path} is a folder: give the brief a file name of its own.")
    if not os.access(path if path.exists() else folder, os.W_OK):
        raise UserError(f"{path} cannot be written: choose another place, or change its permissions.")


def write(brief: Brief, path: Path) -> None:
    """Writes a brief, whole or not at all.

    Args:
        brief: A finished brief.
        path: Where to; `.pdf`, `.docx`, `.md`, `.html` or `.json`.

    Raises:
        UserError: The file cannot be written, or its extension is unknown.
        OperatorError: The typesetter failed.
    """
    check_target(path)
    data = encode(brief, path.suffix.lower())
    try:
        _replace(path, data)
    except OSError as error:
        raise UserError(f"{path} cannot be written ({error.strerror}): choose another place.") from None


def _replace(path: Path, data: bytes) -> None:
    """Writes beside the target and renames, so that a failure leaves what was there and nothing else."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o644)
        temporary.replace(path)
    except OSError:
        temporary.unlink(missing_ok=True)
        raise


def encode(brief: Brief, extension: str) -> bytes:
    """The bytes of a brief in one of the formats.

    Args:
        brief: A finished brief.
        extension: One of `EXTENSIONS`.
    """
    page = sheet(brief)
    paper = brief.layout.paper
    match extension:
        case ".pdf":
            from rag.briefs.formats import pdf

            return pdf.render(page, paper, brief.layout.size)
        case ".docx":
            from rag.briefs.formats import word

            return word.render(page, paper)
        case ".md":
            from rag.briefs.formats import markdown

            return markdown.render(page).encode()
        case ".html":
            from rag.briefs.formats import web

            return web.render(page, paper).encode()
        case ".json":
            return (json.dumps(brief_document(brief), ensure_ascii=True, indent=1) + "\n").encode()
        case _:
            raise UserError(f"'{extension}' is no format of a brief: choose one of {', '.join(EXTENSIONS)}.")
