"""The Evaluation page: run a suite, watch it, read the harness's own report."""

import threading
import uuid
from collections.abc import Iterator
from pathlib import Path

import gradio as gr

from rag.web import evaluation
from rag.web.context import Context
from rag.web.evaluation import Progress
from rag.web.faults import Problem, attempt
from rag.web.limits import Values, text
from rag.web.markup import Markup, join, number, tag
from rag.web.panels import panel
from rag.web.pieces import empty, note, problem

_HERE, _SAMPLE = "This library", "The sample cables"
WELCOME = empty(
    "Is it still as good as it was?",
    "A suite asks questions whose right answers and evidence are known, and scores every answer.",
    "Where a baseline is kept, the report says what got worse and whether the difference is real.",
)

Shown = tuple[Markup, gr.Button, gr.DownloadButton]


def build(context: Context) -> None:
    """Builds the page."""
    names = evaluation.suites()
    with gr.Row(elem_classes="form", elem_id="evaluation-form"):
        suite = gr.Dropdown(
            names, value="sample.jsonl" if "sample.jsonl" in names else None, label="Suite", elem_id="evaluation-suite"
        )
        target = gr.Radio([_HERE, _SAMPLE], value=_SAMPLE, label="Asked of", elem_id="evaluation-target")
    with gr.Row(elem_classes="actions"):
        start = gr.Button("Run the suite", variant="primary", elem_id="evaluation-run", min_width=90)
        stop = gr.Button("Stop", visible=False, elem_id="evaluation-stop", min_width=90)
        download = gr.DownloadButton("Download the report", visible=False, elem_id="evaluation-file", min_width=90)
    shown = panel("evaluation-shown", WELCOME)
    stopping = threading.Event()

    def run(values: Values, request: gr.Request) -> Iterator[Shown]:
        stopping.clear()
        folder = context.folder / "evaluations" / uuid.uuid4().hex[:12]

        def begin() -> Iterator[Progress]:
            context.works.take(request.session_hash)
            settings, on_sample = context.desk.settings, values[target] == _SAMPLE
            return evaluation.run(settings, text(values[suite]), folder, stopping, on_sample=on_sample)

        begun = attempt(begin)
        if isinstance(begun, Problem):
            yield _view(problem(begun.sentence))
            return
        for progress in begun:
            yield _progress(progress)

    start.click(
        run,
        {suite, target},
        [shown, stop, download],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=1,
    )
    stop.click(stopping.set, None, None, api_visibility="private", show_progress="hidden")


def _view(markup: Markup, *, running: bool = False, report: Path | None = None) -> Shown:
    return (
        markup,
        gr.Button(visible=running),
        gr.DownloadButton(visible=report is not None, value=None if report is None else str(report)),
    )


def _progress(progress: Progress) -> Shown:
    if not progress.ended:
        line = f"{progress.done} of {progress.total}" if progress.total else "Opening the library …"
        bar = tag("progress", max=progress.total or None, value=progress.done or None, aria_label="Questions answered")
        return _view(tag("div", tag("p", line, role="status", class_="waiting"), bar), running=True)
    if progress.report is None:
        said = f": {progress.problem}" if progress.problem else ""
        return _view(problem(f"The run {progress.ended}{said}"))
    return _finished(progress, progress.report)


def _finished(progress: Progress, report: Path) -> Shown:
    read = attempt(lambda: evaluation.read_report(report))
    line = note(f"The run {progress.ended}: {number(progress.done, 'question')}.")
    if isinstance(read, Problem):
        return _view(join((line, problem(read.sentence))), report=report)
    frame = tag("iframe", sandbox="", srcdoc=read, title="Report of the evaluation", class_="report")
    return _view(tag("div", line, frame), report=report)
