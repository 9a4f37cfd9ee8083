"""Answers as plain text, for the clipboard."""

from rag.answering.model import Outcome, Statement, Verdict
from rag.briefs.model import banner_text
from rag.cables.marking import Marking, highest
from rag.web.sessions import Exchange, State


def banner_of(statements: tuple[Statement, ...]) -> Marking:
    """The highest marking and all caveats of what the statements cite: computed, advisory."""
    return highest(statement.marking for statement in statements)


def exchange_text(exchange: Exchange) -> str:
    """Banner, question, statements with citations, banner; of a stopped answer what there was by then."""
    banner = banner_text(banner_of(exchange.shown)) if exchange.shown else ""
    lines = [banner, exchange.question.text, ending(exchange), *map(statement_text, exchange.shown), banner]
    return "\n\n".join(filter(None, lines))


def ending(exchange: Exchange) -> str:
    """How an exchange ended, in a sentence; "" where it was answered."""
    answer = exchange.answer
    if answer is None or exchange.state is State.STOPPED:
        return "Stopped before the answer was whole."
    if answer.outcome is Outcome.ANSWERED:
        return ""
    return f"{answer.outcome.value.capitalize()}: {answer.reason}"


def statement_text(statement: Statement) -> str:
    """A sentence with its citations; one that did not pass says so."""
    cited = "; ".join(f"{citation.shown}, {citation.marking}" for citation in statement.citations)
    pointers = f" [{cited}]" if cited else ""
    if statement.verdict is Verdict.VERIFIED:
        return statement.text + pointers
    return f"NOT VERIFIED ({statement.reason}): {statement.text}{pointers}"
