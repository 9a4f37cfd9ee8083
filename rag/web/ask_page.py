"""The Ask page: the conversation, its filters, and what can be done with it."""

from collections.abc import Iterator
from dataclasses import dataclass

import gradio as gr

from rag.errors import UserError
from rag.retrieval.question import Question
from rag.stores.filters import Filters
from rag.web import limits
from rag.web.answers import exchange as exchange_markup
from rag.web.answers import exchanges
from rag.web.asking import ask
from rag.web.context import Context
from rag.web.conversation_files import write_files
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup
from rag.web.panels import panel
from rag.web.pieces import empty, problem
from rag.web.reading import EMPTY
from rag.web.sessions import Conversation, Exchange

MAX_QUESTION = 4000
WELCOME = empty(
    "Ask the cables",
    "Every sentence of an answer points to the paragraph that it rests on, and that pointer has been checked before "
    "you see it.",
    "Where the cables say nothing, no answer is given, and you see what was searched.",
)


@dataclass(frozen=True)
class Parts:
    """The components of the page that its events write to."""

    past: gr.Markdown
    live: gr.Markdown
    question: gr.Textbox
    stop: gr.Button
    files: gr.Row
    markdown: gr.DownloadButton
    word: gr.DownloadButton

    @property
    def asking(self) -> list[gr.components.Component]:
        """What changes while an answer comes."""
        return [self.past, self.live, self.question, self.stop]


Shown = tuple[Markup | None, Markup, str, gr.Button]


def build(context: Context, evidence: gr.Markdown) -> limits.Fields:
    """Builds the page.

    Args:
        context: Of the app.
        evidence: The evidence panel, emptied with a new conversation.

    Returns:
        Its filter row, whose choices are filled when a page is opened.
    """
    fields = limits.row("ask")
    past = panel("past", classes="conversation")
    live = panel("live", WELCOME, classes="conversation")
    with gr.Column(elem_id="composer"):
        question = gr.Textbox(
            label="Question",
            placeholder="What do you want to know?",
            lines=1,
            max_lines=6,
            max_length=MAX_QUESTION,
            elem_id="question",
            autofocus=True,
        )
        with gr.Row(elem_classes="actions"):
            send = gr.Button("Ask", variant="primary", elem_id="send", min_width=90)
            stop = gr.Button("Stop", visible=False, elem_id="stop", min_width=90)
            retry = gr.Button("Ask again", elem_id="retry", min_width=90)
            new = gr.Button("New conversation", elem_id="new", min_width=90)
            export = gr.Button("Export", elem_id="export", min_width=90)
        with gr.Row(visible=False, elem_id="export-files", elem_classes="actions") as files:
            markdown = gr.DownloadButton("Markdown", elem_id="export-markdown", min_width=90)
            word = gr.DownloadButton("Word", elem_id="export-word", min_width=90)
    parts = Parts(past, live, question, stop, files, markdown, word)
    _connect_asking(context, parts, fields, send, retry)
    _connect_rest(context, parts, evidence, new, export)
    return fields


def _connect_asking(context: Context, parts: Parts, fields: limits.Fields, send: gr.Button, retry: gr.Button) -> None:
    def submit(values: limits.Values, request: gr.Request) -> Iterator[Shown]:
        conversation = context.sessions.get(request.session_hash)
        words = limits.text(values[parts.question])
        made = attempt(lambda: _question(context, conversation, request, words, fields.read(values)))
        if isinstance(made, Problem):
            yield _past(conversation), problem(made.sentence), words, gr.Button(visible=False)
            return
        yield from _run(context, conversation, made)

    def again(request: gr.Request) -> Iterator[Shown]:
        conversation = context.sessions.get(request.session_hash)
        last = conversation.last
        if last is None:
            yield None, WELCOME, "", gr.Button(visible=False)
            return
        conversation.stop()
        conversation.drop(last)
        made = attempt(lambda: _question(context, conversation, request, last.question.text, last.question.filters))
        if isinstance(made, Problem):
            yield _past(conversation), problem(made.sentence), last.question.text, gr.Button(visible=False)
            return
        yield from _run(context, conversation, made)

    gr.on(
        [send.click, parts.question.submit],
        submit,
        {parts.question, *fields.inputs},
        parts.asking,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=4,
        concurrency_id="ask",
    )
    retry.click(
        again,
        None,
        parts.asking,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=4,
        concurrency_id="ask",
    )


def _connect_rest(context: Context, parts: Parts, evidence: gr.Markdown, new: gr.Button, export: gr.Button) -> None:
    def stop(request: gr.Request) -> None:
        context.sessions.get(request.session_hash).stop()

    def restart(request: gr.Request) -> tuple[None, Markup, str, gr.Button, Markup, gr.Row]:
        context.sessions.restart(request.session_hash)
        return None, WELCOME, "", gr.Button(visible=False), EMPTY, gr.Row(visible=False)

    def write(request: gr.Request) -> tuple[gr.Row, gr.DownloadButton, gr.DownloadButton]:
        conversation = context.sessions.get(request.session_hash)
        written = attempt(lambda: write_files(context, conversation))
        if isinstance(written, Problem):
            raise gr.Error(written.sentence, print_exception=False)
        return gr.Row(visible=True), gr.DownloadButton(value=written.markdown), gr.DownloadButton(value=written.word)

    parts.stop.click(stop, None, None, api_visibility="private", show_progress="hidden")
    new.click(restart, None, [*parts.asking, evidence, parts.files], api_visibility="private", show_progress="hidden")
    export.click(
        write, None, [parts.files, parts.markdown, parts.word], api_visibility="private", show_progress="hidden"
    )


def _question(
    context: Context, conversation: Conversation, request: gr.Request, words: str, filters: Filters
) -> Exchange:
    """The next exchange of a conversation, not yet begun.

    Raises:
        UserError: There is nothing to ask.
        RetryError: Too much was asked within a minute.
    """
    if not words.strip():
        raise UserError("Write a question first.")
    context.questions.take(request.session_hash)
    conversation.stop()
    return Exchange(Question(words.strip()[:MAX_QUESTION], conversation.history(), filters))


def _run(context: Context, conversation: Conversation, exchange: Exchange) -> Iterator[Shown]:
    past = _past(conversation)
    conversation.add(exchange)
    for shown in ask(context.desk, exchange):
        running = shown.state.value == "running"
        yield past, exchange_markup(shown), "", gr.Button(visible=running)


def _past(conversation: Conversation) -> Markup | None:
    return exchanges(conversation.exchanges) if conversation.exchanges else None
