import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.calibrate import COSINES, READ, Case, Counts, count, document, fit, held_out, main
from rag.answering.decline import Rule, rule
from rag.answering.doubts import Doubts

PLAIN = Doubts((), False, (), (), "", (), False, (), False, 0.9)


def case(name: str, *, answerable: bool, doubts: Doubts = PLAIN) -> Case:
    return Case(name, name, answerable, dict.fromkeys(READ, doubts))


ANSWERABLE = [case(f"a{number}", answerable=True) for number in range(20)]
MISSES = [case(f"u{number}", answerable=False, doubts=replace(PLAIN, unknown=("Zzyzx",))) for number in range(10)]


def test_counts_of_a_rule() -> None:
    heeding = Rule(0.3, 2, frozenset({"unknown"}))
    counts = count([*ANSWERABLE, *MISSES], heeding)
    assert counts == Counts(declined=10, unanswerable=10, refused=0, answerable=20)
    assert (counts.rejection, counts.over_refusal) == (1.0, 0.0)


def test_a_doubt_that_costs_more_than_it_saves_is_not_heeded() -> None:
    cut = replace(PLAIN, cut=True)
    found = [*ANSWERABLE, *(case(f"b{n}", answerable=True, doubts=cut) for n in range(20)), *MISSES]
    fitted = fit(found)
    assert "cut" not in fitted.heeded
    assert "unknown" in fitted.heeded


def test_the_floor_is_as_low_as_does_the_same() -> None:
    far = [case(f"f{number}", answerable=False, doubts=replace(PLAIN, cosine=0.22)) for number in range(5)]
    assert fit([*ANSWERABLE, *far]).cosine == min(cosine for cosine in COSINES if cosine > 0.22)


def test_each_family_is_judged_by_a_rule_fitted_without_it() -> None:
    counts = held_out([*ANSWERABLE, *MISSES])
    assert counts == Counts(10, 10, 0, 20)


def test_the_data_file_is_one_that_the_product_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [*ANSWERABLE, *MISSES]
    target = tmp_path / "decline.json"
    target.write_text(json.dumps(document(found, fit(found), Path("suite.jsonl"))))
    monkeypatch.setattr("rag.answering.decline.RULE", target)
    rule.cache_clear()
    try:
        assert rule() == fit(found)
    finally:
        rule.cache_clear()


def test_the_whole_run_prints_its_figures_and_a_dry_run_writes_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("eval.calibrate.cases", lambda *_: [*ANSWERABLE, *MISSES])
    monkeypatch.setattr("eval.calibrate.RULE", tmp_path / "decline.json")
    assert main(["--dry-run", "--show"]) == 0
    out = capsys.readouterr().out
    assert "u3 unanswerable: unknown" in out
    assert '"unanswerable_declined": "10 of 10' in out
    assert not (tmp_path / "decline.json").exists()
    assert main([]) == 0
    assert json.loads((tmp_path / "decline.json").read_text())["rule"]["read"] in READ


def test_a_suite_that_is_not_there_is_a_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["--suite", str(tmp_path / "none.jsonl"), "--corpus", str(tmp_path)]) == 3
    assert "Traceback" not in capsys.readouterr().err
