"""The gate: a result against the rules. Whatever cannot be judged fails."""

from collections.abc import Iterator, Mapping

from eval.gate.baseline import Baseline
from eval.gate.compare import Change, Comparison, compare
from eval.gate.rules import Bounds, Drop, Rules
from eval.run.result import Figure, Result
from eval.scorers.metrics import METRICS
from eval.wire import Document


class Check(Document):
    """One rule, applied.

    Attributes:
        rule: What was asked for.
        passed: Whether it holds.
        found: What was found, in words.
    """

    rule: str
    passed: bool
    found: str


class GateReport(Document):
    """The verdict."""

    checks: tuple[Check, ...]
    comparison: Comparison | None = None

    @property
    def passed(self) -> bool:
        """Whether every rule holds; no rule at all is no pass."""
        return bool(self.checks) and all(check.passed for check in self.checks)

    @property
    def failures(self) -> tuple[Check, ...]:
        """The rules that do not hold."""
        return tuple(check for check in self.checks if not check.passed)


def check_gate(rules: Rules, result: Result, baseline: Baseline | None) -> GateReport:
    """Applies every rule.

    Args:
        rules: What must hold.
        result: The run.
        baseline: What was accepted last; None where the rules do not ask for one.
    """
    comparison = None if baseline is None else compare(baseline, result)
    checks = [
        *_completeness(result),
        *_bounds(rules, result.figures, ""),
        *(check for tag, bounds in rules.tags.items() for check in _bounds(bounds, result.groups.get(tag, {}), tag)),
        *(_zero(name, result) for name in rules.zero),
        *_against(rules, result, baseline, comparison),
    ]
    return GateReport(checks=tuple(checks), comparison=comparison)


def _completeness(result: Result) -> Iterator[Check]:
    lacking = "; ".join(f"{cell}: {len(names)} ({', '.join(names[:5])})" for cell, names in result.lacking.items())
    yield Check(rule="every question got an answer", passed=result.complete, found=lacking or "it did")
    yield Check(
        rule="the suite holds questions", passed=bool(result.questions), found=f"{len(result.questions)} questions"
    )


def _bounds(bounds: Bounds, figures: Mapping[str, Figure], tag: str) -> Iterator[Check]:
    where = f" of {tag}" if tag else ""
    for name, floor in bounds.floors.items():
        figure = figures.get(name)
        held = figure is not None and figure.value >= floor
        yield Check(rule=f"{name}{where} at least {floor:g}", passed=held, found=_found(figure))
    for name, ceiling in bounds.ceilings.items():
        figure = figures.get(name)
        held = figure is not None and figure.value <= ceiling
        yield Check(rule=f"{name}{where} at most {ceiling:g}", passed=held, found=_found(figure))


def _found(figure: Figure | None) -> str:
    return "no question has this figure" if figure is None else f"{figure.value:.3f} on {figure.n} questions"


def _zero(name: str, result: Result) -> Check:
    figure = result.figures.get(name)
    guilty = [q.id for q in result.questions if q.values.get(name, 0.0) > 0]
    found = "no question has this figure" if figure is None else f"{figure.value:g}"
    if guilty:
        found += f" in {', '.join(guilty[:5])}" + (f" and {len(guilty) - 5} more" if len(guilty) > 5 else "")
    return Check(rule=f"{name} = 0", passed=figure is not None and not guilty, found=found)


def _against(rules: Rules, result: Result, baseline: Baseline | None, comparison: Comparison | None) -> Iterator[Check]:
    if baseline is None or comparison is None:
        if rules.drop is not None:
            yield Check(rule="a baseline to compare with", passed=False, found="none was given; use --baseline FILE")
        return
    yield Check(
        rule="the suite is the baseline's",
        passed=baseline.suite_digest == result.suite_digest,
        found="it is"
        if baseline.suite_digest == result.suite_digest
        else f"it differs in {', '.join((*comparison.only_old, *comparison.only_new)[:5])}; accept a new baseline",
    )
    if rules.drop is not None:
        yield from _drops(rules.drop, comparison)
        yield from _drops_by_tag(rules.drop, comparison)
    if rules.latency_ratio:
        yield _latency(rules, result, baseline)


def _drops(drop: Drop, comparison: Comparison) -> Iterator[Check]:
    for name in drop.figures:
        changes = [change for change in comparison.changes if change.name == name]
        bad = [change for change in changes if change.worse and change.p_holm < drop.alpha]
        rule = f"no significant drop of {name} (p < {drop.alpha:g}, Holm over tags)"
        yield Check(rule=rule, passed=not bad, found="; ".join(map(_told, bad)) or "none")
    for name, most in drop.most.items():
        change = comparison.overall(name)
        loss = 0.0 if change is None or not change.worse else abs(change.effect)
        found = "no question has it on both sides" if change is None else _told(change)
        yield Check(rule=f"{name} worse by at most {most:g}", passed=change is not None and loss <= most, found=found)


def _drops_by_tag(drop: Drop, comparison: Comparison) -> Iterator[Check]:
    for name, most in drop.most_by_tag.items():
        judged = [c for c in comparison.changes if c.name == name and c.group and c.n >= drop.smallest_tag]
        bad = [change for change in judged if change.worse and abs(change.effect) > most]
        rule = f"{name} of each tag worse by at most {most:g}"
        yield Check(rule=rule, passed=not bad, found="; ".join(map(_told, bad)) or "none is")


def _told(change: Change) -> str:
    where = f"{change.group}: " if change.group else ""
    return f"{where}{change.old:.3f} -> {change.new:.3f} on {change.n}, p = {change.p_holm:.3g}"


def _latency(rules: Rules, result: Result, baseline: Baseline) -> Check:
    now, was = result.figures.get("ask_seconds"), baseline.figures.get("ask_seconds")
    rule = f"median answer time at most {rules.latency_ratio:g} times the baseline's"
    if now is None or was is None:
        absent = result.unscored.get("ask_seconds", METRICS["ask_seconds"].absent)
        return Check(rule=rule, passed=now is None and "recording" in absent, found=f"not measured: {absent}")
    limit = max(rules.latency_from, rules.latency_ratio * was)
    return Check(rule=rule, passed=now.value <= limit, found=f"{now.value:.3f} s, baseline {was:.3f} s")
