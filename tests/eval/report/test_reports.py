"""Reports: complete, readable by machines, and deaf to what hostile text asks for."""

import re
from pathlib import Path
from xml.etree.ElementTree import fromstring

import pytest
from lxml import html as lxml_html
from rich.console import Console

from eval.gate.baseline import Baseline, to_baseline
from eval.gate.check import GateReport, check_gate
from eval.gate.compare import Comparison, compare
from eval.gate.rules import Rules
from eval.report.highlight import Piece, highlight
from eval.report.html import page
from eval.report.junit import junit
from eval.report.markdown import annotations, escaped, markdown
from eval.report.terminal import print_comparison, print_gate, print_meanings, print_result
from eval.report.write import write_reports
from eval.run.aggregate import Scored
from eval.run.files import RunFolder
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.scorers.metrics import METRICS
from eval.suite.model import Item, Suite
from eval.system import Reply, Said
from rag.retrieval.question import Question
from tests.eval.mutants import DeclineNumbers, FailSometimes, Wrapped
from tests.eval.world import WorldSystem

EVIL = (
    '<script>alert(1)</script><img src="https://evil.example/p.png"> ![x](https://evil.example/q.png) '
    "| </details> **b** \x00\x1b[31m ::error::x\n::error::y ]]> &amp; [bold]r[/bold] {{ 7*7 }}"
)


class Hostile(Wrapped):
    """Everything that it says is an attack on whoever reads the report."""

    def ask(self, question: Question) -> Reply:
        reply = self.inner.ask(question)
        if reply.outcome != "answered":
            return reply.model_copy(update={"reason": EVIL})
        cited = tuple(c.model_copy(update={"quote": EVIL}) for c in reply.citations)
        said = (Said(text=EVIL, citations=cited), Said(text=EVIL, verified=False, reason=EVIL))
        return reply.model_copy(update={"statements": said})


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, suite: Suite) -> tuple[Suite, RunFolder, Scored]:
    first, *others = suite.items
    evil = Item.model_validate(
        {**first.model_dump(by_alias=True), "id": EVIL[:60], "question": EVIL, "tags": [EVIL[:40]]}
    )
    items = Suite(name=EVIL[:50], items=(evil, *others))
    folder = RunFolder(tmp_path_factory.mktemp("hostile"))
    return items, folder, run_session(Hostile(WorldSystem()), Session(items, folder, Plan()))


@pytest.fixture(scope="module")
def worse(tmp_path_factory: pytest.TempPathFactory, suite: Suite) -> tuple[RunFolder, Scored]:
    folder = RunFolder(tmp_path_factory.mktemp("worse"))
    return folder, run_session(DeclineNumbers(WorldSystem()), Session(suite, folder, Plan()))


@pytest.fixture(scope="module")
def judged(worse: tuple[RunFolder, Scored], rules: Rules, baseline: Baseline) -> GateReport:
    return check_gate(rules, worse[1].result, baseline)


def test_the_page_shows_each_question_answer_paragraph_and_verdict(
    suite: Suite, worse: tuple[RunFolder, Scored], judged: GateReport
) -> None:
    folder, scored = worse
    text = page(suite, scored, tuple(folder.samples()), judged, judged.comparison)
    tree = lxml_html.fromstring(text)
    assert len(tree.findall(".//article")) == len(suite.items)
    article = next(a for a in tree.iter("article") if "ardensk-when" in a.findtext("h2", ""))
    assert article.xpath("string(.//mark)") == "The conference on fisheries took place in Ardensk on 15 August 2009."
    broken = next(a for a in tree.iter("article") if "ardensk-budget" in a.xpath("string(h2)"))
    assert "no longer passes" in broken.xpath("string(h2)")
    assert "declines what the cables say" in broken.text_content()
    missed = "Minister Pavel Doric said that the budget"
    assert missed in broken.text_content(), "evidence that was not cited is shown"
    assert "Gate: failed" in text.replace('<span class="bad">failed</span>', "failed")
    links = [a.get("href") for a in tree.iter("a")]
    assert links
    assert all(re.fullmatch(r"#q\d+", link) for link in links)


def test_the_page_loads_and_runs_nothing(hostile: tuple[Suite, RunFolder, Scored]) -> None:
    suite, folder, scored = hostile
    tree = lxml_html.fromstring(page(suite, scored, tuple(folder.samples()), None, None))
    tags = {element.tag for element in tree.iter() if isinstance(element.tag, str)}
    assert not tags & {"script", "img", "iframe", "link", "object", "embed", "form", "video", "base", "svg"}
    attributes = {name for element in tree.iter() if isinstance(element.tag, str) for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name == "src"]
    policy = tree.find(".//meta[@http-equiv='Content-Security-Policy']").get("content")
    assert policy.startswith("default-src 'none'")
    assert "alert(1)" in tree.text_content(), "the attack is shown as text"
    assert "49" not in tree.xpath("string(.//article/p/strong)"), "no template in it is run"


def test_the_paragraph_is_marked_where_the_quote_stands() -> None:
    text = "He  said that\nno one came. No one came."
    assert highlight(text, ["said that no one"]) == (
        Piece("He  ", marked=False),
        Piece("said that\nno one", marked=True),
        Piece(" came. No one came.", marked=False),
    )  # fmt: skip
    assert highlight(text, ["NO ONE CAME"])[1].marked
    assert not any(piece.marked for piece in highlight(text, ["someone came", ""]))
    assert highlight("co- operation", ["cooperation"]) == (Piece("co- operation", marked=True),)
    assert highlight("", ["x"]) == ()


