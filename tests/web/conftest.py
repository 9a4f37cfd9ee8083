"""One running app for the whole session, and a browser that sees whatever it asks of other hosts."""

import asyncio
import gc
import shutil
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.desk import Desk
from rag.settings import Settings
from rag.web import environment
from tests.web import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from rag.web.context import Context

START_SECONDS = 60
_POLICY = "Content Security Policy"


@dataclass(frozen=True)
class Served:
    """An app that runs in a thread of this process."""

    url: str
    context: "Context"


@contextmanager
def serving(settings: Settings, folder: Path) -> Iterator[Served]:
    """Serves the app on a free port."""
    environment.prepare(folder)
    import uvicorn

    from rag.web.server import create_app, opened

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with opened(settings.model_copy(update={"port": port}), folder) as context:
        with warnings.catch_warnings():
            # Gradio makes an event loop for each of its locks and never closes them.
            warnings.simplefilter("ignore", ResourceWarning)
            app = create_app(context)
            asyncio.set_event_loop(None)
            gc.collect()
        config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="critical", timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            assert time.monotonic() < deadline, "the app did not start"
            time.sleep(0.05)
        yield Served(f"http://127.0.0.1:{port}", context)
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture(scope="session")
def web_home(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library with a hostile cable in it, to be changed by the tests."""
    folder = tmp_path_factory.mktemp("web")
    home = folder / "home"
    shutil.copytree(sample_library, home)
    file = folder / "hostile.txt"
    file.write_text(hostile.telegram(), encoding="utf-8")
    desk = Desk.open(Settings(home=home))
    report = desk.ingest([file])
    desk.close()
    assert report.added == 1
    return home


@pytest.fixture(scope="session")
def served(web_home: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over that library, with no clearance."""
    settings = Settings(home=web_home, cache=run_folder / "cache")
    with serving(settings, tmp_path_factory.mktemp("web-files")) as app:
        yield app


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Debian's Chromium."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("chromium is not installed")
    with sync_playwright() as play, play.chromium.launch(executable_path=chromium, args=["--no-sandbox"]) as browser:
        yield browser


@dataclass
class Seen:
    """What a page asked for and complained of."""

    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    forbidden: list[str] = field(default_factory=list)


OpenPage = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: "Browser", request: pytest.FixtureRequest) -> Iterator[OpenPage]:
    """Opens the app in a window of its own.

    Afterwards there may be no request off the host, no script error, and nothing of the page's own that its policy
    forbids.
    """
    seen = Seen()
    pages: list[Page] = []

    def open_one(url: str, **options: object) -> "Page":
        page = browser.new_page(**{"viewport": {"width": 1280, "height": 900}, **options})  # ty: ignore[invalid-argument-type]
        pages.append(page)
        page.set_default_timeout(60_000)
        page.on("request", lambda sent: None if _inside(sent.url, url) else seen.outside.append(sent.url))
        page.on("pageerror", lambda error: seen.errors.append(str(error)))
        page.on("console", lambda said: seen.forbidden.append(said.text) if _POLICY in said.text else None)
        page.goto(url)
        page.wait_for_selector("#question textarea")
        page.wait_for_selector(".masthead-line")
        return page

    yield open_one
    for page in pages:
        page.close()
    assert seen.outside == []
    assert seen.errors == []
    assert seen.forbidden == []


def _inside(address: str, url: str) -> bool:
    return address.startswith((f"{url}/", "data:", "blob:", "about:"))


def ask(page: "Page", question: str) -> None:
    """Asks a question and waits for what comes of it."""
    before = page.locator("#past .exchange").count() + page.locator("#live .exchange").count()
    page.fill("#question textarea", question)
    page.press("#question textarea", "Enter")
    page.wait_for_function(
        "([before, words]) => document.querySelectorAll('#past .exchange').length >= before"
        " && document.querySelector('#live .question')?.textContent === words"
        " && document.querySelector('#live .foot, #live .problem')",
        arg=[before, question],
    )


def open_tab(page: "Page", name: str) -> None:
    """Goes to another page of the app."""
    page.get_by_role("tab", name=name, exact=True).click()


def choose_cable(page: "Page", words: str, ident: str) -> None:
    """Goes to the Brief page, finds a cable and ticks it."""
    open_tab(page, "Brief")
    page.fill("#brief-find input", words)
    page.press("#brief-find input", "Enter")
    page.locator("#brief-found label").filter(has_text=ident).locator("input").check()
    page.locator("#brief-cables .token").filter(has_text=ident).wait_for()
