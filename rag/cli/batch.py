"""Batch files of questions: one JSON object a line in, one result a line out, in order."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import typer

from rag.cli.options import build_filters
from rag.cli.output import print_json
from rag.errors import ReftelError, UsageError
from rag.retrieval.question import Question, Turn
from rag.stores.filters import Filters

MAX_LINE = 1_000_000


@dataclass(frozen=True)
class Row:
    """One line of a batch file: its id, and the question or the sentence that says why it cannot be asked."""

    id: object
    question: Question | None
    error: str = ""


def read_rows(path: Path, filters: Filters) -> Iterator[Row]:
    """The questions of a batch file; a line that cannot be read is a row with an error, and the rest goes on.

    Args:
        path: JSON lines with `id`, `question`, and optionally `history` and `filters`; other keys are ignored.
        filters: Of the command line; a row's own filters replace those it names, and can only lower the clearance.

    Raises:
        UsageError: The file cannot be opened.
    """
    try:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _read_row(line, number, filters)
    except OSError as error:
        raise UsageError(f"The batch file {path} cannot be read: {error.strerror or error}.") from None


def _read_row(line: str, number: int, filters: Filters) -> Row:
    identity: object = number
    try:
        if len(line) > MAX_LINE:
            raise UsageError(f"it is longer than {MAX_LINE:,} characters")
        row = json.loads(line)
        if not isinstance(row, dict):
            raise UsageError("it is no JSON object")
        identity = row.get("id", number)
        text = row.get("question")
        if not isinstance(text, str) or not text.strip():
            raise UsageError("it has no question")
        return Row(identity, Question(text, _history(row.get("history")), _row_filters(row.get("filters"), filters)))
    except (ReftelError, ValueError, RecursionError) as error:
        return Row(identity, None, f"Line {number} of the batch cannot be asked: {error}")


def _history(value: object) -> tuple[Turn, ...]:
    if value is None:
        return ()
    pairs = value if isinstance(value, list) else [None]
    if not all(isinstance(p, list) and len(p) == 2 and all(isinstance(x, str) for x in p) for p in pairs):
        raise UsageError("history must be a list of [role, text] pairs")
    return tuple(Turn(*pair) for pair in pairs)


def _row_filters(value: object, base: Filters) -> Filters:
    if value is None:
        return base
    if not isinstance(value, Mapping):
        raise UsageError("filters must be an object")
    own = build_filters(
        post=_strings(value.get("post")),
        first=_string(value.get("from")),
        last=_string(value.get("to")),
        tag=_strings(value.get("tag")),
        cable=_strings(value.get("cable")),
        clearance=_string(value.get("clearance")),
    )
    merged = Filters(
        posts=own.posts or base.posts,
        first=own.first or base.first,
        last=own.last or base.last,
        tags=own.tags or base.tags,
        cables=own.cables or base.cables,
        clearance=own.clearance,
    )
    return merged.under(base.clearance)


def _strings(value: object) -> list[str] | None:
    values = value if isinstance(value, list) else [value] if value else []
    if not all(isinstance(item, str) for item in values):
        raise UsageError("a filter must be a text or a list of texts")
    return [item for item in values if isinstance(item, str)] or None


def _string(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    raise UsageError("a filter must be a text")


def run_batch(path: Path, filters: Filters, ask: Callable[[Question], dict[str, object]]) -> None:
    """Asks every row and prints one result a line; a failed row is a result too.

    Raises:
        typer.Exit: With 1 when rows failed, with 3 when all did.
    """
    done = failed = 0
    for row in read_rows(path, filters):
        try:
            if row.question is None:
                raise UsageError(row.error)
            print_json({**ask(row.question), "id": row.id})
            done += 1
        except ReftelError as error:
            print_json({"id": row.id, "outcome": "failed", "abstained": False, "error": str(error)})
            failed += 1
    if failed:
        raise typer.Exit(1 if done else 3)
