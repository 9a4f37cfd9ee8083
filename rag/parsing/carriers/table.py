"""The public CSV dump: eight quoted columns a row, quotes escaped by a backslash, fields over many lines."""

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator

from rag.cables.ids import normalize_id
from rag.cables.model import Source
from rag.parsing.carriers.base import Failure, Text, sha256
from rag.parsing.furniture import PageFields

FIELD_LIMIT = 8_000_000
_COLUMNS = 8
_SNIFF = 200_000
_DATE_FORMS = ("%m/%d/%Y %H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M:%S", "%m/%d/%Y", "%Y-%m-%d")


def looks_like_table(text: str) -> bool:
    """Whether a text begins with a row of the dump."""
    if text.lstrip()[:1] != '"':
        return False
    try:
        row = next(_rows(io.StringIO(text[:_SNIFF])), [])
    except csv.Error:
        return False
    return len(row) == _COLUMNS and normalize_id(row[2]) is not None


def _rows(lines: Iterable[str]) -> Iterator[list[str]]:
    csv.field_size_limit(FIELD_LIMIT)
    return csv.reader(lines, escapechar="\\", doublequote=True, strict=False)


def read_table(lines: Iterable[str], name: str) -> Iterator[Text | Failure]:
    """The rows of a dump, one at a time; what is no row is a failure, and reading goes on behind it."""
    rows = _rows(lines)
    number = 0
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            yield Failure(f"{name}#{number}", f"This row can't be read ({error}); it was left out.")
            continue
        if not row:
            continue
        number += 1
        if len(row) != _COLUMNS:
            yield Failure(
                f"{name}#{number}",
                f"This row has {len(row)} columns where a cable dump has {_COLUMNS}; it was left out.",
            )
            continue
        yield _text(row, f"{name}#{number}")


def _text(row: list[str], name: str) -> Text:
    _, date, identifier, origin, level, _, header, content = row
    text = f"{header.rstrip()}\n\n{content}".replace("\r\n", "\n").replace("\r", "\n")
    fields = PageFields(normalize_id(identifier) or "", parse_date(date), level.strip().upper(), origin.strip())
    return Text(Source(name, sha256(text.encode("utf-8", "surrogatepass")), "csv", text), fields, single=True)


def parse_date(text: str) -> dt.datetime | None:
    """A date column's moment, taken as UTC; None where it is in no known form."""
    for form in _DATE_FORMS:
        try:
            return dt.datetime.strptime(text.strip(), form).replace(tzinfo=dt.UTC)
        except ValueError:
            continue
    return None
