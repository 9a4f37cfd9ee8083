"""`reftel export`, `import`, `doctor`, `reindex` and `serve`."""

from pathlib import Path
from typing import Annotated

import typer

from rag.cli.options import HomeOption, JsonOption, open_desk
from rag.cli.output import print_json, progress_bar, say


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
    report = open_desk(home).export(file)
    if as_json:
        print_json({"file": str(file), "cables": report.cables, "answers": report.answers})
    else:
        say(f"Wrote {file}: {report.cables} cables, {report.answers} answers.")


def restore(
    file: Annotated[Path, typer.Argument(help="A backup made by `reftel export`.")],
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Restore a backup into the home folder and rebuild the indexes from it.

    Example: reftel import reftel-backup.zip --home ~/restored
    """
    with progress_bar("Rebuilding indexes") as progress:
        report = open_desk(home).restore(file, progress=progress)
    if as_json:
        print_json({"file": str(file), "cables": report.cables, "answers": report.answers})
    else:
        say(f"Restored {report.cables} cables and {report.answers} answers.")


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Rebuild what is damaged from the library.")] = False,
    home: HomeOption = None,
    as_json: JsonOption = False,
) -> None:
    """Audit the indexes against the library; exit code 1 where damage was found.

    Example: reftel doctor --repair
    """
    desk = open_desk(home)
    with progress_bar("Auditing") as progress:
        report = desk.audit(repair=repair, progress=progress)
    if as_json:
        print_json(
            {
                "sound": report.sound,
                "repaired": report.repaired,
                "cables": report.cables,
                "paragraphs": report.paragraphs,
                "damage": list(report.damage),
            }
        )
    else:
        for line in report.damage:
            say(f"damage: {line}")
        say(f"{report.cables} cables, {report.paragraphs} paragraphs: {'sound' if report.sound else 'damaged'}.")
        if report.repaired:
            say("The indexes were rebuilt from the library and are sound now.")
        elif not report.sound:
            say("Run `reftel doctor --repair` to rebuild the indexes from the library.")
    if not report.sound:
        raise typer.Exit(1)


def reindex(home: HomeOption = None, as_json: JsonOption = False) -> None:
    """Rebuild the indexes from the library in a new folder, then switch to it.

    Example: reftel reindex
    """
    with progress_bar("Rebuilding indexes") as progress:
        report = open_desk(home).reindex(progress=progress)
    if as_json:
        print_json({"cables": report.cables, "paragraphs": report.paragraphs, "generation": report.generation})
    else:
        say(f"Rebuilt the indexes of {report.cables} cables, {report.paragraphs} paragraphs.")


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
