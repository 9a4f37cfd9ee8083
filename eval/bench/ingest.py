"""Ingest: the whole path from file to searchable paragraph against embedding the same chunks alone."""

import resource
import tempfile
import time
from pathlib import Path

from eval.bench.part import Part, Row
from rag.embedding.chunking import chunks
from rag.embedding.factory import open_embedder
from rag.parsing.parser import is_candidate, parse_file
from rag.settings import Settings
from rag.stores.home import Home
from rag.stores.ingest import ingest

ROUNDS = 3
TARGET = 0.9


def measure(folder: Path, settings: Settings) -> Part:
    """Ingests a folder and embeds its chunks alone, by turns.

    Args:
        folder: Cable files.
        settings: For the cache of the embedded model.

    Returns:
        Both rates and their ratio.
    """
    embedder = open_embedder(settings)
    files = [path for path in sorted(folder.iterdir()) if path.is_file() and is_candidate(path)]
    cables = {cable.id: cable for path in files for cable in parse_file(path).cables}
    bare = whole = 0.0
    count = 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as home:
            started = time.perf_counter()
            report = ingest(Home(Path(home)), files, embedder_factory=lambda: embedder)
            whole += time.perf_counter() - started
        # The chunks of the library's own reading of each cable: twins are read by ingest, and embedded once.
        texts = [chunk.text for cable in cables.values() for chunk in chunks(cable, embedder)]
        started = time.perf_counter()
        embedder.embed(texts)
        bare += time.perf_counter() - started
        count = len(texts)
    ratio = bare / whole
    return Part(
        title="Ingest",
        subject=f"{report.cables} cables, {report.paragraphs} paragraphs, {count} chunks of {folder}, {ROUNDS} rounds",
        rows=(
            Row("ingest", ROUNDS * count / whole, "chunks/s"),
            Row("embedding alone", ROUNDS * count / bare, "chunks/s"),
            Row("ratio", ratio, "", f">= {TARGET:g}", ratio >= TARGET),
            Row("peak memory of this process", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MB"),
        ),
    )
