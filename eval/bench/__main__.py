"""`python -m eval.bench`: measures, prints tables, and never fails for being slow."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from eval.bench import app, briefs, embedding, ingest, model, questions, startup
from eval.bench.part import Part, Row
from rag.errors import ReftelError
from rag.settings import Settings, load_settings

PARTS: dict[str, Callable[[Path, Settings], Part]] = {
    "startup": startup.measure,
    # Before the parts that fill this process: a child's peak memory starts from its parent's.
    "questions": questions.measure,
    "model": model.measure,
    "embedding": embedding.measure,
    "ingest": ingest.measure,
    "briefs": briefs.measure,
    "app": app.measure,
}
SAMPLE = Path(__file__).resolve().parents[1] / "corpus"


def main(
    parts: Annotated[list[str] | None, typer.Argument(help=f"Which parts; all by default: {', '.join(PARTS)}.")] = None,
    cables: Annotated[Path, typer.Option(help="The folder of cables to measure on.")] = SAMPLE,
) -> None:
    """Measure speed; every ratio compares two things that ran by turns in this process."""
    chosen = parts or list(PARTS)
    unknown = [name for name in chosen if name not in PARTS]
    if unknown or not cables.is_dir():
        problem = f"there is no part {unknown[0]}" if unknown else f"{cables} is no folder"
        raise typer.BadParameter(f"{problem}; parts are {', '.join(PARTS)}")
    console = Console()
    console.print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before the run")
    try:
        for name in chosen:
            console.print(table_of(PARTS[name](cables, load_settings())))
    except ReftelError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(3) from None


def table_of(part: Part) -> Table:
    """The part as a table for a terminal."""
    table = Table("measured", "value", "unit", "target", title=part.title, caption=part.subject, title_justify="left")
    table.columns[1].justify = "right"
    for row in part.rows:
        table.add_row(row.what, _figure(row.value), row.unit, _verdict(row))
    return table


def _figure(value: float) -> str:
    return f"{value:.4f}" if abs(value) < 2 else f"{value:.1f}"


def _verdict(row: Row) -> str:
    if row.met is None:
        return row.target
    return f"{row.target}: {'met' if row.met else 'MISSED'}"


if __name__ == "__main__":
    typer.run(main)
