"""A brief on cables in memory, written by the scripted model."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from rag.briefs.maker import BriefMaker
from rag.briefs.model import Brief, BriefRequest
from rag.cables.model import Cable
from rag.generation.briefing.writer import ModelWriter
from rag.generation.methods import Method
from rag.generation.model import LanguageModel
from rag.generation.probing import MethodFinder, Probes
from rag.generation.prompts import Prompts
from rag.settings import Settings
from tests.briefs.builders import FixedSearch, MemoryStores
from tests.generation.conftest import model_of
from tests.generation.server import Server


@dataclass(frozen=True)
class Bench:
    """Makes briefs on cables that are held in memory."""

    folder: Path

    def make(
        self,
        server: Server,
        cables: Sequence[Cable],
        *,
        fallback: bool = False,
        topic: str = "",
        search: FixedSearch | None = None,
        model: LanguageModel | None = None,
        **changes: object,
    ) -> Brief:
        """The brief on all of the cables, or on a topic."""
        settings = Settings.model_validate({"llm_retries": 0, **changes})
        model = model or model_of(server, retries=settings.llm_retries)
        methods = MethodFinder(Method.JSON_SCHEMA, server.url, Prompts(), Probes(self.folder / "methods.json"))
        writer = ModelWriter(settings, model, model, methods, Prompts(), fallback=fallback)
        asked = BriefRequest(cables=() if topic else tuple(one.id for one in cables), topic=topic, explain=True)
        return BriefMaker(MemoryStores(cables), search or FixedSearch(), settings, writer).make(asked)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """See `Bench`."""
    return Bench(tmp_path)
