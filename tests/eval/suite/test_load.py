"""Suites from files, and the sentences about broken ones."""

import json
from pathlib import Path

import jsonschema
import pytest

from eval.suite.load import load_suite, read_items
from eval.suite.model import Item, Ref, Suite
from eval.suite.schema import SCHEMA_FILE, schema_text
from rag.errors import UserError

GOOD = """\
questions:
  - id: n1
    question: How many girls lived there?
    kind: numeric
    facts:
      - num: 60
        unit: girls
      - name: [Sar Kheng]
        vital: no
    evidence: [[09PHNOMPENH628, 10]]
  - id: n2
    question: What did it cost?
    answerable: no
    must_not: [Norway, {re: '8\\.5', why: a sum of another case}]
"""


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def load(path: Path, text: str) -> Suite:
    return load_suite([write(path, text)])


def test_yaml_for_people(tmp_path: Path) -> None:
    suite = load(tmp_path / "s.yaml", GOOD)
    first, second = suite.items
    assert first.facts[0].num == 60
    assert not first.facts[1].vital
    assert first.support == {Ref("09PHNOMPENH628", "10")}
    assert second.answerable == "no"
    assert [entry.shown for entry in second.must_not] == ["Norway", r"/8\.5/"]


def test_a_bare_list_is_a_suite_too(tmp_path: Path) -> None:
    text = "- {id: a, question: Who, facts: [Somebody], evidence: []}\n"
    assert load(tmp_path / "s.yml", text).items[0].facts[0].say == ("Somebody",)


def test_json_lines_for_machines(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "kind": "lookup", "question": "Who?", "facts": [{"say": ["X"]}], "evidence": [["09 a 1", ""]]},
        {"id": "b", "kind": "unanswerable", "question": "When?", "filters": {"post": "OSLO", "from": "2009"}},
    ]
    suite = load(tmp_path / "s.jsonl", "\n\n".join(map(json.dumps, rows)))
    assert suite.items[0].support == {Ref("09A1", "0")}
    assert suite.items[1].answerable == "no"
    assert suite.items[1].filters.post == ("OSLO",)


@pytest.mark.real
def test_the_suite_of_real_cables_runs_as_it_is(shared: Path) -> None:
    suite = load_suite([shared / "suites" / "real_cables.jsonl"])
    assert len(suite.items) == 50
    assert sum(item.answerable == "no" for item in suite.items) == 7


BROKEN = {
    "bad yaml": ("s.yaml", "questions:\n  - id: [1\n", r"s\.yaml:3 is not valid YAML"),
    "unknown key": ("s.yaml", GOOD.replace("unit: girls", "units: girls"), r"s\.yaml:7: .*'facts\.0\.units' is not a"),
    "unknown top key": ("s.yaml", "name: x\nquestoins: []\n", r"s\.yaml:2: 'questoins' is not a key"),
    "key twice": ("s.yaml", GOOD.replace("unit: girls", "num: 61"), r"s\.yaml:7: the key 'num' stands twice"),
    "not a list": ("s.yaml", "name: x\nquestions: {a: b}\n", r"s\.yaml:2: `questions` must be a list"),
    "wrong type": ("s.yaml", GOOD.replace("num: 60", "num: sixty"), r"s\.yaml:6: facts\.0\.num"),
    "bad date": ("s.yaml", GOOD.replace("num: 60\n        unit: girls", "date: 15 August"), r"s\.yaml:6: .*is no date"),
    "bad regex": ("s.yaml", GOOD.replace("'8\\.5'", "'(8'"), r"s\.yaml:14: .*does not compile"),
    "no form": ("s.yaml", GOOD.replace("num: 60\n        unit: girls", "vital: yes"), r"s\.yaml:6: .*needs one of say"),
    "unit alone": ("s.yaml", GOOD.replace("num: 60", "say: [x]"), r"s\.yaml:6: .*belong to num"),
    "nothing to check": ("s.yaml", "- {id: a, question: Who}\n", r"s\.yaml:1: .*needs facts or evidence"),
    "unanswerable with facts": ("s.yaml", "- {id: a, question: Who, answerable: no, facts: [X]}\n", "has no facts"),
    "id twice": ("s.yaml", GOOD.replace("id: n2", "id: n1"), r"s\.yaml:11: the id 'n1' is already used at .*s\.yaml:2"),
    "draft": ("s.yaml", GOOD.replace("kind: numeric", "draft: true"), r"s\.yaml:2: the question 'n1' is a draft"),
    "empty yaml": ("s.yaml", "", "holds no question"),
    "empty list": ("s.yaml", "questions: []\n", "holds no question"),
    "bad json": ("s.jsonl", '{"id": "a"\n', r"s\.jsonl:1 is not valid JSON"),
    "json key twice": ("s.jsonl", '{"id": "a", "id": "b"}\n', r"s\.jsonl:1 .*'id' stands twice"),
    "json unknown key": ("s.jsonl", '\n{"id": "a", "quesiton": "b"}\n', r"s\.jsonl:2: "),
    "json number": ("s.jsonl", "7\n", r"s\.jsonl:1: "),
    "deep json": ("s.jsonl", "[" * 100_000, r"s\.jsonl:1 is not valid JSON"),
    "empty file": ("s.jsonl", "\n\n", "holds no question"),
    "other ending": ("s.txt", "x", r"must end in \.yaml"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "text", "sentence"), BROKEN.values(), ids=BROKEN)
