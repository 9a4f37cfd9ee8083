import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TypedDict, cast

import numpy as np
import pytest

from rag.embedding import endpoint
from rag.embedding.endpoint import EndpointEmbedder
from rag.errors import OperatorError, ReftelError, RetryError, UserError

KEY = "sk-very-secret"
Rows = list[dict[str, object]]


class Request(TypedDict):
    """The body of a request, as far as these tests read it."""

    input: list[str]
    model: str
    encoding_format: str


def vector_of(text: str) -> list[float]:
    """What the server in these tests makes of a text: not of unit length, and of the text alone."""
    return [float(len(text)), 1.0, float(text.count("a"))]


def honest(texts: list[str]) -> Rows:
    return [{"object": "embedding", "index": at, "embedding": vector_of(text)} for at, text in enumerate(texts)]


@dataclass
class FakeServer:
    """An embeddings server on loopback that answers as `reply` says, and keeps what it was sent."""

    url: str = ""
    reply: Callable[[list[str]], Rows] = honest
    raw: bytes = b""
    statuses: list[int] = field(default_factory=list)
    location: str = ""
    silent: threading.Event = field(default_factory=threading.Event)
    stall: bool = False
    sent: list[Request] = field(default_factory=list)
    authorizations: list[str] = field(default_factory=list)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        request = cast("Request", json.loads(handler.rfile.read(int(handler.headers["Content-Length"]))))
        self.sent.append(request)
        self.authorizations.append(handler.headers["Authorization"])
        if self.stall:
            self.silent.wait(20)
            return
        status = self.statuses.pop(0) if self.statuses else 200
        body = {"object": "list", "data": self.reply(request["input"]), "model": "m"}
        if status != 200:
            body = {"error": {"message": f"Incorrect API key provided: {KEY}"}}
        data = self.raw or json.dumps(body).encode()
        handler.send_response(status)
        handler.send_header("Content-Type", "application/json")
        handler.send_header("Content-Length", str(len(data)))
        handler.send_header("retry-after-ms", "1")
        if self.location:
            handler.send_header("Location", self.location)
        handler.end_headers()
        handler.wfile.write(data)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    fake = FakeServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            fake.answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # named so by the base class
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        fake.url = f"http://127.0.0.1:{http.server_port}/v1"
        yield fake
        fake.silent.set()
        http.shutdown()
        thread.join()


@pytest.fixture
def remote(server: FakeServer) -> Iterator[EndpointEmbedder]:
    embedder = EndpointEmbedder("some-model", server.url, KEY)
    yield embedder
    embedder._client.close()


def failure(remote: EndpointEmbedder, kind: type[ReftelError]) -> str:
    with pytest.raises(kind) as caught:
        remote.embed(["alpha", "beta"])
    message = str(caught.value)
    assert KEY not in message
    assert KEY not in repr(caught.value.__cause__)
    assert message.startswith("The embeddings server at 127.0.0.1 ")
    return message


def test_vectors_are_unit_rows_in_order(server: FakeServer, remote: EndpointEmbedder) -> None:
    texts = ["alpha", "a longer text", "banana"]
    expected = np.array([vector_of(text) for text in texts])
    expected /= np.linalg.norm(expected, axis=1, keepdims=True)
    np.testing.assert_allclose(remote.embed(texts), expected, atol=1e-6)
    assert server.sent == [{"input": texts, "model": "some-model", "encoding_format": "float"}]
    assert server.authorizations == [f"Bearer {KEY}"]
    assert remote.dimension == 3
    assert len(server.sent) == 1


def test_dimension_is_asked_for_when_nothing_was_embedded(server: FakeServer, remote: EndpointEmbedder) -> None:
    assert remote.embed([]).shape == (0, 3)
    assert len(server.sent) == 1


def test_order_is_by_index(server: FakeServer, remote: EndpointEmbedder) -> None:
    texts = ["alpha", "a longer text", "banana"]
    straight = remote.embed(texts)
    server.reply = lambda texts: honest(texts)[::-1]
    np.testing.assert_array_equal(remote.embed(texts), straight)


def test_many_texts_are_several_requests(server: FakeServer, remote: EndpointEmbedder) -> None:
    texts = [f"text {number}" for number in range(endpoint.REQUEST_TEXTS + 3)]
    assert remote.embed(texts).shape == (len(texts), 3)
    assert [len(request["input"]) for request in server.sent] == [endpoint.REQUEST_TEXTS, 3]


