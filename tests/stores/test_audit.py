"""Damage of every kind is found and named, and a rebuild mends what the library can mend."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.errors import RetryError, UserError
from rag.stores.audit import AuditReport, audit
from rag.stores.home import Home, IndexFolder
from rag.stores.lexical import Lexical
from rag.stores.library import Library
from rag.stores.library_audit import audit_library
from rag.stores.lock import writer_lock
from rag.stores.probe import NEAREST, Finding, ProbeTask, probe
from rag.stores.rebuild import reindex
from rag.stores.stores import Stores
from rag.stores.vectors import Vectors
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, cable, write_cables


@pytest.fixture
def filled(home: Home, sources: Path, fill: Fill) -> Home:
    copies = ["These words stand in many cables."] * (NEAREST + 3)
    write_cables(
        sources / "a.json",
        {"ident": "09PARIS1", "paragraphs": ["The harbour froze in January.", " ".join(f"word{n}" for n in range(60))]},
        {"ident": "09PARIS2", "paragraphs": copies},
        {"ident": "09PARIS3", "paragraphs": ["", "..."]},
    )
    fill()
    return home


def index(home: Home) -> IndexFolder:
    with Library.open(home.library) as library:
        return home.index(library.generation)


def inspect(home: Home) -> tuple[Finding, ...]:
    """What an audit finds in the indexes, without the cost of a process of its own."""
    with Library.open(home.library) as library:
        return probe(ProbeTask(str(home.path), library.generation, "", "")).findings


def codes(report: AuditReport) -> set[str]:
    return {finding.code for finding in report.findings}


def test_sound_stores_pass_with_repeated_and_empty_paragraphs(filled: Home) -> None:
    report = audit(filled, embedder_name="hashing@1")
    assert report.findings == ()
    assert report.sound
    assert (report.cables, report.embedder) == (3, "hashing@1")
    assert report.chunks > report.paragraphs


def lose_vectors(folder: IndexFolder) -> None:
    with closing(Vectors(folder, write=True)) as vectors:
        vectors.replace(["09PARIS1"], [])


def lose_in_chroma(folder: IndexFolder) -> None:
    with closing(Vectors(folder, write=True)) as vectors:
        vectors.graph.remove(["09PARIS1:1:0"])


def swap_in_chroma(folder: IndexFolder) -> None:
    with closing(Vectors(folder, write=True)) as vectors:
        import dataclasses

        (mine,) = vectors.vectors([next(key for key in sorted(vectors.exact.keys()) if key.index == 0)]).values()
        from tests.stores.test_vectors import entry

        vectors.graph.add([dataclasses.replace(entry(0, mine[0]), id="09PARIS1:1:0", cable="09PARIS1", index=1)])


def lose_words(folder: IndexFolder) -> None:
    with closing(Lexical(folder.lexical, write=True)) as lexical:
        lexical.replace(["09PARIS1"], [])


def stale_words(folder: IndexFolder) -> None:
    with closing(Lexical(folder.lexical, write=True)) as lexical:
        lexical.replace(["09PARIS1"], [cable("09PARIS1", ("Quite another text.", "And more."), subject="X")])


def double_words(folder: IndexFolder) -> None:
    with closing(Lexical(folder.lexical, write=True)) as lexical:
        lexical.replace([], [cable("09PARIS1", ("The harbour froze in January.",))])


def strange_words(folder: IndexFolder) -> None:
    with closing(Lexical(folder.lexical, write=True)) as lexical:
        lexical.replace([], [cable("09ROME1")])


def no_vectors(folder: IndexFolder) -> None:
    folder.vectors.unlink()


def no_lexical(folder: IndexFolder) -> None:
    shutil.rmtree(folder.lexical)


def no_chroma(folder: IndexFolder) -> None:
    shutil.rmtree(folder.chroma)


def truncated_chroma(folder: IndexFolder) -> None:
    database = folder.chroma / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:5000])


DAMAGE: dict[Callable[[IndexFolder], None], set[str]] = {
    lose_vectors: {"vectors-missing"},
    lose_in_chroma: {"chroma-missing"},
    swap_in_chroma: {"vectors-unreachable"},
    lose_words: {"lexical-missing"},
    stale_words: {"lexical-unreachable"},
    double_words: {"lexical-double"},
    strange_words: {"lexical-extra"},
    no_vectors: {"vectors"},
    no_lexical: {"lexical"},
    no_chroma: {"chroma-missing"},
    truncated_chroma: {"vectors"},
}


@pytest.mark.parametrize("damage", DAMAGE, ids=lambda damage: damage.__name__)
def test_index_damage_is_found_and_a_rebuild_mends_it(filled: Home, damage: Callable[[IndexFolder], None]) -> None:
    damage(index(filled))
    findings = inspect(filled)
    assert {finding.code for finding in findings} == DAMAGE[damage]
    assert all("reftel reindex" in finding.message for finding in findings)
    reindex(filled, embedder_factory=HashingEmbedder)
    assert inspect(filled) == ()


def test_an_index_that_ends_the_process_is_found(filled: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A truncated HNSW header does this to Chroma; the probe's process dies in its place."""
    run = subprocess.run

    def crash(_: list[str], **more: Any) -> object:
        return run([sys.executable, "-c", "import os; os.kill(os.getpid(), 11)"], **more)

    monkeypatch.setattr(subprocess, "run", crash)
    report = audit(filled)
    assert codes(report) == {"index-crash"}
    assert "signal 11" in report.findings[0].message


