"""The vectors themselves, in a file of the index folder: exact search while they are few, and never made twice."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

from rag.cables.model import Key
from rag.errors import OperatorError
from rag.stores.cable_rows import bytes_of
from rag.stores.database import Database, Value
from rag.stores.entries import Entry
from rag.stores.selection import Selection

_TABLES = """
BEGIN IMMEDIATE;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entries (
  id TEXT PRIMARY KEY, cable TEXT NOT NULL, position INTEGER NOT NULL, part INTEGER NOT NULL, post TEXT NOT NULL,
  day INTEGER NOT NULL, tags TEXT NOT NULL, level INTEGER NOT NULL, digest BLOB NOT NULL, vector BLOB NOT NULL
);
CREATE INDEX entries_place ON entries (cable, position, part);
COMMIT;
"""
_OF_CABLES = "cable IN (SELECT value FROM json_each(?))"
_COLUMNS = "id, cable, position, part, post, day, tags, level, digest, vector"


@dataclass(frozen=True, eq=False)
class Matrix:
    """All entries in memory, one row each, ordered by cable, paragraph and part.

    Attributes:
        keys: The paragraph of each row.
        vectors: float32 of shape (rows, dimension).
        posts: Post key of each row.
        days: Day number of each row.
        levels: Level number of each row.
        tags: TAGS of each row.
        cables: Cable id of each row.
    """

    keys: tuple[Key, ...]
    vectors: np.ndarray
    posts: np.ndarray
    days: np.ndarray
    levels: np.ndarray
    tags: tuple[frozenset[str], ...]
    cables: np.ndarray

    def allowed(self, selection: Selection) -> np.ndarray:
        """Which rows the filters leave, as booleans of shape (rows,)."""
        mask = np.ones(len(self.keys), dtype=bool)
        if selection.posts:
            mask &= np.isin(self.posts, selection.posts)
        if selection.cables:
            mask &= np.isin(self.cables, selection.cables)
        if selection.dated:
            mask &= (self.days >= selection.first) & (self.days <= selection.last)
        if selection.level is not None:
            mask &= self.levels <= selection.level
        if selection.tags:
            wanted = frozenset(selection.tags)
            mask &= np.fromiter((not wanted.isdisjoint(tags) for tags in self.tags), bool, len(self.tags))
        return mask

    @cached_property
    def _rows(self) -> dict[Key, slice]:
        """Where each paragraph's parts are: they stand together."""
        rows: dict[Key, slice] = {}
        for row, key in enumerate(self.keys):
            rows[key] = slice(rows[key].start if key in rows else row, row + 1)
        return rows

    def of(self, keys: Iterable[Key]) -> dict[Key, np.ndarray]:
        """See `ExactVectors.vectors`."""
        return {key: self.vectors[self._rows[key]] for key in keys if key in self._rows}

    def query(self, vector: np.ndarray, k: int, selection: Selection) -> list[tuple[Key, float]]:
        """The k paragraphs of highest cosine, by their best part; equal ones in the order of cable and paragraph."""
        rows = np.arange(len(self.keys)) if selection.everything else np.flatnonzero(self.allowed(selection))
        scores = self.vectors[rows] @ vector if len(rows) < len(self.keys) else self.vectors @ vector
        best: dict[Key, float] = {}
        for place in np.argsort(-scores, kind="stable"):
            key = self.keys[rows[place]]
            if key not in best:
                if len(best) == k:
                    break
                best[key] = float(scores[place])
        return list(best.items())


