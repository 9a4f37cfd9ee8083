"""The sample corpus reads as it was meant to, and the suites ask about what stands in it."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from eval.facts.match import places, violates
from eval.facts.text import fold
from eval.suite.load import load_suite
from eval.suite.model import Item, Ref
from rag.cables.marking import Level, Marking
from rag.cables.model import Cable, Paragraph
from rag.parsing.parser import is_candidate, parse_file

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "eval" / "corpus"
CALIBRATION = ROOT / "eval" / "suites" / "calibration.jsonl"
SAMPLE = ROOT / "eval" / "suites" / "sample.jsonl"
TABLE = {
    row["id"]: row
    for row in map(json.loads, (Path(__file__).parent / "corpus_expected.jsonl").read_text("utf-8").splitlines())
}
"""What the author of each telegram meant it to be, made from the masters and not by the parser."""

Read = dict[tuple[str, str], Cable]


@pytest.fixture(scope="module")
def read() -> Read:
    """Every cable of every file, by id and file name."""
    found: Read = {}
    for path in sorted(CORPUS.iterdir()):
        if not is_candidate(path):
            continue
        parsed = parse_file(path)
        assert not parsed.failures, parsed.failures
        for cable in parsed.cables:
            assert (cable.id, path.name) not in found, f"{cable.id} stands twice in {path.name}"
            found[cable.id, path.name] = cable
    return found


def squeezed(text: str) -> str:
    """Without white space: one carrier has lost newlines and glued words."""
    return re.sub(r"\s+", "", text)


def test_every_telegram_is_found_in_the_files_that_should_hold_it(read: Read) -> None:
    assert set(read) == {(row["id"], name) for row in TABLE.values() for name in row["files"]}


CASES = [(row["id"], name) for row in TABLE.values() for name in row["files"]]


@pytest.mark.parametrize(("cable_id", "name"), CASES, ids=[name + ":" + cable for cable, name in CASES])
class TestTelegram:
    """One telegram in one carrier."""

    def test_header(self, read: Read, cable_id: str, name: str) -> None:
        cable, row = read[cable_id, name], TABLE[cable_id]
        assert cable.post == row["post"]
        assert cable.date is not None
        assert cable.date.strftime("%Y-%m-%d %H:%M") == row["date"]
        assert squeezed(cable.subject) == squeezed(row["subject"])
        assert list(cable.tags) == row["tags"]
        assert list(cable.refs) == row["refs"]
        assert str(cable.effective_marking) == row["marking"]

    def test_paragraphs_are_labelled_and_marked(self, read: Read, cable_id: str, name: str) -> None:
        cable, row = read[cable_id, name], TABLE[cable_id]
        got = [(p.label, p.marking) for p in cable.paragraphs]
        assert got == [(label, marking) for label, marking, *_ in row["paragraphs"]]

    def test_paragraphs_begin_and_end_where_they_should(self, read: Read, cable_id: str, name: str) -> None:
        cable, row = read[cable_id, name], TABLE[cable_id]
        for paragraph, (*_, first, last) in zip(cable.paragraphs, row["paragraphs"], strict=True):
            assert squeezed(paragraph.text).startswith(squeezed(first)), paragraph.shown
            assert squeezed(paragraph.text).endswith(squeezed(last)), paragraph.shown

    def test_sections_and_roles(self, read: Read, cable_id: str, name: str) -> None:
        cable, row = read[cable_id, name], TABLE[cable_id]
        got = [(squeezed(p.section), p.role.value) for p in cable.paragraphs]
        assert got == [(squeezed(section), role) for _, _, section, role, *_ in row["paragraphs"]]

    def test_damage_is_noted_and_nothing_else(self, read: Read, cable_id: str, name: str) -> None:
        cable, row = read[cable_id, name], TABLE[cable_id]
        assert sorted({warning.code for warning in cable.warnings}) == row["warnings"]
        assert [p.label for p in cable.paragraphs if p.truncated] == row["truncated"]


def test_all_carriers_of_one_telegram_say_the_same(read: Read) -> None:
    carriers: dict[str, list[list[str]]] = defaultdict(list)
    for (cable_id, _), cable in read.items():
        carriers[cable_id].append([paragraph.text for paragraph in cable.paragraphs])
    twins = {cable_id: texts for cable_id, texts in carriers.items() if len(texts) > 1}
    assert twins, "the corpus should hold a telegram in two carriers"
    for cable_id, texts in twins.items():
        assert all(text == texts[0] for text in texts), cable_id


def test_the_readme_lists_every_file_and_says_that_all_is_invented() -> None:
    readme = (CORPUS / "README.md").read_text("utf-8")
    assert "fiction" in readme.casefold()
    unlisted = [path.name for path in CORPUS.iterdir() if path.name != "README.md" and f"`{path.name}`" not in readme]
    assert not unlisted


def test_the_whole_spectrum_of_markings_is_there(read: Read) -> None:
    levels = {p.effective_marking.level for cable in read.values() for p in cable.paragraphs}
    assert {Level.U, Level.SBU, Level.C, Level.S} <= levels
    caveats = {str(p.effective_marking) for cable in read.values() for p in cable.paragraphs}
    assert {"SBU//NOFORN", "C//NOFORN", "S//NOFORN"} <= caveats


@pytest.fixture(scope="module")
def units(read: Read) -> dict[Ref, list[Paragraph]]:
    """The paragraphs behind each pointer that a suite may use."""
    found: dict[Ref, list[Paragraph]] = defaultdict(list)
    for cable in {cable.id: cable for cable in read.values()}.values():
        for unit in cable.units:
            found[Ref.of(cable.id, unit.label)].append(unit)
    return found


ITEMS = load_suite([CALIBRATION, SAMPLE]).items
"""Loading refuses an id that stands twice."""


def named(item: Item) -> str:
    return item.id


@pytest.mark.parametrize("item", ITEMS, ids=named)
def test_evidence_holds_the_facts_and_the_question_does_not(item: Item, units: dict[Ref, list[Paragraph]]) -> None:
    missing = [str(ref) for ref in item.allowed if ref not in units]
    assert not missing
    evidence = fold(" ".join(unit.text for ref in sorted(item.support) for unit in units[ref]))
    question = fold(item.question)
    for fact in item.facts:
        assert list(places(fact, evidence)), f"{fact.shown} does not stand in the evidence"
        assert not list(places(fact, question)), f"the question gives {fact.shown} away"
    for forbidden in item.must_not:
        if item.answerable == "yes":
            assert not violates(forbidden, item.answer), f"the reference answer says {forbidden.shown}"


@pytest.mark.parametrize("item", [item for item in ITEMS if item.filters.clearance], ids=named)
def test_a_clearance_shows_the_evidence_of_an_answer(item: Item, units: dict[Ref, list[Paragraph]]) -> None:
    clearance = Level[item.filters.clearance]
    seen = [unit.effective_marking for ref in item.support for unit in units[ref]]
    assert all(marking.within(clearance) for marking in seen)
    if item.marking:
        assert str(max(seen)) == str(Marking.parse(item.marking))


def test_the_suites_are_large_enough_and_kept_apart() -> None:
    calibration, sample = load_suite([CALIBRATION]).items, load_suite([SAMPLE]).items
    refused = sum(item.answerable == "no" for item in calibration)
    assert len(calibration) >= 60
    assert 2 * refused >= len(calibration)
    assert len(sample) >= 125
    assert not {item.question for item in calibration} & {item.question for item in sample}