def test_another_embedder_of_the_settings_is_a_finding(filled: Home) -> None:
    report = audit(filled, embedder_name="other@2")
    assert codes(report) == {"embedder"}
    assert "hashing@1, but the settings name other@2" in report.findings[0].message


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        (
            "UPDATE paragraphs SET text = 'The harbour thawed.' WHERE cable = '09PARIS1' AND position = 1",
            "cable-changed",
        ),
        ("UPDATE paragraphs SET spans = '[[0,1]' WHERE cable = '09PARIS1' AND position = 1", "cable-changed"),
        ("DELETE FROM warnings; UPDATE cables SET subject = 'X' WHERE id = '09PARIS2'", "cable-changed"),
        ("UPDATE pieces SET data = (SELECT data FROM texts LIMIT 1)", "source-changed"),
        ("PRAGMA foreign_keys = OFF; INSERT INTO tags VALUES ('09GONE1', 0, 'PREL')", "library-links"),
        ("INSERT INTO pending VALUES ('09PARIS1')", "pending"),
    ],
)
def test_changes_of_the_library_are_found(filled: Home, sql: str, code: str) -> None:
    with Library.open(filled.library, write=True) as library:
        library.db.script(sql)
        assert code in {finding.code for finding in audit_library(library)}


def test_a_damaged_page_of_the_library_is_found(filled: Home) -> None:
    with Library.open(filled.library, write=True) as library:
        library.db.run("PRAGMA wal_checkpoint(TRUNCATE)")
        page = library.db.number("SELECT rootpage FROM sqlite_master WHERE name = 'refs_target'")
        size = library.db.number("PRAGMA page_size")
    data = bytearray(filled.library.read_bytes())
    data[(page - 1) * size : page * size] = b"\xff" * size
    filled.library.write_bytes(data)
    with Library.open(filled.library) as library:
        assert [finding.code for finding in audit_library(library)] == ["library-damaged"]


def test_an_audit_beside_a_writer_is_refused(filled: Home) -> None:
    with writer_lock(filled.lock), pytest.raises(RetryError, match="Another Reftel"):
        audit(filled)


def test_no_library_is_a_sentence(home: Home) -> None:
    with pytest.raises(UserError, match="no library"):
        audit(home)


def test_a_rebuild_takes_over_vectors_of_the_same_embedder_only(filled: Home) -> None:
    same = HashingEmbedder()
    before = index(filled).path
    told: list[int] = []
    reindex(filled, embedder_factory=lambda: same, progress=lambda done, _total, _name: told.append(done))
    assert same.embedded == 0
    assert told == [3]
    assert not before.exists()
    other = HashingEmbedder("other@2", 32)
    reindex(filled, embedder_factory=lambda: other)
    assert other.embedded > 0
    with Stores.open(filled, lambda: other) as stores:
        assert stores.vectors.query(stores.embedder.embed(["harbour froze"])[0], 1)[0][0].cable == "09PARIS1"
    assert inspect(filled) == ()


def test_an_open_reader_follows_the_switch(filled: Home) -> None:
    with Stores.open(filled, HashingEmbedder) as stores:
        vector = stores.embedder.embed(["harbour froze"])[0]
        before, words = stores.vectors.query(vector, 5), stores.lexical.query("harbour", 5)
        generation = stores.generation
        reindex(filled, embedder_factory=HashingEmbedder)
        assert stores.generation != generation
        assert stores.vectors.query(vector, 5) == before
        assert stores.lexical.query("harbour", 5) == words


def test_a_rebuild_that_fails_leaves_the_old_index_in_force(filled: Home) -> None:
    class Failing(HashingEmbedder):
        def embed(self, texts: Sequence[str]) -> np.ndarray:
            assert texts
            raise RetryError("The server is busy.")

    generation = index(filled).path.name
    with pytest.raises(RetryError, match="busy"):
        reindex(filled, embedder_factory=lambda: Failing("failing@1"))
    assert [folder.name for folder in filled.path.glob("index-*")] == [generation]
    assert inspect(filled) == ()


def test_a_rebuild_settles_what_a_killed_run_owed(filled: Home) -> None:
    with Library.open(filled.library, write=True) as library:
        library.db.run("INSERT INTO pending VALUES ('09PARIS1')")
    lose_words(index(filled))
    reindex(filled, embedder_factory=HashingEmbedder)
    with Library.open(filled.library) as library:
        assert library.pending() == ()
    assert inspect(filled) == ()
