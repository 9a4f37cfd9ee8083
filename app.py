"""The Gradio app: wires a Desk into pages, nothing else. `python app.py` is `reftel serve`."""

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rag.settings import Settings


def launch(settings: "Settings") -> None:
    """Serves the app until it is stopped.

    Args:
        settings: Of the Desk, with host and port.

    Raises:
        UsageError: The address could be reached by other machines.
        OperatorError: The port is taken.
    """
    from rag.web import environment

    with tempfile.TemporaryDirectory(prefix="reftel-", ignore_cleanup_errors=True) as folder:
        environment.prepare(Path(folder))
        from rag.web.server import serve

        serve(settings, Path(folder))


if __name__ == "__main__":
    from rag.cli.main import main

    sys.argv[1:1] = ["serve"]
    main()
