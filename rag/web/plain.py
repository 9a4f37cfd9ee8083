"""Answers as plain text, for the clipboard."""

from rag.answering.model import Answer, Outcome, Statement, Verdict
from rag.briefs.model import banner_text
from rag.cables.marking import Marking, highest


def banner_of(statements: tuple[Statement, ...]) -> Marking:
    """The highest marking and all caveats of what the statements cite: computed, advisory."""
    return highest(statement.marking for statement in statements)


def answer_text(answer: Answer) -> str:
    """Banner, question, statements with citations, banner."""
    banner = banner_text(banner_of(answer.statements)) if answer.statements else ""
    lines = [banner, answer.question]
    if answer.outcome is not Outcome.ANSWERED:
        lines.append(f"{answer.outcome.value.capitalize()}: {answer.reason}")
    lines += [statement_text(statement) for statement in answer.statements]
    return "\n\n".join(filter(None, [*lines, banner]))


def statement_text(statement: Statement) -> str:
    """A sentence with its citations; one that did not pass says so."""
    cited = "; ".join(f"{citation.shown}, {citation.marking}" for citation in statement.citations)
    pointers = f" [{cited}]" if cited else ""
    if statement.verdict is Verdict.VERIFIED:
        return statement.text + pointers
    return f"NOT VERIFIED ({statement.reason}): {statement.text}{pointers}"
