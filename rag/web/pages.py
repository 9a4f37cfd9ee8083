"""The app's pages, and what is filled in when one is opened."""

import gradio as gr

from rag.web import api, ask_page, limits, reading
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.masthead import masthead
from rag.web.panels import panel
from rag.web.pieces import problem

QUEUE = 64
FILES_KEPT_SECONDS = 24 * 3600


def build(context: Context) -> gr.Blocks:
    """All pages of the app over one Desk."""
    with gr.Blocks(
        analytics_enabled=False, title="Reftel", fill_width=True, delete_cache=(3600, FILES_KEPT_SECONDS)
    ) as blocks:
        head = panel("masthead")
        evidence = reading.make()
        with gr.Row(elem_id="desk"):
            with gr.Column(scale=7, min_width=320, elem_id="main"), gr.Tabs(elem_id="pages"):
                with gr.Tab("Ask", id="ask", elem_id="ask"):
                    fields = ask_page.build(context, evidence)
            with gr.Column(scale=5, min_width=320, elem_id="side"):
                reading.build(context, evidence)
        api.build(context)

        def fill() -> tuple[object, ...]:
            line = attempt(lambda: masthead(context.desk))
            found = attempt(lambda: limits.choices(context.desk))
            chosen = (gr.skip(), gr.skip()) if isinstance(found, Problem) else found
            return (problem(line.sentence) if isinstance(line, Problem) else line, *chosen)

        blocks.load(fill, None, [head, fields.posts, fields.tags], api_visibility="private", show_progress="hidden")
    blocks.queue(max_size=QUEUE, default_concurrency_limit=4, api_open=False)
    return blocks
