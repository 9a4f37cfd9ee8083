"""One loopback server that speaks the OpenAI wire format: JSON, event streams, errors, cuts and drips."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

End = Literal["whole", "cut", "reset", "hang", "drip"]


@dataclass(frozen=True)
class Reply:
    """What the server does with one request.

    Attributes:
        text: Of the reply.
        status: Anything but 200 is an error with `error` as its body.
        headers: Further ones.
        finish: `finish_reason`; "" leaves it out.
        end: How the body ends: whole; cut off after the text; the connection reset; silence; a byte now and then.
        before: Seconds before anything is sent.
        size: Characters of each streamed piece.
        refusal: Given instead of text.
        choices: False leaves the choices out.
        raw: Sent as the whole body instead of events.
        usage: Whether tokens are counted.
        pause: Seconds between pieces.
        hold: After so many characters the server waits until it is released; 0 for never.
    """

    text: str = ""
    status: int = 200
    error: dict[str, object] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    finish: str = "stop"
    end: End = "whole"
    before: float = 0.0
    size: int = 12
    refusal: str = ""
    choices: bool = True
    raw: bytes = b""
    usage: bool = True
    pause: float = 0.0
    hold: int = 0


Brain = Callable[[dict], Reply]


class Handler(BaseHTTPRequestHandler):
    """Answers with what the server's brain says."""

    protocol_version = "HTTP/1.1"
    server: "Server"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the base class
        """Says nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(body)
        self.server.headers.append(dict(self.headers))
        reply = self.server.brain(body)
        time.sleep(reply.before)
        self.close_connection = True
        try:
            self._answer(body, reply)
        except (BrokenPipeError, ConnectionResetError):
            self.server.hung_up.set()

    def _answer(self, body: dict, reply: Reply) -> None:
        if reply.status != 200:
            self._send(reply.status, json.dumps({"error": reply.error}).encode(), reply.headers)
        elif reply.raw:
            self._send(200, reply.raw, {"Content-Type": "text/event-stream"})
        else:
            self._stream(body, reply)

    def _send(self, status: int, data: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers, "Content-Length": str(len(data))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _stream(self, body: dict, reply: Reply) -> None:
        assert body["stream"] is True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        tool = body["tools"][0]["function"]["name"] if body.get("tools") else ""
        self._event({"role": "assistant", "content": ""}, reply)
        if reply.refusal:
            self._event({"refusal": reply.refusal}, reply)
        for at in range(0, len(reply.text), reply.size):
            part = reply.text[at : at + reply.size]
            self._event(_delta(part, tool, first=at == 0), reply)
            time.sleep(reply.pause)
            if reply.hold and at < reply.hold <= at + reply.size:
                self.server.released.wait(20)
        if reply.end == "whole":
            self._finish(body, reply)
        elif reply.end == "hang":
            self.server.released.wait(10)
        elif reply.end == "drip":
            while not self.server.released.wait(0.05):
                self.wfile.write(b": still here\n\n")
                self.wfile.flush()
        elif reply.end == "reset":
            self.wfile.write(b'data: {"choi')
            self.wfile.flush()
            self.connection.close()

    def _finish(self, body: dict, reply: Reply) -> None:
        if reply.finish:
            self._event({}, reply, reply.finish)
        if reply.usage and body.get("stream_options", {}).get("include_usage"):
            sent = sum(len(str(message["content"]).split()) for message in body["messages"])
            received = len(reply.text.split())
            usage = {"prompt_tokens": sent, "completion_tokens": received, "total_tokens": sent + received}
            self._write({"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, delta: dict, reply: Reply, finish: str | None = None) -> None:
        choices = [{"index": 0, "delta": delta, "finish_reason": finish}] if reply.choices else []
        self._write({"choices": choices})

    def _write(self, value: dict) -> None:
        head = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        self.wfile.write(f"data: {json.dumps(head | value)}\n\n".encode())
        self.wfile.flush()


def _delta(part: str, tool: str, *, first: bool) -> dict:
    if not tool:
        return {"content": part}
    head = {"id": "call_1", "type": "function"} if first else {}
    function = ({"name": tool} if first else {}) | {"arguments": part}
    return {"tool_calls": [{"index": 0, **head, "function": function}]}


class Server(ThreadingHTTPServer):
    """The server with its brain and all that it was sent."""

    daemon_threads = True

    def __init__(self, brain: Brain) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.brain = brain
        self.requests: list[dict] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()
        self.hung_up = threading.Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving(brain: Brain) -> Iterator[Server]:
    """A running server."""
    server = Server(brain)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


def in_turn(*replies: Reply) -> Brain:
    """One reply after the other, the last one for ever."""
    left = list(replies)
    return lambda _: left.pop(0) if len(left) > 1 else left[0]
