"""Pointers, sessions and rates: what comes from outside is bounded."""

import pytest

from rag.answering.model import Statement
from rag.cables.model import Key
from rag.errors import RetryError
from rag.retrieval.question import Question
from rag.web import pointers
from rag.web.pointers import BriefPointer, CitationPointer, ParagraphPointer
from rag.web.rates import MAX_KEYS, RateLimit
from rag.web.sessions import MAX_TURNS, Conversation, Exchange, Sessions


@pytest.mark.parametrize(
    "pointer", [CitationPointer("0a1b2c3d", 2, 1), ParagraphPointer(Key("09PORTALDERA214", 3)), BriefPointer(4, 0)]
)
def test_pointer_is_read_back(pointer: pointers.Pointer) -> None:
    assert pointers.read(str(pointer)) == pointer


@pytest.mark.parametrize("words", ["", "c:../x:1:1", "p:09A1:-1", "p:<b>:1", "b:1", "c:0a1b2c3d:1:1 ", "p:09A1:1\n"])
def test_other_words_are_no_pointer(words: str) -> None:
    assert pointers.read(words) is None


def test_sessions_are_apart_and_bounded() -> None:
    sessions = Sessions(limit=3)
    first = sessions.get("a")
    first.add(Exchange(Question("q")))
    assert sessions.get("b").exchanges == []
    assert sessions.get("a") is first
    for name in "cdef":
        sessions.get(name)
    assert len(sessions) <= 3
    assert sessions.get("a") is not first
    assert sessions.get(None) is not sessions.get(None)


def test_idle_sessions_are_let_go() -> None:
    sessions = Sessions(idle=0.0)
    old = sessions.get("a")
    assert sessions.get("a") is not old


def test_restart_stops_what_runs() -> None:
    sessions = Sessions()
    exchange = Exchange(Question("q"))
    sessions.get("a").add(exchange)
    assert sessions.restart("a").exchanges == []
    assert exchange.stop.is_set()


def test_the_brief_stays_on_its_page_whatever_conversation_is_taken_up() -> None:
    sessions = Sessions()
    brief = object()
    sessions.get("a").brief = brief
    kept = Conversation()
    assert sessions.restart("a").brief is brief
    assert sessions.take("a", kept).brief is brief
    assert sessions.get("a") is kept


def test_a_conversation_is_open_on_one_page_at_a_time() -> None:
    sessions = Sessions()
    exchange = Exchange(Question("q"))
    first = sessions.get("a")
    first.add(exchange)
    again = Conversation(id=first.id)
    assert sessions.take("b", again) is again
    assert sessions.get("b") is again
    assert sessions.get("a").exchanges == []
    assert exchange.stop.is_set()


def test_conversation_keeps_the_newest_turns() -> None:
    conversation = Sessions().get("a")
    for place in range(MAX_TURNS + 5):
        conversation.add(Exchange(Question(str(place))))
    assert len(conversation.exchanges) == MAX_TURNS
    assert conversation.last is not None
    assert conversation.last.question.text == str(MAX_TURNS + 4)
    assert conversation.find(conversation.last.id) is conversation.last
    assert conversation.find("00000000") is None


def test_history_holds_questions_and_verified_words_only() -> None:
    conversation = Sessions().get("a")
    conversation.add(Exchange(Question("What?"), list[Statement]()))
    assert [tuple(turn) for turn in conversation.history()] == [("user", "What?"), ("assistant", "")]


def test_rate_limit_says_when_to_go_on_and_does() -> None:
    now = [0.0]
    rate = RateLimit(2, "questions", clock=lambda: now[0])
    rate.take("a")
    now[0] = 10
    rate.take("a")
    rate.take("b")
    with pytest.raises(RetryError, match="More than 2 questions in a minute; go on in 50 s"):
        rate.take("a")
    now[0] = 61
    rate.take("a")


def test_rate_limit_forgets_old_sessions() -> None:
    rate = RateLimit(1, "questions")
    rate.take("first")
    with pytest.raises(RetryError):
        rate.take("first")
    for place in range(MAX_KEYS):
        rate.take(str(place))
    rate.take("first")
