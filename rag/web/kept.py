"""Conversations in the answers store: kept after every answer, found again another day, deleted on wish.

What is kept is read back as a stranger's: its form is checked, and every sentence passes the gate again.
"""

import datetime as dt
import json
import threading

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from rag.answering.document import answer_document, statement_document
from rag.answering.kept import KeptAnswer, restore, restore_statements
from rag.answering.lookup import library_lookup
from rag.cables.marking import Level
from rag.errors import UserError
from rag.retrieval.question import Question
from rag.stores.answers import AnswerStore, Document, DocumentSummary
from rag.stores.filters import Filters
from rag.web.context import Context
from rag.web.sessions import MAX_TURNS, Conversation, Exchange, State

KIND = "conversation"
MAX_KEPT = 200
"""Conversations kept of each clearance; the one longest unused goes first."""
_MAX_TITLE = 200
_WRITING = threading.Lock()
"""A conversation is not written while it is deleted: an answer that still runs would bring it back."""
_GONE = "This conversation is not kept any more."


class _KeptExchange(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern="^[0-9a-f]{8}$")
    question: str
    posts: tuple[str, ...]
    first: dt.date | None
    last: dt.date | None
    tags: tuple[str, ...]
    cables: tuple[str, ...]
    state: State
    problem: str
    statements: list[dict[str, object]]
    answer: KeptAnswer | None


class _KeptConversation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    exchanges: tuple[_KeptExchange, ...] = Field(max_length=MAX_TURNS)


def keep(context: Context, conversation: Conversation) -> None:
    """Keeps a conversation as it is now; nothing while it has no answer, or once it is closed.

    Args:
        context: Of the app.
        conversation: Its words of cables that the library does not show any more are dropped first.

    Raises:
        OperatorError: The answers store cannot be written.
    """
    conversation.level = max(conversation.level, _made_under(context))
    forget_gone(context, conversation)
    asked = [one for one in conversation.exchanges if one.state is not State.RUNNING and (one.shown or one.answer)]
    if not asked:
        return
    with _WRITING, AnswerStore.open(context.desk.home.answers) as store:
        if conversation.closed:
            return
        store.put(_document(conversation, asked))
        store.keep_newest(KIND, conversation.level, MAX_KEPT)
        if _gone(context, asked):
            # Deleted while this was written: the deletion may have come too early to find it.
            store.delete(conversation.id)


def listed(context: Context) -> tuple[DocumentSummary, ...]:
    """The kept conversations that may be seen, that of the last answer first.

    Raises:
        OperatorError: The answers store cannot be read.
    """
    if not context.desk.home.answers.exists():
        return ()
    with AnswerStore.open(context.desk.home.answers) as store:
        return store.list(KIND, context.desk.settings.clearance_level, limit=MAX_KEPT)


def reopen(context: Context, ident: str) -> Conversation:
    """A kept conversation, every sentence checked again.

    Raises:
        UserError: There is none of this id that may be seen, or it cannot be read.
    """
    with AnswerStore.open(context.desk.home.answers) as store:
        document = store.get(ident, context.desk.settings.clearance_level)
    if document is None or document.summary.kind != KIND:
        raise UserError(_GONE)
    try:
        kept = _KeptConversation.model_validate_json(document.body)
    except ValidationError:
        raise UserError("This conversation cannot be read: another version of Reftel has kept it.") from None
    exchanges = [_exchange(context, one) for one in kept.exchanges]
    return Conversation(exchanges=exchanges, level=document.summary.level, id=ident)


def delete(context: Context, ident: str) -> None:
    """Removes a kept conversation that may be seen; a page that has it open begins a new one.

    Raises:
        UserError: There is none.
    """
    with _WRITING, AnswerStore.open(context.desk.home.answers) as store:
        document = store.get(ident, context.desk.settings.clearance_level)
        if document is None or document.summary.kind != KIND:
            raise UserError(_GONE)
        context.sessions.let_go(ident)
        store.delete(ident)


def forget_gone(context: Context, conversation: Conversation) -> None:
    """Drops the exchanges that hold words of cables that the library does not show any more."""
    gone = _gone(context, conversation.exchanges)
    for exchange in conversation.exchanges:
        if exchange.cables & gone:
            conversation.drop(exchange)


def _gone(context: Context, exchanges: list[Exchange]) -> frozenset[str]:
    held = frozenset[str]().union(*(one.cables for one in exchanges))
    if not held:
        return held
    limits = context.desk.limits(Filters(cables=tuple(sorted(held))))
    return held - set(context.desk.stores.library.ids(limits))


def _made_under(context: Context) -> Level:
    """The level that a reader must have to see what is made now: that of the clearance, and without one no level."""
    return context.desk.settings.clearance_level or Level.UNMARKED


def _document(conversation: Conversation, asked: list[Exchange]) -> Document:
    now = dt.datetime.now(dt.UTC).isoformat(timespec="milliseconds")
    title = " ".join(asked[0].question.text.split())[:_MAX_TITLE]
    cables = frozenset[str]().union(*(one.cables for one in asked))
    summary = DocumentSummary(conversation.id, KIND, title, now, conversation.level)
    return Document(summary, cables, json.dumps({"exchanges": [_exchange_document(one) for one in asked]}))


def _exchange_document(one: Exchange) -> dict[str, object]:
    limits = one.question.filters
    return {
        "id": one.id,
        "question": one.question.text,
        "posts": limits.posts,
        "first": limits.first.isoformat() if limits.first else None,
        "last": limits.last.isoformat() if limits.last else None,
        "tags": limits.tags,
        "cables": limits.cables,
        "state": one.state.value,
        "problem": one.problem,
        "statements": [] if one.answer else [statement_document(statement) for statement in one.statements],
        "answer": answer_document(one.answer) if one.answer else None,
    }


def _exchange(context: Context, kept: _KeptExchange) -> Exchange:
    lookup = library_lookup(context.desk.stores.library, context.desk.settings.clearance_level)
    filters = Filters(kept.posts, kept.first, kept.last, kept.tags, kept.cables)
    statements, withheld = restore_statements(kept.statements, lookup)
    return Exchange(
        question=Question(kept.question, filters=filters),
        statements=list(statements),
        state=kept.state,
        answer=restore(kept.answer, lookup) if kept.answer else None,
        problem=" ".join(filter(None, (kept.problem, *withheld))),
        id=kept.id,
    )
