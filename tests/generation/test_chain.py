"""From a question in its conversation to the answer: what is searched, sent, kept back, stopped and paid."""

import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from rag.answering.model import Answer, Outcome, Statement
from rag.cables.marking import Level
from rag.desk import Desk
from rag.errors import OperatorError, UserError
from rag.generation.engine import GenerativeEngine
from rag.generation.opening import open_model
from rag.retrieval.question import Question, Turn
from rag.settings import Settings
from rag.stores.filters import Filters
from tests.generation.conftest import Desks, answer_json, said
from tests.generation.server import Brain, Reply, Server
from tests.generation.test_verdicts import ASKED, CABLE, PRICE, RIGHT, scripted

Serve = Callable[[Brain], Server]
HISTORY = (
    Turn("user", "How long did the survey take?"),
    Turn("assistant", f"It took thirteen weeks. [{CABLE} ¶3] (SBU)"),
)
FOLLOW_UP = Question("And what did it cost?", HISTORY)
STANDALONE = json.dumps({"question": "What did the Kestrel Point survey cost?", "queries": ["survey cost dredging"]})


def text_of(body: dict) -> str:
    return "\n".join(message["content"] for message in body["messages"])


def is_search(body: dict) -> bool:
    return "Follow-up question" in text_of(body)


def conversing(draft: str, search: str = STANDALONE) -> Brain:
    return lambda body: Reply(search if is_search(body) else draft)


def engine_elsewhere(desk: Desk, host: str = "api.example.test") -> GenerativeEngine:
    """The Desk's engine with the scripted server standing for a remote one."""
    assert desk.model is not None
    desk.model.host = host
    engine = desk.engine
    assert isinstance(engine, GenerativeEngine)
    assert engine.host == host
    return engine


def test_without_a_model_nothing_changes(desks: Desks) -> None:
    desk = Desk.open(Settings(home=desks.home, cache=desks.cache))
    assert (desk.engine.name, desk.engine.host) == ("extractive", "")
    *statements, answer = desk.ask_stream(ASKED)
    assert isinstance(answer, Answer)
    assert answer.engine == "extractive"
    assert tuple(statements) == answer.verified


def test_a_question_without_history_is_searched_as_it_stands(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(RIGHT)))
    answer = desks.open(server).ask(ASKED)
    assert answer.provenance.queries == (ASKED.text,)
    assert len(server.requests) == 1


def test_a_follow_up_is_made_to_stand_alone_and_keeps_what_was_cited(serve: Serve, desks: Desks) -> None:
    cost = said("She added that the survey came in at USD 1.9 million.", (f"{CABLE}¶3", PRICE))
    server = serve(conversing(answer_json(cost)))
    answer = desks.open(server).ask(FOLLOW_UP)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.question == FOLLOW_UP.text
    first, second = (text_of(body) for body in server.requests)
    assert "It took thirteen weeks. [09PORTALDERA214 para 3] (SBU)" in first
    assert "Question: What did the Kestrel Point survey cost?" in second
    assert answer.provenance.queries[0] == "What did the Kestrel Point survey cost?"
    assert "survey cost dredging" in answer.provenance.queries


def test_the_paragraphs_cited_last_stay_candidates_within_the_filters(serve: Serve, desks: Desks) -> None:
    away = json.dumps({"question": "herring on the Tern Bank", "queries": ["herring"]})
    server = serve(conversing(answer_json(answered="none", why="not_stated"), away))
    desk = desks.open(server)
    desk.ask(FOLLOW_UP)
    assert f"ID {CABLE}¶3 " in text_of(server.requests[-1])
    limited = replace(FOLLOW_UP, filters=Filters(cables=("08SAINTBRANNOCH12",)))
    desk.ask(limited)
    assert CABLE not in text_of(server.requests[-1])


def test_an_unusable_search_leaves_the_question_as_it_stands(serve: Serve, desks: Desks) -> None:
    server = serve(conversing(answer_json(answered="none", why="unclear"), "{oops"))
    answer = desks.open(server, llm_retries=0).ask(FOLLOW_UP)
    assert answer.provenance.queries[0] == FOLLOW_UP.text
    assert answer.reason == "It is not clear what the question asks for."


