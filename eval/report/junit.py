"""JUnit XML: one test case a question, so that any CI shows which failed and why."""

import re
from xml.etree.ElementTree import Element, SubElement, tostring

from eval.gate.check import GateReport
from eval.run.result import QuestionResult, Result

_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def junit(result: Result, gate: GateReport | None) -> str:
    """The document: questions, then the rules of the gate where it was applied."""
    root = Element("testsuites", name="reftel eval")
    suite = SubElement(root, "testsuite", name=_clean(result.suite), tests=str(len(result.questions)))
    counts = {"passed": 0, "failures": 0, "errors": 0, "skipped": 0}
    for question in result.questions:
        counts[_case(suite, result.suite, question)] += 1
    _count(suite, counts)
    if gate is not None:
        rules = SubElement(root, "testsuite", name="gate", tests=str(len(gate.checks)))
        for check in gate.checks:
            case = SubElement(rules, "testcase", classname="gate", name=_clean(check.rule))
            if not check.passed:
                SubElement(case, "failure", message=_clean(check.found))
        _count(rules, {"failures": len(gate.failures), "errors": 0, "skipped": 0})
    return str(tostring(root, encoding="unicode", xml_declaration=True))


def _case(suite: Element, name: str, question: QuestionResult) -> str:
    seconds = question.values.get("ask_seconds", 0.0)
    case = SubElement(suite, "testcase", classname=_clean(name), name=_clean(question.id), time=f"{seconds:.3f}")
    notes = _clean("\n".join(question.notes))
    if not question.cells or "error" in question.cells:
        SubElement(case, "error", message=notes or "the question was not run")
        return "errors"
    if "stale" in question.cells:
        SubElement(case, "skipped", message=notes)
        return "skipped"
    if question.notes:
        SubElement(case, "failure", message=_clean(question.notes[0])).text = notes
        return "failures"
    return "passed"


def _count(suite: Element, counts: dict[str, int]) -> None:
    for name in ("failures", "errors", "skipped"):
        suite.set(name, str(counts[name]))


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _FORBIDDEN.sub("�", text)
