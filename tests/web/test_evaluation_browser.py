"""A suite is run from the page, and the harness's own report is read there."""

from pathlib import Path
from threading import Event

import pytest

from rag.web import evaluation
from tests.web.conftest import OpenPage, Served, open_tab

pytestmark = pytest.mark.browser
SUITE = (
    '{"id": "e1", "kind": "lookup", "question": "What delayed the new depth measurements off the Corvessan capital?", '
    '"answerable": true, "facts": [{"say": ["storms"], "vital": true}], "must_not": [], '
    '"evidence": [["09PORTALDERA214", "3"]], "also_ok": [], "answer": "Winter storms."}\n'
)


def test_run_watched_to_its_report(
    served: Served, open_page: OpenPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "tiny.jsonl").write_text(SUITE)
    monkeypatch.setattr(evaluation, "SUITES", tmp_path)
    steps = list(evaluation.run(served.context.desk.settings, "tiny.jsonl", tmp_path / "run", Event(), on_sample=False))
    assert steps[0].total == 0
    assert steps[-1].ended == "finished"
    assert (steps[-1].done, steps[-1].total) == (1, 1)
    monkeypatch.setattr(evaluation, "run", lambda *_, **__: iter(steps))
    page = open_page(served.url)
    open_tab(page, "Evaluation")
    page.click("#evaluation-run")
    report = page.frame_locator("iframe.report")
    assert "Evaluation of tiny" in report.locator("h1").inner_text()
    assert page.get_attribute("iframe.report", "sandbox") == ""
    assert report.locator("caption").first.evaluate("one => getComputedStyle(one).textAlign") == "left"
    assert not page.locator("#side").is_visible()
    with page.expect_download() as kept:
        page.click("#evaluation-file")
    assert "Evaluation of tiny" in Path(kept.value.path()).read_text("utf-8")
