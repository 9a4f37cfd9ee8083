"""Asking: statements as they come, stopping, failing; and how the result is shown and exported."""

import io
import threading
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest

from rag.answering.gate import check
from rag.answering.model import Answer, Draft, DraftCitation, Statement
from rag.cables.model import Evidence, Key
from rag.desk import Desk
from rag.errors import OperatorError
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.web.answers import exchange as markup_of
from rag.web.asking import ask
from rag.web.conversation_files import to_markdown, to_word
from rag.web.plain import exchange_text
from rag.web.sessions import Exchange, State


@pytest.fixture(scope="module")
def desk(sample_library: Path) -> Iterator[Desk]:
    desk = Desk.open(Settings(home=sample_library))
    yield desk
    desk.close()


class Speaking(Desk):
    """A Desk that says what it is told to, one statement after the other."""

    def __init__(self, settings: Settings, items: list[Statement | Answer | Exception]) -> None:
        super().__init__(settings)
        self.items = items

    def ask_stream(self, question: Question, stop: threading.Event | None = None) -> Iterator[Statement | Answer]:  # noqa: ARG002 - it says what it is told
        for item in self.items:
            if isinstance(item, Exception):
                raise item
            yield item
        if not any(isinstance(item, Answer) for item in self.items) and stop:
            stop.wait(20)


def test_statements_come_one_by_one_and_the_answer_last(desk: Desk) -> None:
    exchange = Exchange(Question("What did the winter storms delay in Port Aldera?"))
    counts = [(len(step.statements), step.state) for step in ask(desk, exchange)]
    assert counts[0] == (0, State.RUNNING)
    assert counts[-1][1] is State.DONE
    assert [count for count, _ in counts] == sorted(count for count, _ in counts)
    assert exchange.answer is not None
    assert exchange.shown == exchange.answer.statements


def statement(desk: Desk, *, true: bool) -> Statement:
    cable = desk.show("09PORTALDERA305").cable
    words = cable.paragraphs[0].text.split(". ")[0] + "."
    text = words if true else "The minister *took* 4711 [crowns](https://sink.example)."
    evidence = [Evidence(cable, unit) for unit in cable.units]
    return check(Draft(text, (DraftCitation(Key(cable.id, 1), words),)), evidence)


def test_stop_keeps_what_came_before(desk: Desk) -> None:
    said = statement(desk, true=True)
    exchange = Exchange(Question("q"))
    steps = ask(Speaking(desk.settings, [said]), exchange)
    next(steps)
    next(steps)
    exchange.stop.set()
    assert list(steps)[-1].state is State.STOPPED
    assert exchange.shown == (said,)
    markup = markup_of(exchange)
    assert "What was verified by then is kept." in markup
    assert "Stopped before the answer was whole." in to_markdown([exchange], "")


@pytest.mark.parametrize(
    ("error", "words"),
    [(OperatorError("The disk is full."), "The disk is full."), (ValueError("inner"), "This is a fault of Reftel")],
)
def test_failure_is_one_sentence_with_an_id(
    desk: Desk, error: Exception, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "reftel.web")
    exchange = Exchange(Question("q"))
    said = statement(desk, true=True)
    assert list(ask(Speaking(desk.settings, [said, error]), exchange))[-1].state is State.FAILED
    assert exchange.problem.startswith(words)
    assert "inner" not in exchange.problem
    assert caplog.records[-1].getMessage().split()[0] in exchange.problem
    assert exchange.statements == [said]
    assert words in markup_of(exchange)


def test_unverified_statement_says_why_everywhere(desk: Desk) -> None:
    said = statement(desk, true=False)
    exchange = Exchange(Question("Is it *true*?"), [said], State.DONE)
    assert "Not verified" in markup_of(exchange)
    text = to_markdown([exchange], "SBU")
    assert "**Not verified**" in text
    assert "[crowns](" not in text
    assert "under clearance SBU" in text
    document = docx.Document(io.BytesIO(to_word([exchange], "")))
    assert any("Not verified: " in paragraph.text for paragraph in document.paragraphs)


def test_declined_answer_is_exported_and_copied_with_its_reason(desk: Desk) -> None:
    exchange = Exchange(Question("What did Wilhelmina Throckmorton say about Atlantis?"))
    list(ask(desk, exchange))
    answer = exchange.answer
    assert answer is not None
    assert f"Declined: {answer.reason}" in exchange_text(exchange)
    assert "Declined: " in to_markdown([exchange], "")
    assert "No answer is given" in markup_of(exchange)


def test_banner_is_the_highest_of_what_is_cited(desk: Desk) -> None:
    exchange = Exchange(Question("q"), [statement(desk, true=True)], State.DONE)
    marking = exchange.statements[0].marking
    first = to_markdown([exchange], "").splitlines()[0]
    assert marking.level.name == "S" or first.startswith("**CONFIDENTIAL")
    document = docx.Document(io.BytesIO(to_word([exchange], "")))
    assert document.sections[0].header.paragraphs[0].text == first.strip("*")