def test_text_beyond_the_window_is_sent_in_parts_that_fit(server: FakeServer, remote: EndpointEmbedder) -> None:
    text = "The envoy left. " * 400
    assert remote.embed([text, ""]).shape == (2, 3)
    parts = server.sent[0]["input"]
    assert len(parts) > 3
    assert all(remote.count(part) <= remote.window for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert parts[-1] == " "


@pytest.mark.parametrize(
    ("reply", "says"),
    [
        (lambda texts: honest(texts)[:1], "1 vectors came for 2 texts"),
        (lambda texts: [*honest(texts), *honest(texts)], "4 vectors came for 2 texts"),
        (lambda texts: [{**row, "index": 0} for row in honest(texts)], "numbering is wrong"),
        (lambda texts: [{**row, "index": None} for row in honest(texts)], "numbering is wrong"),
        (lambda texts: [{**row, "index": [1]} for row in honest(texts)], "numbering is wrong"),
        (lambda texts: [{**row, "embedding": [float("nan"), 1.0]} for row in honest(texts)], "not finite"),
        (lambda texts: [{**row, "embedding": [1e39, 1.0]} for row in honest(texts)], "not finite"),
        (lambda texts: [{**row, "embedding": [0.0, 0.0]} for row in honest(texts)], "a vector is zero"),
        (lambda texts: [{**row, "embedding": []} for row in honest(texts)], "length"),
        (lambda texts: [{**row, "embedding": 1.0} for row in honest(texts)], "length"),
        (lambda texts: [{**row, "embedding": "abc"} for row in honest(texts)], "no lists of numbers"),
        (lambda texts: [{**row, "embedding": [1.0] * (2 + at)} for at, row in enumerate(honest(texts))], "one length"),
        (lambda _texts: ["vector", "vector"], "holds no list of embeddings"),
    ],
)
def test_wrong_answers_are_refused(
    server: FakeServer, remote: EndpointEmbedder, reply: Callable[[list[str]], Rows], says: str
) -> None:
    server.reply = reply
    assert says in failure(remote, OperatorError)


def test_length_of_vectors_may_not_change(server: FakeServer, remote: EndpointEmbedder) -> None:
    remote.embed(["alpha"])
    server.reply = lambda texts: [{**row, "embedding": [1.0, 2.0]} for row in honest(texts)]
    assert "not the length of earlier ones" in failure(remote, OperatorError)


@pytest.mark.parametrize("raw", [b"<html>welcome</html>", b"[1, 2]", b'{"data": 4}', b"\xff\xfe"])
def test_other_documents_are_refused(server: FakeServer, remote: EndpointEmbedder, raw: bytes) -> None:
    server.raw = raw
    assert "its answer" in failure(remote, OperatorError)


@pytest.mark.parametrize(
    ("status", "kind", "says"),
    [
        (401, OperatorError, "refused the key (401); check REFTEL_EMBED_API_KEY"),
        (403, OperatorError, "refused the key (403)"),
        (404, OperatorError, "does not know the model some-model (404)"),
        (400, OperatorError, "refused the request (400)"),
        (429, RetryError, "(429); try again later"),
        (500, RetryError, "failed (500); try again later"),
        (503, RetryError, "failed (503)"),
    ],
)
def test_refusals_are_sentences_without_the_key(
    server: FakeServer, remote: EndpointEmbedder, status: int, kind: type[ReftelError], says: str
) -> None:
    server.statuses = [status] * 5
    assert says in failure(remote, kind)


def test_busy_server_is_tried_again(server: FakeServer, remote: EndpointEmbedder) -> None:
    server.statuses = [429, 500]
    assert remote.embed(["alpha"]).shape == (1, 3)
    assert len(server.sent) == 1 + endpoint.RETRIES


def test_silence_is_a_time_out(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "TIMEOUT_SECONDS", 0.05)
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    server.stall = True
    impatient = EndpointEmbedder("some-model", server.url, KEY)
    assert "did not answer within 0.05 s" in failure(impatient, RetryError)
    impatient._client.close()


def test_no_server_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoint, "RETRIES", 0)
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as free:
        port = free.server_port
    lonely = EndpointEmbedder("some-model", f"http://127.0.0.1:{port}/v1", "")
    assert "cannot be reached" in failure(lonely, RetryError)
    lonely._client.close()


def test_redirect_is_not_followed(server: FakeServer, remote: EndpointEmbedder) -> None:
    server.statuses = [307] * 5
    server.location = "http://collector.example/v1/embeddings"
    assert "(307)" in failure(remote, OperatorError)


def test_loopback_ignores_a_proxy(server: FakeServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")
    embedder = EndpointEmbedder("some-model", server.url, KEY)
    assert embedder.embed(["alpha"]).shape == (1, 3)
    embedder._client.close()


def test_openai_needs_a_key() -> None:
    with pytest.raises(UserError, match="REFTEL_EMBED_API_KEY"):
        EndpointEmbedder("text-embedding-3-small", "", "")


def test_environment_of_openai_is_not_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", "http://collector.example/v1")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-other")
    embedder = EndpointEmbedder("text-embedding-3-small", "", KEY)
    assert embedder.host == "api.openai.com"
    assert str(embedder._client.base_url) == "https://api.openai.com/v1/"
    assert embedder._client.api_key == KEY
    assert embedder.window == endpoint.OPENAI_WINDOW
    embedder._client.close()
