"""Serves the pages on this machine alone."""

import contextlib
import logging
import logging.handlers
import shutil
import socket
import sys
import threading
from collections.abc import Generator
from importlib.resources import files
from pathlib import Path

import gradio as gr
import platformdirs
import uvicorn
from fastapi import FastAPI, Response

from rag.desk import Desk
from rag.embedding.factory import open_embedder
from rag.embedding.remembered import RememberedEmbedder
from rag.errors import OperatorError, UsageError
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.web import evaluation, pages
from rag.web.context import Context
from rag.web.faults import attempt
from rag.web.security import LOOPBACK, Gatekeeper
from rag.web.states import bound
from rag.web.theme import theme

MAX_UPLOAD_BYTES = 64 * 2**20
_SCRIPT, _STYLE = "/reftel/client.js", "/reftel/style.css"


def create_app(context: Context) -> FastAPI:
    """The whole app as ASGI: pages, calls, and the middleware before them."""
    outer = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    script, style = (files("rag.web").joinpath(name).read_bytes() for name in ("client.js", "style.css"))

    @outer.get(_SCRIPT)
    def client_script() -> Response:
        return Response(script, media_type="text/javascript")

    @outer.get(_STYLE)
    def style_sheet() -> Response:
        return Response(style, media_type="text/css")

    gr.mount_gradio_app(
        outer,
        pages.build(context),
        path="",
        server_name="127.0.0.1",
        server_port=context.desk.settings.port,
        footer_links=[],
        run_history=False,
        max_file_size=MAX_UPLOAD_BYTES,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        show_error=True,
        theme=theme(),
        head=f'<link rel="stylesheet" href="{_STYLE}"><script src="{_SCRIPT}" defer></script>',
    )
    bound(outer)
    outer.add_middleware(Gatekeeper, styles=evaluation.report_styles())
    return outer


def check_address(settings: Settings) -> None:
    """Refuses any address but this machine's own.

    Raises:
        UsageError: Others could reach it, and there is no sign-in.
        OperatorError: The port is taken.
    """
    if settings.host not in LOOPBACK:
        raise UsageError(
            f"Reftel does not listen on {settings.host}: whoever reaches that address could read the library, since "
            "there is no sign-in yet. Use 127.0.0.1, and an SSH tunnel from another machine."
        )
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise OperatorError(
                f"Port {settings.port} of {settings.host} cannot be used ({error.strerror}); choose another with "
                "REFTEL_PORT or --port."
            ) from None


@contextlib.contextmanager
def opened(settings: Settings, folder: Path) -> Generator[Context]:
    """The context of a running app; its files are removed at the end."""
    desk = Desk.open(settings)
    desk.embedder = RememberedEmbedder(lambda: open_embedder(settings))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield Context(desk, folder)
    finally:
        desk.close()
        shutil.rmtree(folder, ignore_errors=True)


def serve(settings: Settings, folder: Path) -> None:
    """Serves until it is stopped.

    Args:
        settings: Of the Desk, with the address.
        folder: For files on their way in and out.

    Raises:
        UsageError: See `check_address`.
        OperatorError: See `check_address`.
    """
    check_address(settings)
    log = _log_to_file()
    with opened(settings, folder) as context:
        app = create_app(context)
        threading.Thread(target=_warm_up, args=(context.desk,), name="warm-up", daemon=True).start()
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        sys.stderr.write(f"Reftel is open on http://{host}:{settings.port} (Ctrl-C ends it; log: {log})\n")
        uvicorn.run(
            app,
            host=settings.host,
            port=settings.port,
            log_level="warning",
            access_log=False,
            timeout_graceful_shutdown=2,
        )


def _warm_up(desk: Desk) -> None:
    """Searches once, so that the first question does not wait for stores, embedder and what they load."""
    attempt(lambda: desk.holds_cables() and desk.search(Question("ready"), 1))


def _log_to_file() -> Path:
    folder = Path(platformdirs.user_log_dir("reftel", appauthor=False))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "app.log"
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=2**20, backupCount=3, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("reftel")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    return path
