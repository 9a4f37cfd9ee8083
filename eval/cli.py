"""The command line of the harness: `python -m eval`."""

import os
import sys

import typer

from eval import cli_compare, cli_drafts, cli_judge, cli_matrix, cli_run, cli_suite
from eval.cli_common import INCOMPLETE, USAGE
from rag.errors import ReftelError, UserError

INTERRUPTED = 130
"""What typer makes of Ctrl-C."""

app = typer.Typer(
    name="python -m eval",
    help="Run suites of curated questions, compare runs, and gate a change. Exit codes: 0 pass, 1 gate failed, "
    "2 wrong usage, 3 run incomplete.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for module in (cli_run, cli_compare, cli_suite, cli_matrix, cli_judge, cli_drafts):
    module.register(app)


def main() -> None:
    """Runs the command line; errors go to stderr as one sentence."""
    # Set before chromadb or langchain are imported, since each reads its switch at import time.
    for name, value in (("ANONYMIZED_TELEMETRY", "False"), ("LANGSMITH_TRACING", "false")):
        os.environ.setdefault(name, value)
    try:
        app()
    except UserError as error:
        fail(str(error), USAGE)
    except ReftelError as error:
        fail(str(error), INCOMPLETE)
    except SystemExit as ended:
        if ended.code == INTERRUPTED:
            fail("Stopped. What was recorded is safe; continue with --resume.", INCOMPLETE)
        raise


def fail(message: str, code: int) -> None:
    """Ends the process with one plain sentence on stderr."""
    sys.stderr.write(f"eval: {message}\n")
    sys.exit(code)
