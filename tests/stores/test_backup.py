import json
import zipfile
from pathlib import Path

import pytest

from rag.errors import OperatorError, UserError
from rag.stores.answers import AnswerStore
from rag.stores.audit import audit
from rag.stores.backup import export_library
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.restore import import_library
from rag.stores.stores import Stores
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, write_cables
from tests.stores.test_removal import kept


@pytest.fixture
def filled(home: Home, sources: Path, fill: Fill) -> Home:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2", "paragraphs": ["The harbour froze."]})
    fill()
    with AnswerStore.open(home.answers) as answers:
        answers.put(kept("one", "09PARIS1"))
    return home


@pytest.fixture
def backup(filled: Home, tmp_path: Path) -> Path:
    target = tmp_path / "backup.zip"
    assert export_library(filled, target) == 2
    return target


def contents(home: Home) -> tuple[object, ...]:
    with Stores.open(home, HashingEmbedder) as stores, AnswerStore.open(home.answers) as answers:
        return (
            [stores.library.get(ident) for ident in stores.library.ids()],
            stores.vectors.query(stores.embedder.embed(["harbour froze"])[0], 5),
            stores.lexical.query("harbour", 5),
            [answers.get(each.id) for each in answers.list()],
        )


def test_a_backup_restores_all_stores_elsewhere_without_embedding_again(
    filled: Home, backup: Path, tmp_path: Path
) -> None:
    elsewhere, embedder = Home(tmp_path / "elsewhere"), HashingEmbedder()
    told: list[int] = []
    cables = import_library(
        elsewhere, backup, embedder_factory=lambda: embedder, progress=lambda done, _total, _name: told.append(done)
    )
    assert (cables, embedder.embedded, told) == (2, 0, [2])
    assert contents(elsewhere) == contents(filled)
    assert audit(elsewhere, embedder_name="hashing@1").findings == ()
    assert sorted(path.name.split("-")[0] for path in elsewhere.path.iterdir() if path.is_dir()) == ["index"]


def test_a_restored_library_knows_its_files(filled: Home, backup: Path, fill: Fill, sources: Path) -> None:
    write_cables(sources / "b.json", {"ident": "09PARIS9"})
    fill()
    import_library(filled, backup, embedder_factory=HashingEmbedder)
    report = fill()
    assert (report.added, report.unchanged) == (1, 2)


def test_a_restore_replaces_what_was_there_and_open_readers_follow(
    filled: Home, backup: Path, fill: Fill, sources: Path
) -> None:
    before = contents(filled)
    write_cables(sources / "a.json", {"ident": "09ROME1", "paragraphs": ["The harbour burnt."]})
    fill()
    with AnswerStore.open(filled.answers) as answers:
        answers.put(kept("two", "09ROME1"))
    with Stores.open(filled, HashingEmbedder) as reader:
        assert list(reader.library.ids()) == ["09ROME1"]
        assert reader.lexical.query("burnt", 5) != []
        import_library(filled, backup, embedder_factory=HashingEmbedder)
        assert list(reader.library.ids()) == ["09PARIS1", "09PARIS2"]
        assert reader.lexical.query("burnt", 5) == []
    assert contents(filled) == before


def test_another_embedder_may_restore_and_embeds_again(backup: Path, tmp_path: Path) -> None:
    other = HashingEmbedder("other@2", 32)
    elsewhere = Home(tmp_path / "elsewhere")
    import_library(elsewhere, backup, embedder_factory=lambda: other)
    assert other.embedded > 0
    with Stores.open(elsewhere, lambda: other) as stores:
        assert stores.vectors.query(stores.embedder.embed(["harbour froze"])[0], 1)[0][0].cable == "09PARIS2"


def test_a_backup_without_kept_answers_clears_them(home: Home, sources: Path, fill: Fill, tmp_path: Path) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    export_library(home, tmp_path / "backup.zip")
    with AnswerStore.open(home.answers) as answers:
        answers.put(kept("two", "09ROME1"))
    import_library(home, tmp_path / "backup.zip", embedder_factory=HashingEmbedder)
    with AnswerStore.open(home.answers) as answers:
        assert answers.list() == ()


