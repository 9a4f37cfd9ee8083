"""A server on loopback that answers like a model: verbatim sentences of what it is sent, token by token, at a set pace.

It runs as a process of its own (`python -m eval.bench.scripted`). It prints one line of JSON when it is ready and one
for each request: when the request was there, when the last token of each statement was written, and when all was
written, in seconds of the clock that all processes of the machine share.
"""

import json
import re
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from rag.answering.sentences import split

TOKEN = 5
"""Characters of a token."""
PAUSE = 0.005
"""Seconds between tokens: 200 a second."""
STATEMENTS = 3
_SOURCE = re.compile(r"^<<<[0-9a-f]{16} ID (\S+) [^\n]*\n([^\n<]+)$", re.MULTILINE)


def statements(request: str) -> list[dict[str, object]]:
    """Statements of the paragraphs in a request: the first long sentence of each of the first few, word for word."""
    found: list[dict[str, object]] = []
    for name, text in _SOURCE.findall(request):
        long = [text[start:end] for start, end in split(text) if end - start > 40]
        if long and len(found) < STATEMENTS:
            found.append({"citations": [{"id": name, "quote": long[0]}], "text": long[0]})
    return found


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named so by the base class
        """Says nothing."""

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        received = time.monotonic()
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        said = statements(body["messages"][-1]["content"])
        shown = self._write('{"answered": "all", "why": "nothing_missing", "statements": [', said)
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self.wfile.write(b"data: [DONE]\n\n")
        self.wfile.flush()
        _tell({"received": received, "statements": shown, "finished": time.monotonic()})

    def _write(self, begin: str, said: list[dict[str, object]]) -> list[list[object]]:
        """Writes the reply and gives each statement's text with the moment at which its last token was on its way."""
        shown: list[list[object]] = []
        self._tokens(begin)
        for number, statement in enumerate(said):
            self._tokens((", " if number else "") + json.dumps(statement))
            shown.append([statement["text"], time.monotonic()])
        self._tokens("]}")
        return shown

    def _tokens(self, text: str) -> None:
        for at in range(0, len(text), TOKEN):
            time.sleep(PAUSE)
            self._event({"choices": [{"index": 0, "delta": {"content": text[at : at + TOKEN]}, "finish_reason": None}]})

    def _event(self, value: dict[str, object]) -> None:
        head: dict[str, object] = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted"}
        self.wfile.write(f"data: {json.dumps(head | value)}\n\n".encode())
        self.wfile.flush()


def _tell(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def main() -> None:
    """Serves until it is ended."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as server:
        server.daemon_threads = True
        _tell({"url": f"http://127.0.0.1:{server.server_address[1]}/v1"})
        server.serve_forever()


if __name__ == "__main__":
    main()
