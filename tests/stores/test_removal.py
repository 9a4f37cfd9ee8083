from pathlib import Path

from rag.cables.marking import Level
from rag.stores.answers import AnswerStore, Document, DocumentSummary
from rag.stores.home import Home
from rag.stores.removal import delete
from rag.stores.stores import Stores
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, write_cables


def kept(
    ident: str, *cables: str, level: Level = Level.C, kind: str = "answer", created: str = "2026-01-01"
) -> Document:
    return Document(
        DocumentSummary(ident, kind, f"About {ident}", created, level), frozenset(cables), '{"answer": "x"}'
    )


def test_a_deleted_cable_is_gone_from_every_store_and_from_the_answers(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1", "paragraphs": ["Zanzibar."]}, {"ident": "09PARIS2"})
    write_cables(sources / "b.json", {"ident": "09PARIS1", "paragraphs": ["Zanzibar."], "carrier": "flat"})
    fill()
    with AnswerStore.open(home.answers) as answers:
        answers.put(kept("one", "09PARIS1", "09PARIS2"))
        answers.put(kept("two", "09PARIS2"))
    report = delete(home, ["09PARIS1", "09NOWHERE1", "09PARIS1"], embedder_factory=HashingEmbedder)
    assert (report.cables, report.unknown, report.answers) == (("09PARIS1",), ("09NOWHERE1",), ("one",))
    with Stores.open(home, HashingEmbedder) as stores, AnswerStore.open(home.answers) as answers:
        assert list(stores.library.ids()) == ["09PARIS2"]
        assert stores.lexical.query("zanzibar", 5) == []
        assert stores.vectors.exact.known(["09PARIS1"]) == {}
        assert stores.vectors.graph.ids() == stores.vectors.exact.all_ids()
        assert [each.id for each in answers.list()] == ["two"]
        assert stores.library.get("09PARIS2") is not None
    assert b"Zanzibar" not in home.library.read_bytes()


def test_the_bytes_of_its_files_go_too_and_a_new_ingest_brings_it_back(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2"})
    fill()
    delete(home, ["09PARIS1"], embedder_factory=HashingEmbedder)
    with Stores.open(home, HashingEmbedder) as stores:
        assert stores.library.db.number("SELECT count(*) FROM pieces") == 0
    report = fill()
    assert (report.added, report.unchanged) == (1, 1)
    delete(home, ["09PARIS1", "09PARIS2"], embedder_factory=HashingEmbedder)
    with Stores.open(home, HashingEmbedder) as stores:
        for table in ("blobs", "pieces", "files", "readings", "texts", "cables", "paragraphs"):
            assert stores.library.db.number(f"SELECT count(*) FROM {table}") == 0, table
    assert fill().added == 2


def test_deleting_from_an_empty_home_finds_nothing(home: Home) -> None:
    assert delete(home, ["09PARIS1"], embedder_factory=HashingEmbedder).unknown == ("09PARIS1",)
