import dataclasses
import itertools
from pathlib import Path

import pytest

from rag.cables.marking import Level, Marking
from rag.cables.model import Cable
from rag.stores.home import Home
from rag.stores.stores import Stores
from rag.stores.twins import merge, quality
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, cable, write_cables

GOOD = cable(name="page.html")
WORSE = {
    "lost its header": cable(warnings=("header-lost",)),
    "lost its numbers": cable(labels=False),
    "lost its line breaks": cable(carrier="flat"),
    "is cut off": dataclasses.replace(
        GOOD, paragraphs=(GOOD.paragraphs[0], dataclasses.replace(GOOD.paragraphs[1], truncated=True))
    ),
    "has a warning": cable(warnings=("redacted",)),
    "is shorter": cable(paragraphs=("The mayor opened the bridge.",)),
}


@pytest.mark.parametrize("why", WORSE)
def test_the_better_reading_gives_the_text(why: str) -> None:
    worse = dataclasses.replace(WORSE[why], source=dataclasses.replace(WORSE[why].source, name="other.txt"))
    assert quality(worse) < quality(GOOD)
    assert merge([worse, GOOD]).source.name == "page.html"


def test_each_rule_outweighs_all_that_follow() -> None:
    whole = cable(warnings=("redacted", "number-repeated"))
    cut = WORSE["is cut off"]
    assert quality(whole) > quality(cut)


def test_the_merge_does_not_depend_on_the_order() -> None:
    readings = [
        cable(name="a.txt", level=Level.U),
        cable(name="b.csv", carrier="csv", level=Level.S, printed={1: "U"}),
        cable(name="c.txt", carrier="flat", level=Level.UNMARKED),
        cable(name="d.txt", paragraphs=("Something else.",)),
    ]
    merged = {merge(order) for order in itertools.permutations(readings)}
    assert len(merged) == 1


def test_the_highest_marking_lifts_cable_header_and_paragraphs_without_a_printed_mark() -> None:
    merged = merge([cable(level=Level.U, printed={1: "U"}), cable(carrier="flat", level=Level.S)])
    assert merged.effective_marking == Marking(Level.S)
    assert [unit.effective_marking.level for unit in merged.units] == [Level.S, Level.U, Level.S]
    assert [unit.marking for unit in merged.units] == ["", "U", ""]


def test_a_twin_that_states_nothing_lifts_nothing() -> None:
    assert merge([cable(level=Level.U), cable(carrier="flat", level=Level.UNMARKED)]).effective_marking == Marking(
        Level.U
    )


def test_twins_are_noted_with_whether_their_text_agrees() -> None:
    merged = merge([GOOD, cable(name="b.txt", carrier="flat"), cable(name="c.txt", paragraphs=("Short.",))])
    notes = [warning.message for warning in merged.warnings if warning.code == "twin"]
    assert sorted(notes) == [
        "Also read from b.txt (flat), with the same paragraphs.",
        "Also read from c.txt (text), whose paragraphs differ.",
    ]


def stored(home: Home) -> Cable:
    with Stores.open(home, HashingEmbedder) as stores:
        found = stores.library.get("09PARIS1")
    assert found is not None
    return found


def test_ingest_in_either_order_and_in_one_run_gives_the_same_cable(tmp_path: Path) -> None:
    good = write_cables(tmp_path / "good.json", {"ident": "09PARIS1", "level": "U"})
    flat = write_cables(tmp_path / "flat.json", {"ident": "09PARIS1", "carrier": "flat", "level": "S", "labels": False})
    results = []
    for number, runs in enumerate(([[good], [flat]], [[flat], [good]], [[good, flat]], [[flat, good], [flat]])):
        home = Home(tmp_path / f"home{number}")
        for paths in runs:
            ingest_json(home, paths)
        results.append(stored(home))
    assert len(set(results)) == 1
    assert results[0].effective_marking == Marking(Level.S)
    assert results[0].source.name == str(good)


def ingest_json(home: Home, paths: list[Path]) -> None:
    from rag.stores.ingest import ingest
    from tests.stores.samples import json_reader

    ingest(home, paths, embedder_factory=HashingEmbedder, reader=json_reader())


def test_a_twin_is_counted_and_its_marking_reaches_the_indexes(home: Home, sources: Path, fill: Fill) -> None:
    from rag.stores.filters import Filters

    write_cables(sources / "a.json", {"ident": "09PARIS1", "level": "U"})
    fill()
    write_cables(sources / "b.json", {"ident": "09PARIS1", "level": "S", "carrier": "flat"})
    report = fill()
    assert (report.added, report.updated, report.unchanged, report.twins) == (0, 0, 1, 1)
    assert (report.cables, report.paragraphs) == (1, 2)
    with Stores.open(home, HashingEmbedder) as stores:
        vector = stores.embedder.embed(["the mayor opened the bridge"])[0]
        below = Filters(clearance=Level.C)
        assert stores.vectors.query(vector, 5, below) == []
        assert stores.lexical.query("mayor bridge", 5, below) == []
        assert stores.lexical.query("mayor bridge", 5, Filters(clearance=Level.S)) != []
