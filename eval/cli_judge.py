"""The command that asks a model for a second opinion: judge."""

from pathlib import Path
from typing import Annotated

import typer

from eval.cli_common import JsonOption, console, errors, print_json


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("judge", epilog="Example: python -m eval judge /tmp/run --model some-model")(judge)


def judge(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a finished run.")],
    model: Annotated[str, typer.Option("--model", help="The judge, at REFTEL_LLM_BASE_URL; never chosen by default.")],
    as_json: JsonOption = False,
) -> None:
    """Ask a model whether the answers say what the references say; it advises and gates nothing."""
    from eval.judge.chat import ChatJudge
    from eval.judge.report import judge_run
    from eval.run.files import RunFolder, write_whole
    from rag.cables.marking import Marking
    from rag.settings import load_settings

    settings = load_settings()
    run = RunFolder(folder)
    suite, result = run.header().suite, run.result()
    chat = ChatJudge(model, settings)
    errors().print(f"{len(suite.items)} answers go to {model} at {chat.host}", markup=False)
    ceiling = Marking.parse(settings.llm_max_marking).level
    report = judge_run(suite, run.samples(), result, chat, ceiling)
    write_whole(folder / "judge.json", report.model_dump_json(indent=1) + "\n")
    if as_json:
        print_json(report.model_dump(mode="json"))
        return
    out = console()
    shown = "no question" if report.agreement is None else f"{report.agreement:.2f}"
    kappa = "" if report.kappa is None else f", kappa {report.kappa:.2f}"
    out.print(
        f"agreement with the deterministic verdicts: {shown}{kappa} ({len(report.opinions)} judged)", markup=False
    )
    for name in report.disagreements:
        out.print(f"{name}: {report.opinions[name].verdict}, {report.opinions[name].reason}", markup=False)
    for name, reason in report.unscored.items():
        out.print(f"{name}: unscored, {reason}", markup=False)
