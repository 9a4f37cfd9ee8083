"""The evidence panel beside every page: opens what a click names."""

import gradio as gr

from rag.answering.model import Citation
from rag.errors import UserError
from rag.web import pointers
from rag.web.context import Context
from rag.web.evidence import evidence
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup
from rag.web.panels import panel
from rag.web.pieces import empty, problem
from rag.web.pointers import BriefPointer, CitationPointer, ParagraphPointer
from rag.web.sessions import Conversation

_GONE = "What was clicked is no longer on the page; ask again."
EMPTY = empty(
    "Evidence",
    "Choose a citation to read it in the original cable, with the quoted words marked.",
)


def make() -> gr.Markdown:
    """The panel, to be placed by `build`: pages that come before it write to it."""
    return panel("evidence", EMPTY, render=False)


def build(context: Context, shown: gr.Markdown) -> None:
    """Places the panel, and the hidden field by which the page says what was clicked."""
    shown.render()
    pointer = gr.Textbox(visible="hidden", elem_id="pointer", label="Pointer")
    go = gr.Button("Open", visible="hidden", elem_id="open-pointer")

    def open_pointer(words: str, request: gr.Request) -> Markup:
        found = attempt(lambda: _open(context, words, request.session_hash))
        return problem(found.sentence) if isinstance(found, Problem) else found

    go.click(open_pointer, pointer, shown, api_visibility="private", show_progress="hidden", concurrency_limit=4)


def _open(context: Context, words: str, session: str | None) -> Markup:
    context.questions.take(session)
    match pointers.read(words):
        case ParagraphPointer(key):
            return evidence(context.desk.show(key.cable), key.index)
        case CitationPointer() | BriefPointer() as pointer:
            citation = _citation(context.sessions.get(session), pointer)
            return evidence(context.desk.show(citation.cable), citation.index, citation.spans)
        case None:
            raise UserError(_GONE)


def _citation(conversation: Conversation, pointer: CitationPointer | BriefPointer) -> Citation:
    """The citation that a pointer names.

    Raises:
        UserError: The conversation has no such citation any more.
    """
    try:
        if isinstance(pointer, BriefPointer):
            if conversation.brief is None:
                raise UserError(_GONE)
            return conversation.brief.lines[pointer.line].statement.citations[pointer.citation]
        exchange = conversation.find(pointer.exchange)
        if exchange is None:
            raise UserError(_GONE)
        return exchange.shown[pointer.statement].citations[pointer.citation]
    except IndexError:
        raise UserError(_GONE) from None