def test_a_search_that_fails_fails_the_answer(serve: Serve, desks: Desks) -> None:
    server = serve(lambda _: Reply(status=401))
    answer = desks.open(server).ask(FOLLOW_UP)
    assert answer.outcome is Outcome.FAILED
    assert len(server.requests) == 1


def test_nothing_above_the_ceiling_leaves_the_machine(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(answered="none", why="not_stated")))
    desk = desks.open(server)
    asked = Question("What did imagery of the Zarh cofferdam show?")
    engine = engine_elsewhere(desk)
    answer = engine.answer(asked)
    sent = text_of(server.requests[-1])
    assert "(S//NOFORN)" not in sent
    assert "(C)" not in sent
    assert "unmarked" not in sent
    assert "Imagery shown to the Ambassador" not in sent
    left = [key for key, why in answer.provenance.left_out if why == "marking"]
    assert left
    assert f"{len(left)} paragraphs marked above SBU, or not at all, were not sent." in answer.notes
    desk.model.host = "127.0.0.1"  # type: ignore[union-attr]
    desk.ask(asked)
    assert "Imagery shown to the Ambassador" in text_of(server.requests[-1])


def test_where_nothing_may_be_sent_the_model_is_not_asked(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json()))
    answer = engine_elsewhere(desks.open(server, llm_max_marking="U")).answer(ASKED)
    assert answer.outcome is Outcome.DECLINED
    assert "may be sent to api.example.test" in answer.reason
    assert answer.nearest
    fallen = engine_elsewhere(desks.open(server, llm_max_marking="U", llm_fallback="extractive")).answer(ASKED)
    assert fallen.engine == "extractive"
    assert "may be sent to api.example.test" in fallen.notes[0]
    assert not server.requests


@pytest.mark.parametrize(
    ("turn", "goes"),
    [
        (f"It took thirteen weeks. [{CABLE} ¶3]", True),
        ("It took thirteen weeks.", False),
        ("Open over 70 meters. [07SAMRUKENT701 ¶3]", False),
        (f"Both. [{CABLE} ¶3] [07SAMRUKENT701 ¶3]", False),
        ("It took thirteen weeks. [09NOWHERE1 ¶3]", False),
    ],
)
def test_an_earlier_answer_leaves_only_with_sources_that_may(serve: Serve, desks: Desks, turn: str, goes: bool) -> None:
    server = serve(conversing(answer_json(answered="none", why="not_stated")))
    history = (Turn("user", "How long?"), Turn("assistant", turn))
    answer = engine_elsewhere(desks.open(server)).answer(Question("And the cost?", history))
    first = text_of(server.requests[0])
    assert (turn.split(".", maxsplit=1)[0] in first) is goes
    assert any("earlier answers were not sent" in note for note in answer.notes) is not goes


def test_the_clearance_holds_for_what_is_sent(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(answered="none", why="not_stated")))
    answer = desks.open(server).ask(
        Question("What did imagery of the Zarh cofferdam show?", filters=Filters(clearance=Level.SBU))
    )
    sent = text_of(server.requests[-1])
    assert "(S//NOFORN)" not in sent
    assert "(C)" not in sent
    assert answer.provenance.clearance == "SBU"


def test_the_budget_leaves_out_whole_paragraphs_and_says_so(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(answered="none", why="not_stated")))
    answer = desks.open(server, llm_budget_tokens=500).ask(Question("What did the survey of the channel cost?"))
    left = [key for key, why in answer.provenance.left_out if why == "budget"]
    assert left
    assert f"{len(left)} paragraphs did not fit the budget of 500 tokens." in answer.notes
    assert len(re.findall(r"<<<\w{16} ID ", text_of(server.requests[0]))) == len(answer.provenance.retrieved) - len(
        left
    )


def test_a_cable_that_is_not_held_is_told_to_the_model(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(answered="none", why="other_cable")))
    desks.open(server).ask(Question("What does 09PORTALDERA9999 say about dredging?"))
    assert "The library holds no cable 09PORTALDERA9999" in text_of(server.requests[0])


def test_nothing_found_is_declined_without_asking(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(RIGHT)))
    answer = desks.open(server).ask(Question("What?", filters=Filters(cables=("09NOWHERE1",))))
    assert answer.outcome is Outcome.DECLINED
    assert answer.reason == "The filters leave no cable to search."
    assert not server.requests


