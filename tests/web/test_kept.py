"""Conversations found again another day: whole, checked anew, within the clearance, and gone with their cables."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.document import answer_document
from rag.answering.gate import check
from rag.answering.model import Draft, DraftCitation, Statement, Verdict
from rag.cables.marking import Level
from rag.cables.model import Evidence, Key
from rag.desk import Desk
from rag.errors import UserError
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.stores.answers import AnswerStore, Document, DocumentSummary
from rag.stores.filters import Filters
from rag.web import kept
from rag.web.answers import exchange as markup_of
from rag.web.ask_page import converse
from rag.web.asking import ask
from rag.web.context import Context
from rag.web.sessions import Conversation, Exchange, State

DELAY = "What did the winter storms delay in Port Aldera?"
UNKNOWN = "What did Wilhelmina Throckmorton say about Atlantis?"


@pytest.fixture
def home(sample_library: Path, tmp_path: Path) -> Path:
    shutil.copytree(sample_library, tmp_path / "home")
    return tmp_path / "home"


@pytest.fixture
def context(home: Path, tmp_path: Path) -> Iterator[Context]:
    desk = Desk.open(Settings(home=home))
    yield Context(desk, tmp_path / "files")
    desk.close()


def under(home: Path, clearance: str) -> Context:
    return Context(Desk.open(Settings(home=home, clearance=clearance)), home / "files")


def shown(exchange: Exchange) -> str:
    """What a reader sees but for the times, which are kept rounded."""
    return markup_of(exchange).partition("<details")[0]


def talk(context: Context, *questions: Question) -> Conversation:
    conversation = Conversation()
    for question in questions:
        exchange = Exchange(question)
        conversation.add(exchange)
        list(ask(context.desk, exchange))
        kept.keep(context, conversation)
    return conversation


def test_a_conversation_reads_back_as_it_was_shown(context: Context) -> None:
    filters = Filters(posts=("PORT ALDERA",), cables=("09PORTALDERA214",))
    told = talk(context, Question(DELAY, filters=filters), Question(UNKNOWN))
    assert [line.title for line in kept.listed(context)] == [DELAY]
    again = kept.reopen(context, told.id)
    assert all(shown(one) for one in told.exchanges)
    assert [shown(one) for one in again.exchanges] == [shown(one) for one in told.exchanges]
    assert [one.question.filters for one in again.exchanges] == [filters, Filters()]
    for mine, theirs in zip(again.exchanges, told.exchanges, strict=True):
        assert mine.answer is not None
        assert theirs.answer is not None
        assert answer_document(mine.answer) == answer_document(theirs.answer)
    assert again.exchanges[0].shown
    assert again.history() == told.history()


def test_what_has_no_answer_yet_is_not_kept(context: Context) -> None:
    conversation = Conversation([Exchange(Question("q"))])
    kept.keep(context, conversation)
    assert kept.listed(context) == ()


def said(desk: Desk, text: str, *, quote: str = "") -> Statement:
    cable = desk.show("09PORTALDERA305").cable
    words = quote or cable.paragraphs[0].text.split(". ")[0] + "."
    return check(
        Draft(text or words, (DraftCitation(Key(cable.id, 1), words),)), [Evidence(cable, unit) for unit in cable.units]
    )


def test_a_stopped_answer_keeps_its_sentences_and_an_unverified_one_its_reason(context: Context) -> None:
    good, bad = said(context.desk, ""), said(context.desk, "The minister took 4711 crowns.")
    assert (good.verdict, bad.verdict) == (Verdict.VERIFIED, Verdict.UNVERIFIED)
    conversation = Conversation([Exchange(Question("q"), [good, bad], State.STOPPED)])
    kept.keep(context, conversation)
    (again,) = kept.reopen(context, conversation.id).exchanges
    assert again.state is State.STOPPED
    assert again.shown == (good, bad)


def test_a_sentence_that_failed_on_a_lost_citation_is_not_verified_by_what_is_left(context: Context) -> None:
    cable = context.desk.show("09PORTALDERA305").cable
    words = cable.paragraphs[0].text.split(". ")[0] + "."
    claims = (DraftCitation(Key(cable.id, 1), words), DraftCitation(Key(cable.id, 1), "Never said anywhere."))
    bad = check(Draft(words, claims), [Evidence(cable, unit) for unit in cable.units])
    assert bad.verdict is Verdict.UNVERIFIED
    conversation = Conversation([Exchange(Question("q"), [bad], State.STOPPED)])
    kept.keep(context, conversation)
    (again,) = kept.reopen(context, conversation.id).exchanges
    assert [(one.verdict, one.reason) for one in again.shown] == [(Verdict.UNVERIFIED, bad.reason)]


def test_a_forged_verdict_does_not_survive_the_reading(context: Context, home: Path) -> None:
    conversation = Conversation([Exchange(Question("q"), [said(context.desk, "")], State.STOPPED)])
    kept.keep(context, conversation)
    with sqlite3.connect(home / "answers.sqlite") as db:
        (body,) = db.execute("SELECT body FROM documents").fetchone()
        document = json.loads(body)
        document["exchanges"][0]["statements"][0]["text"] = "The minister took 4711 crowns."
        db.execute("UPDATE documents SET body = ?", (json.dumps(document),))
    (again,) = kept.reopen(context, conversation.id).exchanges
    assert [one.verdict for one in again.shown] == [Verdict.UNVERIFIED]


def test_made_without_or_above_a_clearance_it_is_neither_listed_nor_opened_nor_deleted_under_it(
    context: Context, home: Path
) -> None:
    free = talk(context, Question(DELAY))
    secret = talk(under(home, "S"), Question(DELAY))
    low = talk(under(home, "U"), Question(DELAY))
    assert {line.id for line in kept.listed(context)} == {free.id, secret.id, low.id}
    reader = under(home, "SBU")
    assert [line.id for line in kept.listed(reader)] == [low.id]
    for hidden in (free, secret):
        for act in (kept.reopen, kept.delete):
            with pytest.raises(UserError, match="not kept any more"):
                act(reader, hidden.id)
    assert len(kept.listed(context)) == 3


def test_going_on_with_a_low_conversation_without_a_clearance_lifts_it(context: Context, home: Path) -> None:
    low = talk(under(home, "U"), Question(DELAY))
    again = kept.reopen(context, low.id)
    kept.keep(context, again)
    assert kept.listed(under(home, "U")) == ()
    assert [line.level for line in kept.listed(context)] == [Level.UNMARKED]


def test_a_paragraph_above_the_clearance_by_now_takes_its_sentence_along(context: Context, home: Path) -> None:
    hidden = said(context.desk, "")
    assert hidden.marking.level > Level.U
    conversation = Conversation([Exchange(Question("q"), [hidden], State.STOPPED)])
    kept.keep(context, conversation)
    with sqlite3.connect(home / "answers.sqlite") as db:
        db.execute("UPDATE documents SET level = 1")
    (again,) = kept.reopen(under(home, "U"), conversation.id).exchanges
    assert again.shown == ()
    assert hidden.text not in markup_of(again)
    assert "One sentence is not shown" in again.problem


def test_a_deleted_cable_takes_the_conversations_that_cite_it(context: Context) -> None:
    told, other = talk(context, Question(DELAY)), talk(context, Question("Who is Bettine Aurelle?"))
    cited = {citation.cable for citation in told.exchanges[0].shown[0].citations}
    assert not cited & other.exchanges[0].cables
    assert context.writer().delete(sorted(cited)).answers == (told.id,)
    assert [line.id for line in kept.listed(context)] == [other.id]


def test_a_page_that_has_it_open_does_not_bring_a_deleted_cable_back(context: Context) -> None:
    told = talk(context, Question(DELAY))
    cited = told.exchanges[0].cables
    assert cited
    context.writer().delete(sorted(cited))
    kept.keep(context, told)
    assert told.exchanges == []
    assert kept.listed(context) == ()


def test_a_cable_deleted_while_it_is_kept_is_not_kept(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    told = Conversation([Exchange(Question("q"), [said(context.desk, "")], State.STOPPED)])
    whole = AnswerStore.put

    def late(store: AnswerStore, document: Document) -> None:
        context.writer().delete(["09PORTALDERA305"])
        whole(store, document)

    monkeypatch.setattr(AnswerStore, "put", late)
    kept.keep(context, told)
    assert kept.listed(context) == ()


def test_conversations_are_bounded_in_number(context: Context, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MAX_KEPT", 2)
    made = [talk(context, Question(UNKNOWN)).id for _ in range(4)]
    assert [line.id for line in kept.listed(context)] == [made[3], made[2]]
    with AnswerStore.open(home / "answers.sqlite") as store:
        assert len(store.list(limit=100)) == 2


def test_a_body_of_another_form_is_a_sentence(context: Context, home: Path) -> None:
    with AnswerStore.open(home / "answers.sqlite") as store:
        for ident, body in (("0", "{}"), ("1", '{"exchanges": [{"id": "x"}]}')):
            store.put(Document(DocumentSummary(ident, kept.KIND, "t", "2026", Level.U), frozenset(), body))
            with pytest.raises(UserError, match="cannot be read"):
                kept.reopen(context, ident)
        store.put(Document(DocumentSummary("2", "answer", "t", "2026", Level.U), frozenset(), "{}"))
    with pytest.raises(UserError, match="not kept any more"):
        kept.reopen(context, "2")


def test_backup_brings_conversations_back(context: Context, home: Path, tmp_path: Path) -> None:
    told = talk(context, Question(DELAY))
    context.desk.export(tmp_path / "all.backup")
    kept.delete(context, told.id)
    assert kept.listed(context) == ()
    Desk.open(Settings(home=home)).restore(tmp_path / "all.backup")
    assert kept.reopen(context, told.id).exchanges[0].shown


def test_a_deleted_conversation_is_gone_from_the_page_that_has_it_open(context: Context) -> None:
    told = context.sessions.take("a", talk(context, Question(DELAY)))
    kept.delete(context, told.id)
    assert context.sessions.get("a") is not told
    assert context.sessions.get("a").exchanges == []


def test_an_answer_that_ends_after_the_deletion_does_not_bring_the_conversation_back(context: Context) -> None:
    told = context.sessions.take("a", talk(context, Question(DELAY)))
    kept.delete(context, told.id)
    kept.keep(context, told)
    assert kept.listed(context) == ()


def test_an_answer_that_still_comes_does_not_take_the_page_of_a_new_conversation(context: Context) -> None:
    running = converse(context, "page", DELAY, Filters())
    assert 'class="question"' in str(next(running)[1])
    fresh = context.sessions.restart("page")
    past, live, *_ = list(running)[-1]
    assert past is None
    assert 'class="question"' not in str(live)
    assert context.sessions.get("page") is fresh
    assert fresh.last is None


def test_a_page_that_lost_its_conversation_to_another_does_not_write_over_it(context: Context) -> None:
    old = context.sessions.take("a", talk(context, Question(DELAY)))
    new = context.sessions.take("b", kept.reopen(context, old.id))
    new.add(Exchange(Question(UNKNOWN)))
    assert new.last is not None
    list(ask(context.desk, new.last))
    kept.keep(context, new)
    kept.keep(context, old)
    assert len(kept.reopen(context, new.id).exchanges) == 2
