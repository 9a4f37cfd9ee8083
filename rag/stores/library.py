"""The library: the one truth about source files and cables, read here, written by `rag.stores.recorder` alone."""

import datetime as dt
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.cables.marking import Marking, highest
from rag.cables.model import HEADER_INDEX, Cable, Coverage, Key, Paragraph
from rag.errors import OperatorError, UserError
from rag.stores import cable_rows
from rag.stores.changes import Change
from rag.stores.codec import load_marking, unpack
from rag.stores.database import Database, Row
from rag.stores.filters import Filters
from rag.stores.schema import LIBRARY
from rag.stores.selection import UNLIMITED, Selection

_PAGE = 1000
_CACHED_TEXTS = 16
"""Carrier texts kept in memory: the many cables of one large file share one."""
_VISIBLE = "FROM cables c JOIN paragraphs p ON p.cable = c.id WHERE "


@dataclass(frozen=True)
class CableSummary:
    """One line of a listing, made under the clearance of the filters.

    Attributes:
        id: The cable's id.
        date: As in `Cable`.
        post: As in `Cable`.
        subject: "" where the header is above the clearance.
        classification: "" where the header is above the clearance.
        effective_marking: The cable's; where the header is above the clearance, the highest that may be seen.
        paragraphs: How many may be seen, the header not counted.
        warnings: How many warnings it has; 0 where the header is above the clearance.
    """

    id: str
    date: dt.datetime | None
    post: str
    subject: str
    classification: str
    effective_marking: Marking
    paragraphs: int
    warnings: int


@dataclass(frozen=True)
class FileRecord:
    """What the library knows of a file that was read.

    Attributes:
        name: Its absolute path.
        blob: SHA-256 of its bytes.
        parser: The parser version that read it to its end, "" when none did.
        failures: What in it could not be read: source and reason.
    """

    name: str
    blob: str
    parser: str
    failures: tuple[tuple[str, str], ...]


