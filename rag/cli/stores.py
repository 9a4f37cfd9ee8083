"""`reftel export`, `import`, `doctor`, `reindex` and `serve`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from rag.cli.options import HomeOption, JsonOption, open_desk
from rag.cli.output import print_json, progress_bar, say

if TYPE_CHECKING:
    from rag.stores.audit import AuditReport


def register(app: typer.Typer) -> None:
    """Adds the commands."""
    app.command("export")(export)
    app.command("import")(restore)
    app.command("doctor")(doctor)
    app.command("reindex")(reindex)
    app.command("serve")(serve)


def export(
    file: Annotated[Path, typer.Argument(help="The backup to write.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Back up the library, with answers, into one file.

    Example: reftel export reftel-backup.zip
    """
    cables = open_desk(home).export(file)
    if as_json:
        print_json({"file": str(file), "cables": cables})
    else:
        say(f"Wrote {file} with {cables} cables and all kept answers.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup made by `reftel export`.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into the home folder and rebuild the indexes from it.

    Example: reftel import reftel-backup.zip --home ~/restored
    """
    with progress_bar("Rebuilding indexes") as progress:
        cables = open_desk(home).restore(file, progress=progress)
    if as_json:
        print_json({"file": str(file), "cables": cables})
    else:
        say(f"Restored {cables} cables and all kept answers.")


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild what is damaged from the library.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Audit the indexes against the library; exit code 1 where damage was found.

    Example: reftel doctor --repair
    """
    desk = open_desk(home)
    report = found = desk.audit()
    if repair and not found.sound:
        with progress_bar("Rebuilding indexes") as progress:
            desk.reindex(progress=progress)
        report = desk.audit()
    if as_json:
        print_json(audit_document(found, report))
    else:
        for finding in found.findings:
            say(f"damage: {finding.message}")
        say(f"{report.cables} cables, {report.paragraphs} paragraphs: {'sound' if report.sound else 'damaged'}.")
        if not report.sound and not repair:
            say("Run `reftel doctor --repair` to rebuild the indexes from the library.")
    if not report.sound:
        raise typer.Exit(1)


def audit_document(found: "AuditReport", now: "AuditReport") -> dict[str, object]:
    """The JSON form of an audit: what was found, and whether the stores are sound now."""
    return {
        "sound": now.sound,
        "cables": now.cables,
        "paragraphs": now.paragraphs,
        "found": [{"code": finding.code, "message": finding.message} for finding in found.findings],
        "left": [{"code": finding.code, "message": finding.message} for finding in now.findings],
    }


def reindex(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Rebuild the indexes from the library in a new folder, then switch to it.

    Example: reftel reindex
    """
    with progress_bar("Rebuilding indexes") as progress:
        generation = open_desk(home).reindex(progress=progress)
    if as_json:
        print_json({"generation": generation})
    else:
        say(f"Rebuilt the indexes; generation {generation} is in force.")


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address; else REFTEL_HOST, else 127.0.0.1.")] = None,
    port: Annotated[int | None, typer.Option("--port", help="Port; else REFTEL_PORT, else 7860.")] = None,
    home: HomeOption = None,
) -> None:
    """Open the app in this machine's browser.

    Example: reftel serve --port 8000
    """
    import app as gradio_app
    from rag.settings import load_settings

    gradio_app.launch(load_settings(home=home, host=host, port=port))
