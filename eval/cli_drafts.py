"""The command that records a model's replies: drafts."""

from dataclasses import replace
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
    errors,
    load,
    open_target,
    print_json,
    target,
)

if TYPE_CHECKING:
    from eval.drafts.record import Recorded

EXAMPLE = (
    "Example: REFTEL_LLM_MODEL=my-model REFTEL_LLM_BASE_URL=http://127.0.0.1:8080/v1 "
    "python -m eval drafts eval/suites/sample.jsonl --count 72 -o eval/recordings/drafts.jsonl"
)


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("drafts", epilog=EXAMPLE)(drafts)


def drafts(  # noqa: PLR0913, PLR0917 - one parameter for each option
    suites: SuiteArgument,
    output: Annotated[Path, typer.Option("--output", "-o", help="The fixtures, made or gone on with.")],
    count: Annotated[int, typer.Option("--count", min=1, max=10_000, help="Questions, of all kinds by turns.")] = 72,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=200, help="Questions at once.")] = 4,
    whole_path: Annotated[
        bool, typer.Option("--whole-path", help="Keep no paragraphs: whoever replays the file searches anew.")
    ] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Search again and ask again, whatever is recorded.")] = False,
    home: HomeOption = None,
    corpus: CorpusOption = None,
    as_json: JsonOption = False,
) -> None:
    """Ask the model once for each question and keep question, paragraphs sent and replies."""
    from eval.drafts.fixtures import load_fixtures, save_fixtures
    from eval.drafts.record import choose, record
    from eval.drafts.system import RECORDED_UNDER

    items = choose(load(suites), count)
    system = open_target(replace(target("llm", home, corpus), changes=RECORDED_UNDER))
    known = {} if fresh else load_fixtures(output)
    failures: list[str] = []

    def told(result: "Recorded") -> None:
        if result.error:
            failures.append(f"{result.fixture.id}: {result.error}")
            errors().print(failures[-1], markup=False, soft_wrap=True)

    made = record(system, items, known, jobs, told, whole_path=whole_path)
    save_fixtures(made, output)
    if as_json:
        print_json({"recorded": len(made), "failed": failures, "file": str(output)})
    else:
        console().print(f"{len(made)} of {len(items)} questions recorded in {output}", markup=False, soft_wrap=True)
    if failures:
        raise typer.Exit(INCOMPLETE)
