"""An exported answer is checked again: what still holds, what the library says otherwise, what was tampered with."""

import json
from dataclasses import replace

import pytest

from rag.answering.document import statement_document
from rag.answering.gate import check
from rag.answering.model import Verdict
from rag.answering.recheck import ExportedStatement, read_statements, recheck
from rag.cables.model import Evidence, Key
from rag.errors import UserError
from tests.answering.cables import cable, draft, evidence

TEXT = "The harbour reform is stalled."
NUMBERED = "The harbour has 15 piers."
CABLE = cable(TEXT, NUMBERED)
SENT = evidence(CABLE)


def library(key: Key) -> Evidence | None:
    return next((one for one in SENT if one.key == key), None)


def exported(text: str, *claims: tuple[int, str]) -> ExportedStatement:
    document = json.loads(json.dumps([statement_document(check(draft(text, *claims), SENT))]))
    return read_statements(document)[0]


def test_an_untouched_statement_holds() -> None:
    (one,) = recheck([exported(TEXT, (1, TEXT))], library)
    assert one.holds
    assert (one.old, one.new, one.changes) == (Verdict.VERIFIED, Verdict.VERIFIED, ())
    assert one.statement.text == TEXT


def test_a_changed_text_does_not_hold() -> None:
    good = exported(NUMBERED, (2, NUMBERED))
    (one,) = recheck([replace(good, text="The harbour has 16 piers.")], library)
    assert (one.old, one.new, one.holds) == (Verdict.VERIFIED, Verdict.UNVERIFIED, False)
    assert "the number 16" in one.statement.reason


def test_a_changed_quote_does_not_hold() -> None:
    good = exported(NUMBERED, (2, NUMBERED))
    forged = replace(good, citations=(replace(good.citations[0], quote="The harbour has 16 piers."),))
    (one,) = recheck([forged], library)
    assert not one.holds
    assert "altered" in one.statement.reason


def test_a_paragraph_that_is_gone_is_named() -> None:
    good = exported(TEXT, (1, TEXT))
    (one,) = recheck([good], {}.get)
    assert not one.holds
    assert one.changes == ("the library has no paragraph 1 of 09PORTSELWYN412",)


@pytest.mark.parametrize(
    ("field", "value", "change"),
    [
        ("marking", "U", "09PORTSELWYN412 ¶1 is marked SBU, not U"),
        ("paragraph", "7", "09PORTSELWYN412 ¶1 is printed 1, not 7"),
        ("spans", (), "the quoted words stand at another place of the source of 09PORTSELWYN412 ¶1"),
        ("quote", TEXT.upper(), "the quoted words stand at another place of the source of 09PORTSELWYN412 ¶1"),
    ],
)
def test_what_the_file_says_otherwise_is_told(field: str, value: object, change: str) -> None:
    good = exported(TEXT, (1, TEXT))
    forged = replace(good, citations=(replace(good.citations[0], **{field: value}),))
    (one,) = recheck([forged], library)
    assert (one.new, one.holds, one.changes) == (Verdict.UNVERIFIED, False, (change,))


def test_a_verdict_is_never_raised() -> None:
    lowered = replace(exported(TEXT, (1, TEXT)), verdict=Verdict.UNVERIFIED)
    (one,) = recheck([lowered], library)
    assert (one.new, one.holds) == (Verdict.UNVERIFIED, True)


def test_a_forged_verdict_does_not_hold() -> None:
    forged = replace(exported(NUMBERED, (1, TEXT)), verdict=Verdict.VERIFIED)
    (one,) = recheck([forged], library)
    assert not one.holds


GOOD = {"text": "a", "verdict": "verified", "citations": []}
CITED = {"cable": "a", "paragraph": "1", "index": 1, "quote": "q", "spans": [[0, 1]], "marking": "U"}


@pytest.mark.parametrize(
    "document",
    [
        {},
        "text",
        [1],
        [{}],
        [{**GOOD, "verdict": "sure"}],
        [{**GOOD, "text": 1}],
        [{**GOOD, "citations": {}}],
        [{**GOOD, "citations": [{**CITED, "index": "1"}]}],
        [{**GOOD, "citations": [{**CITED, "index": True}]}],
        [{**GOOD, "citations": [{**CITED, "spans": [[0]]}]}],
        [{**GOOD, "citations": [{**CITED, "quote": None}]}],
        [{**GOOD, "insertions": ["a", 2]}],
    ],
)
def test_a_file_of_another_form_is_one_sentence(document: object) -> None:
    with pytest.raises(UserError, match="export the answer again"):
        read_statements(document)


def test_a_file_without_insertions_is_read() -> None:
    (one,) = read_statements([{**GOOD, "citations": [CITED]}])
    assert one.insertions == ()
    assert one.citations[0].spans == ((0, 1),)