class ExactVectors:
    """The file of vectors; its `revision` tells a reader that a writer has changed it."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._own_commits = 0

    @staticmethod
    def create(path: Path, embedder: str, dimension: int) -> None:
        """Makes an empty file for one embedder's vectors."""
        db = Database.open(path, write=True)
        db.script(_TABLES)
        db.run("INSERT INTO meta VALUES ('embedder', ?), ('dimension', ?)", embedder, str(dimension))
        db.close()

    @classmethod
    def open(cls, path: Path, *, write: bool) -> "ExactVectors":
        """Opens the file.

        Raises:
            OperatorError: It is missing or damaged.
        """
        if not path.exists():
            raise OperatorError(f"The vectors {path} are missing; run `reftel reindex` to build the index again.")
        return cls(Database.open(path, write=write))

    def close(self) -> None:
        """Ends the connection."""
        self._db.close()

    @property
    def embedder(self) -> str:
        """Name of the embedder that made the vectors."""
        return self._db.text("SELECT value FROM meta WHERE key = 'embedder'") or ""

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        return self._db.number("SELECT value FROM meta WHERE key = 'dimension'")

    @property
    def revision(self) -> tuple[int, int]:
        """Changes whenever another process (first) or this one (second) commits."""
        return self._db.number("PRAGMA data_version"), self._own_commits

    def count(self) -> int:
        """Number of entries."""
        return self._db.number("SELECT count(*) FROM entries")

    def sound(self) -> bool:
        """Whether the file passes SQLite's own check."""
        return self._db.text("PRAGMA quick_check") == "ok"

    def ids_of(self, cables: Iterable[str]) -> tuple[str, ...]:
        """Ids of the entries of these cables."""
        return self._db.texts(f"SELECT id FROM entries WHERE {_OF_CABLES}", json.dumps(list(cables)))  # noqa: S608 - our own words; values are bound

    def known(self, cables: Iterable[str]) -> Mapping[bytes, np.ndarray]:
        """Vectors of these cables by the digest of their text."""
        rows = self._db.rows(f"SELECT digest, vector FROM entries WHERE {_OF_CABLES}", (json.dumps(list(cables)),))  # noqa: S608 - our own words; values are bound
        return {bytes_of(digest): _vector(data) for digest, data in rows}

    def vectors(self, keys: Iterable[Key]) -> dict[Key, np.ndarray]:
        """The vectors of each paragraph's parts, float32 of shape (parts, dimension); unknown keys are left out."""
        sql = "SELECT vector FROM entries WHERE cable = ? AND position = ? ORDER BY part"
        found = {key: self._db.rows(sql, (key.cable, key.index)) for key in keys}
        return {key: np.stack([_vector(row[0]) for row in rows]) for key, rows in found.items() if rows}

    def replace(self, cables: Sequence[str], entries: Sequence[Entry]) -> None:
        """Replaces all entries of these cables, in one transaction."""
        with self._db.transaction():
            self._db.run(f"DELETE FROM entries WHERE {_OF_CABLES}", json.dumps(list(cables)))  # noqa: S608 - our own words; values are bound
            self._db.run_many(
                f"INSERT INTO entries ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - our own words; values are bound
                (
                    (
                        *(entry.id, entry.cable, entry.index, entry.part, entry.post, entry.day),
                        *(
                            json.dumps(entry.tags),
                            entry.level,
                            entry.digest,
                            np.asarray(entry.vector, np.float32).tobytes(),
                        ),
                    )
                    for entry in entries
                ),
            )
        self._own_commits += 1

    def all_ids(self) -> set[str]:
        """Ids of all entries."""
        return set(self._db.texts("SELECT id FROM entries"))

    def keys(self) -> set[Key]:
        """The paragraphs that it holds."""
        rows = self._db.rows("SELECT DISTINCT cable, position FROM entries")
        return {Key(str(cable), int(position or 0)) for cable, position in rows}

    def page(self, after: str = "", limit: int = 500) -> list[tuple[str, np.ndarray]]:
        """Ids and vectors of up to `limit` entries beyond an id, in the order of ids."""
        rows = self._db.rows("SELECT id, vector FROM entries WHERE id > ? ORDER BY id LIMIT ?", (after, limit))
        return [(str(ident), _vector(data)) for ident, data in rows]

    def matrix(self) -> Matrix:
        """Loads everything."""
        rows = self._db.rows(
            "SELECT cable, position, post, day, level, tags, vector FROM entries ORDER BY cable, position, part"
        )
        shared = {str(row[5]): frozenset(json.loads(str(row[5]))) for row in rows}
        return Matrix(
            keys=tuple(Key(str(row[0]), int(row[1] or 0)) for row in rows),
            vectors=_vector(b"".join(bytes_of(row[6]) for row in rows)).reshape(len(rows), self.dimension),
            posts=np.array([row[2] for row in rows], dtype=str),
            days=np.array([row[3] for row in rows], dtype=np.int64),
            levels=np.array([row[4] for row in rows], dtype=np.int64),
            tags=tuple(shared[str(row[5])] for row in rows),
            cables=np.array([row[0] for row in rows], dtype=str),
        )


def _vector(data: Value) -> np.ndarray:
    return np.frombuffer(bytes_of(data), np.float32)
