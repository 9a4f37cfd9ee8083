"""The shipped suite of briefs, and the Desk's real pages as the harness sees them."""

from pathlib import Path

import pytest

from eval.desk import CORPUS, DeskSystem, Target, open_system
from eval.gate.rules import load_rules
from eval.paper import reply_of_brief
from eval.report.html import page as html_page
from eval.report.junit import junit
from eval.run.aggregate import Scored
from eval.run.asking import ask
from eval.run.files import RunFolder
from eval.run.recordings import Recordings, recording, replaying
from eval.run.runner import Plan
from eval.run.session import Session, rescore, run_session
from eval.suite.lint import lint
from eval.suite.load import load_suite, read_items
from eval.suite.model import Suite
from rag.briefs.model import BriefRequest, Paper
from rag.cables.marking import Level
from rag.errors import UserError
from rag.stores.filters import Filters
from tests.eval.brief_world import BriefWorld, brief_suite
from tests.eval.world import WorldSystem

EVAL = CORPUS.parent
BRIEFS = EVAL / "suites" / "briefs.jsonl"
FEW = ("tender-reopened", "tender-below-secret", "copper-1974", "nothing-left", "displaced-counted")
"""Enough for a short test; `make eval` asks for all."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DeskSystem:
    cache = tmp_path_factory.mktemp("cache")
    return open_system(Target(engine="extractive", corpus=CORPUS, changes={"cache": str(cache)}))


@pytest.fixture(scope="module")
def folder(desk: DeskSystem, tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    few = Suite(name="few", items=tuple(item for item in load_suite([BRIEFS]).items if item.id in FEW))
    path = RunFolder(tmp_path_factory.mktemp("runs") / "few")
    run_session(desk, Session(few, path, Plan()))
    return path


@pytest.fixture(scope="module")
def scored(folder: RunFolder) -> Scored:
    return rescore(folder)


def test_the_suite_asks_for_all_that_it_should() -> None:
    items = load_suite([BRIEFS]).items
    briefs = [item.brief for item in items if item.brief is not None]
    assert len(briefs) == len(items)
    assert len({brief.cables for brief in briefs if len(brief.cables) == 1}) >= 15
    assert sum(len(brief.cables) > 1 for brief in briefs) >= 3
    assert sum(bool(brief.topic) for brief in briefs) >= 5
    assert {brief.paper for brief in briefs} == {"a4", "letter"}
    assert {"clearance", "injection", "truncated", "conflict"} <= {tag for item in items for tag in item.groups}


def test_lint_finds_no_fault_in_the_suite(desk: DeskSystem) -> None:
    faults = [found for found in lint(tuple(read_items(BRIEFS)), desk) if found.severity != "note"]
    assert faults == []


def test_lint_names_a_cable_that_the_corpus_lacks(desk: DeskSystem, tmp_path: Path) -> None:
    suite = tmp_path / "wrong.jsonl"
    suite.write_text('{"id": "x", "brief": {"cables": ["09NOWHERE1"]}}\n', encoding="utf-8")
    assert "the corpus holds no cable 09NOWHERE1" in lint(tuple(read_items(suite)), desk)[0].text


@pytest.mark.parametrize("brief", ["{}", '{"cables": ["09A1"], "topic": "dams"}', '{"cables": ["09A1"], "sheets": 2}'])
def test_a_brief_that_is_not_one_is_refused_with_its_line(brief: str, tmp_path: Path) -> None:
    suite = tmp_path / "wrong.jsonl"
    suite.write_text(f'{{"id": "x", "question": "q", "brief": {brief}}}\n', encoding="utf-8")
    with pytest.raises(UserError, match=r"wrong\.jsonl:1"):
        load_suite([suite])


def test_real_pages_break_no_rule_without_tolerance(scored: Scored) -> None:
    figures = scored.result.figures
    zero = load_rules(EVAL / "gate-briefs.yaml").zero
    assert {name: figures[name].value for name in zero} == dict.fromkeys(zero, 0.0)
    assert figures["marking"].value == 1.0
    assert scored.result.cells == {"yes": {"answered": 4}, "no": {"declined": 1}}


def test_a_page_below_the_secret_says_nothing_of_it(scored: Scored) -> None:
    question = scored.result.question("tender-below-secret")
    assert question is not None
    assert (question.values["must_not"], question.values["leaks"], question.values["pass"]) == (0.0, 0.0, 1.0)


def test_sheets_are_counted_in_the_file_and_not_taken_from_the_brief(desk: DeskSystem) -> None:
    explained = desk.desk.brief(BriefRequest(cables=("74CIUDADAMPARO1123",), paper=Paper.LETTER, explain=True))
    assert explained.layout.pages == 1
    found = reply_of_brief(explained).page
    assert found is not None
    assert found.pages >= 2
    assert len(found.banners) == 2 * found.pages


def test_only_what_the_reader_may_see_may_be_cited(desk: DeskSystem) -> None:
    request = BriefRequest(cables=("09PORTALDERA305",), filters=Filters(clearance=Level.C))
    reply = desk.brief(request)
    cable = desk.show("09PORTALDERA305")
    assert cable is not None
    secret = {unit.index for unit in cable.units if unit.effective_marking.level is Level.S}
    assert secret
    assert not secret & {index for _, index in reply.retrieved}


def test_reports_show_lines_with_section_and_mark(scored: Scored, folder: RunFolder) -> None:
    suite = folder.header().suite
    html = html_page(suite, scored, tuple(folder.samples()), None, None)
    assert "bottom_line (SBU)" in html
    assert "1 sheet, banner SENSITIVE BUT UNCLASSIFIED" in html
    assert 'name="tender-below-secret"' in junit(scored.result, None)


def test_a_system_without_briefs_is_an_error_and_no_empty_page() -> None:
    sample = ask(WorldSystem(), brief_suite().items[0], 0, 1.0)
    assert sample.status == "error"
    assert "makes no briefs" in sample.error


def test_a_recorded_brief_is_replayed_and_another_request_is_stale(tmp_path: Path) -> None:
    item, *_ = brief_suite().items
    store = Recordings(tmp_path)
    made = recording(store)(BriefWorld(), item, 0, 1.0)
    again = replaying(store)(BriefWorld(), item, 0, 1.0)
    assert (again.status, again.reply) == ("done", made.reply)
    assert item.brief is not None
    other = item.model_copy(update={"brief": item.brief.model_copy(update={"paper": "letter"})})
    assert replaying(store)(BriefWorld(), other, 0, 1.0).status == "stale"


def test_a_rescored_run_keeps_no_brief_that_was_asked_for_otherwise(tmp_path: Path) -> None:
    suite = brief_suite()
    path = RunFolder(tmp_path / "run")
    run_session(BriefWorld(), Session(suite, path, Plan()))
    first, *others = suite.items
    assert first.brief is not None
    longer = first.model_copy(update={"brief": first.brief.model_copy(update={"paper": "letter"})})
    result = rescore(path, Suite(name="briefs", items=(longer, *others))).result
    assert result.lacking == {"missing": (first.id,)}
