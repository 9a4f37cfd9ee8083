"""What the tests of the model's engine share: a model over the scripted server, and a Desk over the sample library."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.desk import Desk
from rag.generation.chat import ChatClient
from rag.generation.model import LanguageModel, Limits
from rag.generation.prices import FREE, Price
from rag.generation.replies import NoReplies, Replies
from rag.generation.spending import Purse
from rag.settings import Settings
from tests.generation.server import Brain, Server, serving

KEY = "sk-test-do-not-show-0123456789"


@pytest.fixture
def serve() -> Iterator[Callable[[Brain], Server]]:
    """Starts the scripted server; all are ended with the test."""
    opened = []

    def start(brain: Brain) -> Server:
        context = serving(brain)
        opened.append(context)
        return context.__enter__()

    yield start
    for context in opened:
        context.__exit__(None, None, None)


def model_of(
    server: Server,
    *,
    timeout: float = 5,
    retries: int = 2,
    ceiling: float = 0,
    price: Price | None = FREE,
    replies: Replies | None = None,
) -> LanguageModel:
    """A model on the scripted server."""
    client = ChatClient("scripted", server.url, "127.0.0.1", KEY, 500)
    purse = Purse(ceiling, price, "scripted")
    return LanguageModel("scripted", "127.0.0.1", client, Limits(timeout, retries, 500), purse, replies or NoReplies())


@dataclass(frozen=True)
class Desks:
    """Makes Desks on the sample library."""

    home: Path
    cache: Path

    def open(self, server: Server, **changes: object) -> Desk:
        """A Desk whose model is the scripted server."""
        base = {
            "home": self.home,
            "cache": self.cache,
            "llm_model": "scripted",
            "llm_base_url": server.url,
            "llm_api_key": KEY,
            "llm_structured": "json_schema",
            "llm_fallback": "none",
        }
        return Desk.open(Settings.model_validate(base | changes))

    def configure(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Sets the environment so that the commands use the scripted server."""
        for name, value in (
            ("HOME", self.home),
            ("CACHE", self.cache),
            ("LLM_MODEL", "scripted"),
            ("LLM_BASE_URL", server.url),
            ("LLM_API_KEY", KEY),
            ("LLM_STRUCTURED", "json_schema"),
        ):
            monkeypatch.setenv(f"REFTEL_{name}", str(value))


@pytest.fixture
def desks(sample_library: Path, tmp_path: Path, run_folder: Path) -> Desks:
    """Desks on the sample library, with a cache folder of the test's own for what the model leaves there."""
    cache = tmp_path / "cache"
    cache.mkdir()
    # Model weights are found in the cache of the whole run.
    for folder in (run_folder / "cache").iterdir():
        (cache / folder.name).symlink_to(folder)
    return Desks(sample_library, cache)


def answer_json(*statements: dict, answered: str = "all", why: str = "nothing_missing") -> str:
    """A reply to `draft`."""
    return json.dumps({"answered": answered, "why": why, "statements": list(statements)}, ensure_ascii=False)


def said(text: str, *citations: tuple[str, str], number: int = 0) -> dict:
    """A statement in a reply."""
    statement = {"citations": [{"id": name, "quote": quote} for name, quote in citations], "text": text}
    return statement | ({"number": number} if number else {})
