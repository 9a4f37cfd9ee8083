"""The harness against the independent scorer of the real suite, on the same replies."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from eval.run.files import RunFolder
from eval.run.record import Sample
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.suite.model import Item, Suite
from eval.system import Reply
from rag.retrieval.question import Question
from tests.eval.mutants import Wrapped
from tests.eval.world import WorldSystem, statement

SHARED_FIGURES = ("R@1", "R@3", "R@5", "R@8", "R@20", "MRR", "citation_precision", "citation_recall", "rejection",
                  "over_refusal")  # fmt: skip

COMMAND = """
import sys
from pathlib import Path
print(Path(sys.argv[1], sys.argv[2] + ".jsonl").read_text())
"""


class Mixed(Wrapped):
    """Right, half right, wrong, over-eager and over-careful by turns, so that no figure is trivial."""

    def ask(self, question: Question) -> Reply:
        turn = sum(question.text.encode()) % 5
        reply = self.inner.ask(question)
        hits = self.inner.search(question, 8)
        if turn == 0:
            return Reply(outcome="declined", reason="too careful")
        if turn == 1:
            said = tuple(statement(hit) for hit in hits[:3])
            return Reply(outcome="answered", statements=said, retrieved=tuple((h.cable, h.index) for h in hits))
        if turn == 2:
            return Reply(outcome="answered", statements=(statement(hits[4]),))
        return reply


def plain_items(suite: Suite) -> Suite:
    """The questions in the form that the other scorer knows, some with two pieces of evidence."""
    items = []
    for number, item in enumerate(item for item in suite.items if item.kind != "clearance"):
        row = item.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        row |= {"facts": [{"say": ["complaints"]}] if item.facts else [], "must_not": [], "also_ok": []}
        row["evidence"] = list(item.evidence)
        if number % 3 == 0 and item.evidence:
            row["evidence"].append((item.evidence[0][0], "4"))
            row["also_ok"] = [(item.evidence[0][0], "0")]
        items.append(Item.model_validate(row))
    return Suite(name="plain", items=tuple(items))


def rows(sample: Sample) -> tuple[dict[str, object], dict[str, object]]:
    """A sample as `reftel search` and `reftel ask` would print it."""
    assert sample.reply is not None
    search = {"id": sample.id, "hits": [{"cable": h.cable, "paragraph": h.label} for h in sample.hits]}
    cited = [[c.cable, c.label, c.index] for c in sample.reply.citations]
    declined = sample.reply.outcome == "declined"
    return search, {"id": sample.id, "answer": sample.reply.text, "abstained": declined, "citations": cited}


@pytest.mark.real
def test_figures_agree_with_the_independent_scorer_to_the_third_digit(
    shared: Path, tmp_path: Path, suite: Suite
) -> None:
    plain = plain_items(suite)
    folder = RunFolder(tmp_path / "run")
    result = run_session(Mixed(WorldSystem()), Session(plain, folder, Plan())).result
    replies = [rows(sample) for sample in folder.samples()]
    for name, column in (("search", 0), ("ask", 1)):
        (tmp_path / f"{name}.jsonl").write_text("\n".join(json.dumps(pair[column]) for pair in replies))
    (tmp_path / "command.py").write_text(COMMAND)
    suite_file = tmp_path / "plain.jsonl"
    lines = [json.dumps(item.model_dump(mode="json", by_alias=True)) for item in plain.items]
    suite_file.write_text("\n".join(lines))
    command = f"{sys.executable} {tmp_path / 'command.py'} {tmp_path}"
    done = subprocess.run(
        [sys.executable, shared / "tools" / "score_qa.py", "--cmd", command, "--suite", suite_file, "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    theirs = json.loads(done.stdout)
    ours = {name: result.figures[name].value for name in SHARED_FIGURES}
    assert ours == pytest.approx({name: theirs[name] for name in SHARED_FIGURES}, abs=5e-4)
    assert len({round(value, 3) for value in ours.values()}) >= 6, "the figures are not trivial"