def test_a_statement_is_shown_before_the_next_one_is_written(serve: Serve, desks: Desks) -> None:
    second = said("She added that the survey came in at USD 1.9 million.", (f"{CABLE}¶3", PRICE))
    reply = answer_json(RIGHT, second)
    server = serve(lambda _: Reply(reply, size=8, hold=reply.index(", {", 200)))
    stream = desks.open(server, llm_timeout=30).ask_stream(ASKED)
    first = next(stream)
    assert isinstance(first, Statement)
    assert first.text == RIGHT["text"]
    assert not server.released.is_set()
    server.released.set()
    *shown, answer = stream
    assert [part.text for part in shown if isinstance(part, Statement)] == [second["text"]]
    assert isinstance(answer, Answer)


def test_stopping_keeps_what_was_verified_and_ends_the_call(serve: Serve, desks: Desks) -> None:
    second = said("She added that the survey came in at USD 1.9 million.", (f"{CABLE}¶3", PRICE))
    server = serve(lambda _: Reply(answer_json(RIGHT, *[second] * 20), size=8, pause=0.005))
    stop = threading.Event()
    stream = desks.open(server).ask_stream(ASKED, stop)
    assert isinstance(next(stream), Statement)
    stop.set()
    (answer,) = stream
    assert isinstance(answer, Answer)
    assert [one.text for one in answer.verified] == [RIGHT["text"]]
    assert answer.outcome is Outcome.ANSWERED
    assert answer.reason == "It was stopped before it was complete."
    assert server.hung_up.wait(5)


def test_a_call_that_begins_again_shows_nothing_twice(serve: Serve, desks: Desks) -> None:
    whole = answer_json(RIGHT)
    replies = [Reply(whole[:-3], end="cut"), Reply(whole)]
    server = serve(lambda _: replies.pop(0))
    parts = list(desks.open(server).ask_stream(ASKED))
    assert [type(part) for part in parts] == [Statement, Answer]


@pytest.mark.parametrize(
    ("reply", "told"),
    [
        (Reply(status=429), "is busy (429)"),
        (Reply(refusal="no"), "The model refused"),
        (Reply(answer_json(RIGHT)[:-9], finish="length"), "longer than REFTEL_LLM_MAX_OUTPUT"),
    ],
)
def test_the_fallback_answers_and_says_so(serve: Serve, desks: Desks, reply: Reply, told: str) -> None:
    server = serve(lambda _: reply)
    desk = desks.open(server, llm_fallback="extractive", llm_retries=0)
    answer = desk.ask(ASKED)
    assert answer.engine == "extractive"
    assert told in answer.notes[0]
    received = "may have received" if reply.status == 429 or reply.refusal else "received"
    assert answer.notes[1].startswith(f"127.0.0.1 {received} the question and 11 paragraphs, marked SBU at most.")
    alone = Desk.open(Settings(home=desks.home, cache=desks.cache)).ask(ASKED)
    assert [s.text for s in answer.statements] == [s.text for s in alone.statements]
    failed = desks.open(server, llm_retries=0).ask(ASKED)
    assert failed.outcome is Outcome.FAILED
    assert told in failed.reason
    assert not failed.statements
    assert failed.notes == (answer.notes[1],)


def test_the_spending_ceiling_stops_before_the_call(serve: Serve, desks: Desks, tmp_path: Path) -> None:
    table = tmp_path / "prices.json"
    table.write_text(json.dumps({"models": {"scripted": {"input": 10, "output": 10}}}))
    server = serve(scripted(answer_json(RIGHT)))
    desk = desks.open(server, llm_max_cost=0.06, llm_prices=table)
    desk.model._purse.price = open_prices(table)  # type: ignore[union-attr] # loopback is free of charge
    first = desk.ask(ASKED)
    assert 0 < first.usage["cost"] < 0.06
    second = desk.ask(ASKED)
    while second.outcome is Outcome.ANSWERED:
        second = desk.ask(ASKED)
    assert "cross the ceiling of 0.06" in second.reason
    assert desk.model._purse.spent <= 0.06  # type: ignore[union-attr]
    assert len(server.requests) < 10


def open_prices(table: Path):  # noqa: ANN201
    from rag.generation.prices import Prices

    return Prices.read(table).of("scripted")


