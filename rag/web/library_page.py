"""The Library page: add files, browse, delete."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from rag.stores.filters import Filters
from rag.stores.removal import RemovalReport
from rag.web import library, limits, uploads
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup, number
from rag.web.panels import panel
from rag.web.pieces import doubt, empty, note, problem

MAX_DELETED = 25


@dataclass(frozen=True)
class Parts:
    """The components that show what the library holds."""

    words: gr.Textbox
    fields: limits.Fields
    page: gr.Number
    listing: gr.Markdown
    months: gr.Markdown
    back: gr.Button
    on: gr.Button
    doomed: gr.Dropdown
    added: gr.Markdown
    deleted: gr.Markdown

    @property
    def inputs(self) -> set[gr.components.Component]:
        """What decides what is shown."""
        return {self.words, self.page, *self.fields.inputs}

    @property
    def outputs(self) -> list[gr.components.Component]:
        """What shows it."""
        return [self.listing, self.months, self.page, self.back, self.on, self.doomed]


View = tuple[Markup, Markup, int, gr.Button, gr.Button, limits.Update]


def build(context: Context) -> Parts:
    """Builds the page."""
    with gr.Accordion("Add cables", open=False, elem_id="library-add"):
        files = gr.File(
            file_count="multiple",
            label="Text, HTML, PDF, CSV, JSON, or a zip of them",
            elem_id="library-files",
            height=170,
        )
        added = panel("library-added")
    words = gr.Textbox(
        label="Find by id, post or subject", placeholder="zarh dam", elem_id="library-find", max_length=200, max_lines=1
    )
    fields = limits.row("library")
    months = panel("library-months")
    listing = panel("library-listing", empty("No cable yet", "Add files above, or run `reftel ingest PATH`."))
    with gr.Row(elem_classes="actions"):
        back = gr.Button("Earlier", elem_id="library-back", interactive=False, min_width=90)
        on = gr.Button("Later", elem_id="library-on", interactive=False, min_width=90)
    page = gr.Number(0, visible="hidden", label="Page", precision=0, elem_id="library-page")
    with gr.Accordion("Delete cables", open=False, elem_id="library-delete"):
        doomed = gr.Dropdown(
            [], multiselect=True, label="Cables of this page", elem_id="library-doomed", max_choices=MAX_DELETED
        )
        with gr.Row(elem_classes="actions"):
            ask = gr.Button("Delete …", variant="stop", elem_id="library-delete-ask", min_width=90)
        asked = panel("library-asked")
        with gr.Row(visible=False, elem_classes="actions", elem_id="library-confirm") as confirm:
            sure = gr.Button("Yes, delete them", variant="stop", elem_id="library-delete-sure", min_width=90)
            keep = gr.Button("Keep them", elem_id="library-delete-keep", min_width=90)
        deleted = panel("library-deleted")
    parts = Parts(words, fields, page, listing, months, back, on, doomed, added, deleted)
    _connect_browsing(context, parts)
    _connect_upload(context, parts, files)
    _connect_delete(context, parts, (ask, sure, keep), (confirm, asked))
    return parts


def show_first(context: Context, parts: Parts, tab: gr.Tab) -> None:
    """Shows the first page of the listing when the page is opened."""
    _show_on(tab.select, context, parts, None)


def view(context: Context, words: str, filters: Filters, page: int) -> View:
    """One page of the listing with its timeline and buttons.

    Args:
        context: Of the app.
        words: To look for.
        filters: Limits.
        page: Its number, from 0.
    """
    if not context.desk.holds_cables():
        return _nothing(empty("No cable yet", "Add files above, or run `reftel ingest PATH`."))
    page = max(0, min(page, 1_000_000))
    found = context.desk.find(words[:200], filters, offset=page * library.PAGE, limit=library.PAGE)
    ids = [cable.id for cable in found.cables]
    return (
        library.listing(found, page),
        library.months(context.desk.facets(filters).months),
        page,
        gr.Button(interactive=page > 0),
        gr.Button(interactive=(page + 1) * library.PAGE < found.total),
        limits.offer(ids, value=[]),
    )


def _nothing(reason: Markup) -> View:
    off = gr.Button(interactive=False)
    return reason, Markup(""), 0, off, off, limits.offer([], value=[])


def _show_on(
    trigger: Callable[..., object] | Sequence[Callable[..., object]], context: Context, parts: Parts, step: int | None
) -> None:
    """Shows a page of the listing on an event.

    Args:
        trigger: The event, or several.
        context: Of the app.
        parts: Of the page.
        step: How many pages on; None for the first page.
    """

    def turn(values: limits.Values) -> View:
        asked = values[parts.page]
        page = 0 if step is None else (int(asked) if isinstance(asked, int | float) else 0) + step
        shown = attempt(lambda: view(context, limits.text(values[parts.words]), parts.fields.read(values), page))
        return _nothing(problem(shown.sentence)) if isinstance(shown, Problem) else shown

    gr.on(
        trigger,
        turn,
        parts.inputs,
        parts.outputs,
        api_visibility="private",
        show_progress="hidden",
        # One after the other, so that an earlier listing never comes after a later one; what is asked while one is on
        # its way is not lost.
        trigger_mode="always_last",
        concurrency_limit=1,
        concurrency_id="listing",
    )


def _connect_browsing(context: Context, parts: Parts) -> None:
    fields = parts.fields
    filtered = (fields.posts.change, fields.tags.change, fields.first.submit, fields.last.submit, fields.cables.submit)
    _show_on([parts.words.submit, *filtered], context, parts, None)
    _show_on([parts.added.change, parts.deleted.change], context, parts, None)
    _show_on(parts.back.click, context, parts, -1)
    _show_on(parts.on.click, context, parts, 1)


def _connect_upload(context: Context, parts: Parts, files: gr.File) -> None:
    def take(given: list[str] | None, request: gr.Request) -> Iterator[tuple[Markup, None]]:
        paths = [Path(name) for name in given or []]
        if not paths:
            return

        def begin() -> Iterator[uploads.FileResult]:
            context.allow_change(request.session_hash)
            return uploads.add(context, paths)

        begun = attempt(begin)
        if isinstance(begun, Problem):
            yield problem(begun.sentence), None
            return
        done: list[uploads.FileResult] = []
        yield library.results(done, len(paths)), None
        for result in begun:
            done.append(result)
            yield library.results(done, len(paths)), None

    files.upload(
        take, files, [parts.added, files], api_visibility="private", show_progress="hidden", concurrency_limit=1
    )


def _connect_delete(
    context: Context,
    parts: Parts,
    buttons: tuple[gr.Button, gr.Button, gr.Button],
    question_parts: tuple[gr.Row, gr.Markdown],
) -> None:
    ask, sure, keep = buttons
    confirm, asked = question_parts

    def question(doomed: list[str]) -> tuple[gr.Row, Markup]:
        if not doomed:
            return gr.Row(visible=False), problem("Choose the cables to delete first.")
        names = ", ".join(doomed[:MAX_DELETED])
        return gr.Row(visible=True), doubt(
            f"Delete {number(len(doomed), 'cable')}, {names}? Text, index entries and the kept conversations and "
            "answers that cite it are removed as well; this cannot be undone."
        )

    def run(doomed: list[str], request: gr.Request) -> tuple[gr.Row, None, Markup]:
        def work() -> RemovalReport:
            context.allow_change(request.session_hash)
            seen = [context.desk.show(name).cable.id for name in doomed[:MAX_DELETED]]
            return context.writer().delete(seen)

        report = attempt(work)
        if isinstance(report, Problem):
            return gr.Row(visible=False), None, problem(report.sentence)
        answers = (
            f" and {number(len(report.answers), 'kept conversation or answer', 'kept conversations and answers')}"
            if report.answers
            else ""
        )
        return gr.Row(visible=False), None, note(f"Deleted {number(len(report.cables), 'cable')}{answers}.")

    ask.click(question, parts.doomed, [confirm, asked], api_visibility="private", show_progress="hidden")
    keep.click(
        lambda: (gr.Row(visible=False), None),
        None,
        [confirm, asked],
        api_visibility="private",
        show_progress="hidden",
    )
    sure.click(
        run,
        parts.doomed,
        [confirm, asked, parts.deleted],
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=1,
    )
