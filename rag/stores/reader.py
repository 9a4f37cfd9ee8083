"""What ingest needs of a parser, and how it reads one file with it."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rag.cables.model import Cable
from rag.errors import UserError
from rag.parsing.parser import Failure
from rag.stores.report import Tally
from rag.stores.walk import Found

NO_CABLE = (
    "It holds no cable: looked for a reference line, routing lines with a date-time group, or TAGS and SUBJECT lines."
)


@dataclass(frozen=True)
class FileReader:
    """A parser of one version.

    Attributes:
        version: Changes whenever the same bytes may give other cables.
        iter_file: Reads a file cable by cable; raises `UserError` where it holds none.
        is_candidate: Whether a file in a folder is of a kind worth reading.
    """

    version: str
    iter_file: Callable[[Path], Iterator[Cable | Failure]]
    is_candidate: Callable[[Path], bool]


def product_reader() -> FileReader:
    """The product's own parser."""
    from rag.parsing import parser

    return FileReader(parser.PARSER_VERSION, parser.iter_file, parser.is_candidate)


def items(reader: FileReader, path: Path) -> Iterator[Cable | Failure]:
    """The cables of a file; whatever ends the reading early is the last item."""
    empty = True
    try:
        for item in reader.iter_file(path):
            empty = False
            yield item
        if empty:
            yield Failure(str(path), NO_CABLE)
    except UserError as error:
        yield Failure(str(path), str(error))
    except OSError as error:
        yield Failure(str(path), f"It cannot be read ({error.strerror}).")


def examine(found: Found, tally: Tally) -> str | None:
    """The SHA-256 of a file worth reading; None, and a count, for anything else."""
    if found.problem:
        tally.failed.append(Failure(str(found.path), found.problem))
    elif not found.wanted:
        tally.skipped += 1
    else:
        try:
            with found.path.open("rb") as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            tally.failed.append(Failure(str(found.path), f"It cannot be read ({error.strerror})."))
    return None
