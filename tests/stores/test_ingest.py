import json
import os
import signal
import threading
from pathlib import Path
from typing import Any

import pytest

from rag.cables.model import Key
from rag.errors import OperatorError, UserError
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import StoreOptions
from rag.stores.report import IngestReport
from rag.stores.stores import Stores
from rag.stores.walk import walk
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, cable, json_reader, renaming_reader, write_cables


def ids(home: Home) -> list[str]:
    with Stores.open(home, HashingEmbedder) as stores:
        return list(stores.library.ids())


def counts(report: IngestReport) -> tuple[int, int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.twins, report.skipped


def test_a_first_ingest_fills_all_three_stores(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2", "paragraphs": ["The harbour froze."]})
    (sources / "picture.png").write_bytes(b"png")
    report = fill()
    assert counts(report) == (2, 0, 0, 0, 1)
    assert (report.cables, report.paragraphs, report.failed, report.stopped) == (2, 3, (), False)
    with Stores.open(home, HashingEmbedder) as stores:
        assert stores.library.get("09PARIS1") == cable("09PARIS1", name=str(sources / "a.json"))
        vector = stores.embedder.embed(["PARIS 2009-01-01. BRIDGE OPENED\nThe harbour froze."])[0]
        assert stores.vectors.query(vector, 1)[0][0] == Key("09PARIS2", 1)
        assert stores.lexical.query("harbour", 5)[0][0] == Key("09PARIS2", 1)
        assert stores.library.pending() == ()


def test_unchanged_files_are_skipped_without_parsing_or_embedding(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2"}, {"broken": 7})
    first = fill()
    embedder = HashingEmbedder()

    def refuse(path: Path) -> None:
        raise AssertionError(f"{path} was parsed again")

    from rag.stores.reader import FileReader

    reader = FileReader("1", refuse, json_reader().is_candidate)  # ty: ignore[invalid-argument-type] - it must not be called
    again = ingest(home, [sources], embedder_factory=lambda: embedder, reader=reader)
    assert counts(again) == (0, 0, 2, 0, 0)
    assert embedder.embedded == 0
    assert again.failed == first.failed, "what could not be read is told again"


def test_a_copy_under_another_name_is_unchanged_and_its_later_edit_replaces_nothing_else(
    home: Home, sources: Path, fill: Fill
) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    write_cables(sources / "b.json", {"ident": "09PARIS1"})
    assert counts(fill(sources / "b.json")) == (0, 0, 1, 0, 0)
    write_cables(sources / "b.json", {"ident": "09PARIS5"})
    assert counts(fill(sources / "b.json")) == (1, 0, 0, 0, 0)
    assert ids(home) == ["09PARIS1", "09PARIS5"]


def test_a_changed_file_replaces_its_cables_whole_in_every_store(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(
        sources / "a.json", {"ident": "09PARIS1", "paragraphs": ["Old one.", "Old two."]}, {"ident": "09PARIS2"}
    )
    fill()
    write_cables(sources / "a.json", {"ident": "09PARIS1", "paragraphs": ["Fresh words."]})
    assert counts(fill()) == (0, 1, 0, 0, 0)
    with Stores.open(home, HashingEmbedder) as stores:
        assert list(stores.library.ids()) == ["09PARIS1"]
        assert stores.lexical.query("old", 5) == []
        assert set(stores.lexical.view(None).keys()) == {Key("09PARIS1", 0), Key("09PARIS1", 1)}
        assert stores.vectors.exact.keys() == {Key("09PARIS1", 0), Key("09PARIS1", 1)}
        assert stores.vectors.graph.ids() == stores.vectors.exact.all_ids()
        assert stores.library.db.number("SELECT count(*) FROM blobs") == 1
        assert stores.library.db.number("SELECT count(*) FROM texts") == 1


def test_a_file_that_changes_back_is_read_again(home: Home, sources: Path, fill: Fill) -> None:
    for ident in ("09PARIS1", "09PARIS2", "09PARIS1"):
        write_cables(sources / "a.json", {"ident": ident})
        fill()
        assert ids(home) == [ident]


def test_a_better_parser_reads_unchanged_files_again(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2"})
    fill()
    assert counts(fill(reader=renaming_reader("2", "NEW SUBJECT"))) == (0, 2, 0, 0, 0)
    assert counts(fill(reader=renaming_reader("3", "NEW SUBJECT"))) == (0, 0, 2, 0, 0)
    with Stores.open(home, HashingEmbedder) as stores:
        found = stores.library.get("09PARIS1")
        assert found is not None
        assert found.subject == "NEW SUBJECT"


def test_one_bad_file_is_named_and_the_rest_goes_on(home: Home, sources: Path, fill: Fill) -> None:
    (sources / "bad.json").write_text("nonsense")
    (sources / "empty.json").write_text("[]")
    write_cables(sources / "good.json", {"ident": "09PARIS1"}, {"broken": 2}, {"ident": "09PARIS3"})
    report = fill(sources, sources / "gone.json")
    assert ids(home) == ["09PARIS1", "09PARIS3"]
    assert sorted((Path(each.source).name, each.reason.split(":")[0]) for each in report.failed) == [
        ("bad.json", f"{sources / 'bad.json'} holds no cable."),
        ("empty.json", "It holds no cable"),
        ("gone.json", "There is no such file or folder."),
        ("good.json#2", "It is broken."),
    ]


def test_half_a_character_is_refused_by_name_and_the_rest_goes_on(home: Home, sources: Path, fill: Fill) -> None:
    path = sources / "a.json"
    path.write_text(json.dumps([{"ident": "09PARIS1", "subject": "\ud800"}, {"ident": "09PARIS2"}]))
    for dry in (True, False):
        report = fill(dry_run=dry)
        assert [each.reason for each in report.failed] == [
            f"{path} holds half of a surrogate pair, which is no character."
        ]
        assert report.added == 1
    assert ids(home) == ["09PARIS2"]


def test_a_dry_run_foresees_what_the_run_then_does(home: Home, sources: Path, fill: Fill) -> None:
    def both() -> None:
        foreseen = fill(dry_run=True)
        done = fill()
        assert counts(foreseen) == counts(done)
        assert [each.reason for each in foreseen.failed] == [each.reason for each in done.failed]
        assert foreseen.cables == done.cables

    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS2"}, {"broken": 1})
    write_cables(sources / "b.json", {"ident": "09PARIS1", "carrier": "flat"})
    (sources / "c.png").touch()
    both()
    both()
    write_cables(sources / "a.json", {"ident": "09PARIS1", "paragraphs": ["New."]}, {"ident": "09PARIS2"})
    write_cables(sources / "d.json", {"ident": "09PARIS2", "carrier": "csv"}, {"ident": "09ROME1"})
    both()


def test_a_dry_run_changes_nothing_and_needs_no_library(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    report = fill(dry_run=True)
    assert (report.added, report.cables, report.paragraphs) == (1, 1, 2)
    assert not home.path.exists()


def test_the_result_does_not_depend_on_the_size_of_the_groups(tmp_path: Path, sources: Path) -> None:
    for number in range(7):
        write_cables(
            sources / f"{number}.json", {"ident": f"09PARIS{number}", "paragraphs": [f"Words number {number}."]}
        )
    results = []
    for group in (1, 5, 1000):
        home = Home(tmp_path / f"home{group}")
        options = StoreOptions(group=group)
        ingest(home, [sources], embedder_factory=HashingEmbedder, reader=json_reader(), options=options)
        with Stores.open(home, HashingEmbedder) as stores:
            vector = stores.embedder.embed(["words number 3"])[0]
            cables = [stores.library.get(ident) for ident in stores.library.ids()]
            results.append((cables, stores.vectors.query(vector, 9), sorted(stores.lexical.view(None).keys())))
    assert results[0] == results[1] == results[2]


def test_progress_moves_on_in_bytes_and_ends_at_the_total(sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", *({"ident": f"09PARIS{number}"} for number in range(9)))
    write_cables(sources / "b.json", {"ident": "09ROME1"})
    told: list[tuple[int, int | None, str]] = []
    fill(progress=lambda *args: told.append(args))
    total = sum(each.size for each in walk([sources], lambda _: True))
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    assert {all_of_it for _, all_of_it, _ in told} == {total}
    assert told[-1][0] == total
    assert {"a.json", "b.json", "09PARIS4", "09ROME1"} <= {name for _, _, name in told}


def test_ctrl_c_stops_after_the_current_cable_and_the_next_run_goes_on(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", *({"ident": f"09PARIS{number}"} for number in range(6)))

    def press(_done: int, _total: int | None, name: str) -> None:
        if name == "09PARIS2":
            os.kill(os.getpid(), signal.SIGINT)

    handler = signal.getsignal(signal.SIGINT)
    report = fill(progress=press)
    assert (report.stopped, report.added) == (True, 3)
    assert ids(home) == ["09PARIS0", "09PARIS1", "09PARIS2"]
    assert signal.getsignal(signal.SIGINT) is handler
    again = fill()
    assert (again.stopped, counts(again)) == (False, (3, 0, 3, 0, 0))
    assert len(ids(home)) == 6


def test_a_second_ctrl_c_ends_the_run_at_once_and_the_next_run_is_whole(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", *({"ident": f"09PARIS{number}"} for number in range(6)))

    def press(_done: int, _total: int | None, name: str) -> None:
        if name == "09PARIS2":
            signal.raise_signal(signal.SIGINT)
            signal.raise_signal(signal.SIGINT)

    # A process in the background of a shell starts with interrupts ignored.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            fill(progress=press)
    finally:
        signal.signal(signal.SIGINT, before)
    fill()
    assert len(ids(home)) == 6


def test_another_embedder_is_refused_by_both_names(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    other = HashingEmbedder("other@2", 32)
    with Stores.open(home, lambda: other) as stores:
        words = (
            r"embedder hashing@1 \(64 dimensions\), but the settings name other@2 \(32 dimensions\).*`reftel reindex`"
        )
        with pytest.raises(OperatorError, match=words):
            _ = stores.embedder
    write_cables(sources / "b.json", {"ident": "09PARIS2"})
    with pytest.raises(OperatorError, match="hashing@1"):
        ingest(home, [sources], embedder_factory=lambda: other, reader=json_reader())
    assert ids(home) == ["09PARIS1"]


def test_an_embedder_that_breaks_its_word_is_refused_and_nothing_is_recorded(home: Home, sources: Path) -> None:
    class Short(HashingEmbedder):
        def embed(self, texts):  # noqa: ANN001, ANN202 - as in its parent
            return super().embed(texts)[:, :-1]

    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    with pytest.raises(OperatorError, match=r"returned .* numbers for .* texts of 64 dimensions"):
        ingest(home, [sources], embedder_factory=Short, reader=json_reader())
    with pytest.raises(UserError, match="Nothing has been ingested"), Stores.open(home, HashingEmbedder) as stores:
        _ = stores.vectors


def test_a_home_that_is_a_file_is_a_sentence(tmp_path: Path, sources: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UserError, match="is a file, not a folder; give another home folder"):
            ingest(Home(path), [sources], embedder_factory=HashingEmbedder, reader=json_reader())


def test_many_cables_of_one_text_keep_it_once(home: Home, sources: Path) -> None:
    import dataclasses

    from rag.stores.reader import FileReader

    text = "A carrier of many telegrams."
    many = [cable(f"09PARIS{number}") for number in range(5)]
    shared = [dataclasses.replace(each, source=dataclasses.replace(each.source, text=text)) for each in many]
    (sources / "a.json").touch()
    reader = FileReader("1", lambda _: iter(shared), lambda _: True)
    ingest(home, [sources], embedder_factory=HashingEmbedder, reader=reader)
    with Stores.open(home, HashingEmbedder) as stores:
        assert stores.library.db.number("SELECT count(*) FROM texts") == 1
        assert [stores.library.get(each.id) for each in shared] == shared


def test_outside_the_main_thread_ingest_works_and_leaves_signals_alone(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    handler = signal.getsignal(signal.SIGINT)
    thread = threading.Thread(target=fill)
    thread.start()
    thread.join()
    assert ids(home) == ["09PARIS1"]
    assert signal.getsignal(signal.SIGINT) is handler


def test_a_file_that_cannot_be_read_is_named(
    home: Home, sources: Path, fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = write_cables(sources / "a.json", {"ident": "09PARIS1"})
    write_cables(sources / "b.json", {"ident": "09PARIS2"})
    opened = Path.open

    def refusing(self: Path, *args: Any, **more: Any) -> Any:
        if self == closed:
            raise PermissionError(13, "Permission denied")
        return opened(self, *args, **more)

    monkeypatch.setattr(Path, "open", refusing)
    assert [(each.source, each.reason) for each in fill().failed] == [
        (str(closed), "It cannot be read (Permission denied).")
    ]
    assert ids(home) == ["09PARIS2"]


def test_folders_that_unfinished_rebuilds_left_are_swept(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    for name in ("index-unfinished", "restore-unfinished"):
        (home.path / name).mkdir()
    fill()
    with Stores.open(home, HashingEmbedder) as stores:
        kept = home.index(stores.generation).path.name
    assert [path.name for path in home.path.iterdir() if path.is_dir()] == [kept]


def test_a_twin_in_the_same_group_is_embedded_once(home: Home, sources: Path) -> None:
    embedder = HashingEmbedder()
    write_cables(sources / "a.json", {"ident": "09PARIS1"}, {"ident": "09PARIS1", "carrier": "flat"})
    options = StoreOptions(group=3)
    ingest(home, [sources], embedder_factory=lambda: embedder, reader=json_reader(), options=options)
    assert embedder.embedded == 3
