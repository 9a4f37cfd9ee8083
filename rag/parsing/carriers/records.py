"""JSON and JSON lines: records with a header and a body."""

import json
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from rag.cables.ids import normalize_id
from rag.cables.model import Source
from rag.parsing.carriers.base import Failure, Text, sha256
from rag.parsing.carriers.table import parse_date
from rag.parsing.furniture import PageFields

_BODY = ("body", "content", "text", "message", "message_text", "full_text")
_HEADER = ("header", "headers", "routing")
_NAMES = ("reference_id", "referenceid", "ref_id", "cable_id", "cable", "mrn", "_id", "id")
_DATES = ("date_time", "datetime", "date", "created")
_CLASSES = ("classification", "class", "original_classification")
_ORIGINS = ("origin", "from", "office")
_TITLES = ("subject", "title")
_DEEPEST = 3

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"


def looks_like_json(text: str) -> bool:
    """Whether a text begins as JSON records do."""
    head = text.lstrip()[:200]
    return (head[:1] == "{" and '"' in head) or (head[:1] == "[" and head[1:].lstrip()[:1] == "{")


def read_records(text: str, name: str) -> Iterator[Text | Failure]:
    """The records of a JSON document, or of JSON lines where it is none."""
    try:
        found = list(_records(json.loads(text), 0))
    except (json.JSONDecodeError, RecursionError):
        yield from read_lines(text.split("\n"), name)
        return
    single = len(found) == 1
    for number, record in enumerate(found, start=1):
        yield _text(record, name if single else f"{name}#{number}")


def read_lines(lines: Iterable[str], name: str) -> Iterator[Text | Failure]:
    """The records of JSON lines; a line that is none is a failure, and reading goes on behind it."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}#{number}"
        try:
            found = list(_records(json.loads(line), 0))
        except (json.JSONDecodeError, RecursionError):
            yield Failure(where, "This line is no JSON; it was left out.")
            continue
        if not found:
            yield Failure(
                where, f"This record has no field for a cable's text ({', '.join(_BODY[:3])}); it was left out."
            )
        for record in found:
            yield _text(record, where)


def _records(value: Json, depth: int) -> Iterator[dict[str, Json]]:
    """Objects with a body, at any of the upper levels of a document."""
    if isinstance(value, dict):
        lowered = {key.lower(): held for key, held in value.items()}
        if _first(lowered, _BODY):
            yield lowered
        elif depth < _DEEPEST:
            for held in value.values():
                yield from _records(held, depth + 1)
    elif isinstance(value, list) and depth < _DEEPEST:
        for held in value:
            yield from _records(held, depth + 1)


def _first(record: dict[str, Json], keys: Iterable[str]) -> str:
    return next((held for key in keys if isinstance(held := record.get(key), str) and held.strip()), "")


def _text(record: dict[str, Json], name: str) -> Text:
    header, body = _first(record, _HEADER), _first(record, _BODY)
    text = (f"{header.rstrip()}\n{body}" if header else body).replace("\r\n", "\n").replace("\r", "\n")
    stated = _first(record, _NAMES[:-2])  # `_id` and `id` hold references or row numbers in some dumps
    fields = PageFields(
        normalize_id(stated) or "",
        parse_date(_first(record, _DATES)),
        _first(record, _CLASSES).upper(),
        _first(record, _ORIGINS),
        _first(record, _TITLES),
    )
    return Text(Source(name, sha256(text.encode("utf-8", "surrogatepass")), "json", text), fields, single=True)
