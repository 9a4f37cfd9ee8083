"""The entry point: assembles the commands and turns every error into one sentence and an exit code."""

import datetime as dt
import os
import sys
import traceback
import uuid
from pathlib import Path

import typer

from rag.cli import answers, briefs, cables, ingest, prompts, stores
from rag.cli.options import HomeOption
from rag.cli.output import warn
from rag.errors import ReftelError, UsageError

DONE, IN_PART, WRONG_USAGE, NOT_DONE = 0, 1, 2, 3

app = typer.Typer(
    name="reftel",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def choose_home(home: HomeOption = None) -> None:
    """Ask questions of diplomatic cables and write one-page briefs; every sentence is tied to a checked paragraph."""
    if home is not None:
        os.environ["REFTEL_HOME"] = str(home)


for module in (ingest, answers, briefs, cables, stores, prompts):
    module.register(app)


def main() -> None:
    """Runs the command line.

    Exit codes: 0 done, 1 done in part, 2 wrong usage, 3 could not be done. Errors go to stderr as one sentence.
    """
    # Set before any heavy library is imported, since each reads its switch at import time.
    for name, value in (
        ("ANONYMIZED_TELEMETRY", "False"),
        ("GRADIO_ANALYTICS_ENABLED", "False"),
        ("LANGSMITH_TRACING", "false"),
        ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ):
        os.environ.setdefault(name, value)
    try:
        app()
    except UsageError as error:
        fail(str(error), WRONG_USAGE)
    except ReftelError as error:
        fail(str(error), NOT_DONE)
    except KeyboardInterrupt:
        fail("Stopped. What was finished is kept; run the same command again to go on.", NOT_DONE)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): nothing is wrong, and nothing more can be written.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115
        sys.exit(DONE)
    except Exception as error:  # noqa: BLE001 - the last line of defence: a fault of ours is a sentence too
        fail(record_crash(error), NOT_DONE)


def fail(message: str, code: int) -> None:
    """Ends the process with one plain sentence on stderr."""
    warn(f"reftel: {message}")
    sys.exit(code)


def record_crash(error: Exception) -> str:
    """Keeps the trace of a fault of ours for its maintainers and says where it is."""
    import platformdirs

    log = Path(platformdirs.user_log_dir("reftel", appauthor=False)) / "faults.log"
    identity = uuid.uuid4().hex[:8]
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8") as out:
            out.write(f"--- {identity} {dt.datetime.now(dt.UTC).isoformat()}\n")
            traceback.print_exception(error, file=out)
    except OSError:
        return f"This is a fault of Reftel ({type(error).__name__}), and {log} cannot be written to record it."
    return f"This is a fault of Reftel ({type(error).__name__}); please report what {log} holds under {identity}."


if __name__ == "__main__":
    main()
