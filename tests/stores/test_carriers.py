"""Ingest with the product's own parser: the sample corpus, and the real cables where they are."""

import shutil
import zipfile
from pathlib import Path

import pytest

from rag.parsing.parser import parse_file
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.probe import ProbeTask, probe
from rag.stores.stores import Stores
from tests.stores.samples import HashingEmbedder


def check(home: Home) -> None:
    with Stores.open(home, HashingEmbedder) as stores:
        task = ProbeTask(str(home.path), stores.generation, "", "hashing@1")
        assert probe(task).findings == ()
        for ident in stores.library.ids():
            cable = stores.library.get(ident)
            assert cable is not None
            for unit in cable.units:
                printed = "".join(cable.source.text[start:end] + " " for start, end in unit.spans)
                assert " ".join(printed.split()) == unit.text or "".join(printed.split()) == "".join(unit.text.split())


@pytest.mark.real
def test_real_cables_agree_in_all_stores_and_read_back_as_parsed(shared: Path, home: Home, tmp_path: Path) -> None:
    files = sorted((shared / "cables").glob("*.txt"))[::9]
    folder = tmp_path / "some"
    folder.mkdir()
    for path in files:
        shutil.copy(path, folder)
    with zipfile.ZipFile(tmp_path / "some.zip", "w") as archive:
        archive.write(files[0], "again.txt")
    report = ingest(home, [folder, tmp_path / "some.zip"], embedder_factory=HashingEmbedder)
    assert report.failed == ()
    assert report.added + report.twins == sum(len(parse_file(path).cables) for path in files) + 1
    check(home)
    again = ingest(home, [folder, tmp_path / "some.zip"], embedder_factory=HashingEmbedder)
    assert (again.added, again.updated, again.twins) == (0, 0, 0)


@pytest.mark.real
def test_a_dump_is_read_row_by_row_beside_its_pages(shared: Path, home: Home) -> None:
    report = ingest(home, [shared / "dumps" / "cables.csv"], embedder_factory=HashingEmbedder)
    assert report.added > 0
    assert report.added + report.twins >= report.cables
    check(home)
