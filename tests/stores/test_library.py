import dataclasses
import datetime as dt
import sqlite3
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.cables.marking import Level, Marking
from rag.cables.model import Cable, Key, Paragraph, ParseWarning, Reference, Role, Source, Span
from rag.errors import OperatorError, RetryError, UserError
from rag.stores.database import Database
from rag.stores.filters import Filters
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.recorder import Recorder
from rag.stores.schema import LIBRARY, Schema
from tests.stores.conftest import Fill
from tests.stores.samples import cable, write_cables

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MARKINGS = st.builds(
    Marking,
    st.sampled_from(Level),
    st.sets(st.sampled_from(["NOFORN", "REL TO USA, GBR"])).map(lambda s: tuple(sorted(s))),
)
SPANS = st.lists(st.builds(Span, st.integers(0, 99), st.integers(0, 99)), max_size=3).map(tuple)


def paragraphs(index: int) -> st.SearchStrategy[Paragraph]:
    return st.builds(
        Paragraph,
        label=TEXT,
        index=st.just(index),
        text=TEXT,
        spans=SPANS,
        effective_marking=MARKINGS,
        marking=TEXT,
        section=TEXT,
        role=st.sampled_from(Role),
        occurrence=st.integers(1, 5),
        truncated=st.booleans(),
    )


CABLES = st.builds(
    Cable,
    id=st.just("09PARIS1"),
    post=TEXT,
    subject=TEXT,
    classification=TEXT,
    effective_marking=MARKINGS,
    header=paragraphs(0),
    paragraphs=st.tuples(paragraphs(1), paragraphs(2)),
    source=st.builds(Source, TEXT, TEXT, TEXT, TEXT),
    date=st.none() | st.datetimes(timezones=st.just(dt.UTC)),
    tags=st.lists(TEXT, max_size=3).map(tuple),
    refs=st.lists(TEXT, max_size=3).map(tuple),
    references=st.lists(st.builds(Reference, TEXT, TEXT, st.none() | TEXT, st.booleans()), max_size=2).map(tuple),
    addressees=st.lists(TEXT, max_size=3).map(tuple),
    warnings=st.lists(st.builds(ParseWarning, TEXT, TEXT, st.none() | st.integers(0, 9)), max_size=2).map(tuple),
)


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library.open(tmp_path / "library.sqlite", write=True)


def keep(library: Library, *cables: Cable) -> None:
    recorder = Recorder(library)
    recorder.begin()
    for number, each in enumerate(cables):
        library.db.run("INSERT INTO blobs VALUES (?, 1)", f"blob{number}-{each.id}")
        recorder.record("/a", f"blob{number}-{each.id}", 0, each, "1")
    recorder.commit()


@given(each=CABLES)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_cable_reads_back_equal_up_to_the_marking_rule(
    tmp_path_factory: pytest.TempPathFactory, each: Cable
) -> None:
    with Library.open(tmp_path_factory.mktemp("lib") / "library.sqlite", write=True) as library:
        keep(library, each)
        read = library.get(each.id)
        assert read is not None
        plain = [dataclasses.replace(unit, effective_marking=each.header.effective_marking) for unit in each.units]
        back = [dataclasses.replace(unit, effective_marking=each.header.effective_marking) for unit in read.units]
        assert back == plain
        assert dataclasses.replace(read, header=each.header, paragraphs=each.paragraphs) == each
        assert library.paragraph(Key(each.id, 2)) == read.paragraphs[1]


def test_a_cable_with_consistent_markings_reads_back_equal(library: Library) -> None:
    each = cable(printed={1: "S//NF"}, refs=("08LONDON7",), warnings=("truncated",))
    keep(library, each)
    assert library.get("09PARIS1") == each
    assert library.get("09PARIS2") is None
    assert library.paragraph(Key("09PARIS1", 3)) is None


