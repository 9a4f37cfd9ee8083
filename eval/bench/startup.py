"""Start-up: the time until the command line has printed its help, and answered a first question."""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eval.bench.part import Part, Row
from rag.embedding.factory import open_embedder
from rag.settings import Settings
from rag.stores.home import Home
from rag.stores.ingest import ingest

RUNS = 7
HELP_TARGET, ASK_TARGET = 0.3, 2.5


def measure(folder: Path, settings: Settings) -> Part:
    """Times whole processes.

    Args:
        folder: Cable files for a small library.
        settings: For the cache of the embedded model, which is built before the clock starts.

    Returns:
        Median seconds of `reftel --help` and of a cold `reftel ask`.
    """
    with tempfile.TemporaryDirectory() as home:
        embedder = open_embedder(settings)
        ingest(Home(Path(home)), [folder], embedder_factory=lambda: embedder)
        bare = _median("-c", "pass")
        shown = _median("-m", "rag.cli.main", "--help")
        asked = _median("-m", "rag.cli.main", "ask", "Who runs the harbour of Port Aldera?", "--home", home)
    return Part(
        title="Start-up",
        subject=f"whole processes, median of {RUNS}",
        rows=(
            Row("python doing nothing", bare, "s"),
            Row("reftel --help", shown, "s", f"<= {HELP_TARGET:g}", shown <= HELP_TARGET),
            Row("reftel ask, cold", asked, "s", f"<= {ASK_TARGET:g}", asked <= ASK_TARGET),
        ),
    )


def _median(*args: str) -> float:
    delays = []
    for _ in range(RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, *args], check=True, capture_output=True)
        delays.append(time.perf_counter() - started)
    return statistics.median(delays)
