"""Checks the stores against the library, the indexes in a process of their own: a damaged one may end it."""

import dataclasses
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import rag
from rag.errors import OperatorError
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.library_audit import audit_library
from rag.stores.lock import writer_lock
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.probe import Finding, ProbeResult, ProbeTask

PROBE_SECONDS = 3600


@dataclass(frozen=True)
class AuditReport:
    """What was checked and what is wrong.

    Attributes:
        cables: Cables in the library.
        paragraphs: Paragraphs in the library, headers not counted.
        chunks: Vectors looked at.
        embedder: Name of the embedder that the index was made with, "" when it cannot be read.
        findings: Everything that is wrong.
    """

    cables: int
    paragraphs: int
    chunks: int
    embedder: str
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


def audit(home: Home, *, embedder_name: str = "", options: StoreOptions = DEFAULTS) -> AuditReport:
    """Checks hashes and links of the library, and that both indexes hold exactly what it holds.

    Every paragraph must be found among the first five by its own vector and by its own words.

    Args:
        home: Where the stores live.
        embedder_name: The embedder of the settings; "" leaves that check out.
        options: See `StoreOptions`.

    Raises:
        UserError: There is no library.
        RetryError: A writer is at work.
        OperatorError: The library cannot be opened.
    """
    with Library.open(home.library) as library, writer_lock(home.lock):
        findings = list(audit_library(library))
        held, generation = library.coverage(), library.generation
        result = ProbeResult(0, "", ())
        if generation:
            task = ProbeTask(str(home.path), generation, options.chroma_url, embedder_name)
            result = _probe(task)
            findings += result.findings
    return AuditReport(held.cables, held.paragraphs, result.chunks, result.embedder, tuple(findings))


def _probe(task: ProbeTask) -> ProbeResult:
    root = str(Path(rag.__file__).resolve().parents[1])
    paths = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "rag.stores.probe"],
            input=json.dumps(dataclasses.asdict(task)),
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            env={**os.environ, "PYTHONPATH": paths},
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise OperatorError(f"The check of the index in {task.home} did not end; run `reftel reindex`.") from None
    if done.returncode:
        how = f"signal {-done.returncode}" if done.returncode < 0 else f"exit code {done.returncode}"
        finding = Finding("index-crash", f"Opening the index ended the process ({how}); run `reftel reindex`.")
        return ProbeResult(0, "", (finding,))
    record = json.loads(done.stdout)
    return ProbeResult(record["chunks"], record["embedder"], tuple(Finding(**each) for each in record["findings"]))