def test_answers_are_taken_over_after_a_kill_between_switch_and_answers(
    filled: Home, backup: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    with AnswerStore.open(filled.answers) as answers:
        answers.put(kept("two", "09PARIS2"))
    monkeypatch.setattr("rag.stores.restore.finish_restore", lambda *_: None)
    monkeypatch.setattr("rag.stores.restore.shutil.rmtree", lambda *_, **__: None)
    import_library(filled, backup, embedder_factory=HashingEmbedder)
    monkeypatch.undo()
    with AnswerStore.open(filled.answers) as answers:
        assert len(answers.list()) == 2
    fill()
    with AnswerStore.open(filled.answers) as answers:
        assert [each.id for each in answers.list()] == ["one"]
    assert not list(filled.path.glob("restore-*"))


def rewritten(source: Path, target: Path, change: dict[str, bytes | None]) -> Path:
    """A copy of a backup with members replaced, added or, for None, left out."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = change.get(name, old.read(name)) if name in change else old.read(name)
            if data is not None:
                new.writestr(name, data)
        for name in set(change) - set(old.namelist()):
            new.writestr(name, change[name] or b"")
    return target


def manifest(source: Path, **change: object) -> bytes:
    with zipfile.ZipFile(source) as archive:
        return json.dumps({**json.loads(archive.read("manifest.json")), **change}).encode()


def damaged(backup: Path, folder: Path) -> dict[str, tuple[Path, str]]:
    whole = backup.read_bytes()
    (folder / "text.zip").write_text("no zip at all")
    (folder / "cut.zip").write_bytes(whole[: len(whole) // 2])
    flipped = bytearray(whole)
    flipped[len(whole) // 3] ^= 0xFF
    (folder / "flipped.zip").write_bytes(flipped)
    with zipfile.ZipFile(folder / "foreign.zip", "w") as archive:
        archive.writestr("readme.txt", "hello")
    evil = json.loads(manifest(backup))["parts"] + [["../../evil.sqlite", 4, "00"]]
    with zipfile.ZipFile(backup) as archive:
        library = archive.read("library.sqlite")
    import hashlib

    hashed = [["library.sqlite", 9, hashlib.sha256(b"no sqlite").hexdigest()]]
    return {
        "missing": (folder / "gone.zip", "There is no file"),
        "text": (folder / "text.zip", "is no backup of Reftel, or is damaged"),
        "cut": (folder / "cut.zip", "is no backup of Reftel, or is damaged"),
        "flipped": (folder / "flipped.zip", "damaged"),
        "foreign": (folder / "foreign.zip", "is no backup of Reftel: it has no readable manifest"),
        "changed": (
            rewritten(backup, folder / "1.zip", {"library.sqlite": library[:-1] + b"x"}),
            "not what was exported",
        ),
        "longer": (
            rewritten(backup, folder / "2.zip", {"library.sqlite": library + b"x" * 9}),
            "not what was exported",
        ),
        "left out": (rewritten(backup, folder / "3.zip", {"library.sqlite": None}), "library.sqlite is missing"),
        "newer": (rewritten(backup, folder / "4.zip", {"manifest.json": manifest(backup, version=9)}), "newer Reftel"),
        "slip": (rewritten(backup, folder / "5.zip", {"manifest.json": manifest(backup, parts=evil)}), "is no backup"),
        "no parts": (
            rewritten(backup, folder / "6.zip", {"manifest.json": manifest(backup, parts=[])}),
            "is no backup",
        ),
        "other": (rewritten(backup, folder / "7.zip", {"manifest.json": manifest(backup, format="x")}), "is no backup"),
        "huge": (rewritten(backup, folder / "8.zip", {"manifest.json": b" " * 70_000}), "is no backup"),
        "no sqlite": (
            rewritten(
                backup,
                folder / "9.zip",
                {"library.sqlite": b"no sqlite", "manifest.json": manifest(backup, parts=hashed)},
            ),
            "cannot be restored",
        ),
    }


NAMES = (
    "missing", "text", "cut", "flipped", "foreign", "changed", "longer", "left out", "newer", "slip", "no parts",
    "other", "huge", "no sqlite",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_bad_backup_is_refused_with_a_sentence_and_changes_nothing(
    filled: Home, backup: Path, tmp_path: Path, name: str
) -> None:
    (tmp_path / "bad").mkdir()
    path, words = damaged(backup, tmp_path / "bad")[name]
    before = contents(filled)
    with pytest.raises(UserError, match=words):
        import_library(filled, path, embedder_factory=HashingEmbedder)
    assert contents(filled) == before
    assert not list(filled.path.glob("restore-*"))
    assert not list(tmp_path.rglob("evil*"))


def test_a_backup_of_a_newer_schema_is_refused(filled: Home, tmp_path: Path) -> None:
    with Library.open(filled.library, write=True) as library:
        library.db.run("PRAGMA user_version = 1")
    target = tmp_path / "backup.zip"
    export_library(filled, target)
    with zipfile.ZipFile(target) as archive:
        (tmp_path / "newer.sqlite").write_bytes(archive.read("library.sqlite"))
    import hashlib
    import sqlite3

    newer = sqlite3.connect(tmp_path / "newer.sqlite")
    newer.execute("PRAGMA user_version = 99")
    newer.commit()
    newer.close()
    data = (tmp_path / "newer.sqlite").read_bytes()
    parts = [["library.sqlite", len(data), hashlib.sha256(data).hexdigest()]]
    bad = rewritten(
        target, tmp_path / "bad.zip", {"library.sqlite": data, "manifest.json": manifest(target, parts=parts)}
    )
    with pytest.raises(UserError, match=r"cannot be restored: .* written by a newer Reftel .* Nothing was changed"):
        import_library(filled, bad, embedder_factory=HashingEmbedder)


def test_an_export_never_overwrites(filled: Home, backup: Path) -> None:
    size = backup.stat().st_size
    with pytest.raises(UserError, match="exists already"):
        export_library(filled, backup)
    assert backup.stat().st_size == size


def test_an_export_into_a_folder_that_is_not_there_is_a_sentence(filled: Home, tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"backup .* cannot be written \(No such file or directory\)"):
        export_library(filled, tmp_path / "no" / "backup.zip")


def test_no_library_has_no_backup(home: Home, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no library"):
        export_library(home, tmp_path / "backup.zip")
    assert not (tmp_path / "backup.zip").exists()


def test_no_room_for_a_restore_is_a_sentence(filled: Home, backup: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil
    from types import SimpleNamespace

    before = contents(filled)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=10))
    with pytest.raises(OperatorError, match="no room left"):
        import_library(filled, backup, embedder_factory=HashingEmbedder)
    assert contents(filled) == before
