"""What lint finds, each on a suite that has just that."""

from pathlib import Path

import pytest

from eval.suite.draft import draft_suite
from eval.suite.lint import Finding, lint
from eval.suite.load import load_suite, read_items
from eval.suite.model import Ref
from tests.eval.world import CABLES, WorldSystem

HEAD = "- {id: a, question: What was registered, evidence: [[09ARDENSK100, 3]], "
CASES = {
    "clean": (HEAD + "facts: [{num: 212, unit: complaints}], answer: 212 complaints.}", None, ""),
    "evidence that does not exist": (
        HEAD.replace("3]]", "9]]") + "facts: [X]}", "error", "the corpus holds no 09ARDENSK100 ¶9"),
    "fact that is not in its evidence": (
        HEAD + "facts: [{num: 213}]}", "warning", "'213' does not stand in its evidence"),
    "fact with its own paragraphs": (
        HEAD + "facts: [{name: [Doric], paragraphs: [[09ARDENSK100, 1]]}]}", None, ""),
    "fact that the question gives away": (
        HEAD.replace("registered", "said by the Ministry") + "facts: [ministry]}", "warning",
        "gives the fact 'ministry' away"),
    "fact that the reference answer lacks": (
        HEAD + "facts: [{num: 212}], answer: Many.}", "warning", "does not state the vital fact '212'"),
    "reference answer that says what is forbidden": (
        HEAD + "facts: [{num: 212}], must_not: [many], answer: Many; 212.}", "error",
        "itself says the forbidden 'many'"),
    "reference answer that denies what is forbidden": (
        HEAD + "facts: [{num: 212}], must_not: [two], answer: 'Not two, 212.'}", None, ""),
    "reference answer that is too long": (
        HEAD + "facts: [{num: 212}], max_words: 2, answer: There were 212.}", "error", "longer than max_words"),
    "evidence that denies the fact": (
        "- {id: a, question: What, evidence: [[09DENIED1, 1]], facts: [visited]}", "note", "the evidence denies"),
    "draft": (HEAD + "facts: [{num: 212}], draft: true}", "warning", "a draft, which the runner refuses"),
    "id twice": (HEAD + "facts: [{num: 212}]}\n" + HEAD + "facts: [{num: 212}]}", "error", "already used at"),
}  # fmt: skip


class WithDenial(WorldSystem):
    """The world, and a cable that says what did not happen."""

    def show(self, cable: str):  # noqa: ANN201 - as the parent's
        from dataclasses import replace

        if cable != "09DENIED1":
            return super().show(cable)
        known = CABLES["09ARDENSK100"]
        text = replace(known.paragraphs[0], text="The minister has not visited.")
        return replace(known, id=cable, paragraphs=(text,))


def findings(text: str, path: Path) -> list[Finding]:
    path.write_text(text, encoding="utf-8")
    return [f for f in lint(list(read_items(path)), WithDenial()) if f.place]


@pytest.mark.parametrize(("text", "severity", "sentence"), CASES.values(), ids=CASES)
def test_lint_finds_what_is_wrong_and_nothing_else(
    text: str, severity: str | None, sentence: str, tmp_path: Path
) -> None:
    found = findings(text, tmp_path / "s.yaml")
    assert [f.severity for f in found] == ([] if severity is None else [severity]), found
    assert all(sentence in f.text and "s.yaml:" in f.place for f in found)


def test_lint_says_sizes_and_what_can_be_detected(tmp_path: Path) -> None:
    path = tmp_path / "s.yaml"
    path.write_text(HEAD + "kind: numeric, facts: [{num: 212}]}", encoding="utf-8")
    notes = [f.text for f in lint(list(read_items(path)), WorldSystem())]
    assert "the tag numeric has 1 questions: too few to judge alone" in notes
    assert "1 questions (numeric 1)" in notes
    assert any("smallest difference in pass that the suite detects is 108 points" in note for note in notes)


def test_a_draft_has_evidence_and_typed_facts_that_lint_accepts(tmp_path: Path) -> None:
    path = tmp_path / "d.yaml"
    path.write_text(draft_suite([CABLES["09ARDENSK100"]]), encoding="utf-8")
    suite = load_suite([path], drafts=True)
    first, second = suite.items[:2]
    assert first.support == {Ref("09ARDENSK100", "1")}
    assert first.facts[0].num == 14_000_000
    assert any(fact.name == ("Minister Pavel Doric",) for fact in first.facts)
    assert second.facts[0].date == "2009-08-15"
    assert all(item.draft for item in suite.items)
    assert not [f for f in lint(list(read_items(path)), WorldSystem()) if f.severity == "error"]
