"""The table of everything that a model's server can do wrong, over the wire."""

import datetime as dt
import json
import threading
import time
from collections.abc import Callable
from email.utils import format_datetime

import pytest

from rag.errors import OperatorError, RetryError, UserError
from rag.generation import clock as clock_module
from rag.generation.chat import ChatClient
from rag.generation.clock import Clock
from rag.generation.failures import Kind, ModelFailureError
from rag.generation.methods import Method
from rag.generation.model import Call, LanguageModel
from rag.generation.prompts import Message, Prompts
from rag.generation.shapes import SaidSearch, SaidStatement
from rag.generation.spending import Account
from tests.generation.conftest import KEY, model_of
from tests.generation.server import Brain, Reply, Server, in_turn

SECRET = "the-words-of-the-prompt"
GOOD = json.dumps({"question": "a", "queries": ["b"]})
Serve = Callable[[Brain], Server]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Repetitions come at once; their pauses are tested by themselves."""
    monkeypatch.setattr(clock_module, "FIRST_PAUSE", 0.001)


def call() -> Call[SaidSearch]:
    prompt = Prompts().load("standalone")
    values = prompt.samples | {"question": SECRET}
    return Call(prompt, prompt.render(Method.JSON_SCHEMA, values), SaidSearch)


def ask(model: LanguageModel, account: Account | None = None, seconds: float = 10) -> SaidSearch:
    return model.whole(call(), Method.JSON_SCHEMA, Clock(seconds), account or Account()).value


def error(status: int, message: str = "no", code: str = "", **headers: str) -> Reply:
    told = f"{message} {KEY} {SECRET}"
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status=status, error={"message": told, "type": "x", "code": code}, headers=named)


TABLE = [
    ("busy", error(429), Kind.BUSY, 3, RetryError, "busy"),
    ("quota", error(429, code="insufficient_quota"), Kind.QUOTA, 1, OperatorError, "quota"),
    ("500", error(500), Kind.BROKEN, 3, RetryError, "failed (500)"),
    ("502", error(502), Kind.BROKEN, 3, RetryError, "failed (502)"),
    ("503", error(503), Kind.BROKEN, 3, RetryError, "failed (503)"),
    ("bad key", error(401), Kind.KEY, 1, OperatorError, "REFTEL_LLM_API_KEY"),
    ("forbidden", error(403), Kind.KEY, 1, OperatorError, "refused the key"),
    ("unknown model", error(404), Kind.MODEL, 1, OperatorError, "does not know the model scripted"),
    ("bad request", error(400), Kind.REQUEST, 1, OperatorError, "refused the request (400)"),
    ("overflow", error(400, code="context_length_exceeded"), Kind.OVERFLOW, 1, OperatorError, "BUDGET_TOKENS"),
    ("filtered request", error(400, code="content_filter"), Kind.FILTERED, 1, UserError, "content filter"),
    ("redirect", error(307, Location="http://127.0.0.1:1/v1"), Kind.REQUEST, 1, OperatorError, "refused"),
    ("silence before", Reply(GOOD, before=1.0), Kind.TIMEOUT, 3, RetryError, "in time"),
    ("silence inside", Reply(GOOD, end="hang"), Kind.TIMEOUT, 3, RetryError, "in time"),
    ("reset inside", Reply(GOOD[:9], end="reset"), Kind.CUT, 3, RetryError, "broke off"),
    ("cut stream", Reply(GOOD, end="cut"), Kind.CUT, 3, RetryError, "broke off"),
    ("cut in JSON", Reply(GOOD[:9], end="cut"), Kind.CUT, 3, RetryError, "broke off"),
    ("length", Reply(GOOD[:9], finish="length"), Kind.LENGTH, 1, OperatorError, "MAX_OUTPUT"),
    ("no end", Reply(GOOD[:9] + " " * 10_001), Kind.LENGTH, 1, OperatorError, "MAX_OUTPUT"),
    ("content filter", Reply(GOOD[:9], finish="content_filter"), Kind.FILTERED, 1, UserError, "content filter"),
    ("refusal", Reply(refusal=f"I will not {SECRET}"), Kind.REFUSED, 1, UserError, "The model refused"),
    ("no choices", Reply(choices=False), Kind.EMPTY, 3, RetryError, "empty"),
    ("empty text", Reply(""), Kind.EMPTY, 3, RetryError, "empty"),
    ("bad JSON", Reply('{"question": oops}'), Kind.MALFORMED, 3, RetryError, "form asked for"),
    ("wrong shape", Reply('{"question": "a"}'), Kind.MALFORMED, 3, RetryError, "REFTEL_LLM_STRUCTURED"),
    ("no events", Reply(raw=b"<html>proxy</html>"), Kind.MALFORMED, 3, RetryError, "form"),
    ("no JSON in an event", Reply(raw=b"data: {oops\n\n"), Kind.MALFORMED, 3, RetryError, "form"),
    ("an event of another kind", Reply(raw=b"data: [1, 2]\n\n"), Kind.MALFORMED, 3, RetryError, "form"),
    ("an error event", Reply(raw=b'data: {"error": {"message": "x"}}\n\n'), Kind.BROKEN, 3, RetryError, "failed"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "kind", "calls", "raised", "told"), [row[1:] for row in TABLE], ids=[r[0] for r in TABLE]
)
def test_every_failure_is_repeated_as_often_as_it_helps_and_told_without_secrets(
    serve: Serve,
    caplog: pytest.LogCaptureFixture,
    reply: Reply,
    kind: Kind,
    calls: int,
    raised: type[Exception],
    told: str,
) -> None:
    caplog.set_level("INFO", "rag")
    server = serve(lambda _: reply)
    with pytest.raises(ModelFailureError) as failure:
        ask(model_of(server, timeout=0.4))
    assert failure.value.kind is kind
    assert len(server.requests) == calls
    error = failure.value.told("scripted", "127.0.0.1")
    assert isinstance(error, raised)
    assert told in str(error)
    for text in (str(error), repr(failure.value), caplog.text):
        assert KEY not in text
        assert SECRET not in text


@pytest.mark.parametrize("first", [error(429), error(503), Reply(GOOD, end="cut"), Reply("{"), Reply(choices=False)])
def test_a_passing_failure_is_got_over(serve: Serve, first: Reply) -> None:
    server = serve(in_turn(first, Reply(GOOD)))
    assert ask(model_of(server)).queries == ("b",)
    assert len(server.requests) == 2


@pytest.mark.parametrize("dated", [False, True])
def test_a_server_that_asks_for_more_time_than_there_is_is_not_asked_again(serve: Serve, dated: bool) -> None:
    moment = dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30)
    asked = format_datetime(moment, usegmt=True) if dated else "30"
    server = serve(in_turn(error(429, Retry_After=asked), Reply(GOOD)))
    with pytest.raises(ModelFailureError) as failure:
        ask(model_of(server))
    assert failure.value.retry_after is not None
    assert 15 < failure.value.retry_after <= 30
    assert len(server.requests) == 1


def test_pauses_double_and_give_the_server_the_time_that_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    class Event(threading.Event):
        def wait(self, timeout: float | None = None) -> bool:
            waited.append(timeout or 0)
            return False

    monkeypatch.setattr(clock_module, "FIRST_PAUSE", 0.5)
    clock = Clock(1000, Event())
    for attempt, asked in ((1, None), (2, None), (3, None), (1, 7.5)):
        assert clock.pause(attempt, asked)
    for seconds, least in zip(waited, (0.5, 1, 2, 7.5), strict=True):
        assert least <= seconds <= 1.25 * least


def test_a_reader_who_stops_is_not_kept_waiting() -> None:
    stop = threading.Event()
    stop.set()
    assert not Clock(1000, stop).pause(1, 30)


def test_an_unreadable_retry_after_is_none(serve: Serve) -> None:
    server = serve(in_turn(error(429, Retry_After="soon"), Reply(GOOD)))
    assert ask(model_of(server)).question == "a"


def test_one_deadline_holds_for_all_repetitions(serve: Serve) -> None:
    server = serve(lambda _: Reply(GOOD, before=0.3, end="cut"))
    with pytest.raises(ModelFailureError):
        ask(model_of(server, retries=10), seconds=1)
    assert len(server.requests) <= 4


def test_a_server_that_drips_runs_into_the_deadline(serve: Serve) -> None:
    server = serve(lambda _: Reply(GOOD[:5], end="drip"))
    with pytest.raises(ModelFailureError) as failure:
        ask(model_of(server, timeout=5, retries=0), seconds=0.6)
    assert failure.value.kind is Kind.TIMEOUT


def test_no_call_is_made_after_the_deadline(serve: Serve) -> None:
    server = serve(lambda _: Reply(GOOD))
    with pytest.raises(ModelFailureError) as failure:
        ask(model_of(server), seconds=0)
    assert failure.value.kind is Kind.TIMEOUT
    assert not server.requests


def test_a_server_that_is_not_there_is_told() -> None:
    dead = Server(lambda _: Reply())
    dead.server_close()
    with pytest.raises(ModelFailureError) as failure:
        ask(model_of(dead, retries=0))
    assert failure.value.kind is Kind.UNREACHABLE


def test_a_model_that_takes_no_temperature_is_asked_without(serve: Serve) -> None:
    def brain(body: dict) -> Reply:
        return error(400, "temperature is not supported") if "temperature" in body else Reply(GOOD)

    server = serve(brain)
    model = model_of(server)
    ask(model)
    ask(model)
    assert ["temperature" in body for body in server.requests] == [True, False, False]


def test_every_call_is_charged_once(serve: Serve) -> None:
    server = serve(in_turn(error(429), Reply(GOOD, end="cut"), Reply(GOOD)))
    account = Account()
    ask(model_of(server), account)
    words = sum(len(message["content"].split()) for message in server.requests[0]["messages"])
    assert account.calls == 2
    assert account.sent > words
    assert account.estimated
    assert account.cost == 0


def test_a_server_that_counts_nothing_is_counted_for(serve: Serve) -> None:
    account = Account()
    ask(model_of(serve(lambda _: Reply(GOOD, usage=False))), account)
    assert account.estimated
    assert account.received > 5


def test_closing_the_stream_ends_the_call_and_charges_what_came(serve: Serve) -> None:
    text = json.dumps({"statements": [{"citations": [], "text": "one"}] * 30})
    server = serve(lambda _: Reply(text, size=20, pause=0.02))
    account = Account()
    stream = model_of(server).stream(call(), Method.JSON_SCHEMA, Clock(10), account)
    assert isinstance(next(stream), SaidStatement)
    stream.close()
    assert server.hung_up.wait(5)
    assert 0 < account.received < 100


def test_the_request_is_what_the_settings_say(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    # Variables that LangChain or OpenAI's library would follow of themselves.
    for name, value in (
        ("LANGSMITH_TRACING", "true"),
        ("LANGCHAIN_TRACING_V2", "true"),
        ("LANGSMITH_API_KEY", "x"),
        ("LANGSMITH_ENDPOINT", "http://127.0.0.1:9"),
        ("HTTP_PROXY", "http://127.0.0.1:9"),
        ("OPENAI_PROXY", "http://127.0.0.1:9"),
    ):
        monkeypatch.setenv(name, value)
    server = serve(lambda _: Reply(GOOD))
    ask(model_of(server))
    (body,) = server.requests
    assert body["model"] == "scripted"
    assert body["stream"] is True
    assert body["temperature"] == 0
    assert body["max_tokens"] == 500
    assert "max_completion_tokens" not in body
    assert [message["role"] for message in body["messages"]] == ["system", "user"]
    assert body["response_format"]["json_schema"]["strict"] is True
    assert server.headers[0]["authorization"] == f"Bearer {KEY}"


def test_openais_own_service_is_told_the_limit_by_its_newer_name(serve: Serve) -> None:
    server = serve(lambda _: Reply(GOOD))
    client = ChatClient("scripted", server.url, "api.openai.com", KEY, 500)
    assert "".join(piece.text for piece in client.stream([Message("user", "a")], {}, 5, 5)) == GOOD
    (body,) = server.requests
    assert body["max_completion_tokens"] == 500
    assert "max_tokens" not in body


def test_waiting_for_the_server_is_told_apart_from_our_own_time(serve: Serve) -> None:
    text = json.dumps({"statements": [{"citations": [], "text": "one"}] * 3, "question": "a", "queries": ["b"]})
    account = Account()
    started = time.perf_counter()
    for part in model_of(serve(lambda _: Reply(text, before=0.2))).stream(
        call(), Method.JSON_SCHEMA, Clock(10), account
    ):
        if isinstance(part, SaidStatement):
            time.sleep(0.3)
    assert account.seconds >= 0.2
    assert time.perf_counter() - started - account.seconds >= 0.85
    failed = Account()
    with pytest.raises(ModelFailureError):
        ask(model_of(serve(lambda _: Reply(status=401, before=0.2))), failed)
    assert failed.seconds >= 0.2
