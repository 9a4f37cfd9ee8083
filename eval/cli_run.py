"""Commands that make or read a run: run, rescore, report."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from eval.cli_common import (
    CorpusOption,
    EngineOption,
    HomeOption,
    JsonOption,
    SuiteArgument,
    console,
    load,
    open_target,
    print_json,
    target,
)
from eval.cli_finish import Judge, finish, with_progress
from rag.errors import UserError

if TYPE_CHECKING:
    from eval.desk import Target
    from eval.run.recordings import Answerer
    from eval.suite.model import Suite
    from eval.system import System

RUN_EXAMPLE = (
    "Examples: python -m eval run eval/suites/sample.jsonl --baseline eval/baselines/sample.json --gate eval/gate.yaml"
    ", or python -m eval run my.yaml --home ~/library --tag numeric --trials 3 -o /tmp/run"
)
RunArgument = Annotated[Path, typer.Argument(metavar="RUN", help="The folder of a run.")]
BaselineOption = Annotated[Path | None, typer.Option("--baseline", help="Compare with this accepted baseline.")]
GateOption = Annotated[
    Path | None, typer.Option("--gate", help="Apply the rules in this YAML file; exit 1 if one fails.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("run", epilog=RUN_EXAMPLE)(run)
    app.command("rescore", epilog="Example: python -m eval rescore /tmp/run --suite my.yaml")(rescore)
    app.command("report", epilog="Example: python -m eval report /tmp/run --figures")(report)


def run(  # noqa: PLR0913, PLR0917 - one parameter for each option
    suites: SuiteArgument,
    engine: EngineOption = "",
    home: HomeOption = None,
    corpus: CorpusOption = None,
    trials: Annotated[int, typer.Option("--trials", min=1, max=100, help="Ask each question so often.")] = 1,
    jobs: Annotated[int, typer.Option("--jobs", "-j", min=1, max=32, help="Questions at once.")] = 1,
    rate: Annotated[float, typer.Option("--rate", min=0, help="Most questions started a minute; 0 for no limit.")] = 0,
    deadline: Annotated[
        float, typer.Option("--deadline", min=1, help="Seconds for one question, repeats included.")
    ] = 180,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="Only questions with this tag; repeatable.")] = None,
    fail_fast: Annotated[bool, typer.Option("--fail-fast", help="Stop at the first question that fails.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Folder of the run; default: in the cache.")
    ] = None,
    resume: Annotated[Path | None, typer.Option("--resume", help="Go on with the run in this folder.")] = None,
    record: Annotated[Path | None, typer.Option("--record", help="Keep every reply in this folder.")] = None,
    replay: Annotated[Path | None, typer.Option("--replay", help="Take replies from this folder; ask nothing.")] = None,
    drafts: Annotated[
        Path | None, typer.Option("--drafts", help="Take replies, and paragraphs where it holds them, from this file.")
    ] = None,
    baseline: BaselineOption = None,
    gate: GateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Run suites and report; with --gate, pass or fail."""
    from eval.run.files import RunFolder
    from eval.run.runner import Plan
    from eval.run.session import Session

    if sum(given is not None for given in (record, replay, drafts)) > 1:
        raise UserError("Give only one of --record, --replay and --drafts.")
    if resume is not None and output is not None:
        raise UserError("Give either --resume or --output: a resumed run stays in its folder.")
    judge = Judge.read(baseline, gate)
    suite = load(suites, tag)
    chosen = target(engine, home, corpus)
    if trials > 1:
        chosen = replace(chosen, changes={"llm_cache": "false"})
    opened: System
    if drafts is not None:
        suite, opened = _open_drafts(suite, chosen, drafts)
    else:
        opened = open_target(chosen)
    plan = Plan(trials=trials, jobs=jobs, rate=rate, deadline=deadline, fail_fast=fail_fast)
    folder = RunFolder(resume or output or _default_folder(suite))
    session = Session(suite, folder, plan, resume is not None, _answerer(record, replay, drafts))
    finish(folder, suite, with_progress(opened, session), judge, as_json=as_json)


def rescore(
    folder: RunArgument,
    suites: Annotated[
        list[Path] | None, typer.Option("--suite", help="Score against these edited suite files.")
    ] = None,
    baseline: BaselineOption = None,
    gate: GateOption = None,
    as_json: JsonOption = False,
) -> None:
    """Score a recorded run again, without asking anything."""
    from eval.run.files import RunFolder
    from eval.run.session import rescore as score_again

    judge = Judge.read(baseline, gate)
    run_folder = RunFolder(folder)
    suite = None if suites is None else load(suites)
    scored = score_again(run_folder, suite)
    finish(run_folder, suite or run_folder.header().suite, scored, judge, as_json=as_json)


def report(
    folder: RunArgument,
    figures: Annotated[
        bool, typer.Option("--figures", help="Say what each figure means and where it comes from.")
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show a finished run again."""
    from eval.report.terminal import print_meanings, print_result
    from eval.run.files import RunFolder

    result = RunFolder(folder).result()
    if as_json:
        print_json(result.model_dump(mode="json"))
        return
    print_result(console(), result)
    if figures:
        print_meanings(console())


def _default_folder(suite: "Suite") -> Path:
    from eval.run.session import default_folder
    from rag.settings import load_settings

    return default_folder(load_settings().cache, suite)


def _open_drafts(suite: "Suite", chosen: "Target", path: Path) -> "tuple[Suite, System]":
    """The questions that have a fixture, and what answers them; no model is ever asked."""
    from eval.drafts.fixtures import load_fixtures
    from eval.drafts.system import OFFLINE, DraftSystem
    from eval.suite.model import Suite

    fixtures = load_fixtures(path)
    items = tuple(item for item in suite.items if item.id in fixtures)
    if not items:
        raise UserError(f"{path} holds no fixture of these questions; record some with `python -m eval drafts`.")
    whole_path = any(fixtures[item.id].sent is None for item in items)
    kept = Suite(name=f"{suite.name} {'whole path' if whole_path else 'drafts'}", items=items)
    model = {"llm_model": fixtures[items[0].id].model}
    system = open_target(replace(chosen, engine="llm", changes={**chosen.changes, **OFFLINE, **model}))
    return kept, DraftSystem(system, kept, fixtures)


def _answerer(record: Path | None, replay: Path | None, drafts: Path | None) -> "Answerer":
    from eval.run.asking import ask
    from eval.run.recordings import Recordings, recording, replaying

    if drafts is not None:
        from eval.drafts.system import answer_or_stale

        return answer_or_stale
    if replay is not None and not replay.is_dir():
        raise UserError(f"{replay} is no folder of recordings; make one with --record.")
    if replay is not None:
        return replaying(Recordings(replay))
    return ask if record is None else recording(Recordings(record))
