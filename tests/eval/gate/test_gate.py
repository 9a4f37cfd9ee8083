"""Rules, baseline and comparison, one by one."""

from pathlib import Path

import pytest

from eval.gate.baseline import Baseline, changes_since, load_baseline, save_baseline, to_baseline
from eval.gate.check import check_gate
from eval.gate.compare import compare
from eval.gate.rules import Bounds, Drop, Rules, load_rules
from eval.run.aggregate import Scored
from eval.run.files import RunFolder
from eval.run.result import Figure, Result
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.suite.model import Suite
from rag.errors import UserError
from tests.eval.mutants import DeclineNumbers, FailSometimes, ForgetHistory
from tests.eval.world import WorldSystem


def altered(result: Result, **figures: Figure) -> Result:
    return result.model_copy(update={"figures": {**result.figures, **figures}})


def test_floors_and_ceilings_over_all_and_by_tag(scored: Scored) -> None:
    rules = Rules(
        floors={"pass": 1.0},
        ceilings={"over_refusal": 0.0},
        tags={"numeric": Bounds(floors={"pass": 1.0}), "nowhere": Bounds(floors={"pass": 0.0})},
    )
    report = check_gate(rules, scored.result, None)
    assert [check.rule for check in report.failures] == ["pass of nowhere at least 0"]
    lower = altered(scored.result, over_refusal=Figure(value=0.01, n=40))
    assert "over_refusal at most 0" in [check.rule for check in check_gate(rules, lower, None).failures]


def test_a_figure_that_no_question_has_fails_its_rule(scored: Scored) -> None:
    report = check_gate(Rules(floors={"marking": 0.0}, zero=("must_not",)), scored.result, None)
    assert [check.found for check in report.failures] == ["no question has this figure"]


def test_a_count_names_the_guilty(scored: Scored) -> None:
    first, *others = scored.result.questions
    guilty = first.model_copy(update={"values": {**first.values, "must_not": 2.0}})
    result = scored.result.model_copy(update={"questions": (guilty, *others)})
    failure = check_gate(Rules(zero=("must_not",)), result, None).failures[0]
    assert first.id in failure.found


def test_an_all_error_run_never_passes(scored: Scored, suite: Suite, rules: Rules, baseline: Baseline) -> None:
    from eval.run.aggregate import score_run

    empty = score_run(suite, (), scored.result.identity, 1).result
    assert not empty.complete
    assert not check_gate(Rules(zero=("must_not",)), empty, None).passed
    assert not check_gate(rules, empty, baseline).passed


def test_a_run_without_questions_never_passes(scored: Scored) -> None:
    nothing = scored.result.model_copy(update={"questions": ()})
    assert not check_gate(Rules(floors={"pass": 0.0}), nothing, None).passed


def test_a_changed_suite_needs_a_new_baseline(tmp_path: Path, suite: Suite, rules: Rules, baseline: Baseline) -> None:
    smaller = Suite(name="world", items=suite.items[1:])
    result = run_session(WorldSystem(), Session(smaller, RunFolder(tmp_path), Plan())).result
    failures = check_gate(rules, result, baseline).failures
    assert [check.rule for check in failures] == ["the suite is the baseline's"]
    assert suite.items[0].id in failures[0].found
    assert check_gate(rules, result, to_baseline(result)).passed


def test_rules_that_compare_need_a_baseline(scored: Scored) -> None:
    rules = Rules(drop=Drop(figures=("pass",)))
    assert check_gate(rules, scored.result, None).failures[0].rule == "a baseline to compare with"


