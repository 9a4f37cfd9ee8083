"""The Ask page: the conversation, its filters, and what can be done with it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import gradio as gr

from rag.errors import UserError
from rag.retrieval.question import Question
from rag.stores.filters import Filters
from rag.web import earlier, kept, limits
from rag.web.answers import exchange as exchange_markup
from rag.web.answers import exchanges
from rag.web.asking import ask
from rag.web.context import Context
from rag.web.conversation_files import Files, write_files
from rag.web.earlier import Act
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup, join
from rag.web.panels import panel
from rag.web.pieces import problem
from rag.web.reading import EMPTY
from rag.web.sessions import Conversation, Exchange, State

MAX_QUESTION = 4000


@dataclass(frozen=True)
class Parts:
    """The components of the page that its events write to."""

    fields: limits.Fields
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

    @property
    def talk(self) -> list[gr.blocks.Block]:
        """What changes when another conversation is shown."""
        return [self.past, self.live, self.files]


Shown = tuple[Markup | None, Markup, str, gr.Button]
Talk = tuple[Markup | None, Markup, gr.Row]


def build(context: Context, evidence: gr.Markdown) -> Parts:
    """Builds the page.

    Args:
        context: Of the app.
        evidence: The evidence panel, emptied with a new conversation.

    Returns:
        Its parts; the filter row and the list of conversations are filled when a page is opened.
    """
    fields = limits.row("ask")
    past = panel("past", classes="conversation")
    live = panel("live", classes="conversation")
    with gr.Column(elem_id="composer"):
        with gr.Row(elem_id="composer-line"):
            question = gr.Textbox(
                label="Question",
                placeholder="Ask the cables",
                lines=1,
                max_lines=6,
                max_length=MAX_QUESTION,
                elem_id="question",
                autofocus=True,
                scale=1,
            )
            send = gr.Button("Ask", variant="primary", elem_id="send", min_width=80, scale=0)
            stop = gr.Button("Stop", visible=False, elem_id="stop", min_width=80, scale=0)
        with gr.Row(elem_classes="actions", elem_id="composer-actions"):
            retry = gr.Button("Ask again", elem_id="retry", min_width=60)
            new = gr.Button("New conversation", elem_id="new", min_width=60)
            export = gr.Button("Export", elem_id="export", min_width=60)
            with gr.Row(visible=False, elem_id="export-files", elem_classes="actions") as files:
                markdown = gr.DownloadButton("Markdown", elem_id="export-markdown", min_width=60)
                word = gr.DownloadButton("Word", elem_id="export-word", min_width=60)
    parts = Parts(fields, past, live, question, stop, files, markdown, word)
    _connect_asking(context, parts, send, retry)
    _connect_rest(context, parts, evidence, new, export)
    _connect_earlier(context, parts, evidence)
    return parts


def show_on(triggers: Sequence[Callable[..., object]], context: Context, parts: Parts) -> None:
    """Shows the page's conversation, or the list of earlier ones, when the page is opened or the library changes."""

    def show(request: gr.Request) -> Talk:
        conversation = context.sessions.get(request.session_hash)
        attempt(lambda: kept.forget_gone(context, conversation))
        return _talk(context, conversation)

    gr.on(triggers, show, None, parts.talk, api_visibility="private", show_progress="hidden")


