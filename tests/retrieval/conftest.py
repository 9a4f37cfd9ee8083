from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.desk import Desk
from rag.retrieval.retriever import Retriever
from rag.settings import Settings


@pytest.fixture(scope="package")
def desk(sample_library: Path, run_folder: Path) -> Iterator[Desk]:
    """The sample corpus, open for reading, every test under the owner's eyes."""
    opened = Desk(Settings(home=sample_library, cache=run_folder / "cache"))
    yield opened
    opened.close()


@pytest.fixture
def retriever(desk: Desk) -> Retriever:
    return desk.retriever


@pytest.fixture(scope="package")
def low_desk(sample_library: Path, run_folder: Path) -> Iterator[Desk]:
    """The same library for a reader with an SBU clearance."""
    opened = Desk(Settings(home=sample_library, cache=run_folder / "cache", clearance="SBU"))
    yield opened
    opened.close()
