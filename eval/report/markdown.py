"""Markdown for a CI summary, and GitHub's annotations."""

import re

from eval.gate.check import GateReport
from eval.gate.compare import Comparison
from eval.report.figures import BY_TAG, HEADLINE, basis, interval, lacking, shown
from eval.run.result import Result
from eval.scorers.metrics import COUNTS

MOST_FAILURES = 30
_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+!|~&$])")


def escaped(text: str) -> str:
    """Untrusted text as plain words: no markup, no link, no image, one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split())).replace("\\<", "&lt;").replace("\\>", "&gt;")


def markdown(result: Result, gate: GateReport | None, comparison: Comparison | None) -> str:
    """The summary."""
    lines = [f"## Evaluation of {escaped(result.suite)}: {_verdict(result, gate)}", ""]
    if comparison is not None:
        lines += [f"**{escaped(comparison.conclusion)}**", ""]
    lines += ["| figure | value | 95 % interval | questions |", "|---|---|---|---|"]
    for name in (*HEADLINE, *COUNTS):
        figure = result.figures.get(name)
        if figure is not None:
            lines.append(f"| {name} | {shown(name, figure)} | {interval(figure)} | {basis(figure)} |")
    lines += ["", f"| tag | {' | '.join(BY_TAG)} |", "|---|" + "---|" * len(BY_TAG)]
    for tag, figures in result.groups.items():
        cells = [shown(name, figures[name]) if name in figures else "" for name in BY_TAG]
        lines.append(f"| {escaped(tag)} | {' | '.join(cells)} |")
    if gate is not None:
        lines += ["", "| rule | | found |", "|---|---|---|"]
        lines += [
            f"| {escaped(c.rule)} | {'pass' if c.passed else '**FAIL**'} | {escaped(c.found)} |" for c in gate.checks
        ]
    lines += ["", *_failures(result)]
    return "\n".join(lines).rstrip() + "\n"


def _verdict(result: Result, gate: GateReport | None) -> str:
    if not result.complete:
        return escaped(lacking(result))
    if gate is None:
        return "no gate applied"
    return "gate passed" if gate.passed else "gate failed"


def _failures(result: Result) -> list[str]:
    failed = [question for question in result.questions if question.notes]
    if not failed:
        return []
    rows = [f"- {escaped(q.id)}: {escaped('; '.join(q.notes))}" for q in failed[:MOST_FAILURES]]
    more = [f"- and {len(failed) - MOST_FAILURES} more"] if len(failed) > MOST_FAILURES else []
    return [f"<details><summary>{len(failed)} questions did not pass</summary>", "", *rows, *more, "", "</details>"]


def annotations(result: Result, gate: GateReport | None) -> list[str]:
    """GitHub workflow commands: an error for each rule that fails, a warning for each question that broke."""
    lines = [f"::error title=Evaluation::{_command(lacking(result))}"] if lacking(result) else []
    if gate is None:
        return lines
    lines += [f"::error title=Gate::{_command(f'{check.rule}: {check.found}')}" for check in gate.failures]
    broken = gate.comparison.broken if gate.comparison is not None else ()
    for name in broken[:10]:
        question = result.question(name)
        if question is not None:
            why = _command(f"{name} no longer passes: {'; '.join(question.notes)}")
            lines.append(f"::warning title=Question::{why}")
    return lines


def _command(text: str) -> str:
    """Untrusted text cannot end the command or start another."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
