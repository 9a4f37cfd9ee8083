"""Commands that set one run against another: compare, baseline accept."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli_common import JsonOption, console, errors, print_json
from rag.errors import UserError

if TYPE_CHECKING:
    from eval.gate.baseline import Baseline

baseline_app = typer.Typer(no_args_is_help=True, help="The committed baseline that the gate compares with.")


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("compare", epilog="Example: python -m eval compare /tmp/before /tmp/after")(compare)
    app.add_typer(baseline_app, name="baseline")


def compare(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A run's folder, or a baseline file.")],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="A run's folder.")],
    as_json: JsonOption = False,
) -> None:
    """Compare two runs question by question."""
    from eval.gate.compare import compare as compare_runs
    from eval.report.terminal import print_comparison
    from eval.run.files import RunFolder

    comparison = compare_runs(_old_side(old), RunFolder(new).result())
    if as_json:
        print_json(comparison.model_dump(mode="json"))
    else:
        print_comparison(console(), comparison)


def _old_side(path: Path) -> "Baseline":
    from eval.gate.baseline import load_baseline, to_baseline
    from eval.run.files import RunFolder

    return load_baseline(path) if path.is_file() else to_baseline(RunFolder(path).result())


@baseline_app.command("accept", epilog="Example: python -m eval baseline accept /tmp/run -o eval/baselines/sample.json")
def accept(
    run: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a complete run.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The baseline file to write.")],
    as_json: JsonOption = False,
) -> None:
    """Make a run the baseline, and say what changed since the last one."""
    from eval.gate.baseline import changes_since, load_baseline, save_baseline, to_baseline
    from eval.report.figures import lacking
    from eval.run.files import RunFolder

    result = RunFolder(run).result()
    if not result.complete:
        raise UserError(f"{run} cannot become the baseline. {lacking(result)} Finish it with --resume.")
    changes = changes_since(load_baseline(output), result) if output.exists() else ("first baseline",)
    save_baseline(to_baseline(result, changes), output)
    if as_json:
        print_json({"baseline": str(output), "questions": len(result.questions), "changes": list(changes)})
        return
    for line in changes or ("no figure changed",):
        console().print(line, markup=False, soft_wrap=True)
    errors().print(f"{output} written; commit it with the change that it belongs to.", markup=False, soft_wrap=True)
