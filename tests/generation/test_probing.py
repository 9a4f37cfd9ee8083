import json
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.generation import clock as clock_module
from rag.generation.clock import Clock
from rag.generation.failures import Kind, ModelFailureError
from rag.generation.methods import Method
from rag.generation.model import Call
from rag.generation.probing import MethodFinder, Probes
from rag.generation.prompts import Prompts
from rag.generation.shapes import SaidSearch
from rag.generation.spending import Account
from tests.generation.conftest import model_of
from tests.generation.server import Brain, Reply, Server

GOOD = json.dumps({"question": "dredging", "queries": ["harbor"]})
MARKED = "QUESTION: dredging\nSEARCH: harbor\nDONE\n"
Serve = Callable[[Brain], Server]


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_module, "FIRST_PAUSE", 0.001)


def method_of(body: dict) -> Method:
    """What a request asks for."""
    if body.get("tools"):
        return Method.FUNCTION_CALLING
    kind = body.get("response_format", {}).get("type", "text")
    return Method(kind)


def only(*known: Method, otherwise: Reply) -> Brain:
    """A server that knows some methods."""

    def brain(body: dict) -> Reply:
        method = method_of(body)
        if method not in known:
            return otherwise
        return Reply(MARKED if method is Method.TEXT else GOOD)

    return brain


def finder(folder: Path, url: str = "u", setting: Method | None = None) -> MethodFinder:
    return MethodFinder(setting or "auto", url, Prompts(), Probes(folder / "methods.json"))


@pytest.mark.parametrize("known", Method)
@pytest.mark.parametrize(
    "otherwise",
    [Reply(status=400, error={"message": "type should be text"}), Reply(status=500), Reply("Sorry, here is no JSON")],
    ids=["refuses", "breaks", "ignores"],
)
def test_the_first_method_that_works_is_found_and_remembered(
    serve: Serve, tmp_path: Path, known: Method, otherwise: Reply
) -> None:
    server = serve(only(known, otherwise=otherwise))
    assert finder(tmp_path).find(model_of(server), Clock(20), Account()) is known
    before = len(server.requests)
    assert finder(tmp_path).find(model_of(server), Clock(20), Account()) is known
    assert len(server.requests) == before
    assert before == list(Method).index(known) + 1


def test_every_method_reads_the_same_reply(serve: Serve) -> None:
    server = serve(only(*Method, otherwise=Reply(status=500)))
    prompt = Prompts().load("probe")
    for method in Method:
        call = Call(prompt, prompt.render(method, {}), SaidSearch)
        assert model_of(server).whole(call, method, Clock(9), Account()).value.queries == ("harbor",)
    assert [method_of(body) for body in server.requests] == list(Method)


def test_another_server_is_probed_anew(serve: Serve, tmp_path: Path) -> None:
    server = serve(only(*Method, otherwise=Reply(status=500)))
    finder(tmp_path, "one").find(model_of(server), Clock(9), Account())
    finder(tmp_path, "two").find(model_of(server), Clock(9), Account())
    assert len(server.requests) == 2


def test_a_setting_is_not_probed(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda _: Reply(status=500))
    assert finder(tmp_path, setting=Method.TEXT).find(model_of(server), Clock(9), Account()) is Method.TEXT
    assert not server.requests


@pytest.mark.parametrize(("status", "kind"), [(401, Kind.KEY), (404, Kind.MODEL), (429, Kind.BUSY), (503, Kind.BROKEN)])
def test_a_server_out_of_order_teaches_nothing(serve: Serve, tmp_path: Path, status: int, kind: Kind) -> None:
    server = serve(lambda _: Reply(status=status))
    with pytest.raises(ModelFailureError) as failure:
        finder(tmp_path).find(model_of(server), Clock(9), Account())
    assert failure.value.kind is kind
    assert all(method_of(body) is Method.JSON_SCHEMA for body in server.requests)
    assert not (tmp_path / "methods.json").exists()


def test_a_server_that_knows_nothing_is_told(serve: Serve, tmp_path: Path) -> None:
    server = serve(lambda _: Reply(status=500))
    with pytest.raises(ModelFailureError):
        finder(tmp_path).find(model_of(server), Clock(9), Account())
    assert len(server.requests) == len(Method)


@pytest.mark.parametrize("text", ["no json", "[]", '{"x": "magic"}'])
def test_a_damaged_memory_is_no_memory(tmp_path: Path, text: str) -> None:
    (tmp_path / "methods.json").write_text(text)
    assert Probes(tmp_path / "methods.json").find("x") is None


def test_a_memory_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    Probes(tmp_path / "file" / "methods.json").keep("x", Method.TEXT)
    assert Probes(tmp_path / "file" / "methods.json").find("x") is None
