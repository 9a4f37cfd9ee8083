"""All reports of a run, written beside its record."""

from pathlib import Path

from eval.gate.check import GateReport
from eval.gate.compare import Comparison
from eval.report.html import page
from eval.report.junit import junit
from eval.report.markdown import markdown
from eval.run.aggregate import Scored
from eval.run.files import RunFolder, write_whole
from eval.suite.model import Suite

HTML, MARKDOWN, JUNIT = "report.html", "summary.md", "junit.xml"


def write_reports(
    folder: RunFolder, suite: Suite, scored: Scored, gate: GateReport | None, comparison: Comparison | None
) -> tuple[Path, ...]:
    """Writes page, summary and JUnit file.

    Raises:
        OperatorError: The disk does not take them.
    """
    texts = {
        HTML: page(suite, scored, tuple(folder.samples()), gate, comparison),
        MARKDOWN: markdown(scored.result, gate, comparison),
        JUNIT: junit(scored.result, gate),
    }
    for name, text in texts.items():
        write_whole(folder.path / name, text)
    return tuple(folder.path / name for name in texts)
