"""Scripted replies, right and wrong in every way: the verdict in the JSON, on the terminal and in the eval report."""

import json
import re
from collections.abc import Callable

import pytest

from eval.desk import reply_of
from rag.answering.document import answer_document
from rag.answering.model import Outcome
from rag.retrieval.question import Question
from rag.stores.filters import Filters
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.generation.conftest import KEY, Desks, answer_json, said
from tests.generation.server import Brain, Reply, Server

CABLE = "09PORTALDERA214"
ASKED = Question("How long did the technical survey at Kestrel Point take?", filters=Filters(cables=(CABLE,)))
WEEKS = "took thirteen weeks because of winter storms"
PRICE = "She added that the survey came in at USD 1.9 million, above her estimate of last December"
BANK = 'using a loan that Sorrento said was "agreed in principle" with a regional development bank she would not name'
NOTHING = json.dumps({"statements": []})
Serve = Callable[[Brain], Server]

RIGHT = said(f"Sorrento added that the survey {WEEKS}.", (f"{CABLE}¶3", f"{PRICE}, and {WEEKS}."))
WRONG = {
    "a paragraph that was not sent": (
        said("The survey took thirteen weeks.", ("09PORTALDERA231¶3", WEEKS)),
        "09PORTALDERA231 ¶3 was not among the paragraphs",
    ),
    "a paragraph that does not exist": (
        said("The survey took thirteen weeks.", (f"{CABLE}¶99", WEEKS)),
        f"{CABLE} has no paragraph 99",
    ),
    "a quotation from another paragraph": (said("Sorrento would not name the bank.", (f"{CABLE}¶3", BANK)), "¶2"),
    "an altered digit": (
        said("The survey came in at USD 1.8 million.", (f"{CABLE}¶3", PRICE)),
        "1.8",
    ),
    "an altered number in words": (
        said("The survey took fourteen weeks because of winter storms.", (f"{CABLE}¶3", WEEKS)),
        "14",
    ),
    "a dropped negation": (
        said("Sorrento said the loan was with a regional development bank she would name.", (f"{CABLE}¶2", BANK)),
        "negat",
    ),
    "an invented name": (
        said(
            "Sorrento told Marcus Hale that the survey took thirteen weeks.", (f"{CABLE}¶3", f"{PRICE}, and {WEEKS}.")
        ),
        "Hale",
    ),
    "an invented quotation": (
        said("The survey took thirteen weeks.", (f"{CABLE}¶3", "the survey lasted a full thirteen weeks in all")),
        "",
    ),
    "no citation at all": (said("The survey took thirteen weeks."), "no paragraph is cited"),
}


def scripted(draft: str, correction: str = NOTHING) -> Brain:
    """A model that writes this draft, and this correction when it is asked for one."""
    return lambda body: Reply(correction if "failed the check" in body["messages"][-1]["content"] else draft)


def test_a_right_statement_is_verified_with_its_paragraph(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(RIGHT)))
    answer = desks.open(server).ask(ASKED)
    assert answer.outcome is Outcome.ANSWERED
    (statement,) = answer.verified
    assert [citation.shown for citation in statement.citations] == [f"{CABLE} ¶3"]
    assert str(statement.marking) == "SBU"
    assert answer.engine == "llm"
    assert (answer.provenance.model, answer.provenance.host) == ("scripted", "127.0.0.1")
    assert answer.usage["calls"] == 1
    assert len(server.requests) == 1
    assert answer.notes[0].startswith("127.0.0.1 received the question and ")


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_statement_is_shown_as_unverified_with_the_reason(serve: Serve, desks: Desks, name: str) -> None:
    statement, why = WRONG[name]
    answer = desks.open(serve(scripted(answer_json(RIGHT, statement)))).ask(ASKED)
    shown = answer_document(answer)["statements"]
    assert [one["verdict"] for one in shown] == ["verified", "unverified"]  # type: ignore[union-attr]
    assert why in answer.statements[1].reason
    assert answer.statements[1].reason
    assert answer.text == RIGHT["text"]
    reply = reply_of(answer)
    assert [one.verified for one in reply.statements] == [True, False]
    assert reply.text == RIGHT["text"]


def test_a_model_that_declines_is_heard(serve: Serve, desks: Desks) -> None:
    server = serve(scripted(answer_json(answered="none", why="breaks_off")))
    answer = desks.open(server).ask(ASKED)
    assert answer.outcome is Outcome.DECLINED
    assert answer.reason.startswith("The source breaks off")
    assert answer.nearest
    assert answer.coverage.cables == 1
    assert len(server.requests) == 1


