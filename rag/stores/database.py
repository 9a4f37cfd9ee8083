"""One SQLite file: how it is opened, and queries whose failures are sentences and whose results are typed."""

import contextlib
import os
import sqlite3
import threading
from collections.abc import Generator, Iterable, Mapping
from pathlib import Path
from typing import TypeAlias, cast

from rag.stores.failures import sqlite_errors

BUSY_SECONDS = 30.0

Value: TypeAlias = str | int | float | bytes | None
Row: TypeAlias = tuple[Value, ...]


class Database:
    """A connection that may be shared by threads and that outlives other processes' commits.

    Attributes:
        path: The file.
    """

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.path = path
        self._connection = connection
        self._one_snapshot = threading.RLock()

    @classmethod
    def open(cls, path: Path, *, write: bool = False) -> "Database":
        """Opens a file; for writing it is made when absent.

        Raises:
            OperatorError: It cannot be opened.
        """
        mode = "mode=rwc" if write else "mode=ro"
        if not write and not os.access(path.parent, os.W_OK) and not path.with_name(f"{path.name}-wal").exists():
            # SQLite cannot make its side files there, and needs none: nobody writes beside us.
            mode += "&immutable=1"
        with sqlite_errors(path):
            connection = sqlite3.connect(
                f"{path.absolute().as_uri()}?{mode}",
                uri=True,
                timeout=BUSY_SECONDS,
                isolation_level=None,
                check_same_thread=False,
            )
            try:
                connection.execute("PRAGMA foreign_keys = ON")
                if write:
                    connection.execute("PRAGMA journal_mode = WAL")
                    connection.execute("PRAGMA synchronous = FULL")
                    connection.execute("PRAGMA secure_delete = ON")
            except sqlite3.Error:
                connection.close()
                raise
        return cls(connection, path)

    def close(self) -> None:
        """Ends the connection; an open transaction is dropped."""
        self._connection.close()

    @property
    def busy(self) -> bool:
        """Whether a transaction is open."""
        return self._connection.in_transaction

    def rows(self, sql: str, values: Iterable[Value] | Mapping[str, Value] = ()) -> list[Row]:
        """All rows of one statement.

        Raises:
            RetryError: The file stays locked.
            OperatorError: It is damaged, full or cannot be read.
        """
        with sqlite_errors(self.path):
            bound = values if isinstance(values, Mapping) else tuple(values)
            return cast("list[Row]", self._connection.execute(sql, bound).fetchall())

    def texts(self, sql: str, *values: Value) -> tuple[str, ...]:
        """The first column of all rows, as text."""
        return tuple(str(row[0]) for row in self.rows(sql, values))

    def text(self, sql: str, *values: Value) -> str | None:
        """The first column of the first row, as text; None when there is no row or no value."""
        rows = self.rows(sql, values)
        return None if not rows or rows[0][0] is None else str(rows[0][0])

    def number(self, sql: str, *values: Value) -> int:
        """The first column of the first row, as a number; 0 when there is none."""
        rows = self.rows(sql, values)
        return int(rows[0][0] or 0) if rows else 0

    def run(self, sql: str, *values: Value) -> None:
        """One statement without a result."""
        self.rows(sql, values)

    def run_many(self, sql: str, rows: Iterable[Iterable[Value]]) -> None:
        """One statement for many rows."""
        with sqlite_errors(self.path):
            self._connection.executemany(sql, (tuple(row) for row in rows))

    def script(self, sql: str) -> None:
        """Several statements; the script brings its own transaction."""
        with sqlite_errors(self.path):
            self._connection.executescript(sql)

    @contextlib.contextmanager
    def transaction(self) -> Generator[None]:
        """All or nothing."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.run("ROLLBACK")
            raise
        self.run("COMMIT")

    @contextlib.contextmanager
    def replaced_by(self, other: Path) -> Generator[None]:
        """Replaces all rows of all tables by those of another file of the same layout, in one transaction.

        The block runs inside it and may add to it.
        """
        self.run("ATTACH ? AS incoming", str(other))
        try:
            with self.transaction():
                self.run("PRAGMA defer_foreign_keys = ON")
                tables = self.texts("SELECT name FROM main.sqlite_master WHERE type = 'table'")
                for table in tables:
                    self.run(f'DELETE FROM main."{table}"')  # noqa: S608 - the names are our own schema's
                for table in tables:
                    self.run(f'INSERT INTO main."{table}" SELECT * FROM incoming."{table}"')  # noqa: S608 - as above
                yield
        finally:
            self.run("DETACH incoming")

    def copy_to(self, target: Path) -> None:
        """Writes a copy of one moment into a new file."""
        with sqlite_errors(target), contextlib.closing(sqlite3.connect(target)) as copy:
            self._connection.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")

    @contextlib.contextmanager
    def snapshot(self) -> Generator[None]:
        """Several queries of one moment, whatever another process commits meanwhile."""
        with self._one_snapshot:
            if self.busy:
                yield
                return
            self.run("BEGIN")
            try:
                yield
            finally:
                self.run("COMMIT")
