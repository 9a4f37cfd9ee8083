"""The command that runs one suite under several engines and settings: matrix."""

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli_common import (
    INCOMPLETE,
    CorpusOption,
    HomeOption,
    JsonOption,
    SuiteArgument,
    console,
    load,
    open_target,
    print_json,
    target,
)
from eval.cli_finish import with_progress
from rag.errors import UserError

if TYPE_CHECKING:
    from eval.run.result import Result

EXAMPLE = (
    "Examples: python -m eval matrix eval/suites/sample.jsonl --engine extractive --engine llm, or "
    "python -m eval matrix my.yaml --vary llm_budget_tokens=2000,6000 -o /tmp/matrix"
)
SHOWN = (
    "pass",
    "fact_recall",
    "citation_precision",
    "citation_recall",
    "R@8",
    "rejection",
    "over_refusal",
    "ask_seconds",
)


@dataclass(frozen=True)
class Variant:
    """One cell of the matrix."""

    engine: str
    changes: Mapping[str, str]

    @property
    def name(self) -> str:
        """How the table names it."""
        return " ".join((self.engine or "default", *(f"{key}={value}" for key, value in self.changes.items())))


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("matrix", epilog=EXAMPLE)(matrix)


def matrix(  # noqa: PLR0913, PLR0917 - one parameter for each option
    suites: SuiteArgument,
    engines: Annotated[
        list[str] | None, typer.Option("--engine", help="Repeatable; default: as the settings say.")
    ] = None,
    vary: Annotated[
        list[str] | None,
        typer.Option("--vary", help="A setting and its values, NAME=A,B; repeatable: all combinations."),
    ] = None,
    home: HomeOption = None,
    corpus: CorpusOption = None,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=32)] = 1,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder for the runs; default: in the cache.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Run a suite under several engines and settings, each compared with the first."""
    from dataclasses import replace

    from eval.run.files import RunFolder
    from eval.run.runner import Plan
    from eval.run.session import Session, default_folder
    from rag.settings import load_settings

    suite = load(suites)
    base = output or default_folder(load_settings().cache, suite)
    results: list[tuple[Variant, Result]] = []
    for number, variant in enumerate(_variants(engines or [""], vary or []), start=1):
        system = open_target(replace(target(variant.engine, home, corpus), changes=variant.changes))
        session = Session(suite, RunFolder(base / f"{number:02d}"), Plan(jobs=jobs))
        results.append((variant, with_progress(system, session).result))
    if as_json:
        for variant, result in results:
            print_json({"variant": variant.name, **result.model_dump(mode="json", exclude={"questions"})})
    else:
        _print(results)
        console().print(f"runs: {base}", markup=False, soft_wrap=True)
    raise typer.Exit(0 if all(result.complete for _, result in results) else INCOMPLETE)


def _variants(engines: list[str], vary: list[str]) -> Iterator[Variant]:
    axes: list[list[tuple[str, str]]] = []
    for entry in vary:
        name, _, values = entry.partition("=")
        if not name or not values:
            raise UserError(f"--vary {entry} lacks a value; write NAME=A,B.")
        axes.append([(name, value) for value in values.split(",")])
    for engine in engines:
        for choice in itertools.product(*axes):
            yield Variant(engine, dict(choice))


def _print(results: "list[tuple[Variant, Result]]") -> None:
    from rich.markup import escape
    from rich.table import Table

    from eval.gate.baseline import to_baseline
    from eval.gate.compare import compare
    from eval.report.figures import interval, shown

    table = Table(title=f"{results[0][1].suite}: {len(results[0][1].questions)} questions", title_justify="left")
    table.add_column("variant", no_wrap=True)
    for name in SHOWN:
        table.add_column(name)
    table.add_column("against the first")
    first = to_baseline(results[0][1])
    for position, (variant, result) in enumerate(results):
        figures = [(name, result.figures.get(name)) for name in SHOWN]
        cells = ["-" if f is None else f"{shown(name, f)}\n{interval(f)}".strip() for name, f in figures]
        told = compare(first, result).conclusion if position else ""
        table.add_row(escape(variant.name), *cells, escape(told))
    console().print(table)