def test_a_loss_in_one_tag_is_significant_after_holm(tmp_path: Path, suite: Suite, baseline: Baseline) -> None:
    result = run_session(DeclineNumbers(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    rules = Rules(drop=Drop(figures=("pass",), alpha=0.1))
    failure = check_gate(rules, result, baseline).failures[0]
    assert "numeric: 1.000 -> 0.000 on 16" in failure.found
    assert "lookup" not in failure.found


def test_a_small_loss_is_caught_by_the_largest_drop_allowed(scored: Scored, baseline: Baseline) -> None:
    first, *others = scored.result.questions
    worse = first.model_copy(update={"values": {**first.values, "R@8": 0.0}})
    result = scored.result.model_copy(update={"questions": (worse, *others)})
    assert check_gate(Rules(drop=Drop(figures=("R@8",))), result, baseline).passed
    limited = Rules(drop=Drop(figures=("R@8",), most={"R@8": 0.02}))
    assert [check.rule for check in check_gate(limited, result, baseline).failures] == ["R@8 worse by at most 0.02"]


def test_a_loss_in_one_tag_is_caught_where_it_is_lost_among_all(
    tmp_path: Path, suite: Suite, baseline: Baseline
) -> None:
    result = run_session(ForgetHistory(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    drop = Drop(figures=(), most={"pass": 0.5}, most_by_tag={"pass": 0.2})
    failure = check_gate(Rules(drop=drop), result, baseline).failures[0]
    assert failure.rule == "pass of each tag worse by at most 0.2"
    assert "followup: 1.000 -> " in failure.found
    assert ";" not in failure.found
    larger = drop.model_copy(update={"smallest_tag": 9})
    assert check_gate(Rules(drop=larger), result, baseline).passed


@pytest.mark.parametrize(("seconds", "passed"), [(0.9, True), (4.1, False)])
def test_latency_is_held_against_the_baseline(scored: Scored, baseline: Baseline, seconds: float, passed: bool) -> None:
    slow = altered(scored.result, ask_seconds=Figure(value=seconds, n=56))
    was = baseline.model_copy(update={"figures": {**baseline.figures, "ask_seconds": 1.0}})
    rules = Rules(zero=("must_not",), latency_ratio=4)
    assert check_gate(rules, slow, was).passed is passed


def test_times_below_the_threshold_are_never_held_against_a_run(scored: Scored, baseline: Baseline) -> None:
    slow = altered(scored.result, ask_seconds=Figure(value=0.2, n=56))
    was = baseline.model_copy(update={"figures": {**baseline.figures, "ask_seconds": 0.001}})
    assert check_gate(Rules(zero=("must_not",), latency_ratio=4), slow, was).passed


BROKEN_RULES = {
    "unknown figure": ("floors:\n  pas: 0.5\n", r"rules\.yaml:1: floors? ?.*'pas' is no figure"),
    "unknown key": ("zero: [must_not]\nflors: {}\n", r"rules\.yaml:2: flors is not a known key"),
    "not a number": ("floors:\n  pass: high\n", r"rules\.yaml:2: floors\.pass"),
    "no rule": ("latency_ratio: 3\n", "there is no rule in it"),
    "empty": ("", r"rules\.yaml:1"),
    "broken": ("floors: [\n", "is not valid YAML"),
    "alpha": ("drop: {figures: [pass], alpha: 2}\n", r"rules\.yaml:1: drop\.alpha"),
}


@pytest.mark.parametrize(("text", "sentence"), BROKEN_RULES.values(), ids=BROKEN_RULES)
def test_broken_rules_are_named_with_file_and_line(text: str, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_text(text)
    with pytest.raises(UserError, match=sentence):
        load_rules(path)


def test_missing_rules_are_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be read: No such file"):
        load_rules(tmp_path / "rules.yaml")


def test_a_baseline_survives_the_file(tmp_path: Path, baseline: Baseline) -> None:
    path = tmp_path / "deep" / "b.json"
    save_baseline(baseline, path)
    assert load_baseline(path) == baseline
    rows = [line for line in path.read_text().splitlines() if line.startswith('  {"id"')]
    assert len(rows) == len(baseline.questions), "a reviewer reads one question a line"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [(None, "cannot be read: No such file"), ("{", "is damaged"), ('{"suite": 1}', "is damaged at suite")],
)
def test_a_baseline_that_cannot_be_used_is_named(text: str | None, sentence: str, tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(UserError, match=sentence):
        load_baseline(path)


def test_a_new_baseline_says_what_changed(tmp_path: Path, suite: Suite, scored: Scored, baseline: Baseline) -> None:
    assert changes_since(baseline, scored.result) == ()
    items = (*suite.items[1:-1], suite.items[-1].model_copy(update={"max_words": 500}))
    smaller = Suite(name="world", items=items)
    lines = changes_since(
        baseline, run_session(DeclineNumbers(WorldSystem()), Session(smaller, RunFolder(tmp_path), Plan())).result
    )
    assert f"1 questions removed: {suite.items[0].id}" in lines
    assert f"1 questions altered: {suite.items[-1].id}" in lines
    assert "bellamar-complaints: no longer passes" in lines
    assert any(line.startswith("over_refusal: 0.000 -> ") for line in lines)


def test_nothing_changed_is_said_so(scored: Scored, baseline: Baseline) -> None:
    comparison = compare(baseline, scored.result)
    assert comparison.conclusion == "the same: none of 56 questions changed"
    assert (comparison.fixed, comparison.broken) == ((), ())


def test_the_rounding_of_the_baseline_is_no_change(scored: Scored) -> None:
    thirds = tuple(q.model_copy(update={"values": {**q.values, "MRR": 1 / 3}}) for q in scored.result.questions)
    result = scored.result.model_copy(update={"questions": thirds})
    assert compare(to_baseline(result), result).conclusion == "the same: none of 56 questions changed"


def test_a_loss_is_said_in_one_line(tmp_path: Path, suite: Suite, baseline: Baseline) -> None:
    result = run_session(DeclineNumbers(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    comparison = compare(baseline, result)
    assert comparison.conclusion == "worse: 24 of 56 questions flipped, p = .008"
    assert "ardensk-budget" in comparison.broken
    back = compare(to_baseline(result), result.model_copy(update={"questions": result.questions}))
    assert back.conclusion.startswith("the same")


def test_a_gain_is_said_in_one_line(tmp_path: Path, suite: Suite, scored: Scored) -> None:
    result = run_session(DeclineNumbers(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    comparison = compare(to_baseline(result), scored.result)
    assert comparison.conclusion == "better: 24 of 56 questions flipped, p = .008"
    assert len(comparison.fixed) == 24


def test_one_flip_cannot_be_told_from_chance(scored: Scored, baseline: Baseline) -> None:
    first, *others = scored.result.questions
    worse = first.model_copy(update={"values": {**first.values, "pass": 0.0}})
    result = scored.result.model_copy(update={"questions": (worse, *others)})
    conclusion = compare(baseline, result).conclusion
    assert conclusion == "cannot tell: 1 of 56 questions flipped, p = 1.00; this suite detects 14 points"


def test_questions_of_one_side_are_listed_and_not_compared(scored: Scored, baseline: Baseline) -> None:
    fewer = scored.result.model_copy(update={"questions": scored.result.questions[1:]})
    comparison = compare(baseline, fewer)
    assert comparison.only_old == (scored.result.questions[0].id,)
    assert comparison.overall("pass").n == 55
    none = compare(baseline, scored.result.model_copy(update={"questions": ()}))
    assert none.conclusion == "cannot tell: the two have no question in common"


def test_errors_leave_the_comparison_and_make_the_run_incomplete(
    tmp_path: Path, suite: Suite, baseline: Baseline
) -> None:
    result = run_session(FailSometimes(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan())).result
    comparison = compare(baseline, result)
    assert comparison.overall("pass").n == 56 - len(result.lacking["error"])
    assert comparison.broken == ()