def test_where_nothing_can_be_checked_the_answer_is_declined_and_shows_what_failed(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    answer = desks.open(serve(scripted(answer_json(wrong)))).ask(ASKED)
    assert answer.outcome is Outcome.DECLINED
    assert "could be checked" in answer.reason
    assert len(answer.statements) == 1
    assert answer.text == ""


def test_a_part_is_called_a_part(serve: Serve, desks: Desks) -> None:
    answer = desks.open(serve(scripted(answer_json(RIGHT, answered="part", why="other_cable")))).ask(ASKED)
    assert answer.outcome is Outcome.ANSWERED
    assert answer.reason.startswith("Only a part of the question is answered. What was found leaves")


def test_an_answer_without_statements_is_none(serve: Serve, desks: Desks) -> None:
    answer = desks.open(serve(scripted(answer_json()))).ask(ASKED)
    assert answer.outcome is Outcome.DECLINED
    assert answer.reason == "What was found does not say it."


def test_one_repair_round_shows_the_model_what_failed_and_why(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    right = said("The survey came in at USD 1.9 million.", (f"{CABLE}¶3", PRICE), number=1)
    correction = json.dumps({"statements": [right, {**right, "number": 7}]})
    server = serve(scripted(answer_json(wrong, RIGHT), correction))
    answer = desks.open(server).ask(ASKED)
    assert [one.text for one in answer.verified] == [right["text"], RIGHT["text"]]
    assert len(server.requests) == 2
    roles = [message["role"] for message in server.requests[1]["messages"]]
    assert roles == ["system", "user", "assistant", "user"]
    asked = server.requests[1]["messages"][-1]["content"]
    assert '1. "The survey came in at USD 1.8 million."' in asked
    assert re.search(r"failed: .*1\.8", asked)
    assert RIGHT["text"] not in asked


def test_a_correction_that_fails_too_stays_unverified_and_there_is_no_third_round(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    worse = {**wrong, "text": "The survey came in at USD 1.7 million.", "number": 1}
    server = serve(scripted(answer_json(wrong, RIGHT), json.dumps({"statements": [worse]})))
    answer = desks.open(server).ask(ASKED)
    assert "1.7" in answer.statements[0].reason
    assert len(server.requests) == 2


def test_a_repair_round_that_breaks_leaves_the_draft(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    answer = desks.open(serve(scripted(answer_json(RIGHT, wrong), "{oops")), llm_retries=0).ask(ASKED)
    assert [one.text for one in answer.verified] == [RIGHT["text"]]
    assert answer.notes[-1].startswith("The model gave no usable correction")


def test_near_miss_ids_are_led_back_to_what_was_sent(serve: Serve, desks: Desks) -> None:
    loose = said(RIGHT["text"], ("09 Port Aldera 0214, para 3", f"{PRICE}, and {WEEKS}."))
    answer = desks.open(serve(scripted(answer_json(loose)))).ask(ASKED)
    assert [c.shown for c in answer.verified[0].citations] == [f"{CABLE} ¶3"]


def test_the_terminal_tells_verdicts_host_and_what_was_sent(
    serve: Serve,
    desks: Desks,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong, _ = WRONG["an invented name"]
    server = serve(scripted(answer_json(RIGHT, wrong)))
    desks.configure(server, monkeypatch)
    result = run("ask", ASKED.text, "--cable", CABLE)
    assert result.code == 0
    assert f"[{CABLE} ¶3] (SBU)" in result.out
    assert "UNVERIFIED: Sorrento told Marcus Hale" in result.out
    assert "Written by: scripted on 127.0.0.1." in result.out
    assert "127.0.0.1 received the question" in result.out
    server.brain = lambda _: Reply(status=401, error={"message": f"bad key {KEY}"})
    fallen = run("ask", ASKED.text, "--cable", CABLE, "--json")
    assert fallen.code == 0
    assert fallen.rows[0]["engine"] == "extractive"
    assert fallen.rows[0]["notes"][0].startswith("Answered by verbatim extracts, without the model scripted: ")
    failed = run("ask", ASKED.text, "--cable", CABLE, "--fallback", "none")
    assert failed.code == 3
    assert "refused the key (401); check REFTEL_LLM_API_KEY" in failed.err
    as_json = run("ask", ASKED.text, "--cable", CABLE, "--fallback", "none", "--json")
    assert (as_json.code, as_json.rows[0]["outcome"]) == (3, "failed")
    for text in (fallen.out, fallen.err, failed.out, failed.err, as_json.out, as_json.err):
        assert KEY not in text
        assert "Traceback" not in text
