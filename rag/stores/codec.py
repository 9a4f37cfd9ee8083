"""A cable as bytes and back, without loss; the carrier text travels apart, since many readings may share it."""

import datetime as dt
import hashlib
import json
import zlib
from typing import TypedDict

from rag.cables.marking import Level, Marking
from rag.cables.model import Cable, Paragraph, ParseWarning, Reference, Role, Source, Span
from rag.errors import UserError


class ParagraphRecord(TypedDict):
    """The stored form of a paragraph."""

    label: str
    index: int
    occurrence: int
    marking: str
    effective: list[object]
    section: str
    role: str
    text: str
    spans: list[list[int]]
    truncated: bool


def pack(data: bytes) -> bytes:
    """Compresses bytes for the library."""
    return zlib.compress(data, 6)


def unpack(data: bytes) -> bytes:
    """The bytes that `pack` was given."""
    return zlib.decompress(data)


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def dump_marking(marking: Marking) -> list[object]:
    """Level number and caveats."""
    return [int(marking.level), *marking.caveats]


def load_marking(record: list[object]) -> Marking:
    """The marking that `dump_marking` was given."""
    level, *caveats = record
    return Marking(Level(int(str(level))), tuple(str(caveat) for caveat in caveats))


def dump_spans(spans: tuple[Span, ...]) -> str:
    """Spans as JSON."""
    return json.dumps(spans, separators=(",", ":"))


def load_spans(text: str) -> tuple[Span, ...]:
    """The spans that `dump_spans` was given."""
    return tuple(Span(start, end) for start, end in json.loads(text))


def _dump_paragraph(paragraph: Paragraph) -> dict[str, object]:
    return {
        "label": paragraph.label,
        "index": paragraph.index,
        "occurrence": paragraph.occurrence,
        "marking": paragraph.marking,
        "effective": dump_marking(paragraph.effective_marking),
        "section": paragraph.section,
        "role": paragraph.role.value,
        "text": paragraph.text,
        "spans": paragraph.spans,
        "truncated": paragraph.truncated,
    }


def _load_paragraph(record: ParagraphRecord) -> Paragraph:
    return Paragraph(
        label=record["label"],
        index=record["index"],
        occurrence=record["occurrence"],
        marking=record["marking"],
        effective_marking=load_marking(record["effective"]),
        section=record["section"],
        role=Role(record["role"]),
        text=record["text"],
        spans=tuple(Span(start, end) for start, end in record["spans"]),
        truncated=record["truncated"],
    )


def dump_cable(cable: Cable) -> bytes:
    """Everything of a cable but its carrier text, as UTF-8 JSON in a fixed order.

    Raises:
        UserError: The cable holds characters that cannot be stored.
    """
    record = {
        "id": cable.id,
        "post": cable.post,
        "subject": cable.subject,
        "classification": cable.classification,
        "effective": dump_marking(cable.effective_marking),
        "date": cable.date.isoformat() if cable.date else None,
        "tags": cable.tags,
        "refs": cable.refs,
        "references": [[r.letter, r.printed, r.id, r.telegram] for r in cable.references],
        "addressees": cable.addressees,
        "warnings": [[w.code, w.message, w.index] for w in cable.warnings],
        "source": [cable.source.name, cable.source.sha256, cable.source.carrier],
        "units": [_dump_paragraph(unit) for unit in cable.units],
    }
    return encode(json.dumps(record, ensure_ascii=False, separators=(",", ":")), cable.source.name)


def encode(text: str, source: str) -> bytes:
    """UTF-8 of a text.

    Raises:
        UserError: The text holds half of a surrogate pair, which no store can keep.
    """
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise UserError(f"{source} holds half of a surrogate pair, which is no character.") from None


class TextDigests:
    """Digests of carrier texts; the many cables of one large file share one text, which is hashed once."""

    def __init__(self) -> None:
        self._last: tuple[str, str] = ("", "")

    def of(self, cable: Cable) -> tuple[str, bytes | None]:
        """The digest of a cable's carrier text, and its bytes unless the cable before had the very same text.

        Raises:
            UserError: The text holds characters that cannot be stored.
        """
        text, data = cable.source.text, None
        if not self._last[1] or self._last[0] is not text:
            data = encode(text, cable.source.name)
            self._last = text, digest(data)
        return self._last[1], data


def reading_digest(data: bytes, text: str) -> str:
    """SHA-256 over all of a cable.

    Args:
        data: What `dump_cable` returned.
        text: Digest of its carrier text.
    """
    return digest(data + text.encode())


def load_cable(data: bytes, text: str) -> Cable:
    """The cable that `dump_cable` was given.

    Args:
        data: What `dump_cable` returned.
        text: The carrier text.
    """
    record = json.loads(data)
    header, *paragraphs = (_load_paragraph(unit) for unit in record["units"])
    return Cable(
        id=record["id"],
        post=record["post"],
        subject=record["subject"],
        classification=record["classification"],
        effective_marking=load_marking(record["effective"]),
        header=header,
        paragraphs=tuple(paragraphs),
        source=Source(*record["source"], text=text),
        date=dt.datetime.fromisoformat(record["date"]) if record["date"] else None,
        tags=tuple(record["tags"]),
        refs=tuple(record["refs"]),
        references=tuple(Reference(*reference) for reference in record["references"]),
        addressees=tuple(record["addressees"]),
        warnings=tuple(ParseWarning(*warning) for warning in record["warnings"]),
    )
