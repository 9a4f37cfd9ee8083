"""`reftel show`, `reftel list` and `reftel delete`."""

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.ingest import cable_document, print_cable
from rag.cli.options import (
    CableOption,
    ClearanceOption,
    FromOption,
    HomeOption,
    JsonOption,
    PostOption,
    TagOption,
    ToOption,
    build_filters,
    open_desk,
    parse_id,
)
from rag.cli.output import print_json, say
from rag.errors import UsageError, UserError

if TYPE_CHECKING:
    from rag.cables.model import Paragraph
    from rag.results import Shown
    from rag.stores.library import CableSummary


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("show")(show)
    app.command("list")(list_cables)
    app.command("delete")(delete)


def show(
    cable: Annotated[str, typer.Argument(metavar="ID", help="The cable, for example 09PHNOMPENH628.")],
    paragraph: Annotated[
        str | None,
        typer.Option("--paragraph", help="A printed number (8), its second occurrence (8(2)), a position ([3]), or 0."),
    ] = None,
    refs: Annotated[bool, typer.Option("--refs", help="Also what it refers to and what refers to it.")] = False,
    clearance: ClearanceOption = None,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show a cable as it was parsed.

    Example: reftel show 09PHNOMPENH628 --paragraph 8
    """
    shown = open_desk(home).show(parse_id(cable), build_filters(clearance=clearance), paragraph=paragraph)
    if as_json:
        print_json(shown_document(shown))
        return
    if paragraph is None:
        print_cable(shown.cable)
    else:
        for unit in shown.units:
            print_unit(unit)
    if refs:
        for reference in shown.references:
            letter = f"({reference.letter}) " if reference.letter else ""
            say(f"refers to {letter}{reference.printed}: {reference.state}")
        for other in shown.referrers:
            say(f"referred to by {other}")


def shown_document(shown: "Shown") -> dict[str, object]:
    """A shown cable as JSON: as `parse` prints it, the header as well, and its references resolved."""
    document = cable_document(shown.cable, source=shown.cable.source.name)
    if shown.chosen is not None:
        indexes = {unit.index for unit in shown.chosen}
        every = document["paragraphs"]
        document["paragraphs"] = [p for p in every if p["index"] in indexes] if isinstance(every, list) else []
    return {
        **document,
        "header": {"text": shown.cable.header.text, "spans": [list(span) for span in shown.cable.header.spans]},
        "references": [
            {"letter": r.letter, "printed": r.printed, "cable": r.cable, "held": r.held} for r in shown.references
        ],
        "referred_to_by": list(shown.referrers),
    }


def print_unit(unit: "Paragraph") -> None:
    """One paragraph or the header for a person."""
    section = f"  [{unit.section}]" if unit.section else ""
    cut = "\n(the source breaks off here)" if unit.truncated else ""
    say(f"{unit.shown} ({unit.effective_marking}) {unit.role.value}{section}\n{unit.text}{cut}")


def list_cables(
    post: PostOption = None,
    first: FromOption = None,
    last: ToOption = None,
    tag: TagOption = None,
    cable: CableOption = None,
    clearance: ClearanceOption = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="How many cables.")] = 50,
    offset: Annotated[int, typer.Option("--offset", min=0, help="How many to pass over first.")] = 0,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the library's cables, oldest first.

    Example: reftel list --post MADRID --from 2007 --limit 20
    """
    filters = build_filters(post=post, first=first, last=last, tag=tag, cable=cable, clearance=clearance)
    for summary in open_desk(home).cables(filters, offset=offset, limit=limit):
        if as_json:
            print_json(summary_document(summary))
        else:
            day = summary.date.date().isoformat() if summary.date else "          "
            say(
                f"{summary.id:24s} {day} {summary.effective_marking!s:10s} {summary.paragraphs:4d} ¶  {summary.subject}"
            )


def summary_document(summary: "CableSummary") -> dict[str, object]:
    """One line of the listing as JSON."""
    return {
        "cable": summary.id,
        "date": summary.date.isoformat() if summary.date else None,
        "post": summary.post,
        "subject": summary.subject,
        "classification": summary.classification,
        "effective_marking": str(summary.effective_marking),
        "paragraphs": summary.paragraphs,
        "warnings": summary.warnings,
    }


def delete(
    cables: Annotated[list[str], typer.Argument(metavar="ID...", help="The cables to remove.")],
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove cables from every store: library, indexes, and the answers that cite them.

    Example: reftel delete 09PHNOMPENH628 --yes
    """
    names = [parse_id(name) for name in cables]
    desk = open_desk(home)
    if not yes and not as_json:
        confirm(names, set(desk.stores.library.ids()))
    report = desk.delete(names)
    if as_json:
        print_json({"deleted": list(report.cables), "unknown": list(report.unknown), "answers": list(report.answers)})
    else:
        say(f"Removed: {', '.join(report.cables) or 'nothing'}.")
        if report.unknown:
            say(f"Not in the library: {', '.join(report.unknown)}.")
    if report.unknown:
        raise typer.Exit(1 if report.cables else 3)


def confirm(names: list[str], held: set[str]) -> None:
    """Asks whether to remove those that the library holds; returns only where the answer is yes.

    Raises:
        UsageError: Nobody is there to be asked.
        UserError: The library holds none of them.
        typer.Abort: The answer is no.
    """
    known = [name for name in names if name in held]
    if not known:
        raise UserError(f"Not in the library: {', '.join(names)}. Nothing was deleted.")
    if not sys.stdin.isatty():
        raise UsageError("Nothing was deleted: without a terminal to ask on, delete needs --yes.")
    typer.confirm(f"Remove {', '.join(known)} from every store?", abort=True)