def test_a_broken_suite_is_named_with_file_and_line(name: str, text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=sentence) as raised:
        load(tmp_path / name, text)
    assert "\n" not in str(raised.value)


def test_a_missing_suite_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"nowhere\.yaml cannot be read: No such file"):
        load_suite([tmp_path / "nowhere.yaml"])


def test_bytes_that_are_no_text_are_named_with_their_line(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_bytes(b"questions:\n- id: \xff\n")
    with pytest.raises(UserError, match=r"s\.yaml:2 is not UTF-8"):
        load_suite([path])


def test_ids_are_unique_over_files(tmp_path: Path) -> None:
    one, two = write(tmp_path / "one.yaml", GOOD), write(tmp_path / "two.yaml", GOOD)
    with pytest.raises(UserError, match=r"two\.yaml:2: the id 'n1' is already used at .*one\.yaml:2"):
        load_suite([one, two])


def test_drafts_can_be_let_through(tmp_path: Path) -> None:
    path = write(tmp_path / "s.yaml", GOOD.replace("kind: numeric", "draft: true"))
    assert load_suite([path], drafts=True).items[0].draft


def test_the_published_schema_is_the_models(tmp_path: Path) -> None:
    assert SCHEMA_FILE.read_text(encoding="utf-8") == schema_text(), "run eval.suite.schema.write_schema()"


def test_the_schema_takes_what_the_loader_takes_and_refuses_unknown_keys() -> None:
    schema = json.loads(schema_text())
    row = {"id": "a", "question": "Who?", "facts": ["X", {"num": [1, 2]}], "must_not": ["Y"], "answerable": True,
           "filters": {"post": "OSLO", "from": "2009-01"}, "evidence": [["09OSLO1", "2"]]}  # fmt: skip
    jsonschema.validate([row], schema)
    jsonschema.validate({"questions": [row]}, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([{**row, "quesiton": "b"}], schema)


def test_the_digest_changes_with_what_is_scored_and_with_nothing_else() -> None:
    base = {"id": "a", "question": "Who?", "facts": ["X"]}
    item = Item.model_validate(base)
    assert Item.model_validate({**base, "why": "a trap"}).digest == item.digest
    assert Item.model_validate({**base, "must_not": ["Y"]}).digest != item.digest
    other = Item.model_validate({"id": "b", "question": "When?", "facts": ["Z"]})
    assert Suite(name="s", items=(item, other)).digest == Suite(name="t", items=(other, item)).digest
    assert Suite(name="s", items=(item,)).digest != Suite(name="s", items=(item, other)).digest


def test_read_items_keeps_the_place(tmp_path: Path) -> None:
    path = write(tmp_path / "s.yaml", GOOD)
    assert [entry.place for entry in read_items(path)] == [f"{path}:2", f"{path}:11"]
