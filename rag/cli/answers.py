"""`reftel search`, `reftel ask` and `reftel verify`."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.batch import run_batch
from rag.cli.options import (
    CableOption,
    ClearanceOption,
    FallbackOption,
    FromOption,
    HomeOption,
    JsonOption,
    PostOption,
    TagOption,
    ToOption,
    build_filters,
    open_desk,
)
from rag.cli.output import print_json, say
from rag.errors import OperatorError, UsageError

if TYPE_CHECKING:
    from rag.answering.model import Answer, Statement
    from rag.results import SearchResult

QuestionArgument = Annotated[str | None, typer.Argument(help="The question, in quotation marks.", show_default=False)]
BatchOption = Annotated[
    Path | None, typer.Option("--batch", help="A JSON lines file of questions instead of one; prints JSON lines.")
]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("search")(search)
    app.command("ask")(ask)
    app.command("verify")(verify)


def search(
    question: QuestionArgument = None,
    k: Annotated[int, typer.Option("-k", min=1, max=200, help="How many paragraphs.")] = 8,
    batch: BatchOption = None,
    post: PostOption = None,
    first: FromOption = None,
    last: ToOption = None,
    tag: TagOption = None,
    cable: CableOption = None,
    clearance: ClearanceOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Find the paragraphs that bear on a question.

    Example: reftel search "shelters sued by parents" --post "PHNOM PENH" -k 5
    """
    from rag.results import search_document
    from rag.retrieval.question import Question

    filters = build_filters(post=post, first=first, last=last, tag=tag, cable=cable, clearance=clearance)
    desk = open_desk(home)
    if batch:
        refuse_both(question)
        run_batch(batch, filters, lambda asked: search_document(desk.search(asked, k)))
        return
    result = desk.search(Question(required(question), filters=filters), k)
    if as_json:
        print_json(search_document(result))
    else:
        print_hits(result)


def ask(
    question: QuestionArgument = None,
    batch: BatchOption = None,
    post: PostOption = None,
    first: FromOption = None,
    last: ToOption = None,
    tag: TagOption = None,
    cable: CableOption = None,
    clearance: ClearanceOption = None,
    fallback: FallbackOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Answer a question in sentences that are each tied to a checked paragraph.

    On a terminal each sentence appears once it is checked; Ctrl-C stops and keeps those.

    Example: reftel ask "What did the survey find?" --from 2009-01 --to 2009-12
    """
    from rag.answering.document import answer_document
    from rag.retrieval.question import Question

    filters = build_filters(post=post, first=first, last=last, tag=tag, cable=cable, clearance=clearance)
    desk = open_desk(home, llm_fallback=fallback)
    if batch:
        refuse_both(question)
        run_batch(batch, filters, lambda asked: answer_document(unless_failed(desk.ask(asked))))
        return
    asked = Question(required(question), filters=filters)
    if sys.stdout.isatty() and not as_json:
        from rag.cli.streaming import stream_answer

        stream_answer(desk, asked)
        return
    answer = desk.ask(asked)
    if as_json:
        print_json(answer_document(answer))
    unless_failed(answer)
    if not as_json:
        print_answer(answer)


def unless_failed(answer: "Answer") -> "Answer":
    """The answer, where there is one.

    Raises:
        OperatorError: The model failed, and nothing else was to answer.
    """
    from rag.answering.model import Outcome

    if answer.outcome is Outcome.FAILED:
        raise OperatorError(answer.reason)
    return answer


def required(question: str | None) -> str:
    """The question, which must be there when no batch is.

    Raises:
        UsageError: It is missing or blank.
    """
    if not question or not question.strip():
        raise UsageError("Say what you want to know, in quotation marks, or name a --batch file.")
    return question


def refuse_both(question: str | None) -> None:
    """A batch replaces the question.

    Raises:
        UsageError: Both are given.
    """
    if question:
        raise UsageError("Give either one question or a --batch file, not both.")


def print_hits(result: "SearchResult") -> None:
    """Hits for a person, best first."""
    for rank, hit in enumerate(result.hits, 1):
        say(f"{rank}. {hit.shown} ({hit.marking})  {hit.score:.3f}")
        say(f"   {hit.text[:300]}{'…' if len(hit.text) > 300 else ''}")
    if not result.hits:
        say("Nothing was found.")


def print_answer(answer: "Answer") -> None:
    """An answer for a person: outcome, statements with their pointers, what failed, what was searched."""
    if answer.reason:
        say(f"{answer.outcome.value.capitalize()}: {answer.reason}")
        if answer.verified:
            say()
    for statement in answer.verified:
        print_statement(statement)
    print_rest(answer)


def print_rest(answer: "Answer") -> None:
    """What failed, how it was made, and what was searched."""
    failed = [statement for statement in answer.statements if statement not in answer.verified]
    for statement in failed:
        say(f"UNVERIFIED: {statement.text}\n  because {statement.reason}")
    seen = answer.coverage
    span = f", {seen.first} to {seen.last}" if seen.first and seen.last else ""
    made_under = f" Made under clearance {answer.provenance.clearance}." if answer.provenance.clearance else ""
    writer = (
        f"{answer.provenance.model} on {answer.provenance.host}" if answer.provenance.model else "verbatim extracts"
    )
    for note in answer.notes:
        say(note)
    say(f"\nSearched {seen.cables} cables, {seen.paragraphs} paragraphs{span}. Written by: {writer}.{made_under}")


def print_statement(statement: "Statement") -> None:
    """One verified sentence and, beneath it, where it stands."""
    say(statement.text)
    pointers = "; ".join(f"[{citation.shown}] ({citation.marking})" for citation in statement.citations)
    notes = f"  note: {', '.join(statement.flags)}" if statement.flags else ""
    say(f"  {pointers}{notes}")


def verify(
    file: Annotated[Path, typer.Argument(help="An answer or brief that was exported as JSON.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Check an exported answer or brief again, against the library.

    Example: reftel verify brief.json
    """
    from rag.answering.verification import verification_document

    report = open_desk(home).verify(file)
    if as_json:
        print_json(verification_document(report))
    else:
        for line in report.lines:
            say(f"{line.new.value:10s} {line.exported.text}")
            for why in filter(None, (line.statement.reason, *line.changes)):
                say(f"           because {why}")
        for finding in report.findings:
            say(f"altered    {finding}")
        say(f"{report.verified} of {len(report.lines)} statements verified; {report.lost} no longer hold.")
        if report.findings:
            one = len(report.findings) == 1
            say(f"{len(report.findings)} {'thing around them differs' if one else 'things around them differ'}.")
    if report.lost or report.findings:
        raise typer.Exit(1)
