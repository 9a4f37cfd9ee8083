"""The vector store against brute force, with exact search and with Chroma's graph."""

import dataclasses
import datetime as dt
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from rag.cables.marking import Level
from rag.cables.model import Key
from rag.errors import OperatorError, UserError
from rag.stores.entries import Entry, make_entries
from rag.stores.filters import Filters
from rag.stores.graph import Graph
from rag.stores.home import IndexFolder
from rag.stores.options import StoreOptions
from rag.stores.vectors import Vectors
from tests.stores.samples import HashingEmbedder, cable

DIMENSION = 16
MODES = {"exact": StoreOptions(exact_limit=10_000), "graph": StoreOptions(exact_limit=0)}


def entry(number: int, vector: Sequence[float] | np.ndarray, **more: Any) -> Entry:
    plain = Entry(
        id=f"09PARIS{number // 4}:{number % 4}:0",
        cable=f"09PARIS{number // 4}",
        index=number % 4,
        part=0,
        post="PARIS",
        day=20090101 + number // 4 % 28,
        tags=("PREL",),
        level=1 + number % 5,
        digest=str(number).encode(),
        vector=(np.asarray(vector) / np.linalg.norm(vector)).astype(np.float32),
    )
    return dataclasses.replace(plain, **more)


def random_entries(count: int, seed: int = 7) -> list[Entry]:
    rng = np.random.default_rng(seed)
    posts, tags = ("PARIS", "ROME", "PHNOMPENH"), ((), ("PREL",), ("PREL", "KDEM"), ("ECON",))
    return [
        entry(number, rng.normal(size=DIMENSION), post=posts[number // 4 % 3], tags=tags[number // 4 % 4])
        for number in range(count)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> IndexFolder:
    folder = IndexFolder(tmp_path / "index-test")
    folder.path.mkdir()
    Vectors.create(folder, "hashing@1", DIMENSION)
    return folder


@pytest.fixture(params=list(MODES))
def options(request: pytest.FixtureRequest) -> StoreOptions:
    return MODES[request.param]


@pytest.fixture
def vectors(folder: IndexFolder, options: StoreOptions) -> Iterator[Vectors]:
    with closing(Vectors(folder, write=True, options=options)) as store:
        yield store


def unit_vectors(count: int) -> np.ndarray:
    vectors = np.random.default_rng(3).normal(size=(count, DIMENSION)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def put(store: Vectors, entries: Sequence[Entry]) -> None:
    store.replace(sorted({each.cable for each in entries}), entries)


def brute_force(entries: Sequence[Entry], query: np.ndarray, k: int) -> list[tuple[Key, float]]:
    scores: dict[Key, float] = {}
    for each in entries:
        key = Key(each.cable, each.index)
        scores[key] = max(scores.get(key, -2.0), float(each.vector @ query))
    return sorted(scores.items(), key=lambda item: -item[1])[:k]


def same(found: list[tuple[Key, float]], wanted: list[tuple[Key, float]]) -> None:
    assert [key for key, _ in found] == [key for key, _ in wanted]
    assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=1e-5)


FILTERS = {
    "none": (Filters(), lambda _: True),
    "post": (Filters(posts=("Phnom Penh",)), lambda e: e.post == "PHNOMPENH"),
    "dates": (
        Filters(first=dt.date(2009, 1, 3), last=dt.date(2009, 1, 9)),
        lambda e: 20090103 <= e.day <= 20090109,
    ),
    "tag": (Filters(tags=("kdem", "ECON")), lambda e: bool({"KDEM", "ECON"} & set(e.tags))),
    "cables": (Filters(cables=("09PARIS1", "09PARIS5")), lambda e: e.cable in {"09PARIS1", "09PARIS5"}),
    "clearance": (Filters(clearance=Level.SBU), lambda e: e.level <= 2),
    "all": (
        Filters(posts=("PARIS", "ROME"), last=dt.date(2009, 1, 20), tags=("PREL",), clearance=Level.C),
        lambda e: e.post in {"PARIS", "ROME"} and e.day <= 20090120 and "PREL" in e.tags and e.level <= 3,
    ),
}


@pytest.mark.parametrize("name", FILTERS)
def test_search_agrees_with_brute_force_under_every_filter(vectors: Vectors, name: str) -> None:
    entries = random_entries(240)
    put(vectors, entries)
    filters, keep = FILTERS[name]
    for query in unit_vectors(5):
        same(vectors.query(query, 8, filters), brute_force([e for e in entries if keep(e)], query, 8))


def test_a_dateless_cable_meets_no_date_filter(vectors: Vectors) -> None:
    put(vectors, [entry(0, np.ones(DIMENSION), day=0)])
    query = np.ones(DIMENSION, np.float32) / 4
    assert vectors.query(query, 3, Filters(last=dt.date(2030, 1, 1))) == []
    assert vectors.query(query, 3, Filters(first=dt.date(1900, 1, 1))) == []
    assert len(vectors.query(query, 3)) == 1


def test_unmarked_is_hidden_from_every_clearance(vectors: Vectors) -> None:
    put(vectors, [entry(0, np.ones(DIMENSION), level=int(Level.UNMARKED))])
    query = np.ones(DIMENSION, np.float32) / 4
    assert vectors.query(query, 3, Filters(clearance=Level.TS)) == []
    assert len(vectors.query(query, 3)) == 1


def test_a_paragraph_scores_by_its_best_part_and_counts_once(vectors: Vectors) -> None:
    east, north = np.eye(DIMENSION)[0], np.eye(DIMENSION)[1]
    parts = [entry(1, east + north * part, id=f"09PARIS0:1:{part}", part=part) for part in range(5)]
    put(vectors, [*parts, entry(2, north)])
    same(
        vectors.query(east.astype(np.float32), 2),
        [(Key("09PARIS0", 1), 1.0), (Key("09PARIS0", 2), 0.0)],
    )
    found = vectors.vectors([Key("09PARIS0", 1), Key("09ROME1", 1)])
    assert list(found) == [Key("09PARIS0", 1)]
    assert found[Key("09PARIS0", 1)].shape == (5, DIMENSION)


def test_vectors_of_a_paragraph_are_those_of_all_its_parts_also_after_a_change(vectors: Vectors) -> None:
    made = unit_vectors(5)
    parts = [
        entry(1, made[place], id=f"09PARIS0:{index}:{part}", index=index, part=part)
        for place, (index, part) in enumerate([(1, 0), (2, 0), (2, 1), (2, 2), (3, 0)])
    ]
    put(vectors, parts)
    keys = [Key("09PARIS0", index) for index in (3, 2, 1)]
    for removed in (0, 1):
        found = vectors.vectors(keys)
        assert [found[key].shape[0] for key in keys] == [1, 3 - removed, 1]
        assert np.allclose(found[keys[1]], made[1 : 4 - removed], atol=1e-6)
        put(vectors, [*parts[:3], parts[4]])


def test_replacing_a_cable_leaves_nothing_of_the_old(vectors: Vectors) -> None:
    put(vectors, [entry(number, np.eye(DIMENSION)[number]) for number in range(4)])
    vectors.replace(["09PARIS0"], [entry(1, np.eye(DIMENSION)[9], tags=())])
    assert [key for key, _ in vectors.query(np.eye(DIMENSION, dtype=np.float32)[0], 9)] == [Key("09PARIS0", 1)]
    assert vectors.query(np.eye(DIMENSION, dtype=np.float32)[0], 9, Filters(tags=("PREL",))) == []
    assert vectors.graph.ids() == vectors.exact.all_ids() == {"09PARIS0:1:0"}
    vectors.replace(["09PARIS0"], [])
    assert vectors.query(np.eye(DIMENSION, dtype=np.float32)[0], 9) == []


def test_search_is_the_same_after_reopening_with_repeated_texts(folder: IndexFolder, options: StoreOptions) -> None:
    """Many copies of few texts, as site menus are, hide other texts from a graph searched with Chroma's defaults."""
    rng = np.random.default_rng(11)
    menus = rng.normal(size=(7, DIMENSION))
    entries = random_entries(900)
    entries += [entry(number, menus[number % 7], level=1) for number in range(900, 1300)]
    with closing(Vectors(folder, write=True, options=options)) as store:
        for start in range(0, len(entries), 100):
            put(store, entries[start : start + 100])
    with closing(Vectors(folder, write=False, options=options)) as store:
        for query in unit_vectors(10):
            found, wanted = store.query(query, 10), brute_force(entries, query, 10)
            assert [score for _, score in found] == pytest.approx([score for _, score in wanted], abs=1e-5)


WRITE = """
import sys
from pathlib import Path
from contextlib import closing
import numpy as np
from rag.stores.home import IndexFolder
from rag.stores.vectors import Vectors
from tests.stores.test_vectors import entry
with closing(Vectors(IndexFolder(Path(sys.argv[1])), write=True)) as store:
    store.replace(["09PARIS1"], [entry(4, np.eye(16)[4])])
"""


def test_an_open_reader_sees_what_another_process_writes(folder: IndexFolder, options: StoreOptions) -> None:
    with closing(Vectors(folder, write=True, options=options)) as store:
        put(store, [entry(0, np.eye(DIMENSION)[0])])
    query = np.eye(DIMENSION, dtype=np.float32)[4]
    with closing(Vectors(folder, write=False, options=options)) as reader:
        assert [key for key, _ in reader.query(query, 5)] == [Key("09PARIS0", 0)]
        subprocess.run([sys.executable, "-c", WRITE, str(folder.path)], check=True, cwd=Path(__file__).parents[2])
        same(reader.query(query, 5), [(Key("09PARIS1", 0), 1.0), (Key("09PARIS0", 0), 0.0)])


def test_an_empty_store_finds_nothing(vectors: Vectors) -> None:
    assert vectors.query(np.eye(DIMENSION, dtype=np.float32)[0], 5) == []


def test_missing_vectors_are_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="are missing; run `reftel reindex`"):
        Vectors(IndexFolder(tmp_path), write=False)


def test_batches_beyond_chromas_limit_are_cut(folder: IndexFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = Graph(folder.chroma, "reftel.test")
    monkeypatch.setattr(graph, "_batch", 7)
    graph.add(random_entries(20))
    assert graph.count() == 20
    graph.remove([each.id for each in random_entries(15)])
    assert graph.count() == 5
    graph.close()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://127.0.0.1", "nonsense"])
def test_an_address_that_is_none_is_a_sentence(tmp_path: Path, url: str) -> None:
    with pytest.raises(UserError, match=r"REFTEL_CHROMA_URL is .*, which is no address"):
        Graph(tmp_path, "reftel.test", url)


def test_a_server_that_does_not_answer_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"Chroma server at http://127.0.0.1:9 cannot be used .* start it or unset"):
        Graph(tmp_path, "reftel.test", "http://127.0.0.1:9")


def test_vectors_already_made_are_not_made_again() -> None:
    embedder = HashingEmbedder()
    first = make_entries([cable()], embedder, {})
    made = embedder.embedded
    again = make_entries([cable()], embedder, {each.digest: each.vector for each in first})
    assert (made, embedder.embedded) == (len(first), made)
    assert [each.vector.tobytes() for each in again] == [each.vector.tobytes() for each in first]


def test_entries_carry_what_the_filters_need() -> None:
    made = make_entries([cable(post="PHNOM PENH", printed={1: "S//NF"}, day=9, tags=("kdem",))], HashingEmbedder(), {})
    body = next(each for each in made if each.index == 1)
    assert (body.post, body.day, body.tags, body.level) == ("PHNOMPENH", 20090109, ("KDEM",), 4)
    assert {each.level for each in made if each.index == 0} == {3}
