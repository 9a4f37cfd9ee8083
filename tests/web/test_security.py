"""The gatekeeper: which requests are answered, and what every response forbids the browser."""

import contextlib
import http.client
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from rag.errors import OperatorError, UsageError
from rag.settings import Settings
from rag.web.security import inline_scripts, inline_styles, policy, refusal
from tests.web.conftest import Served


def scope(path: str, method: str = "GET", **headers: str) -> dict[str, object]:
    given = {"host": "127.0.0.1:7860", **{name.replace("_", "-"): value for name, value in headers.items()}}
    pairs = [(name.encode(), value.encode()) for name, value in given.items()]
    return {"type": "http", "path": path, "method": method, "headers": pairs}


@pytest.mark.parametrize(
    "path",
    ["/", "/config", "/assets/index.js", "/gradio_api/queue/join", "/gradio_api/call/ask", "/gradio_api/call/show/0a1b",
     "/gradio_api/call/v2/search", "/gradio_api/file=/tmp/a.pdf", "/gradio_api/upload", "/reftel/client.js"],
)  # fmt: skip
def test_what_the_page_needs_is_answered(path: str) -> None:
    assert refusal(scope(path)) == ""


@pytest.mark.parametrize(
    "path",
    ["/gradio_api/proxy=https://sink.example/", "/proxy=https://sink.example/", "/monitoring", "/gradio_api/runs",
     "/gradio_api/call/submit", "/gradio_api/run/ask", "/gradio_api/api/ask", "/gradio_api/deep_link", "/docs",
     "/gradio_api/vibe-code", "/gradio_api/process_recording", "/gradio_api/custom_component/a/b/c/d", "/login"],
)  # fmt: skip
def test_the_rest_of_gradio_is_not_there(path: str) -> None:
    assert refusal(scope(path)) == "There is nothing here."


@pytest.mark.parametrize(
    "host", ["sink.example", "sink.example:7860", "127.0.0.1.sink.example", "", "192.168.1.5:7860"]
)
def test_a_foreign_name_is_refused(host: str) -> None:
    assert "127.0.0.1" in refusal(scope("/", host=host))


@pytest.mark.parametrize("host", ["localhost:7860", "127.0.0.1", "[::1]:7860"])
def test_this_machine_is_answered(host: str) -> None:
    assert refusal(scope("/", host=host)) == ""


def test_another_site_cannot_post_here() -> None:
    assert refusal(scope("/gradio_api/queue/join", "POST", origin="https://sink.example"))
    assert refusal(scope("/gradio_api/queue/join", "POST", origin="http://127.0.0.1:9999"))
    assert refusal(scope("/gradio_api/upload", "POST", sec_fetch_site="cross-site"))
    assert not refusal(scope("/gradio_api/queue/join", "POST", origin="http://127.0.0.1:7860"))


def test_policy_allows_no_other_origin_and_no_inline_script() -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in policy([b"let a;"], [b"a {}"]).decode().split(";"))
    assert rules["default-src"] == "'self'"
    assert rules["img-src"] == "'self' data: blob:"
    assert (rules["media-src"], rules["form-action"], rules["frame-ancestors"]) == ("'none'", "'self'", "'none'")
    assert "unsafe" not in rules["script-src"]
    assert "sha256-" in rules["script-src"]
    assert "unsafe" not in rules["style-src-elem"]
    assert "sha256-" in rules["style-src-elem"]
    assert not any("http" in value or "*" in value for value in rules.values())


def test_inline_scripts_are_found_and_others_not() -> None:
    page = b'<script>a</script><script type="module" src="./x.js"></script><script data-mode>b\nc</script>'
    assert inline_scripts(page) == [b"a", b"b\nc"]


def test_inline_style_sheets_are_found() -> None:
    page = b'<link rel="stylesheet" href="x.css"><style>a</style><p style="b"></p><style media="print">\nc</style>'
    assert inline_styles(page) == [b"a", b"\nc"]


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    body: bytes


def fetch(url: str, path: str, **headers: str) -> Reply:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
    with contextlib.closing(connection):
        connection.request("GET", path, headers=headers)
        response = connection.getresponse()
        return Reply(response.status, response.headers, response.read())


@pytest.mark.parametrize("path", ["/", "/config", "/reftel/client.js", "/monitoring"])
def test_every_response_carries_the_headers(served: Served, path: str) -> None:
    response = fetch(served.url, path)
    assert response.headers.get("X-Content-Type-Options") == "nosniff"
    assert response.headers.get("Referrer-Policy") == "no-referrer"
    assert "frame-ancestors 'none'" in (response.headers.get("Content-Security-Policy") or "")


def test_rebound_name_gets_a_sentence_only(served: Served) -> None:
    response = fetch(served.url, "/config", Host="sink.example")
    assert response.status == 403
    assert response.body == b"Reftel answers under the name 127.0.0.1 or localhost only."


@pytest.mark.parametrize("path", ["/gradio_api/file=/etc/passwd", "/gradio_api/file=pyproject.toml"])
def test_no_file_of_the_machine_is_served(served: Served, path: str) -> None:
    assert fetch(served.url, path).status in {403, 404}


def test_another_address_is_refused_with_a_sentence() -> None:
    from rag.web.server import check_address

    with pytest.raises(UsageError, match=r"does not listen on 0.0.0.0: .*no sign-in yet"):
        check_address(Settings(host="0.0.0.0"))


def test_a_taken_port_is_a_sentence(served: Served) -> None:
    from rag.web.server import check_address

    port = urlsplit(served.url).port
    with pytest.raises(OperatorError, match=f"Port {port} of 127.0.0.1 cannot be used"):
        check_address(Settings(port=port))