def test_filters_limit_ids_summaries_and_coverage_alike(library: Library) -> None:
    keep(
        library,
        cable("09PARIS1", day=1),
        cable("09PHNOMPENH2", post="PHNOM PENH", day=9, tags=("ECON",)),
        cable("09PARIS3", day=None, tags=()),
    )
    for filters, wanted in (
        (Filters(), ["09PARIS1", "09PARIS3", "09PHNOMPENH2"]),
        (Filters(posts=("phnompenh",)), ["09PHNOMPENH2"]),
        (Filters(posts=("Phnom Penh", "Paris")), ["09PARIS1", "09PARIS3", "09PHNOMPENH2"]),
        (Filters(first=dt.date(2009, 1, 2)), ["09PHNOMPENH2"]),
        (Filters(last=dt.date(2009, 1, 9)), ["09PARIS1", "09PHNOMPENH2"]),
        (Filters(tags=("econ", "KDEM")), ["09PARIS1", "09PHNOMPENH2"]),
        (Filters(cables=("09PARIS3", "09ROME1")), ["09PARIS3"]),
        (Filters(posts=("PARIS",), tags=("ECON",)), []),
    ):
        assert list(library.ids(filters)) == wanted
        assert sorted(line.id for line in library.summaries(filters)) == wanted
        assert library.coverage(filters).cables == len(wanted)
        assert library.coverage(filters).paragraphs == 2 * len(wanted)
    held = library.coverage()
    assert (held.first, held.last) == (dt.date(2009, 1, 1), dt.date(2009, 1, 9))
    assert library.coverage(Filters(cables=("09PARIS3",))).first is None


def test_ids_come_in_pages_and_summaries_by_date(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.stores.library._PAGE", 2)
    keep(library, *(cable(f"09PARIS{number}", day=6 - number) for number in range(1, 6)))
    assert list(library.ids()) == [f"09PARIS{number}" for number in range(1, 6)]
    assert [line.id for line in library.summaries(offset=1, limit=2)] == ["09PARIS4", "09PARIS3"]


def test_a_clearance_hides_ids_counts_titles_and_unmarked_cables(library: Library) -> None:
    keep(
        library,
        cable("09PARIS1", level=Level.S, subject="SECRET VISIT", printed={2: "U"}, warnings=("truncated",)),
        cable("09PARIS2", level=Level.S, subject="SECRET PLAN"),
        cable("09PARIS3", level=Level.UNMARKED),
        cable("09PARIS4", level=Level.U, refs=("09PARIS2",)),
        cable("09PARIS5", level=Level.S, refs=("09PARIS4",)),
    )
    filters = Filters(clearance=Level.C)
    assert list(library.ids(filters)) == ["09PARIS1", "09PARIS4"]
    first, second = library.summaries(filters)
    assert (first.subject, first.classification, first.warnings, first.paragraphs) == ("", "", 0, 1)
    assert first.effective_marking == Marking(Level.U)
    assert (second.subject, second.paragraphs) == ("BRIDGE OPENED", 2)
    assert (library.coverage(filters).cables, library.coverage(filters).paragraphs) == (2, 3)
    assert library.referrers("09PARIS4", filters) == ()
    assert library.referrers("09PARIS4") == ("09PARIS5",)
    assert library.nearest_ids("09PARIS22", 5, filters) == ("09PARIS1", "09PARIS4")
    assert library.nearest_ids("09PARIS22", 1) == ("09PARIS2",)


def test_referrers_are_found_by_the_resolved_reference_too(library: Library) -> None:
    keep(
        library, dataclasses.replace(cable(), refs=("STATE 12",), references=(Reference("A", "STATE 12", "09STATE12"),))
    )
    assert library.referrers("09STATE12") == ("09PARIS1",)
    assert library.referrers("STATE 12") == ("09PARIS1",)


def test_no_library_yet_is_a_sentence_and_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"no library in .* yet; run `reftel ingest"):
        Library.open(tmp_path / "library.sqlite")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("write", [True, False])
def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path, write: bool) -> None:
    path = tmp_path / "library.sqlite"
    with sqlite3.connect(path) as foreign:
        foreign.execute("CREATE TABLE songs (title TEXT)")
    foreign.close()
    with pytest.raises(OperatorError, match="is no library of Reftel"):
        Library.open(path, write=write)
    with sqlite3.connect(path) as foreign:
        assert foreign.execute("SELECT name FROM sqlite_master").fetchall() == [("songs",)]
    foreign.close()


