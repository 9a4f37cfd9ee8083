"""Writes to the library: files, readings of cables, the merged cables, and what the indexes still owe."""

import json
from collections.abc import Iterable
from pathlib import Path

from rag.cables.model import Cable
from rag.stores.cable_rows import bytes_of, write_cable
from rag.stores.changes import Change
from rag.stores.codec import TextDigests, dump_cable, load_cable, pack, reading_digest, unpack
from rag.stores.library import Library
from rag.stores.twins import merge

PIECE = 1 << 20
"""Source bytes are kept in pieces of this size, so that a dump of any size is never held in memory."""


class Recorder:
    """Write access for the one writer. Nothing lasts before `commit`.

    Attributes:
        library: Open for writing.
        touched: Ids of the cables changed since the last commit; the indexes must follow.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self.touched: set[str] = set()
        self._fresh: set[str] = set()
        self._db = library.db
        self._loose_texts: set[str] = set()
        self._texts = TextDigests()

    def begin(self) -> None:
        """Opens a transaction unless one is open."""
        if not self._db.busy:
            self._db.run("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Makes everything since `begin` last, with the debt of the indexes."""
        self.begin()
        self._db.run_many("INSERT OR IGNORE INTO pending VALUES (?)", ((cable,) for cable in self.touched))
        self._db.run_many(
            "DELETE FROM texts WHERE digest = ?1 AND NOT EXISTS (SELECT 1 FROM readings WHERE text = ?1) "
            "AND NOT EXISTS (SELECT 1 FROM cables WHERE text = ?1)",
            ((text,) for text in self._loose_texts),
        )
        self._db.run("COMMIT")
        self._forget_changes()

    def rollback(self) -> None:
        """Drops everything since `begin`."""
        if self._db.busy:
            self._db.run("ROLLBACK")
        self._forget_changes()

    def take_fresh(self) -> list[str]:
        """Ids of the cables changed since the last call, in order."""
        fresh = sorted(self._fresh)
        self._fresh.clear()
        return fresh

    def settle(self, cables: Iterable[str]) -> None:
        """Records that the indexes agree with the library on these cables."""
        with self._db.transaction():
            self._db.run_many("DELETE FROM pending WHERE cable = ?", ((cable,) for cable in cables))

    def set_meta(self, key: str, value: str) -> None:
        """Keeps a value that the library knows about itself."""
        self.begin()
        self._db.run("INSERT INTO meta VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", key, value)

    def start_file(self, name: str, path: Path, blob: str) -> None:
        """Keeps a file's bytes before any of its cables.

        Args:
            name: The file's absolute path.
            path: Where to read the bytes.
            blob: Their SHA-256.
        """
        self.begin()
        known = self.library.file(name)
        self._db.run("INSERT OR IGNORE INTO blobs VALUES (?, ?)", blob, path.stat().st_size)
        if not self._db.number("SELECT 1 FROM pieces WHERE blob = ? LIMIT 1", blob):
            with path.open("rb") as stream:
                for position, piece in enumerate(iter(lambda: stream.read(PIECE), b"")):
                    self._db.run("INSERT INTO pieces VALUES (?, ?, ?)", blob, position, pack(piece))
        if known and known.blob != blob:
            self._db.run("INSERT OR IGNORE INTO superseded VALUES (?, ?)", name, known.blob)
        self._db.run("DELETE FROM superseded WHERE name = ? AND blob = ?", name, blob)
        self._db.run("INSERT OR REPLACE INTO files VALUES (?, ?, '', '[]')", name, blob)

    def alias_file(self, name: str, known: str) -> None:
        """Records a further name of bytes that were read under another one."""
        self.begin()
        self._db.run(
            "INSERT OR REPLACE INTO files SELECT ?, blob, parser, failures FROM files WHERE name = ?", name, known
        )

    def record(self, name: str, blob: str, ordinal: int, cable: Cable, parser: str) -> Change:
        """Takes in one reading of a cable and merges it with those that the library has.

        `Library.foresee` makes the same decision without writing.

        Args:
            name: The file's absolute path.
            blob: SHA-256 of the file.
            ordinal: Position of the cable among those read from the file.
            cable: As parsed.
            parser: The parser's version.

        Raises:
            UserError: The cable holds characters that cannot be stored.
        """
        self.begin()
        data, text = dump_cable(cable), self._keep_text(cable)
        mark = reading_digest(data, text)
        before = self._db.rows("SELECT cable, digest FROM readings WHERE blob = ? AND ordinal = ?", (blob, ordinal))
        replaced = self._supersede(name, blob, cable.id)
        if before == [(cable.id, mark)] and not replaced:
            self._db.run("UPDATE readings SET parser = ? WHERE blob = ? AND ordinal = ?", parser, blob, ordinal)
            return Change.UNCHANGED
        existed = self._db.number("SELECT 1 FROM cables WHERE id = ?", cable.id)
        old = self._drop_readings("blob = ? AND ordinal = ?", blob, ordinal)
        self._db.run(
            "INSERT INTO readings VALUES (?, ?, ?, ?, ?, ?, ?)",
            *(blob, ordinal, cable.id, parser, mark, text, pack(data)),
        )
        changed = self._merge(cable.id)
        for ident in set(old) - {cable.id}:
            self._merge(ident)
        if not existed:
            return Change.ADDED
        if before or replaced:
            return Change.UPDATED if changed else Change.UNCHANGED
        return Change.TWIN

    def finish_file(self, name: str, blob: str, parser: str, failures: Iterable[tuple[str, str]]) -> None:
        """Drops what earlier parsers or earlier contents of the file gave and this reading did not, and closes it."""
        self.begin()
        for cable in self._drop_readings("blob = ? AND parser <> ?", blob, parser):
            self._merge(cable)
        for old in self._db.texts("SELECT blob FROM superseded WHERE name = ?", name):
            self._db.run("DELETE FROM superseded WHERE name = ? AND blob = ?", name, old)
            if not self._db.number("SELECT 1 FROM files WHERE blob = ? LIMIT 1", old):
                self._forget(old)
        noted = json.dumps(list(failures))
        self._db.run("UPDATE files SET parser = ?, failures = ? WHERE blob = ?", parser, noted, blob)

    def delete(self, cable: str) -> bool:
        """Removes a cable with every reading of it.

        The source bytes of the files that it was read from are dropped too, since they hold its words; the other
        cables of such a file stay, and are parsed again only when the file is ingested again.

        Returns:
            Whether the library had it.
        """
        self.begin()
        blobs = self._db.texts("SELECT DISTINCT blob FROM readings WHERE cable = ?", cable)
        self._drop_readings("cable = ?", cable)
        for blob in blobs:
            self._db.run("DELETE FROM pieces WHERE blob = ?", blob)
            self._db.run("DELETE FROM files WHERE blob = ?", blob)
            if not self.library.readings_of(blob):
                self._db.run("DELETE FROM blobs WHERE sha256 = ?", blob)
        self._merge(cable)
        return bool(blobs)

    def _forget_changes(self) -> None:
        self._texts = TextDigests()
        self.touched.clear()
        self._fresh.clear()
        self._loose_texts.clear()

    def _drop_readings(self, condition: str, *values: str | int) -> list[str]:
        """Deletes readings; returns the ids of their cables."""
        rows = self._db.rows(f"DELETE FROM readings WHERE {condition} RETURNING cable, text", values)  # noqa: S608 - our own words; values are bound
        self._loose_texts.update(str(text) for _, text in rows)
        return [str(cable) for cable, _ in rows]

    def _supersede(self, name: str, blob: str, cable: str) -> bool:
        """Drops this cable's readings from earlier contents of the file; returns whether there were any."""
        condition = (
            "cable = ? AND blob <> ? AND blob IN (SELECT blob FROM superseded WHERE name = ?) "
            "AND NOT EXISTS (SELECT 1 FROM files WHERE files.blob = readings.blob)"
        )
        return bool(self._drop_readings(condition, cable, blob, name))

    def _forget(self, blob: str) -> None:
        cables = self._drop_readings("blob = ?", blob)
        self._db.run("DELETE FROM blobs WHERE sha256 = ?", blob)
        for cable in cables:
            self._merge(cable)

    def _keep_text(self, cable: Cable) -> str:
        text, data = self._texts.of(cable)
        if data is not None:
            self._loose_texts.add(text)
            self._db.run("INSERT OR IGNORE INTO texts VALUES (?, ?)", text, pack(data))
        return text

    def _merge(self, cable: str) -> bool:
        """Brings the cable in line with its readings; returns whether that changed it."""
        rows = self._db.rows("SELECT data, text FROM readings WHERE cable = ?", (cable,))
        held = self._db.text("SELECT digest FROM cables WHERE id = ?", cable)
        if not rows:
            self._db.run("DELETE FROM cables WHERE id = ?", cable)
        else:
            # The text is held by its digest: merging never looks into it, and it may be large.
            merged = merge([load_cable(unpack(bytes_of(data)), str(text)) for data, text in rows])
            mark = reading_digest(dump_cable(merged), merged.source.text)
            if held == mark:
                return False
            write_cable(self._db, merged, mark)
        if rows or held:
            self.touched.add(cable)
            self._fresh.add(cable)
        return bool(rows or held)