def _connect_asking(context: Context, parts: Parts, send: gr.Button, retry: gr.Button) -> None:
    def submit(values: limits.Values, request: gr.Request) -> Iterator[Shown]:
        conversation = context.sessions.get(request.session_hash)
        words = limits.text(values[parts.question])
        filters = attempt(lambda: parts.fields.read(values))
        if isinstance(filters, Problem):
            yield _past(conversation), problem(filters.sentence), words, gr.Button(visible=False)
            return
        yield from converse(context, request.session_hash, words, filters)

    def again(request: gr.Request) -> Iterator[Shown]:
        conversation = context.sessions.get(request.session_hash)
        last = conversation.last
        if last is None:
            yield None, earlier.welcome(context), "", gr.Button(visible=False)
            return
        asked = last.question
        yield from converse(context, request.session_hash, asked.text, asked.filters, instead=last)

    gr.on(
        [send.click, parts.question.submit],
        submit,
        {parts.question, *parts.fields.inputs},
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

    def restart(request: gr.Request) -> tuple[Markup | None, Markup, gr.Row, str, gr.Button, Markup]:
        fresh = context.sessions.restart(request.session_hash)
        return (*_talk(context, fresh), "", gr.Button(visible=False), EMPTY)

    def write(request: gr.Request) -> tuple[gr.Row, gr.DownloadButton, gr.DownloadButton]:
        conversation = context.sessions.get(request.session_hash)
        written = attempt(lambda: _write(context, conversation))
        if isinstance(written, Problem):
            raise gr.Error(written.sentence, print_exception=False)
        return gr.Row(visible=True), gr.DownloadButton(value=written.markdown), gr.DownloadButton(value=written.word)

    parts.stop.click(stop, None, None, api_visibility="private", show_progress="hidden")
    new.click(
        restart,
        None,
        [*parts.talk, parts.question, parts.stop, evidence],
        api_visibility="private",
        show_progress="hidden",
    )
    export.click(
        write, None, [parts.files, parts.markdown, parts.word], api_visibility="private", show_progress="hidden"
    )


def _write(context: Context, conversation: Conversation) -> Files:
    kept.forget_gone(context, conversation)
    return write_files(context, conversation)


def _connect_earlier(context: Context, parts: Parts, evidence: gr.Markdown) -> None:
    """What is clicked in the list of earlier conversations comes through a hidden field, as pointers do."""
    clicked = gr.Textbox(visible="hidden", elem_id="act", label="Action")
    go = gr.Button("Do", visible="hidden", elem_id="do-act")

    def act(words: str, request: gr.Request) -> tuple[Markup | None, Markup, gr.Row, Markup]:
        session = request.session_hash
        done = attempt(lambda: _act(context, words, session))
        if isinstance(done, Problem):
            return None, join((problem(done.sentence), earlier.welcome(context))), gr.Row(visible=False), EMPTY
        return (*done, EMPTY)

    go.click(act, clicked, [*parts.talk, evidence], api_visibility="private", show_progress="hidden")


def _act(context: Context, words: str, session: str | None) -> Talk:
    context.questions.take(session)
    click = earlier.read(words)
    if click is None:
        raise UserError("What was clicked is no longer on the page.")
    if click.act is Act.OPEN:
        return _talk(context, context.sessions.take(session, kept.reopen(context, click.ident)))
    if click.act is Act.DELETE:
        kept.delete(context, click.ident)
    return None, earlier.welcome(context, click), gr.Row(visible=False)


def _talk(context: Context, conversation: Conversation) -> Talk:
    """A conversation at rest: all exchanges but the last, the last, and no files yet."""
    if conversation.last is None:
        return None, earlier.welcome(context), gr.Row(visible=False)
    *past, last = conversation.exchanges
    return exchanges(past) if past else None, exchange_markup(last), gr.Row(visible=False)


def converse(
    context: Context, session: str | None, words: str, filters: Filters, *, instead: Exchange | None = None
) -> Iterator[Shown]:
    """Asks the next question of a page's conversation and shows how far the answer is.

    Args:
        context: Of the app.
        session: The page.
        words: The question.
        filters: Its limits.
        instead: The exchange that the new one replaces.
    """
    conversation = context.sessions.get(session)
    made = attempt(lambda: _question(context, conversation, session, words, filters, instead))
    if isinstance(made, Problem):
        yield _past(conversation), problem(made.sentence), words, gr.Button(visible=False)
        return
    for shown in _run(context, conversation, made):
        if session and (now := context.sessions.get(session)) is not conversation:
            # Another conversation was begun meanwhile. Its page is given once more, since the last that an event gave
            # is sent again when it ends, and must not be the old one's.
            past, live, _ = _talk(context, now)
            yield past, live, "", gr.Button(visible=False)
            return
        yield shown


def _question(
    context: Context,
    conversation: Conversation,
    session: str | None,
    words: str,
    filters: Filters,
    instead: Exchange | None,
) -> Exchange:
    """The next exchange of a conversation, not yet begun.

    Raises:
        UserError: There is nothing to ask.
        RetryError: Too much was asked within a minute.
    """
    if not words.strip():
        raise UserError("Write a question first.")
    context.questions.take(session)
    conversation.stop()
    kept.forget_gone(context, conversation)
    if instead is not None:
        conversation.drop(instead)
    return Exchange(Question(words.strip()[:MAX_QUESTION], conversation.history(), filters))


def _run(context: Context, conversation: Conversation, exchange: Exchange) -> Iterator[Shown]:
    past = _past(conversation)
    conversation.add(exchange)
    for shown in ask(context.desk, exchange):
        running = shown.state is State.RUNNING
        unkept = None if running else _keep(context, conversation)
        yield past, join((exchange_markup(shown), unkept)), "", gr.Button(visible=running)


def _keep(context: Context, conversation: Conversation) -> Markup | None:
    """Keeps the conversation; a sentence where that cannot be, since the answer is worth showing all the same."""
    done = attempt(lambda: kept.keep(context, conversation))
    return problem(f"This conversation is not kept. {done.sentence}") if isinstance(done, Problem) else None


def _past(conversation: Conversation) -> Markup | None:
    return exchanges(conversation.exchanges) if conversation.exchanges else None