def test_junit_counts_failures_errors_and_rules(tmp_path: Path, suite: Suite, rules: Rules, baseline: Baseline) -> None:
    result = run_session(FailSometimes(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    root = fromstring(junit(result, check_gate(rules, result, baseline)))
    questions, gate = root.findall("testsuite")
    errors = len(result.lacking["error"])
    assert (questions.get("tests"), questions.get("errors")) == ("56", str(errors))
    assert len(questions.findall(".//error")) == errors
    assert "the index is damaged" in questions.find(".//error").get("message")
    assert gate.find(".//failure") is not None


def test_junit_names_what_failed(worse: tuple[RunFolder, Scored], judged: GateReport) -> None:
    root = fromstring(junit(worse[1].result, judged))
    case = root.find(".//testcase[@name='ardensk-budget']/failure")
    assert case.get("message").startswith("declines what the cables say")
    assert root.find("testsuite").get("failures") == "24"


def test_junit_survives_what_xml_cannot_hold(hostile: tuple[Suite, RunFolder, Scored]) -> None:
    root = fromstring(junit(hostile[2].result, None))
    assert len(root.findall(".//testcase")) == 56


def test_stale_questions_are_skipped_in_junit(suite: Suite, scored: Scored) -> None:
    first, *others = scored.result.questions
    stale = first.model_copy(update={"cells": ("stale",), "notes": ("the recording is stale",)})
    result = scored.result.model_copy(update={"questions": (stale, *others)})
    root = fromstring(junit(result, None))
    assert root.find("testsuite").get("skipped") == "1"


def test_the_summary_has_verdict_figures_rules_and_failures(
    worse: tuple[RunFolder, Scored], judged: GateReport
) -> None:
    text = markdown(worse[1].result, judged, judged.comparison)
    assert text.startswith("## Evaluation of world: gate failed")
    assert "worse: 24 of 56 questions flipped, p = .008" in text
    assert "| pass | 0.571 | 0.44 to 0.69 | 56 |" in text
    assert "| **FAIL** |" in text
    assert "24 questions did not pass" in text
    assert "ardensk-budget" in text


def test_the_summary_of_an_incomplete_run_says_so_first(tmp_path: Path, suite: Suite) -> None:
    result = run_session(FailSometimes(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    assert markdown(result, None, None).split("\n")[0].startswith("## Evaluation of world: The run is incomplete")
    assert annotations(result, None)[0].startswith("::error title=Evaluation::The run is incomplete")


def test_hostile_text_is_words_in_the_summary(hostile: tuple[Suite, RunFolder, Scored]) -> None:
    text = markdown(hostile[2].result, None, None)
    assert "<script" not in text
    assert "](http" not in text
    assert not re.search(r"(?<!\\)!\[", text)
    assert text.count("</details>") == 1
    table = [line for line in text.split("\n") if "ardensk" in line and line.startswith("|")]
    assert all(len(re.findall(r"(?<!\\)\|", line)) == 7 for line in table)


@pytest.mark.parametrize("text", ["a\nb", "`x`", "[a](b)", "<b>", "|"])
def test_escaped_text_has_no_markup(text: str) -> None:
    result = escaped(text)
    assert "\n" not in result
    assert not re.search(r"(?<!\\)[`\[\]()|<>]", result)


def test_annotations_name_rules_and_questions_and_cannot_be_forged(
    worse: tuple[RunFolder, Scored], judged: GateReport, hostile: tuple[Suite, RunFolder, Scored], rules: Rules
) -> None:
    lines = annotations(worse[1].result, judged)
    assert any(line.startswith("::error title=Gate::no significant drop of pass") for line in lines)
    assert any("ardensk-budget no longer passes" in line for line in lines)
    forged = annotations(hostile[2].result, check_gate(rules, hostile[2].result, to_baseline(hostile[2].result)))
    assert forged
    assert all("\n" not in line and line.startswith(("::error ", "::warning ")) for line in forged)


def recorded() -> Console:
    return Console(record=True, width=160, file=None, highlight=False)


def test_the_terminal_shows_figures_cells_tags_and_failures(
    worse: tuple[RunFolder, Scored], judged: GateReport, capsys: pytest.CaptureFixture[str]
) -> None:
    console = recorded()
    print_result(console, worse[1].result, failures=3)
    print_comparison(console, judged.comparison)
    print_gate(console, judged)
    print_meanings(console)
    text = console.export_text()
    for words in ("citation_precision", "0.44 to 0.69", "unanswerable", "and 21 more that did not pass", "gate failed",
                  "56 questions detect a difference of 14 points", "worse: 24 of 56", "unscored, since no model",
                  "no longer pass: ardensk-budget"):  # fmt: skip
        assert words in text
    assert all(name in text for name in METRICS)


def test_the_terminal_takes_markup_for_text(hostile: tuple[Suite, RunFolder, Scored]) -> None:
    console = recorded()
    print_result(console, hostile[2].result)
    assert "incomplete" not in console.export_text()


def test_the_comparison_lists_one_sided_questions(scored: Scored, baseline: Baseline) -> None:
    comparison: Comparison = compare(
        baseline, scored.result.model_copy(update={"questions": scored.result.questions[1:]})
    )
    console = recorded()
    print_comparison(console, comparison)
    assert "only in the old run: ardensk-budget" in console.export_text()


def test_all_reports_stand_beside_the_record(worse: tuple[RunFolder, Scored], suite: Suite, judged: GateReport) -> None:
    folder, scored = worse
    paths = write_reports(folder, suite, scored, judged, judged.comparison)
    assert sorted(path.name for path in paths) == ["junit.xml", "report.html", "summary.md"]
    assert all(path.stat().st_size > 1000 for path in paths)
    assert not list(folder.path.glob("*.part"))
