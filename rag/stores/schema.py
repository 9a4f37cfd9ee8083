"""Tables of the SQLite files, their versions, and the way from an older version to this one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.errors import OperatorError
from rag.stores.database import Database


@dataclass(frozen=True)
class Schema:
    """The layout of one kind of file.

    Attributes:
        kind: What a person calls it.
        application_id: Written into the SQLite header, so that a foreign database is never taken for ours.
        version: Of the layout.
        tables: The script that makes them.
        migrations: The script that lifts a file from the version named to the next one.
    """

    kind: str
    application_id: int
    version: int
    tables: str
    migrations: Mapping[int, str] = field(default_factory=dict)

    def prepare(self, db: Database) -> None:
        """Fills an empty database, and lifts an older one, one step and one transaction at a time.

        Raises:
            OperatorError: It is foreign, of a newer Reftel, or there is no way from its version to this one.
        """
        if not db.number("SELECT count(*) FROM sqlite_master"):
            marks = f"PRAGMA application_id = {self.application_id}; PRAGMA user_version = {self.version};"
            db.script(f"BEGIN IMMEDIATE; {self.tables} {marks} COMMIT;")
        version = self._version(db)
        while version < self.version:
            if version not in self.migrations:
                raise OperatorError(
                    f"{db.path} has schema {version}, which this Reftel (schema {self.version}) can no longer lift; "
                    "move it away and ingest the sources again."
                )
            db.script(f"BEGIN IMMEDIATE; {self.migrations[version]} PRAGMA user_version = {version + 1}; COMMIT;")
            version += 1

    def require_current(self, db: Database) -> None:
        """Refuses a file that only a writer can lift to this version.

        Raises:
            OperatorError: It is foreign, or its version is not this one.
        """
        version = self._version(db)
        if version < self.version:
            raise OperatorError(
                f"{db.path} has the older schema {version} (this Reftel needs {self.version}); run "
                "`reftel doctor --repair` to lift it."
            )

    def _version(self, db: Database) -> int:
        version = db.number("PRAGMA user_version")
        if db.number("PRAGMA application_id") != self.application_id:
            raise OperatorError(f"{db.path} is no {self.kind} of Reftel; give another home folder or move it away.")
        if version > self.version:
            raise OperatorError(
                f"{db.path} was written by a newer Reftel (schema {version}, this one knows {self.version}); update "
                "Reftel to read it."
            )
        return version


LIBRARY_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE blobs (sha256 TEXT PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE pieces (
  blob TEXT NOT NULL REFERENCES blobs ON DELETE CASCADE, position INTEGER NOT NULL, data BLOB NOT NULL,
  PRIMARY KEY (blob, position)
);
CREATE TABLE files (
  name TEXT PRIMARY KEY, blob TEXT NOT NULL REFERENCES blobs, parser TEXT NOT NULL, failures TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX files_blob ON files (blob);
CREATE TABLE superseded (name TEXT NOT NULL, blob TEXT NOT NULL, PRIMARY KEY (name, blob)) WITHOUT ROWID;

CREATE TABLE texts (digest TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE readings (
  blob TEXT NOT NULL REFERENCES blobs, ordinal INTEGER NOT NULL, cable TEXT NOT NULL, parser TEXT NOT NULL,
  digest TEXT NOT NULL, text TEXT NOT NULL REFERENCES texts, data BLOB NOT NULL,
  PRIMARY KEY (blob, ordinal)
);
CREATE INDEX readings_cable ON readings (cable);
CREATE INDEX readings_text ON readings (text);

CREATE TABLE cables (
  id TEXT PRIMARY KEY, post TEXT NOT NULL, post_key TEXT NOT NULL, date TEXT, day INTEGER NOT NULL,
  subject TEXT NOT NULL, classification TEXT NOT NULL, level INTEGER NOT NULL, effective TEXT NOT NULL,
  source_name TEXT NOT NULL, source_sha256 TEXT NOT NULL, carrier TEXT NOT NULL, text TEXT NOT NULL REFERENCES texts,
  digest TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX cables_day ON cables (day, id);
CREATE INDEX cables_text ON cables (text);
CREATE TABLE paragraphs (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, label TEXT NOT NULL,
  occurrence INTEGER NOT NULL, marking TEXT NOT NULL, level INTEGER NOT NULL, effective TEXT NOT NULL,
  section TEXT NOT NULL, role TEXT NOT NULL, text TEXT NOT NULL, spans TEXT NOT NULL, truncated INTEGER NOT NULL,
  PRIMARY KEY (cable, position)
);
CREATE TABLE tags (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, tag TEXT NOT NULL,
  PRIMARY KEY (cable, position)
) WITHOUT ROWID;
CREATE TABLE refs (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, target TEXT NOT NULL,
  PRIMARY KEY (cable, position)
) WITHOUT ROWID;
CREATE INDEX refs_target ON refs (target);
CREATE TABLE reference_entries (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, letter TEXT NOT NULL,
  printed TEXT NOT NULL, target TEXT, telegram INTEGER NOT NULL, PRIMARY KEY (cable, position)
) WITHOUT ROWID;
CREATE INDEX reference_entries_target ON reference_entries (target);
CREATE TABLE addressees (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, name TEXT NOT NULL,
  PRIMARY KEY (cable, position)
) WITHOUT ROWID;
CREATE TABLE warnings (
  cable TEXT NOT NULL REFERENCES cables ON DELETE CASCADE, position INTEGER NOT NULL, code TEXT NOT NULL,
  message TEXT NOT NULL, paragraph INTEGER, PRIMARY KEY (cable, position)
) WITHOUT ROWID;

CREATE TABLE pending (cable TEXT PRIMARY KEY) WITHOUT ROWID;
"""

LIBRARY = Schema("library", application_id=0x52465431, version=1, tables=LIBRARY_TABLES)
