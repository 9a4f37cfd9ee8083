"""Suites from files: YAML for people, JSON lines for machines. Every complaint names file and line."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from eval.suite.model import Item, Suite
from eval.suite.yaml_lines import LinedYaml, Where
from rag.errors import UserError

MAX_BYTES = 50_000_000
_TOP_KEYS = {"name", "questions"}


@dataclass(frozen=True)
class Located:
    """A question with the place that it was read from, `file:line`."""

    item: Item
    place: str


def load_suite(paths: Sequence[Path], *, drafts: bool = False) -> Suite:
    """Reads one suite from one or more files.

    Args:
        paths: Files ending in .yaml, .yml or .jsonl.
        drafts: Whether questions marked as drafts are let through.

    Raises:
        UserError: A file is missing, broken or empty, an id stands twice, or a draft has not been accepted.
    """
    found: dict[str, Located] = {}
    for located in (entry for path in paths for entry in read_items(path)):
        item = located.item
        if item.id in found:
            first = found[item.id].place
            raise UserError(f"{located.place}: the id {item.id!r} is already used at {first}; ids must be unique.")
        if item.draft and not drafts:
            raise UserError(
                f"{located.place}: the question {item.id!r} is a draft; edit it, then remove its `draft` to accept it."
            )
        found[item.id] = located
    if not found:
        raise UserError(
            f"{', '.join(map(str, paths)) or 'The suite'} holds no question; an empty suite proves nothing, add one."
        )
    name = "+".join(dict.fromkeys(path.stem for path in paths))
    return Suite(name=name, items=tuple(located.item for located in found.values()))


def read_items(path: Path) -> Iterator[Located]:
    """Reads the questions of one file, drafts included.

    Raises:
        UserError: As `load_suite`, but ids are not compared.
    """
    text = _text(path)
    if path.suffix in {".yaml", ".yml"}:
        yield from _from_yaml(text, path)
    elif path.suffix in {".jsonl", ".ndjson"}:
        yield from _from_lines(text, path)
    else:
        raise UserError(f"{path} is no suite: its name must end in .yaml, .yml or .jsonl.")


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path} is larger than {MAX_BYTES // 1_000_000} MB; split the suite into several files.")
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise UserError(f"{path}:{line} is not UTF-8 text; save the file as UTF-8.") from None
    except OSError as error:
        reason = error.strerror or "cannot be opened"
        raise UserError(f"The suite {path} cannot be read: {reason}. Check the path.") from None


def _from_lines(text: str, path: Path) -> Iterator[Located]:
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            row = json.loads(line, object_pairs_hook=_unique_keys)
        except (ValueError, RecursionError) as error:
            raise UserError(f"{place} is not valid JSON: {error}.") from None
        yield Located(_item(row, place), place)


def _unique_keys(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"the key {key!r} stands twice")
        found[key] = value
    return found


def _item(row: object, place: str) -> Item:
    try:
        return Item.model_validate(row)
    except ValidationError as error:
        raise UserError(f"{place}: {_complaint(error)}") from None


def _from_yaml(text: str, path: Path) -> Iterator[Located]:
    document = LinedYaml(text, str(path))
    top = document.value
    if isinstance(top, list):
        rows, base = top, ()
    elif isinstance(top, dict):
        for key in top:
            if key not in _TOP_KEYS:
                place = f"{path}:{document.line([key])}"
                raise UserError(f"{place}: {key!r} is not a key of a suite; known are {', '.join(sorted(_TOP_KEYS))}.")
        rows, base = top.get("questions") or [], ("questions",)
    else:
        rows, base = [], ()
    if not isinstance(rows, list):
        raise UserError(f"{path}:{document.line(base)}: `questions` must be a list.")
    for position, row in enumerate(rows):
        where: Where = (*base, position)
        try:
            item = Item.model_validate(row)
        except ValidationError as error:
            inner = error.errors(include_input=False)[0]["loc"]
            line = document.line((*where, *inner))
            raise UserError(f"{path}:{line}: {_complaint(error)}") from None
        yield Located(item, f"{path}:{document.line(where)}")


def _complaint(error: ValidationError) -> str:
    first = error.errors(include_input=False, include_url=False)[0]
    where = ".".join(str(step) for step in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{where!r} is not a known key; see eval/suite/schema.json for those that are."
    message = first["msg"].removeprefix("Value error, ")
    return f"{where + ': ' if where else ''}{message}."
