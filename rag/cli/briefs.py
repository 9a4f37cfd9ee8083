"""`reftel brief`: one page on cables or on a topic."""

from pathlib import Path
from typing import Annotated

import typer

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
from rag.cli.output import print_json, progress_bar, say
from rag.errors import UsageError


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("brief")(brief)


def brief(
    output: Annotated[
        Path, typer.Option("-o", "--output", help="FILE.pdf, .docx, .md, .html or .json; the extension decides.")
    ],
    cable: CableOption = None,
    topic: Annotated[str | None, typer.Option("--topic", help="A topic to search for instead of cables.")] = None,
    paper: Annotated[str, typer.Option("--paper", help="a4 or letter.")] = "a4",
    explain: Annotated[bool, typer.Option("--explain", help="Add a sheet with the evidence of each line.")] = False,
    post: PostOption = None,
    first: FromOption = None,
    last: ToOption = None,
    tag: TagOption = None,
    clearance: ClearanceOption = None,
    fallback: FallbackOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a one-page brief on cables or on a topic.

    Example: reftel brief --cable 09PHNOMPENH628 -o brief.pdf
    """
    from rag.answering.model import Verdict
    from rag.briefs.document import brief_document
    from rag.briefs.export import check_target, write
    from rag.briefs.model import BriefRequest, Paper

    if bool(cable) == bool(topic):
        raise UsageError("Name one or more cables with --cable, or one topic with --topic.")
    if paper.lower() not in set(Paper):
        raise UsageError(f"'{paper}' is no paper size; choose a4 or letter.")
    check_target(output)
    filters = build_filters(post=post, first=first, last=last, tag=tag, cable=cable, clearance=clearance)
    request = BriefRequest(
        cables=filters.cables, topic=topic or "", filters=filters, paper=Paper(paper.lower()), explain=explain
    )
    with progress_bar("Writing the brief") as progress:
        made = open_desk(home, llm_fallback=fallback).brief(request, progress=progress)
        write(made, output)
    if as_json:
        print_json(brief_document(made))
    else:
        layout = made.layout
        failed = sum(line.statement.verdict is Verdict.UNVERIFIED for line in made.dropped)
        dropped = f"{len(made.dropped) - failed} dropped for space" + (
            f", {failed} for a failed check" if failed else ""
        )
        say(
            f"Wrote {output}: {len(made.lines)} lines on {layout.pages} page, {layout.size:g} pt, {dropped}, "
            f"banner {made.banner}."
        )
        for note in made.notes:
            say(note)
