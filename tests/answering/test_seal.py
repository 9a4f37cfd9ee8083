"""No way leads around the gate to a statement or an answer."""

import copy
import pickle
import re
from dataclasses import asdict, replace
from pathlib import Path
from typing import cast

import pytest

from rag.answering.gate import check
from rag.answering.model import Answer, Citation, Coverage, Outcome, Provenance, Statement, Verdict
from rag.cables.marking import UNMARKED
from tests.answering.cables import cable, draft, evidence

TEXT = "The harbour reform is stalled."
CITATION = Citation("09ALTONA7", "1", 1, "anything", (), UNMARKED, "09ALTONA7 ¶1")


@pytest.fixture
def statement() -> Statement:
    return check(draft(TEXT, (1, TEXT)), evidence(cable(TEXT)))


def test_the_constructor_refuses() -> None:
    with pytest.raises(TypeError, match="verification gate"):
        Statement("Anything.", (CITATION,), Verdict.VERIFIED, "")


def test_a_foreign_seal_is_refused() -> None:
    with pytest.raises(TypeError, match="verification gate"):
        Statement("Anything.", (CITATION,), Verdict.VERIFIED, "", seal=object())


def test_replace_is_refused(statement: Statement) -> None:
    with pytest.raises(TypeError, match="verification gate"):
        replace(statement, text="Anything else.")


def test_the_seal_cannot_be_read_off_a_statement(statement: Statement) -> None:
    assert statement.seal is None
    with pytest.raises(TypeError, match="verification gate"):
        Statement("Anything.", (CITATION,), Verdict.VERIFIED, "", seal=statement.seal)


def test_a_statement_is_not_pickled(statement: Statement) -> None:
    with pytest.raises(TypeError, match="not pickled"):
        pickle.dumps(statement)


def test_copies_are_the_statement_itself(statement: Statement) -> None:
    assert copy.copy(statement) is statement
    assert copy.deepcopy([statement])[0] is statement
    assert asdict(statement)["text"] == TEXT


def test_a_subclass_is_refused() -> None:
    with pytest.raises(TypeError, match="no subclasses"):
        type("Loose", cast("tuple[type, ...]", (Statement,)), {})


def test_attributes_cannot_be_set(statement: Statement) -> None:
    with pytest.raises(AttributeError):
        setattr(statement, "text", "Anything else.")  # noqa: B010 - the checker would refuse the plain form


def answer(*statements: object) -> Answer:
    provenance = Provenance("", "", "", "", "", (), ())
    coverage = Coverage(1, 1, None, None)
    made = cast("tuple[Statement, ...]", statements)
    return Answer("a", "q", made, Outcome.ANSWERED, "", coverage, "extractive", provenance)


def test_an_answer_takes_only_what_the_gate_made(statement: Statement) -> None:
    assert answer(statement).text == TEXT

    class Look:
        text, citations, verdict = "Anything.", (CITATION,), Verdict.VERIFIED

    with pytest.raises(TypeError, match="verification gate"):
        answer(statement, Look())


def test_only_the_gate_and_the_model_hold_the_seal() -> None:
    root = Path(__file__).resolve().parents[2]
    holders = {
        path.relative_to(root).as_posix()
        for folder in ("rag", "eval", "prompts")
        for path in (root / folder).rglob("*.py")
        if re.search(r"\b_SEAL\b", path.read_text("utf-8"))
    }
    assert holders == {"rag/answering/gate.py", "rag/answering/model.py"}
