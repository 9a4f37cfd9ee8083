"""Checks the library against itself: SQLite's own check, links, and every hash."""

import hashlib
from collections.abc import Iterator

from rag.cables.model import Cable
from rag.errors import OperatorError
from rag.stores.codec import digest, dump_cable, reading_digest
from rag.stores.library import Library
from rag.stores.probe import Finding


def audit_library(library: Library) -> Iterator[Finding]:
    """Everything that is wrong in the library."""
    db = library.db
    words = db.text("PRAGMA quick_check")
    if words != "ok":
        yield Finding("library-damaged", f"{db.path} fails SQLite's check: {words}. Restore a backup.")
        return
    if broken := len(db.rows("PRAGMA foreign_key_check")):
        yield Finding("library-links", f"{broken} rows of {db.path} point to nothing. Restore a backup.")
    for cable in library.ids():
        if not _intact(library, cable):
            yield Finding("cable-changed", f"{cable} is not what was ingested; ingest its source again.")
    for blob in db.texts("SELECT sha256 FROM blobs WHERE EXISTS (SELECT 1 FROM pieces WHERE blob = sha256)"):
        content = hashlib.sha256()
        for piece in library.pieces(blob):
            content.update(piece)
        if content.hexdigest() != blob:
            name = db.text("SELECT name FROM files WHERE blob = ?", blob) or blob
            yield Finding("source-changed", f"The stored bytes of {name} are not what was read; ingest it again.")
    if waiting := len(library.pending()):
        yield Finding("pending", f"{waiting} cables wait for their index entries; run `reftel doctor --repair`.")


def _digest(cable: Cable) -> str:
    return reading_digest(dump_cable(cable), digest(cable.source.text.encode()))


def _intact(library: Library, ident: str) -> bool:
    try:
        cable = library.get(ident)
    except (OperatorError, ValueError):
        return False
    return cable is not None and _digest(cable) == library.db.text("SELECT digest FROM cables WHERE id = ?", ident)
