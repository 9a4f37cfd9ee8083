from pathlib import Path

import pytest

from rag.errors import UserError
from rag.stores.home import Home
from rag.stores.removal import delete
from rag.stores.reparse import reparse
from rag.stores.stores import Stores
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, json_reader, renaming_reader, write_cables


def test_a_better_parser_reads_the_stored_bytes_when_the_files_are_gone(home: Home, sources: Path, fill: Fill) -> None:
    path = write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"broken": 3})
    fill()
    path.unlink()
    told: list[int] = []
    report = reparse(
        home,
        embedder_factory=HashingEmbedder,
        reader=renaming_reader("2", "ZANZIBAR"),
        progress=lambda done, _total, _name: told.append(done),
    )
    assert (report.updated, report.skipped, report.cables) == (1, 0, 1)
    assert [each.source for each in report.failed] == [f"{path}#3"]
    assert told[-1] > 0
    with Stores.open(home, HashingEmbedder) as stores:
        found = stores.library.get("09PARIS1")
        assert found is not None
        assert (found.subject, found.source.name) == ("ZANZIBAR", str(path))
        assert stores.lexical.query("zanzibar", 1)[0][0].cable == "09PARIS1"


def test_sources_of_this_version_are_left_alone(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    report = reparse(home, embedder_factory=HashingEmbedder, reader=json_reader())
    assert (report.updated, report.unchanged, report.cables) == (0, 0, 1)


def test_a_source_whose_bytes_went_with_a_deleted_cable_is_not_brought_back(
    home: Home, sources: Path, fill: Fill
) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2"})
    fill()
    delete(home, ["09PARIS1"], embedder_factory=HashingEmbedder)
    report = reparse(home, embedder_factory=HashingEmbedder, reader=renaming_reader("2", "ZANZIBAR"))
    assert (report.updated, report.cables) == (0, 1)


def test_no_library_is_a_sentence(home: Home) -> None:
    with pytest.raises(UserError, match="no library"):
        reparse(home, embedder_factory=HashingEmbedder, reader=json_reader())
    assert not home.path.exists()
