"""A whole run: open the record, ask what is left, score what is there."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.run.aggregate import Scored, score_run
from eval.run.asking import ask
from eval.run.files import Header, RunFolder, SampleWriter
from eval.run.record import Sample
from eval.run.recordings import Answerer
from eval.run.runner import Plan, run
from eval.suite.model import Item, Suite
from eval.system import System
from rag.errors import UserError

Progress = Callable[[Sample, int, int], None]
"""Told each sample, how many are done, and how many there are."""


def silent(sample: Sample, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Session:
    """What is run where.

    Attributes:
        suite: The questions.
        folder: Its record.
        plan: How.
        resume: Whether the folder holds a run to go on with.
        answer: Asks, or replays recordings.
    """

    suite: Suite
    folder: RunFolder
    plan: Plan
    resume: bool = False
    answer: Answerer = ask


def run_session(system: System, session: Session, progress: Progress = silent) -> Scored:
    """Runs, records and scores; result.json is written when this returns.

    Raises:
        UserError: The suite asks about cables that the library does not hold, or the folder cannot be used.
        OperatorError: The disk does not take the record; what was recorded before is safe.
    """
    check_library(system, session.suite)
    trials = session.plan.trials
    header = Header(
        suite=session.suite,
        identity=system.identity(),
        trials=trials,
        started=dt.datetime.now().astimezone().isoformat(timespec="seconds"),
    )
    kept = _continue(session, header) if session.resume else _begin(session, header)
    done = {(sample.id, sample.trial) for sample in kept}
    total = trials * len(session.suite.items)
    with SampleWriter(session.folder.samples_file) as writer:
        for count, sample in enumerate(
            run(system, session.suite.items, session.plan, done, session.answer), start=len(done) + 1
        ):
            writer.add(sample)
            progress(sample, count, total)
    scored = score_run(session.suite, tuple(session.folder.samples()), header.identity, trials)
    session.folder.write_result(scored.result)
    return scored


def _begin(session: Session, header: Header) -> Sequence[Sample]:
    session.folder.create(header)
    return ()


def _continue(session: Session, header: Header) -> Sequence[Sample]:
    """The samples that need not be asked again: those that got an answer, from the same system."""
    before = session.folder.header()
    if before.identity != header.identity:
        raise UserError(
            f"{session.folder.path} was run with other settings, engine or cables; start a new run without --resume."
        )
    if before.suite.digest != session.suite.digest or before.trials != header.trials:
        raise UserError(
            f"{session.folder.path} was run with another suite or number of trials; start a new run without --resume."
        )
    return [sample for sample in session.folder.samples() if sample.status == "done"]


def check_library(system: System, suite: Suite) -> None:
    """Stops a run against the wrong library before it has cost anything.

    Raises:
        UserError: None of the cables that the suite names as evidence is there.
    """
    briefed = {cable for item in suite.items if item.brief is not None for cable in item.brief.cables}
    wanted = sorted({ref.cable for item in suite.items for ref in item.support} | briefed)
    if wanted and all(system.show(cable) is None for cable in wanted):
        raise UserError(
            f"The library holds none of the {len(wanted)} cables that the suite {suite.name} asks about "
            f"({wanted[0]}, ...). Ingest them first, or give --home or --corpus."
        )


def rescore(folder: RunFolder, suite: Suite | None = None) -> Scored:
    """Scores a record again without asking anything.

    Args:
        folder: The run.
        suite: Edited questions; the run's own without it. Questions whose words or limits changed count as missing.
    """
    header = folder.header()
    chosen = header.suite if suite is None else suite
    samples = tuple(folder.samples())
    if suite is not None:
        samples = _carried_over(header.suite, suite, samples)
    scored = score_run(chosen, samples, header.identity, header.trials)
    folder.write_result(scored.result)
    return scored


def _carried_over(old: Suite, new: Suite, samples: Sequence[Sample]) -> tuple[Sample, ...]:
    """Samples whose question is asked in the same words: edited facts do not need a new answer."""
    before = {item.id: item for item in old.items}
    digests: dict[str, str] = {}
    for item in new.items:
        was = before.get(item.id)
        if was is not None and _asked(was) == _asked(item):
            digests[item.id] = item.digest
    return tuple(s.model_copy(update={"digest": digests[s.id]}) for s in samples if s.id in digests)


def _asked(item: Item) -> tuple[object, ...]:
    return item.question, item.history, item.filters, item.brief


def default_folder(cache: Path, suite: Suite) -> Path:
    """A new folder for a run, named by suite and time."""
    stamp = dt.datetime.now().astimezone().strftime("%Y%m%d-%H%M%S-%f")
    return cache / "eval" / "runs" / f"{suite.name[:60]}-{stamp}"
