"""What every response says to the browser, and which requests are answered at all."""

import base64
import hashlib
import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

_INLINE_SCRIPT = re.compile(rb"<script(?![^>]{0,300}\bsrc=)[^>]{0,300}>(.*?)</script>", re.DOTALL)
_INLINE_STYLE = re.compile(rb"<style[^>]{0,300}>(.*?)</style>", re.DOTALL)
_POLICY = (
    "default-src 'self'; script-src 'self'{scripts}; style-src 'self' 'unsafe-inline'; style-src-elem 'self'{styles}; "
    "style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; media-src 'none'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; worker-src 'self'; object-src 'none'; base-uri 'self'; "
    "frame-ancestors 'none'"
)
"""`style-src` is for browsers that do not know the two finer rules; Gradio sets sizes by style attributes."""
_FIXED_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), display-capture=()"),
)
_PAGES = frozenset({"/", "/config", "/config/", "/theme.css", "/favicon.ico", "/robots.txt", "/manifest.json"})
_FOLDERS = ("/assets/", "/static/", "/svelte/", "/reftel/")
_CALLS = re.compile(
    r"/gradio_api/(?:info/?|queue/(?:join|data)|upload|upload_progress|cancel|reset/?|startup-events|theme\.css"
    r"|heartbeat/\w{1,64}|file=[^\0]{1,1000}|call/(?:v2/)?(?:search|ask|brief|show)(?:/\w{0,64})?)"
)
"""What the page and the four calls need. The rest of Gradio (proxy, recordings, monitoring, run history, deep links,
custom components, code editing) is not reachable."""


class Gatekeeper:
    """ASGI middleware: answers only this machine, only known addresses, and forbids the browser to go elsewhere.

    Args:
        app: What answers.
        styles: Inline style sheets of documents that its pages show in frames: those are under the page's policy, too.
    """

    def __init__(self, app: ASGIApp, styles: Sequence[bytes] = ()) -> None:
        self._app = app
        self._styles = tuple(styles)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Checks a request, then adds the headers to its response."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        problem = refusal(scope)
        if problem:
            await _refuse(send, problem)
            return
        await self._app(scope, receive, _Response(send, self._styles).send)


def refusal(scope: Scope) -> str:
    """Why a request is not answered, "" when it is.

    A page of another site that has pointed its own name to this machine sends that name as host; one that posts here
    sends its own origin.

    Args:
        scope: An ASGI HTTP scope.
    """
    headers = {key.lower(): value.decode("latin-1") for key, value in scope["headers"]}
    host = urlsplit(f"//{headers.get(b'host', '')}")
    if _name(host.hostname) not in LOOPBACK:
        return "Reftel answers under the name 127.0.0.1 or localhost only."
    origin = headers.get(b"origin", "")
    if origin and urlsplit(origin).netloc != host.netloc:
        return "Reftel answers its own pages only."
    if headers.get(b"sec-fetch-site", "none") not in {"none", "same-origin"} and scope["method"] != "GET":
        return "Reftel answers its own pages only."
    path = scope["path"]
    if path in _PAGES or path.startswith(_FOLDERS) or _CALLS.fullmatch(path):
        return ""
    return "There is nothing here."


def policy(scripts: Iterable[bytes] = (), styles: Iterable[bytes] = ()) -> bytes:
    """The Content-Security-Policy.

    Args:
        scripts: Inline scripts that the page needs, each allowed by its hash.
        styles: Inline style sheets, likewise.
    """
    return _POLICY.format(scripts=_hashes(scripts), styles=_hashes(styles)).encode()


def _hashes(parts: Iterable[bytes]) -> str:
    return "".join(f" 'sha256-{base64.b64encode(hashlib.sha256(part).digest()).decode()}'" for part in parts)


def inline_scripts(page: bytes) -> list[bytes]:
    """The inline scripts of a page."""
    return [bytes(match[1]) for match in _INLINE_SCRIPT.finditer(page)]


def inline_styles(page: bytes) -> list[bytes]:
    """The inline style sheets of a page."""
    return [bytes(match[1]) for match in _INLINE_STYLE.finditer(page)]


def _name(hostname: str | None) -> str:
    return (hostname or "").lower()


async def _refuse(send: Send, problem: str) -> None:
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-security-policy", policy()), *_FIXED_HEADERS]
    status = 404 if problem.startswith("There is nothing") else 403
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": problem.encode()})


class _Response:
    """Holds back a page until its scripts are known; lets everything else through at once."""

    def __init__(self, send: Send, styles: Sequence[bytes]) -> None:
        self._send = send
        self._styles = styles
        self._start: Message | None = None
        self._page = b""

    async def send(self, message: Message) -> None:
        """Passes a message on, with our headers."""
        if message["type"] == "http.response.start":
            if _is_page(message):
                self._start = message
                return
            await self._send(_with_headers(message, policy()))
        elif self._start is not None:
            self._page += message.get("body", b"")
            if not message.get("more_body", False):
                styles = [*inline_styles(self._page), *self._styles]
                await self._send(_with_headers(self._start, policy(inline_scripts(self._page), styles)))
                await self._send({"type": "http.response.body", "body": self._page})
        else:
            await self._send(message)


def _is_page(message: Message) -> bool:
    return any(key.lower() == b"content-type" and value.startswith(b"text/html") for key, value in message["headers"])


def _with_headers(message: Message, content_policy: bytes) -> Message:
    ours = ((b"content-security-policy", content_policy), *_FIXED_HEADERS)
    names = {key for key, _ in ours}
    kept = [(key, value) for key, value in message["headers"] if key.lower() not in names]
    return {**message, "headers": [*kept, *ours]}
