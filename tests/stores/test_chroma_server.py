"""The same stores with a Chroma server in place of the home folder's Chroma."""

import gc
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.stores.audit import audit
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import StoreOptions
from rag.stores.rebuild import reindex
from rag.stores.removal import delete
from rag.stores.stores import Stores
from tests.stores.samples import HashingEmbedder, json_reader, write_cables


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    command = [str(program), "run", "--host", "127.0.0.1", "--port", str(port), "--path", str(tmp_path / "server")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait(f"http://127.0.0.1:{port}/api/v2/heartbeat", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        assert process.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the server did not answer")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning", "ignore::ResourceWarning")
def test_ingest_search_delete_audit_and_rebuild_through_a_server(home: Home, sources: Path, server: str) -> None:
    options = StoreOptions(chroma_url=server, exact_limit=0)
    write_cables(sources / "a.json", {"ident": "09PARIS1", "paragraphs": ["The harbour froze."]}, {"ident": "09PARIS2"})
    ingest(home, [sources], embedder_factory=HashingEmbedder, reader=json_reader(), options=options)
    with Stores.open(home, HashingEmbedder, options=options) as stores:
        vector = stores.embedder.embed(["harbour froze"])[0]
        assert stores.vectors.query(vector, 1)[0][0].cable == "09PARIS1"
        assert not home.index(stores.generation).chroma.exists()
        delete(home, ["09PARIS1"], embedder_factory=HashingEmbedder, options=options)
        assert {key.cable for key, _ in stores.vectors.query(vector, 9)} == {"09PARIS2"}
        before = stores.vectors.graph
        reindex(home, embedder_factory=HashingEmbedder, options=options)
        assert {key.cable for key, _ in stores.vectors.query(vector, 9)} == {"09PARIS2"}
        assert stores.vectors.graph is not before
        (only,) = stores.vectors.graph._client.list_collections()
        assert only.name == f"reftel.index-{stores.generation}"
    assert audit(home, options=options).findings == ()
    del stores, before
    gc.collect()  # Chroma makes a second HTTP session for its own use and never closes it
