"""Commands for those who write suites: lint, draft."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from eval.cli_common import (
    GATE_FAILED,
    CorpusOption,
    HomeOption,
    JsonOption,
    SuiteArgument,
    console,
    open_target,
    print_json,
    target,
)
from rag.errors import UserError


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("lint", epilog="Example: python -m eval lint eval/suites/sample.jsonl")(lint)
    app.command("draft", epilog="Example: python -m eval draft 09PHNOMPENH628 -o drafts.yaml")(draft)


def lint(
    suites: SuiteArgument, home: HomeOption = None, corpus: CorpusOption = None, as_json: JsonOption = False
) -> None:
    """Check suites against the cables they ask about; exit 1 when something is wrong."""
    from eval.suite.lint import lint as check
    from eval.suite.load import read_items

    located = [entry for path in suites for entry in read_items(path)]
    if not located:
        raise UserError(f"{', '.join(map(str, suites))} holds no question; add one.")
    findings = check(located, open_target(target("extractive", home, corpus)))
    for finding in findings:
        if as_json:
            print_json({"place": finding.place, "severity": finding.severity, "text": finding.text})
        else:
            where = f"{finding.place}: " if finding.place else ""
            console().print(f"{where}{finding.severity}: {finding.text}", markup=False, soft_wrap=True)
    raise typer.Exit(GATE_FAILED if any(finding.severity == "error" for finding in findings) else 0)


def draft(
    cables: Annotated[list[str], typer.Argument(metavar="CABLE...", help="Cable ids, for example 09PHNOMPENH628.")],
    home: HomeOption = None,
    corpus: CorpusOption = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A new file; default: stdout.")] = None,
) -> None:
    """Suggest questions with facts and evidence for a person to edit; the runner refuses them until accepted."""
    from eval.run.files import write_whole
    from eval.suite.draft import draft_suite
    from rag.cables.ids import normalize_id

    if output is not None and output.exists():
        raise UserError(f"{output} exists already; give another name, so that no edited suite is lost.")
    system = open_target(target("extractive", home, corpus))
    found = []
    for name in cables:
        cable = system.show(normalize_id(name) or name)
        if cable is None:
            raise UserError(f"The library holds no cable {name}; `reftel list` shows those it holds.")
        found.append(cable)
    text = draft_suite(found)
    if output is None:
        sys.stdout.write(text)
    else:
        write_whole(output, text)
