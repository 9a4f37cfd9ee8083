"""A home folder and a way to fill it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.progress import ProgressCallback
from rag.stores.reader import FileReader
from rag.stores.report import IngestReport
from tests.stores.samples import HashingEmbedder, json_reader

Fill = Callable[..., IngestReport]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    folder = tmp_path / "sources"
    folder.mkdir()
    return folder


@pytest.fixture
def fill(home: Home, sources: Path) -> Fill:
    """Ingests the sources, or the paths given, with the hashing embedder."""

    def run(
        *paths: Path,
        reader: FileReader | None = None,
        dry_run: bool = False,
        progress: ProgressCallback | None = None,
        options: StoreOptions = DEFAULTS,
    ) -> IngestReport:
        return ingest(
            home,
            paths or (sources,),
            embedder_factory=HashingEmbedder,
            dry_run=dry_run,
            progress=progress,
            options=options,
            reader=reader or json_reader(),
        )

    return run
