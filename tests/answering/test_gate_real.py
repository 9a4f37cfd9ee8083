"""The gate over the real cables: every sentence verifies word for word, and no altered one does."""

import re
from collections import Counter
from pathlib import Path

import pytest

from rag.answering.gate import check
from rag.answering.model import Verdict
from rag.answering.sentences import split
from rag.cables.model import Evidence
from tests.answering.cables import draft

NEGATION = re.compile(r"\b(?:not|never|no) ", re.IGNORECASE)
VERB = re.compile(r"\b(?:is|was|are|were|has|had|will|would|could|can|may|should|must) (?!not\b)", re.IGNORECASE)
NEGATED_SHARE = 0.97
"""Measured: all of 3,191 sentences with a negation put in or taken out failed."""


@pytest.fixture(scope="module")
def quoted(shared: Path) -> list[tuple[Evidence, str]]:
    """Every sentence of every paragraph of all files, once a text."""
    from rag.parsing.parser import parse_file

    seen: set[tuple[str, str]] = set()
    found: list[tuple[Evidence, str]] = []
    for path in sorted((shared / "cables").glob("*.txt")):
        for one in parse_file(path).cables:
            for unit in one.units:
                for start, end in split(unit.text):
                    sentence = unit.text[start:end]
                    if (one.id, sentence) not in seen and re.search(r"[^\W_]", sentence):
                        seen.add((one.id, sentence))
                        found.append((Evidence(one, unit), sentence))
    return found


def verifies(one: Evidence, text: str, quote: str) -> bool:
    claim = draft(text, (one.paragraph.index, quote), id=one.cable.id)
    return check(claim, [one]).verdict is Verdict.VERIFIED


@pytest.mark.real
def test_every_sentence_verifies_and_no_altered_digit_does(quoted: list[tuple[Evidence, str]]) -> None:
    wrong, seen = [], Counter[str]()
    for one, sentence in quoted:
        seen["verbatim"] += 1
        if not verifies(one, sentence, sentence):
            wrong.append(sentence)
        if digit := re.search(r"\d", sentence):
            seen["digit"] += 1
            changed = f"{sentence[: digit.start()]}{(int(digit[0]) + 1) % 10}{sentence[digit.end() :]}"
            if verifies(one, changed, sentence):
                wrong.append(changed)
    assert wrong == []
    assert seen["verbatim"] > 3000
    assert seen["digit"] > 1000


@pytest.mark.real
def test_a_negation_put_in_or_taken_out_is_seen(quoted: list[tuple[Evidence, str]]) -> None:
    tried = failed = 0
    for one, sentence in quoted[::4]:
        changes = []
        if verb := VERB.search(sentence):
            word = "NOT " if sentence.isupper() else "not "
            changes.append(sentence[: verb.end()] + word + sentence[verb.end() :])
        if negation := NEGATION.search(sentence):
            changes.append(sentence[: negation.start()] + sentence[negation.end() :])
        tried += len(changes)
        failed += sum(not verifies(one, changed, sentence) for changed in changes)
    assert tried > 500
    assert failed / tried >= NEGATED_SHARE


@pytest.mark.real
def test_the_date_of_its_own_cable_and_of_no_other_may_name_it(quoted: list[tuple[Evidence, str]]) -> None:
    dated = [(one, text) for one, text in quoted if one.cable.date and one.paragraph.index and not text.isupper()][::9]
    refused, passed = [], []
    for (one, text), (other, _) in zip(dated, [*dated[len(dated) // 2 :], *dated], strict=False):
        for own in (True, False):
            day = (one if own else other).cable.date
            if day is None or (not own and (day.month, day.day) == (one.cable.date or day).timetuple()[1:3]):
                continue
            claim = f"{text.rstrip('. ')} (cable of {day:%-d %B %Y})."
            verified = verifies(one, claim, text)
            (refused if not verified else passed).append(claim) if own != verified else None
    assert (refused, passed) == ([], [])
    assert len(dated) > 300


@pytest.mark.real
def test_the_subject_of_every_cable_verifies_and_no_other(quoted: list[tuple[Evidence, str]]) -> None:
    named = [one.cable for one, _ in quoted if one.cable.subject and one.cable.subject in one.cable.header.text]
    cables = list({one.id: one for one in named}.values())
    wrong = []
    for one, other in zip(cables, [*cables[7:], *cables[:7]], strict=True):
        header = Evidence(one, one.header)
        if not verifies(header, f"The subject of the cable is {one.subject}.", one.subject):
            wrong.append(one.id)
        if one.subject != other.subject and verifies(
            header, f"The subject of the cable is {other.subject}.", one.subject
        ):
            wrong.append(f"{one.id} with the subject of {other.id}")
    assert wrong == []
    assert len(cables) > 90