def test_kept_replies_are_used_again_and_nothing_is_sent(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(RIGHT)))
    first = desks.open(server, llm_cache=True).ask(ASKED)
    second = desks.open(server, llm_cache=True).ask(ASKED)
    assert len(server.requests) == 1
    assert second.text == first.text
    assert second.usage["cached"] == 1
    assert second.usage["calls"] == 0
    desks.open(server).ask(ASKED)
    assert len(server.requests) == 2


def test_a_failure_is_never_kept(serve: Serve, desks: Desks) -> None:
    replies = [Reply("{oops"), Reply(answer_json(RIGHT))]
    server = serve(lambda _: replies.pop(0))
    desks.open(server, llm_cache=True, llm_retries=0).ask(ASKED)
    assert desks.open(server, llm_cache=True).ask(ASKED).outcome is Outcome.ANSWERED


def test_the_same_question_is_the_same_request(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(RIGHT)))
    desk = desks.open(server)
    answers = [desk.ask(ASKED) for _ in range(2)]
    assert server.requests[0] == server.requests[1]
    assert answers[0].provenance == answers[1].provenance


def test_other_prompts_have_another_hash(serve: Serve, desks: Desks, tmp_path: Path) -> None:
    import shutil

    from prompts import FOLDER

    own = tmp_path / "prompts"
    shutil.copytree(FOLDER, own, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    draft = own / "draft.md"
    draft.write_text(draft.read_text().replace("You answer questions", "You answer short questions"))
    server = serve(scripted(answer_json(RIGHT)))
    usual = desks.open(server).ask(ASKED)
    changed = desks.open(server, llm_prompts=own).ask(ASKED)
    assert changed.provenance.prompt_hash != usual.provenance.prompt_hash
    assert changed.provenance.settings_hash == usual.provenance.settings_hash
    assert "You answer short questions" in text_of(server.requests[1])


def test_a_model_of_openai_needs_a_key_and_its_key_goes_nowhere_else(
    serve: Serve, desks: Desks, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = Settings(home=desks.home, cache=desks.cache, llm_model="gpt-4o")
    with pytest.raises(UserError, match="REFTEL_LLM_API_KEY"):
        open_model(base)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-environment")
    assert open_model(base).host == "api.openai.com"
    server = serve(scripted(answer_json(RIGHT)))
    desks.open(server, llm_api_key="").ask(ASKED)
    assert "sk-environment" not in json.dumps(server.headers)


@pytest.mark.parametrize("url", ["ftp://x/v1", "127.0.0.1:8080", "http://"])
def test_an_address_that_is_none_is_told(desks: Desks, url: str) -> None:
    with pytest.raises(UserError, match="no address of a server"):
        open_model(Settings(home=desks.home, llm_model="m", llm_base_url=url))


def test_a_broken_prompt_folder_is_told(serve: Serve, desks: Desks, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="cannot be read"):
        desks.open(serve(scripted("")), llm_prompts=tmp_path / "none").ask(ASKED)


def test_extracts_are_given_without_the_client_library(desks: Desks) -> None:
    code = (
        "import sys; from pathlib import Path; from rag.desk import Desk; from rag.settings import Settings;"
        f"Desk.open(Settings(home=Path({str(desks.home)!r}), cache=Path({str(desks.cache)!r}))).engine;"
        "sys.exit(any(name.startswith(('langchain', 'openai')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_time_of_every_stage_is_told(serve: Serve, desks: Desks) -> None:
    answer = desks.open(serve(scripted(answer_json(RIGHT)))).ask(ASKED)
    assert {"embed", "search", "rescore", "model", "check", "total"} <= set(answer.timings)
    assert answer.timings["total"] >= answer.timings["model"] > 0


def test_a_price_that_nobody_knows_is_said_and_not_guessed(serve: Serve, desks: Desks) -> None:
    known, unknown = (desks.open(serve(scripted(answer_json(RIGHT)))) for _ in range(2))
    assert unknown.model is not None
    unknown.model._purse.price = None
    assert known.ask(ASKED).usage["cost"] == 0
    answer = unknown.ask(ASKED)
    assert "cost" not in answer.usage
    assert any("Price unknown: no price table lists scripted" in note for note in answer.notes)
