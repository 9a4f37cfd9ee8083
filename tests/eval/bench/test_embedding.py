import io
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from eval.bench.__main__ import main, table_of
from eval.bench.chroma_default import ChromaDefault
from eval.bench.embedding import SLICE, compare, measure
from eval.bench.part import Part, Row
from rag.embedding.minilm import MiniLM
from rag.settings import Settings

CABLE = """\
UNCLAS PORT VANDIA 000007

SIPDIS

E.O. 12958: N/A
TAGS: ELAB, EWWT
SUBJECT: PORT STRIKE ENTERS SECOND WEEK

1. (U) Dockers at the container terminal walked out on March 3 over unpaid wages.

2. (U) The port authority offered to pay half of what is owed by April.
"""


def test_chromas_own_code_runs_on_our_model_and_agrees(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    texts = ["Dockers walked out.", "The port authority offered half of the wages. " * 8]
    theirs = ChromaDefault(tmp_path / "chroma", tmp_path / "cache").embed(texts)
    np.testing.assert_allclose(theirs, MiniLM(tmp_path / "cache").embed(texts), atol=1e-5)


def test_compare_times_both_sides_on_every_slice() -> None:
    seen: dict[str, list[int]] = {"ours": [], "chroma": []}

    def ours(texts: Sequence[str]) -> np.ndarray:
        seen["ours"].append(len(texts))
        return np.tile(np.array([1.0, 0.0]), (len(texts), 1))

    def chroma(texts: Sequence[str]) -> np.ndarray:
        seen["chroma"].append(len(texts))
        time.sleep(0.01)
        return np.tile(np.array([0.6, 0.8]), (len(texts), 1))

    result = compare(["text"] * (SLICE + 5), ours, chroma)
    assert seen == {"ours": [SLICE, SLICE, 5], "chroma": [SLICE, SLICE, 5]}
    assert result.cosine == pytest.approx(0.6)
    assert result.chroma.wall > 0.02
    assert result.ratio > 1
    assert result.ours.texts == SLICE + 5


def test_part_tells_rates_ratio_and_agreement(tmp_path: Path) -> None:
    (tmp_path / "cables").mkdir()
    (tmp_path / "cables" / "a.txt").write_text(CABLE, encoding="utf-8")
    part = measure(tmp_path / "cables", Settings(cache=tmp_path / "cache"))
    rows = {row.what: row for row in part.rows}
    assert part.subject.startswith("3 chunks of ")
    assert rows["mean cosine between both"].value == pytest.approx(1, abs=1e-4)
    assert rows["ratio"].value == pytest.approx(
        rows["Reftel's embedder"].value / rows["Chroma's default embedder"].value
    )


def test_table_says_what_was_missed() -> None:
    from rich.console import Console

    rows = (Row("rate", 3.14, "texts/s"), Row("ratio", 1.5, "times", ">= 2", met=False))
    console = Console(width=100, file=io.StringIO())
    with console.capture() as capture:
        console.print(table_of(Part("Title", "on three texts", rows)))
    shown = capture.get()
    assert "3.1" in shown
    assert ">= 2: MISSED" in shown
    assert "on three texts" in shown


def test_unknown_part_is_wrong_usage() -> None:
    import typer

    app = typer.Typer()
    app.command()(main)
    result = CliRunner().invoke(app, ["speling"])
    assert result.exit_code == 2
    assert "there is no part speling" in result.output
