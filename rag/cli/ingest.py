"""`reftel ingest` and `reftel parse`: from files to the library, or to JSON without any store."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import HomeOption, JsonOption, open_desk
from rag.cli.output import print_json, progress_bar, say, warn

if TYPE_CHECKING:
    from rag.cables.model import Cable
    from rag.stores.ingest import IngestReport

PathsArgument = Annotated[list[Path], typer.Argument(help="Files, folders, zip archives or CSV and JSON dumps.")]


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("ingest")(ingest)
    app.command("parse")(parse)


def ingest(
    paths: PathsArgument,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and change nothing.")] = False,
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Do nothing where the library holds cables.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Read cables into the library.

    Unchanged files are skipped; a run that was stopped is finished by the next one.

    Example: reftel ingest ~/cables dump.csv archive.zip
    """
    desk = open_desk(home)
    if if_empty and desk.holds_cables():
        return
    with progress_bar("Reading cables") as progress:
        report = desk.ingest(paths, dry_run=dry_run, progress=progress)
    if as_json:
        print_json(report_document(report))
    else:
        print_report(report, dry_run=dry_run)
    if report.failed:
        nothing = not (report.added or report.updated or report.unchanged or report.twins)
        raise typer.Exit(3 if nothing else 1)


def report_document(report: "IngestReport") -> dict[str, object]:
    """The report in the fields of the command-line contract."""
    return {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "twins": report.twins,
        "skipped": report.skipped,
        "failed": [{"source": failure.source, "reason": failure.reason} for failure in report.failed],
        "cables": report.cables,
        "paragraphs": report.paragraphs,
        "seconds": round(report.seconds, 3),
    }


def print_report(report: "IngestReport", *, dry_run: bool) -> None:
    """The same for a person."""
    would = "would be " if dry_run else ""
    say(
        f"{report.added} cables {would}added, {report.updated} {would}updated, {report.unchanged} unchanged, "
        f"{report.twins} twins noted, {report.skipped} files of other kinds skipped ({report.seconds:.1f} s)."
    )
    holds = "would hold" if dry_run else "holds"
    say(f"The library {holds} {report.cables} cables with {report.paragraphs} paragraphs.")
    seen = report.added or report.updated or report.unchanged or report.twins or report.skipped or report.failed
    if not seen and not report.stopped:
        warn("There was nothing to read: the folders named hold no files.")
    for failure in report.failed:
        warn(f"not read: {failure.source}: {failure.reason}")


def parse(
    files: Annotated[list[Path], typer.Argument(help="Files to parse; nothing is stored.")],
    as_json: JsonOption = False,
) -> None:
    """Show how files are parsed, without any store.

    Example: reftel parse --json cable.txt
    """
    from rag.errors import ReftelError
    from rag.parsing.parser import Failure, iter_file
    from rag.stores.reader import NO_CABLE

    parsed = failed = 0
    for path in files:
        seen = parsed + failed
        try:
            for item in iter_file(path):
                if isinstance(item, Failure):
                    failed += 1
                    warn(f"reftel: {item.source}: {item.reason}")
                    continue
                parsed += 1
                if as_json:
                    print_json(cable_document(item, source=str(path)))
                else:
                    print_cable(item)
            if parsed + failed == seen:
                failed += 1
                warn(f"reftel: {path}: {NO_CABLE}")
        except ReftelError as error:
            failed += 1
            warn(f"reftel: {error}")
    if failed:
        raise typer.Exit(1 if parsed else 3)


def cable_document(cable: "Cable", *, source: str) -> dict[str, object]:
    """A parsed cable in the fields of the command-line contract."""
    return {
        "source": source,
        "cable": cable.id,
        "date": cable.date.isoformat() if cable.date else None,
        "post": cable.post,
        "classification": cable.classification,
        "effective_marking": str(cable.effective_marking),
        "subject": cable.subject,
        "tags": list(cable.tags),
        "refs": list(cable.refs),
        "paragraphs": [
            {
                "label": paragraph.label,
                "index": paragraph.index,
                "marking": paragraph.marking,
                "effective_marking": str(paragraph.effective_marking),
                "section": paragraph.section,
                "role": paragraph.role.value,
                "text": paragraph.text,
                "spans": [list(span) for span in paragraph.spans],
                "truncated": paragraph.truncated,
            }
            for paragraph in cable.paragraphs
        ],
        "warnings": [
            {"code": warning.code, "message": warning.message, "index": warning.index} for warning in cable.warnings
        ],
    }


def print_cable(cable: "Cable") -> None:
    """A parsed cable for a person: header, paragraphs with marking and section, warnings."""
    day = cable.date.date().isoformat() if cable.date else "no date"
    say(f"{cable.id}  {day}  {cable.post}  {cable.effective_marking}")
    say(cable.subject or "(no subject)")
    section = ""
    for paragraph in cable.paragraphs:
        if paragraph.section != section:
            section = paragraph.section
            say(f"\n  {section or '(no section)'}")
        say(f"\n{paragraph.shown} ({paragraph.effective_marking}) {paragraph.text}")
    for warning in cable.warnings:
        say(f"\nnote: {warning.message}")
    say()
