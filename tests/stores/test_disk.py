"""A full disk and a folder that cannot be written: a sentence, and what was ingested stays."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.stores import Stores
from tests.stores.conftest import Fill
from tests.stores.samples import HashingEmbedder, write_cables

ROOT = Path(__file__).parents[2]
LIMITED = """
import resource, signal, sys
from pathlib import Path
from rag.errors import ReftelError
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import StoreOptions
from tests.stores.samples import HashingEmbedder, json_reader
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), resource.RLIM_INFINITY))
try:
    ingest(Home(Path(sys.argv[1])), [Path(sys.argv[2])], embedder_factory=HashingEmbedder, reader=json_reader(),
           options=StoreOptions(group=20))
except ReftelError as error:
    print(f"{type(error).__name__}: {error}")
"""


@pytest.mark.parametrize("limit", [300_000, 700_000])
def test_a_full_disk_is_a_sentence_and_what_was_ingested_stays(
    home: Home, sources: Path, fill: Fill, limit: int
) -> None:
    """A limit on the size of files stands in for a full disk; the smaller one hits early, the larger one later."""
    for number in range(60):
        words = [f"Report {number} tells of {place} and {os.urandom(400).hex()}." for place in ("harbours", "prices")]
        write_cables(sources / f"{number:02}.json", {"ident": f"09PARIS{number}", "paragraphs": words})
    arguments = [str(home.path), str(sources), str(limit)]
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *arguments], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.stdout.startswith("OperatorError: There is no room left to write "), done.stderr
    assert "free some space and run the same command again. What was ingested before is kept." in done.stdout
    assert done.stdout.count("\n") == 1
    with Library.open(home.library) as library:
        kept = set(library.ids())
    report = fill()
    assert (report.added + report.unchanged, report.cables) == (60, 60)
    assert report.unchanged >= len(kept)
    with Stores.open(home, HashingEmbedder) as stores:
        assert kept <= set(stores.library.ids())
        assert len(stores.lexical.query("harbours", 100)) == 60
        assert stores.vectors.graph.ids() == stores.vectors.exact.all_ids()


AS_READER = """
import os, sys
from pathlib import Path
import tantivy, rapidfuzz, rag.embedding.chunking, rag.parsing.parser
from rag.errors import ReftelError
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.stores import Stores
from tests.stores.samples import HashingEmbedder, json_reader
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
home = Home(Path(sys.argv[1]))
with Stores.open(home, HashingEmbedder) as stores:
    vector = stores.embedder.embed(["mayor bridge"])[0]
    print(list(stores.library.ids()), len(stores.vectors.query(vector, 9)))
    for attempt in (
        lambda: stores.lexical.query("mayor", 9),
        lambda: ingest(home, [Path(sys.argv[2])], embedder_factory=HashingEmbedder, reader=json_reader()),
    ):
        try:
            attempt()
        except ReftelError as error:
            print(f"{type(error).__name__}: {error}")
"""


def test_in_a_read_only_home_the_library_is_read_and_the_rest_is_a_sentence(
    home: Home, sources: Path, fill: Fill
) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    inside = list(home.path.rglob("*"))
    # Another user must be able to reach the folder, through those of every parallel worker.
    above = [parent for parent in home.path.parents if parent.is_relative_to(tempfile.gettempdir())][:-1]
    for path in above:
        path.chmod(0o755)
    for path in (home.path, *inside):
        path.chmod(0o555 if path.is_dir() else 0o444)
    command = [sys.executable, "-c", AS_READER, str(home.path), str(sources)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    finally:
        for path in (home.path, *above, *inside):
            path.chmod(0o700 if path.is_dir() else 0o600)
    lines = done.stdout.splitlines()
    assert lines[:1] == ["['09PARIS1'] 3"], done.stderr
    assert lines[1].startswith("OperatorError: The index in ")
    assert lines[1].endswith("locks the folder even for reading, so give write permission there.")
    assert lines[2].startswith(f"OperatorError: The home folder {home.path} is read-only for this user")