class Library:
    """Read access; safe beside a writer in another process, and from several threads.

    Attributes:
        db: The file, for the recorder, audit and backup.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._carrier_text = lru_cache(_CACHED_TEXTS)(self._read_text)

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> "Library":
        """Opens the library's file.

        Args:
            path: `library.sqlite`.
            write: Make it when absent and lift it to this schema; the caller holds the writer's lock.

        Raises:
            UserError: There is none at `path`, and `write` is not set.
            OperatorError: It cannot be read, is foreign, or its schema is not this one.
        """
        if not write and not path.exists():
            raise UserError(f"There is no library in {path.parent} yet; run `reftel ingest PATH` first.")
        db = Database.open(path, write=write)
        try:
            if write:
                LIBRARY.prepare(db)
            else:
                LIBRARY.require_current(db)
        except OperatorError:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Ends the connection."""
        self.db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def meta(self, key: str) -> str:
        """A value that the library keeps about itself, "" when it has none."""
        return self.db.text("SELECT value FROM meta WHERE key = ?", key) or ""

    @property
    def generation(self) -> str:
        """The index generation in force, "" before the first ingest."""
        return self.meta("generation")

    def get(self, cable: str) -> Cable | None:
        """The cable as it was recorded, whatever its markings; None when the library has none of this id."""
        return cable_rows.read_cable(self.db, cable, self._carrier_text)

    def paragraph(self, key: Key) -> Paragraph | None:
        """One paragraph, or the header at index 0; None when there is none."""
        return cable_rows.read_paragraph(self.db, key)

    def ids(self, filters: Filters = UNLIMITED) -> Iterator[str]:
        """Ids of the cables of which at least one paragraph or the header may be seen, in the order of ids."""
        condition, values = Selection.of(filters).sql()
        sql = f"SELECT DISTINCT c.id {_VISIBLE} {condition} AND c.id > :after ORDER BY c.id LIMIT {_PAGE}"
        after = ""
        while rows := self.db.rows(sql, {**values, "after": after}):
            yield from (str(row[0]) for row in rows)
            after = str(rows[-1][0])

    def summaries(self, filters: Filters = UNLIMITED, offset: int = 0, limit: int = 50) -> tuple[CableSummary, ...]:
        """One page of a listing, oldest first."""
        condition, values = Selection.of(filters).sql()
        rows = self.db.rows(
            "SELECT c.id, c.date, c.post, c.subject, c.classification, c.effective, min(p.position), "  # noqa: S608 - our own words; values are bound
            "sum(p.position > 0), (SELECT count(*) FROM warnings w WHERE w.cable = c.id), "
            f"json_group_array(DISTINCT p.effective) {_VISIBLE} {condition} "
            "GROUP BY c.id ORDER BY c.day, c.id LIMIT :limit OFFSET :offset",
            {**values, "limit": limit, "offset": offset},
        )
        return tuple(_summary(row) for row in rows)

    def coverage(self, filters: Filters = UNLIMITED) -> Coverage:
        """How much the filters leave: cables of which anything may be seen, their paragraphs, and their dates."""
        condition, values = Selection.of(filters).sql()
        ((cables, paragraphs, first, last),) = self.db.rows(
            "SELECT count(DISTINCT c.id), sum(p.position > 0), min(nullif(c.day, 0)), max(nullif(c.day, 0)) "
            f"{_VISIBLE} {condition}",
            values,
        )
        return Coverage(int(cables or 0), int(paragraphs or 0), _date(first), _date(last))

    def referrers(self, cable: str, filters: Filters = UNLIMITED) -> tuple[str, ...]:
        """Ids of the cables whose REF lines name this one; the lines are part of the header, which must be visible."""
        condition, values = Selection.of(filters).sql()
        rows = self.db.rows(
            f"SELECT DISTINCT c.id {_VISIBLE} p.position = 0 AND {condition} AND c.id IN "  # noqa: S608 - our own words; values are bound
            "(SELECT cable FROM refs WHERE target = :target UNION "
            "SELECT cable FROM reference_entries WHERE target = :target) ORDER BY c.id",
            {**values, "target": cable},
        )
        return tuple(str(row[0]) for row in rows)

    def nearest_ids(self, cable: str, n: int = 3, filters: Filters = UNLIMITED) -> tuple[str, ...]:
        """Visible ids that look most like a mistyped or unknown one, best first."""
        from rapidfuzz import process

        found = process.extract(cable, list(self.ids(filters)), limit=n, score_cutoff=60)
        return tuple(name for name, _, _ in found)

    def file(self, name: str) -> FileRecord | None:
        """What is known of the file at an absolute path."""
        rows = self.db.rows("SELECT name, blob, parser, failures FROM files WHERE name = ?", (name,))
        return _file(rows[0]) if rows else None

    def same_file(self, name: str, blob: str, parser: str) -> FileRecord | None:
        """A file with these very bytes that this parser read to its end, under this name if possible."""
        rows = self.db.rows(
            "SELECT name, blob, parser, failures FROM files WHERE blob = ? AND parser = ? ORDER BY name <> ? LIMIT 1",
            (blob, parser, name),
        )
        return _file(rows[0]) if rows else None

    def readings_of(self, blob: str) -> int:
        """How many cables were read from these bytes."""
        return self.db.number("SELECT count(*) FROM readings WHERE blob = ?", blob)

    def foresee(self, name: str, blob: str, ordinal: int, cable: str, mark: str) -> Change:
        """What recording a reading would do, as `Recorder.record` decides it."""
        before = self.db.rows("SELECT cable, digest FROM readings WHERE blob = ? AND ordinal = ?", (blob, ordinal))
        if before:
            return Change.UNCHANGED if before == [(cable, mark)] else Change.UPDATED
        known = self.file(name)
        sql = "SELECT digest FROM readings WHERE blob = ? AND cable = ?"
        if known and (old := self.db.text(sql, known.blob, cable)):
            return Change.UNCHANGED if old == mark else Change.UPDATED
        return Change.TWIN if self.db.number("SELECT 1 FROM cables WHERE id = ?", cable) else Change.ADDED

    def pieces(self, blob: str) -> Iterator[bytes]:
        """The source bytes, piece by piece; nothing when they are no longer kept."""
        position = 0
        while rows := self.db.rows("SELECT data FROM pieces WHERE blob = ? AND position = ?", (blob, position)):
            yield unpack(cable_rows.bytes_of(rows[0][0]))
            position += 1

    def outdated(self, parser: str) -> tuple[tuple[str, str, int], ...]:
        """Name, SHA-256 and size of each source that another parser version has read."""
        rows = self.db.rows(
            "SELECT min(name), blob, size FROM files JOIN blobs ON sha256 = blob WHERE parser <> ? GROUP BY blob "
            "ORDER BY 1",
            (parser,),
        )
        return tuple((str(name), str(blob), int(size or 0)) for name, blob, size in rows)

    def pending(self) -> tuple[str, ...]:
        """Cables that are recorded but whose index entries may not agree yet."""
        return self.db.texts("SELECT cable FROM pending ORDER BY cable")

    def _read_text(self, digest: str) -> str:
        ((data,),) = self.db.rows("SELECT data FROM texts WHERE digest = ?", (digest,))
        return unpack(cable_rows.bytes_of(data)).decode()


def _summary(row: Row) -> CableSummary:
    cable, date, post, subject, classification, effective, first, paragraphs, warnings, seen = row
    marking = load_marking(json.loads(str(effective)))
    if first != HEADER_INDEX:
        subject, classification, warnings = "", "", 0
        marking = highest(load_marking(json.loads(record)) for record in json.loads(str(seen)))
    return CableSummary(
        id=str(cable),
        date=cable_rows.moment(date),
        post=str(post),
        subject=str(subject),
        classification=str(classification),
        effective_marking=marking,
        paragraphs=int(paragraphs or 0),
        warnings=int(warnings or 0),
    )


def _file(row: Row) -> FileRecord:
    name, blob, parser, failures = (str(value) for value in row)
    return FileRecord(name, blob, parser, tuple((source, reason) for source, reason in json.loads(failures)))


def _date(day: object) -> dt.date | None:
    return dt.datetime.strptime(str(day), "%Y%m%d").date() if day else None  # noqa: DTZ007 - a day has no zone
