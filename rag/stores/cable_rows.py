"""A cable as rows of the library, written whole and read back equal."""

import datetime as dt
import json
from collections.abc import Callable

from rag.cables.ids import post_key
from rag.cables.model import Cable, Key, Paragraph, ParseWarning, Reference, Role, Source
from rag.stores.codec import dump_marking, dump_spans, load_marking, load_spans
from rag.stores.database import Database, Row, Value
from rag.stores.selection import day_number

_PARAGRAPH = (
    "SELECT label, position, occurrence, marking, effective, section, role, text, spans, truncated FROM paragraphs"
)


def read_cable(db: Database, ident: str, carrier_text: Callable[[str], str]) -> Cable | None:
    """The cable of an id, None when there is none.

    Args:
        db: The library's file.
        ident: The cable's id.
        carrier_text: Gives a carrier text by its digest.
    """
    with db.snapshot():
        rows = db.rows(
            "SELECT post, date, subject, classification, effective, source_name, source_sha256, carrier, text "
            "FROM cables WHERE id = ?",
            (ident,),
        )
        if not rows:
            return None
        post, date, subject, classification, effective, name, sha256, carrier, text = rows[0]
        header, *paragraphs = (
            _paragraph(row) for row in db.rows(f"{_PARAGRAPH} WHERE cable = ? ORDER BY position", (ident,))
        )
        return Cable(
            id=ident,
            post=str(post),
            subject=str(subject),
            classification=str(classification),
            effective_marking=load_marking(json.loads(str(effective))),
            header=header,
            paragraphs=tuple(paragraphs),
            source=Source(str(name), str(sha256), str(carrier), carrier_text(str(text))),
            date=moment(date),
            tags=db.texts("SELECT tag FROM tags WHERE cable = ? ORDER BY position", ident),
            refs=db.texts("SELECT target FROM refs WHERE cable = ? ORDER BY position", ident),
            references=_references(db, ident),
            addressees=db.texts("SELECT name FROM addressees WHERE cable = ? ORDER BY position", ident),
            warnings=_warnings(db, ident),
        )


def read_paragraph(db: Database, key: Key) -> Paragraph | None:
    """One paragraph or the header, None when there is none."""
    rows = db.rows(f"{_PARAGRAPH} WHERE cable = ? AND position = ?", (key.cable, key.index))
    return _paragraph(rows[0]) if rows else None


def write_cable(db: Database, cable: Cable, mark: str) -> None:
    """Replaces all rows of a cable.

    Args:
        db: In a transaction.
        cable: What to write; its `source.text` is the digest of its carrier text, which is there already.
        mark: Digest of the whole cable.
    """
    db.run("DELETE FROM cables WHERE id = ?", cable.id)
    db.run(
        "INSERT INTO cables VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        cable.id,
        cable.post,
        post_key(cable.post),
        cable.date.isoformat() if cable.date else None,
        day_number(cable.date),
        cable.subject,
        cable.classification,
        int(cable.effective_marking.level),
        json.dumps(dump_marking(cable.effective_marking)),
        cable.source.name,
        cable.source.sha256,
        cable.source.carrier,
        cable.source.text,
        mark,
    )
    db.run_many(
        "INSERT INTO paragraphs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (_paragraph_row(cable.id, unit) for unit in cable.units),
    )
    db.run_many("INSERT INTO tags VALUES (?, ?, ?)", _numbered(cable.id, cable.tags))
    db.run_many("INSERT INTO refs VALUES (?, ?, ?)", _numbered(cable.id, cable.refs))
    db.run_many("INSERT INTO addressees VALUES (?, ?, ?)", _numbered(cable.id, cable.addressees))
    db.run_many(
        "INSERT INTO reference_entries VALUES (?, ?, ?, ?, ?, ?)",
        ((cable.id, place, r.letter, r.printed, r.id, r.telegram) for place, r in enumerate(cable.references)),
    )
    db.run_many(
        "INSERT INTO warnings VALUES (?, ?, ?, ?, ?)",
        ((cable.id, place, w.code, w.message, w.index) for place, w in enumerate(cable.warnings)),
    )


def moment(value: Value) -> dt.datetime | None:
    """A date as the library writes it."""
    return None if value is None else dt.datetime.fromisoformat(str(value))


def bytes_of(value: Value) -> bytes:
    """A value that the schema declares to be bytes."""
    if not isinstance(value, bytes):
        raise TypeError(f"{type(value).__name__} in a column of bytes")
    return value


def _numbered(cable: str, values: tuple[str, ...]) -> list[tuple[str, int, str]]:
    return [(cable, place, value) for place, value in enumerate(values)]


def _references(db: Database, cable: str) -> tuple[Reference, ...]:
    rows = db.rows(
        "SELECT letter, printed, target, telegram FROM reference_entries WHERE cable = ? ORDER BY position", (cable,)
    )
    return tuple(
        Reference(str(letter), str(printed), None if target is None else str(target), bool(telegram))
        for letter, printed, target, telegram in rows
    )


def _warnings(db: Database, cable: str) -> tuple[ParseWarning, ...]:
    rows = db.rows("SELECT code, message, paragraph FROM warnings WHERE cable = ? ORDER BY position", (cable,))
    return tuple(
        ParseWarning(str(code), str(message), None if index is None else int(index)) for code, message, index in rows
    )


def _paragraph_row(cable: str, unit: Paragraph) -> tuple[Value, ...]:
    return (
        cable,
        unit.index,
        unit.label,
        unit.occurrence,
        unit.marking,
        int(unit.effective_marking.level),
        json.dumps(dump_marking(unit.effective_marking)),
        unit.section,
        unit.role.value,
        unit.text,
        dump_spans(unit.spans),
        unit.truncated,
    )


def _paragraph(row: Row) -> Paragraph:
    label, index, occurrence, marking, effective, section, role, text, spans, truncated = row
    return Paragraph(
        label=str(label),
        index=int(index or 0),
        occurrence=int(occurrence or 0),
        marking=str(marking),
        effective_marking=load_marking(json.loads(str(effective))),
        section=str(section),
        role=Role(str(role)),
        text=str(text),
        spans=load_spans(str(spans)),
        truncated=bool(truncated),
    )
