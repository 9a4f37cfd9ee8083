"""The app's pages, and what is filled in when one is opened."""

import gradio as gr

from rag.web import api, ask_page, brief_page, evaluation_page, library_page, limits, reading
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.masthead import masthead
from rag.web.panels import panel
from rag.web.pieces import problem

QUEUE = 64
FILES_KEPT_SECONDS = 24 * 3600


def build(context: Context) -> gr.Blocks:
    """All pages of the app over one Desk."""
    blocks = gr.Blocks(
        analytics_enabled=False, title="Reftel", fill_width=True, delete_cache=(3600, FILES_KEPT_SECONDS)
    )
    with blocks:
        head = panel("masthead")
        evidence = reading.make()
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=1, min_width=320, elem_id="main"), gr.Tabs(elem_id="pages"):
                with gr.Tab("Ask", id="ask", elem_id="ask"):
                    asking = ask_page.build(context, evidence)
                with gr.Tab("Brief", id="brief", elem_id="brief"):
                    briefing = brief_page.build(context)
                with gr.Tab("Library", id="library", elem_id="library", render_children=True) as tab:
                    browsing = library_page.build(context)
                with gr.Tab("Evaluation", id="evaluation", elem_id="evaluation"):
                    evaluation_page.build(context)
            with gr.Column(scale=1, min_width=320, elem_id="side"):
                reading.build(context, evidence)
        api.build(context)
        _fill(context, blocks, head, (asking.fields, briefing, browsing.fields), browsing)
        ask_page.show_on([blocks.load, browsing.deleted.change], context, asking)
        library_page.show_first(context, browsing, tab)
    blocks.queue(max_size=QUEUE, default_concurrency_limit=4, api_open=False)
    return blocks


def _fill(
    context: Context,
    blocks: gr.Blocks,
    head: gr.Markdown,
    rows: tuple[limits.Fields, ...],
    browsing: library_page.Parts,
) -> None:
    """Fills the masthead and the choices of every filter row when a page is opened and when the library changes."""

    def fill() -> list[object]:
        line = attempt(lambda: masthead(context.desk))
        found = attempt(lambda: limits.choices(context.desk))
        chosen = (gr.skip(), gr.skip()) if isinstance(found, Problem) else found
        return [problem(line.sentence) if isinstance(line, Problem) else line, *chosen * len(rows)]

    fields = [field for row in rows for field in (row.posts, row.tags)]
    gr.on(
        [blocks.load, browsing.added.change, browsing.deleted.change],
        fill,
        None,
        [head, *fields],
        api_visibility="private",
        show_progress="hidden",
    )
