"""What several commands share: options, consoles, the library that is asked, exit codes."""

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from rag.errors import UserError

if TYPE_CHECKING:
    from eval.desk import DeskSystem, Target
    from eval.gate.check import GateReport
    from eval.run.result import Result
    from eval.suite.model import Suite

PASS, GATE_FAILED, USAGE, INCOMPLETE = 0, 1, 2, 3

SuiteArgument = Annotated[list[Path], typer.Argument(help="Suite files: .yaml or .jsonl.")]
HomeOption = Annotated[Path | None, typer.Option("--home", help="An existing library; else REFTEL_HOME.")]
CorpusOption = Annotated[
    Path | None, typer.Option("--corpus", help="Build (once) and ask a library of the cables in this folder.")
]
EngineOption = Annotated[str, typer.Option("--engine", help="extractive or llm; default: as the settings say.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else, to stdout.")]


def console() -> Console:
    """Where tables go. A pipe gets a width that does not cut figures."""
    width = None if sys.stdout.isatty() else 140
    return Console(width=width, highlight=False)


def errors() -> Console:
    """Where progress goes, so that stdout stays clean."""
    return Console(stderr=True, highlight=False)


def target(engine: str, home: Path | None, corpus: Path | None) -> "Target":
    """Which library: --corpus, else --home, else REFTEL_HOME, else the sample corpus.

    Raises:
        UserError: Both are given.
    """
    from eval.desk import CORPUS, Target

    if home is not None and corpus is not None:
        raise UserError("Give either --home or --corpus, not both.")
    if home is None and corpus is None and not os.environ.get("REFTEL_HOME", ""):
        corpus = CORPUS
    return Target(engine=engine, home=home, corpus=corpus)


def open_target(chosen: "Target") -> "DeskSystem":
    """Opens the library, saying on stderr where a first build takes a while."""
    from eval.desk import open_system

    if chosen.corpus is not None:
        errors().print(f"[dim]library of {chosen.corpus}[/dim]")
    return open_system(chosen)


def load(paths: list[Path], tags: list[str] | None = None, *, drafts: bool = False) -> "Suite":
    """Reads suites, reduced to questions with any of the tags.

    Raises:
        UserError: The files are broken, or no question has such a tag.
    """
    from eval.suite.load import load_suite
    from eval.suite.model import Suite

    suite = load_suite(paths, drafts=drafts)
    if tags is None:
        return suite
    items = tuple(item for item in suite.items if set(tags) & set(item.groups))
    if not items:
        known = sorted({tag for item in suite.items for tag in item.groups})
        raise UserError(f"No question has the tag {' or '.join(tags)}; known tags are {', '.join(known)}.")
    return Suite(name=f"{suite.name}[{','.join(sorted(tags))}]", items=items)


def print_json(document: object) -> None:
    """One line of ASCII-escaped JSON."""
    sys.stdout.write(json.dumps(document, allow_nan=False) + "\n")


def exit_code(result: "Result", gate: "GateReport | None") -> int:
    """3 before 1: the verdict on an incomplete run is none."""
    if not result.complete:
        return INCOMPLETE
    return PASS if gate is None or gate.passed else GATE_FAILED
