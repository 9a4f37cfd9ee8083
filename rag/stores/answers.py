"""Answers, briefs and conversations that are kept, as JSON documents by id, beside the library.

A document holds words of the cables that it cites. When a cable leaves the library, every document that cites it is
removed whole: a redacted answer could neither be read nor checked again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from rag.cables.marking import Level
from rag.errors import OperatorError
from rag.stores.database import Database, Row
from rag.stores.schema import Schema

ANSWERS = Schema(
    "answers store",
    application_id=0x52464131,
    version=1,
    tables="""
CREATE TABLE documents (
  id TEXT PRIMARY KEY, kind TEXT NOT NULL, title TEXT NOT NULL, created TEXT NOT NULL, level INTEGER NOT NULL,
  body TEXT NOT NULL
);
CREATE INDEX documents_created ON documents (created, id);
CREATE TABLE cited (
  document TEXT NOT NULL REFERENCES documents ON DELETE CASCADE, cable TEXT NOT NULL, PRIMARY KEY (document, cable)
) WITHOUT ROWID;
CREATE INDEX cited_cable ON cited (cable);
""",
)
_LISTED = "SELECT id, kind, title, created, level FROM documents"


@dataclass(frozen=True)
class DocumentSummary:
    """One line of a listing.

    Attributes:
        id: Names the document.
        kind: `answer`, `brief` or `conversation`.
        title: What a person knows it by, such as the question.
        created: ISO 8601 moment, UTC.
        level: The highest level of anything in it; unmarked is seen without a clearance only.
    """

    id: str
    kind: str
    title: str
    created: str
    level: Level


@dataclass(frozen=True)
class Document:
    """A kept document.

    Attributes:
        summary: See `DocumentSummary`.
        cables: Ids of the cables whose words it holds.
        body: A JSON object.
    """

    summary: DocumentSummary
    cables: frozenset[str]
    body: str


class AnswerStore:
    """The documents of one home folder; several processes may write."""

    def __init__(self, db: Database) -> None:
        self._db = db

    @classmethod
    def open(cls, path: Path) -> "AnswerStore":
        """Opens the store and makes it when absent.

        Args:
            path: `answers.sqlite`; its folder exists.

        Raises:
            OperatorError: It cannot be written, is foreign, or is of a newer Reftel.
        """
        db = Database.open(path, write=True)
        try:
            ANSWERS.prepare(db)
        except OperatorError:
            db.close()
            raise
        return cls(db)

    def close(self) -> None:
        """Ends the connection."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def put(self, document: Document) -> None:
        """Keeps a document, in place of any with the same id.

        Raises:
            ValueError: The body is no JSON.
        """
        json.loads(document.body)
        head = document.summary
        with self._db.transaction():
            self._db.run("DELETE FROM documents WHERE id = ?", head.id)
            self._db.run(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)",
                *(head.id, head.kind, head.title, head.created, int(head.level), document.body),
            )
            self._db.run_many("INSERT INTO cited VALUES (?, ?)", ((head.id, cable) for cable in document.cables))

    def get(self, ident: str, clearance: Level | None = None) -> Document | None:
        """A document by id; None when there is none that may be seen."""
        with self._db.snapshot():
            rows = self._db.rows(f"{_LISTED} WHERE id = ? AND level <= ?", (ident, _ceiling(clearance)))
            if not rows:
                return None
            body = self._db.text("SELECT body FROM documents WHERE id = ?", ident) or ""
            cables = self._db.texts("SELECT cable FROM cited WHERE document = ?", ident)
        return Document(_summary(rows[0]), frozenset(cables), body)

    def list(
        self, kind: str = "", clearance: Level | None = None, offset: int = 0, limit: int = 50
    ) -> tuple[DocumentSummary, ...]:
        """One page of what may be seen, newest first.

        Args:
            kind: Only this kind; "" for all.
            clearance: Nothing above it.
            offset: How many to leave out.
            limit: How many at most.
        """
        rows = self._db.rows(
            f"{_LISTED} WHERE level <= :ceiling AND :kind IN ('', kind) "
            "ORDER BY created DESC, id LIMIT :n OFFSET :from",
            {"ceiling": _ceiling(clearance), "kind": kind, "n": limit, "from": offset},
        )
        return tuple(_summary(row) for row in rows)

    def delete(self, ident: str) -> bool:
        """Removes a document; returns whether there was one."""
        return bool(self._db.rows("DELETE FROM documents WHERE id = ? RETURNING id", (ident,)))

    def replace_all(self, other: Path) -> None:
        """Replaces all documents by those of another store's file."""
        with self._db.replaced_by(other):
            pass

    def clear(self) -> None:
        """Removes all documents."""
        self._db.run("DELETE FROM documents")

    def keep_newest(self, kind: str, level: Level, limit: int) -> None:
        """Removes the oldest documents of a kind and level beyond a number; other levels do not push them out."""
        self._db.run(
            "DELETE FROM documents WHERE id IN (SELECT id FROM documents WHERE kind = ? AND level = ? "
            "ORDER BY created DESC, id LIMIT -1 OFFSET ?)",
            *(kind, int(level), limit),
        )

    def forget_cables(self, cables: Iterable[str]) -> tuple[str, ...]:
        """Removes every document that holds words of one of these cables, and their entries in the lists of others.

        Returns:
            The ids of the documents removed.
        """
        gone = frozenset(cables)
        names = json.dumps(sorted(gone))
        with self._db.transaction():
            removed = self._db.texts(
                "DELETE FROM documents WHERE id IN (SELECT document FROM cited WHERE cable IN "
                "(SELECT value FROM json_each(?))) RETURNING id",
                names,
            )
            naming = self._db.rows(
                "SELECT id, body FROM documents WHERE EXISTS "
                "(SELECT 1 FROM json_each(?) WHERE instr(body, json_quote(value)))",
                (names,),
            )
            for ident, body in naming:
                kept = json.dumps(_without(json.loads(str(body)), gone))
                self._db.run("UPDATE documents SET body = ? WHERE id = ?", kept, ident)
        return removed


def _without(value: object, cables: frozenset[str]) -> object:
    """A JSON value without those rows of its lists that begin with one of the cables, such as candidates."""
    if isinstance(value, dict):
        return {name: _without(part, cables) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, cables) for part in value if not _begins_with(part, cables)]
    return value


def _begins_with(part: object, cables: frozenset[str]) -> bool:
    return isinstance(part, list) and bool(part) and isinstance(part[0], str) and part[0] in cables


def _ceiling(clearance: Level | None) -> int:
    return int(Level.UNMARKED if clearance is None else clearance)


def _summary(row: Row) -> DocumentSummary:
    ident, kind, title, created, level = row
    return DocumentSummary(str(ident), str(kind), str(title), str(created), Level(int(level or 0)))