@pytest.mark.parametrize("write", [True, False])
def test_a_newer_library_is_refused(library: Library, write: bool) -> None:
    library.db.run("PRAGMA user_version = 99")
    with pytest.raises(OperatorError, match=r"written by a newer Reftel \(schema 99"):
        Library.open(library.db.path, write=write)


def test_an_older_library_is_lifted_by_a_writer_and_refused_to_a_reader(library: Library) -> None:
    newer = Schema(
        "library", LIBRARY.application_id, 3, LIBRARY.tables, {1: "CREATE TABLE one (x);", 2: "DROP TABLE one;"}
    )
    with pytest.raises(OperatorError, match=r"older schema 1 \(this Reftel needs 3\); run `reftel doctor --repair`"):
        newer.require_current(library.db)
    newer.prepare(library.db)
    newer.require_current(library.db)
    assert library.db.number("PRAGMA user_version") == 3


def test_a_library_too_old_to_lift_is_refused_with_a_sentence(library: Library) -> None:
    newer = Schema("library", LIBRARY.application_id, 2, LIBRARY.tables)
    with pytest.raises(OperatorError, match=r"schema 1, which this Reftel .* can no longer lift; move it away"):
        newer.prepare(library.db)


def test_a_migration_that_fails_leaves_the_old_version(library: Library) -> None:
    newer = Schema("library", LIBRARY.application_id, 2, LIBRARY.tables, {1: "CREATE TABLE one (x); SELECT nonsense;"})
    with pytest.raises(OperatorError):
        newer.prepare(library.db)
    library.close()
    reopened = Database.open(library.db.path)
    assert reopened.number("PRAGMA user_version") == 1
    assert reopened.number("SELECT count(*) FROM sqlite_master WHERE name = 'one'") == 0


def test_a_damaged_library_is_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(OperatorError, match=r"is damaged .*; restore a backup"):
        Library.open(path)


def test_readers_are_never_blocked_and_see_only_what_is_committed(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    with Library.open(home.library) as reader, Library.open(home.library, write=True) as writer:
        recorder = Recorder(writer)
        recorder.begin()
        recorder.delete("09PARIS1")
        assert reader.get("09PARIS1") is not None
        recorder.commit()
        assert reader.get("09PARIS1") is None


def test_threads_share_one_reader(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", *({"ident": f"09PARIS{number}"} for number in range(1, 9)))
    fill()
    seen: list[int] = []

    def read(library: Library) -> None:
        seen.extend(sum(library.get(ident) is not None for ident in library.ids()) for _ in range(20))

    with Library.open(home.library) as library:
        threads = [threading.Thread(target=read, args=(library,)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert seen == [8] * 80


def test_a_transaction_that_fails_leaves_nothing(library: Library) -> None:
    with pytest.raises(sqlite3.IntegrityError), library.db.transaction():
        library.db.run_many("INSERT INTO meta VALUES (?, 'value')", [("key",), ("key",)])
    assert library.meta("key") == ""
    assert not library.db.busy


def test_a_reading_that_takes_another_id_lets_the_old_cable_go(library: Library) -> None:
    keep(library, cable("09PARIS1"))
    recorder = Recorder(library)
    assert recorder.record("/a", "blob0-09PARIS1", 0, cable("09PARIS7"), "2") == "added"
    assert recorder.touched == {"09PARIS1", "09PARIS7"}
    recorder.commit()
    assert list(library.ids()) == ["09PARIS7"]


def test_a_file_that_stays_locked_is_worth_another_try(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.stores.database.BUSY_SECONDS", 0.01)
    path = tmp_path / "library.sqlite"
    with Library.open(path, write=True) as first, Library.open(path, write=True) as second:
        first.db.run("BEGIN IMMEDIATE")
        with pytest.raises(RetryError, match="is busy; try again in a moment"):
            second.db.run("BEGIN IMMEDIATE")
        first.db.run("ROLLBACK")


def test_a_folder_in_place_of_the_file_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "library.sqlite").mkdir()
    with pytest.raises(OperatorError, match=r"cannot be opened .*; check the folder's permissions"):
        Library.open(tmp_path / "library.sqlite")
