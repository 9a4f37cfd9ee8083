"""Files to cables: finds the carrier, reads every text in it, and parses each cable that it holds."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from rag.cables.model import Cable, Source
from rag.errors import OperatorError, UserError
from rag.parsing.assemble import Piece, assemble
from rag.parsing.carriers import archive, page, pdf, records, table
from rag.parsing.carriers.base import Failure, Text, id_in_name, sha256
from rag.parsing.decode import decode, encoding_of
from rag.parsing.furniture import PageFields, own_end, read_page
from rag.parsing.split import pieces

__all__ = ["PARSER_VERSION", "Failure", "ParsedFile", "is_candidate", "iter_file", "parse_bytes", "parse_file"]

PARSER_VERSION = "5"
MAX_FILE = 256 * 1024 * 1024
MAX_CABLE = 8_000_000
"""Characters of one cable; the longest known telegrams have a hundredth of it."""
_TRACES = (
    "UNCLAS",
    "Unclas",
    "unclas",
    "CONFIDENTIAL",
    "Confidential",
    "SECRET",
    "OFFICIAL USE",
    "C O N F I",
    "S E C R E T",
    "L I M I T",
    "VZCZC",
    "DE RUEH",
    "TAGS",
    "SUBJ",
    "Subj",
    "Telegram",
    "AMEMBASSY",
    "Reference ID",
    "Viewing cable",
)
"""One of these stands in every text that holds a cable: looked for first, since most files in a folder hold none."""
_SNIFF = 1 << 18
_SUFFIXES = frozenset(
    {"", ".txt", ".text", ".cable", ".htm", ".html", ".xhtml", ".csv", ".json", ".jsonl", ".ndjson", ".pdf", ".zip"}
)
_LOOKED_FOR = (
    "a reference line such as 'UNCLAS SECTION 01 OF 02 PARIS 001234', routing lines with a date-time group such as "
    "'R 241636Z JAN 08', or TAGS and SUBJECT lines"
)


@dataclass(frozen=True)
class ParsedFile:
    """What one file gave.

    Attributes:
        cables: In the file's order.
        failures: Rows, records or members that gave none, each with its reason.
    """

    cables: tuple[Cable, ...]
    failures: tuple[Failure, ...]


def is_candidate(path: Path) -> bool:
    """Whether a file in a folder is of a kind worth trying; hidden files are not."""
    return path.suffix.lower() in _SUFFIXES and not path.name.startswith(".")


def parse_file(path: Path) -> ParsedFile:
    """Parses a file whole.

    Raises:
        UserError: Where it is no readable file, or holds no cable at all.
        OperatorError: Where the disk fails.
    """
    return _gathered(iter_file(path), path.name)


def parse_bytes(data: bytes, name: str) -> ParsedFile:
    """Parses a file's content.

    Args:
        data: The bytes.
        name: The file's name, as it is to be shown; an id in it helps where the text lost its own.

    Raises:
        UserError: Where it holds no cable at all.
    """
    return _gathered(_from_bytes(data, name, 0, archive.Budget()), name)


def iter_file(path: Path) -> Iterator[Cable | Failure]:
    """The cables of a file one by one; dumps are streamed and never held whole.

    Raises:
        UserError: Where it is no readable file, or is of a kind that can't be read.
        OperatorError: Where the disk fails.
    """
    name = str(path)
    try:
        with path.open("rb") as stream:
            head = stream.read(_SNIFF)
            stream.seek(0)
            if archive.looks_like_zip(head):
                yield from _from_archive(stream, name, 0, archive.Budget())
            elif (kind := _dump_kind(head)) and not pdf.looks_like_pdf(head):
                yield from _from_dump(stream, name, kind, encoding_of(head))
            elif path.stat().st_size > MAX_FILE:
                raise UserError(
                    f"{name} is larger than {MAX_FILE // 1024 // 1024} MB and no dump of rows or records; split it."
                )
            else:
                yield from _from_bytes(stream.read(), name, 0, archive.Budget())
    except (FileNotFoundError, IsADirectoryError, PermissionError) as error:
        raise UserError(f"{name} can't be opened: {error.strerror}.") from error
    except OSError as error:
        raise OperatorError(f"{name} can't be read: {error.strerror or error}; check the disk.") from error


def _gathered(found: Iterator[Cable | Failure], name: str) -> ParsedFile:
    cables: list[Cable] = []
    failures: list[Failure] = []
    for item in found:
        if isinstance(item, Failure):
            failures.append(item)
        else:
            cables.append(item)
    if not cables:
        reason = f" {failures[0].reason}" if failures else ""
        raise UserError(f"{name} holds no cable: looked for {_LOOKED_FOR}.{reason}")
    return ParsedFile(tuple(cables), tuple(failures))


def _dump_kind(head: bytes) -> str:
    text = decode(head)
    if table.looks_like_table(text):
        return "csv"
    first = text.lstrip().split("\n", 2)
    lines = records.looks_like_json(text) and len(first) > 1 and first[1].lstrip()[:1] == "{"
    return "jsonl" if lines and first[0].rstrip().endswith("}") else ""


def _from_dump(stream: BinaryIO, name: str, kind: str, encoding: str) -> Iterator[Cable | Failure]:
    import io

    with io.TextIOWrapper(stream, encoding=encoding, errors="replace", newline=None) as lines:
        read = table.read_table(lines, name) if kind == "csv" else records.read_lines(lines, name)
        yield from _cables(read)


def _from_archive(source: BinaryIO | bytes, name: str, depth: int, budget: archive.Budget) -> Iterator[Cable | Failure]:
    for item in archive.members(source, name, depth, budget):
        if isinstance(item, Failure):
            yield item
            continue
        where, data = item
        if not is_candidate(Path(where.rsplit("!", 1)[-1])):
            yield Failure(where, "The member is of a kind that holds no cables; it was left out.")
            continue
        try:
            found = list(_from_bytes(data, where, depth + 1, budget))
        except UserError as error:
            yield Failure(where, str(error))
            continue
        yield from found or [Failure(where, f"It holds no cable: looked for {_LOOKED_FOR}.")]


def _from_bytes(data: bytes, name: str, depth: int, budget: archive.Budget) -> Iterator[Cable | Failure]:
    if archive.looks_like_zip(data):
        yield from _from_archive(data, name, depth, budget)
    elif pdf.looks_like_pdf(data):
        yield from _cables(iter([Text(Source(name, sha256(data), "pdf", pdf.text_of(data, name)))]))
    else:
        text = decode(data)
        if table.looks_like_table(text):
            yield from _cables(table.read_table(text.splitlines(keepends=True), name))
        elif records.looks_like_json(text):
            yield from _cables(records.read_records(text, name))
        elif page.looks_like_html(text):
            yield from _cables(iter([Text(Source(name, sha256(data), "html", page.text_of(text)))]))
        else:
            yield from _cables(iter([Text(Source(name, sha256(data), "text", text))]))


def _cables(texts: Iterator[Text | Failure]) -> Iterator[Cable | Failure]:
    for item in texts:
        if isinstance(item, Failure):
            yield item
        elif item.single:
            yield _record(item.storable())
        else:
            yield from _text(item.storable())


def _record(item: Text) -> Cable | Failure:
    text = item.source.text
    if len(text) > MAX_CABLE:
        return _too_long(item.source.name)
    cable = assemble(Piece(item.source, 0, own_end(text, 0, len(text)), item.fields))
    return cable or Failure(item.source.name, f"It holds no cable: looked for {_LOOKED_FOR}.")


def _too_long(name: str) -> Failure:
    return Failure(name, f"It is longer than {MAX_CABLE:,} characters, which no telegram is; split it.")


def _text(item: Text) -> Iterator[Cable | Failure]:
    carrier = item.source.text
    if not any(trace in carrier for trace in _TRACES):
        return
    ranges = list(pieces(carrier))
    name_id = id_in_name(item.source.name) if len(ranges) == 1 else ""
    for number, (start, end) in enumerate(ranges, start=1):
        fields, first, last = read_page(carrier, start, end)
        if last - first > MAX_CABLE:
            yield _too_long(item.source.name)
            continue
        source = item.source
        if len(ranges) > 1:
            source = Source(f"{source.name}#{number}", source.sha256, source.carrier, carrier)
        elif source.carrier == "text" and fields != PageFields():
            source = Source(source.name, source.sha256, "page", carrier)
        cable = assemble(Piece(source, first, last, fields, name_id))
        if cable is not None:
            yield cable
