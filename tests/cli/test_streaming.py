"""`reftel ask` on a terminal, through a pseudo-terminal: sentences as they are checked, and Ctrl-C."""

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rag.cli.streaming import stream_answer
from rag.errors import OperatorError
from rag.retrieval.question import Question
from tests.generation.conftest import answer_json, said
from tests.generation.server import Brain, Reply, Server, serving
from tests.generation.test_verdicts import CABLE, RIGHT

QUESTION = "How long did the technical survey at Kestrel Point take?"
COST = said(
    "She added that the survey came in at USD 1.9 million, above her estimate of last December.",
    (f"{CABLE}¶3", "She added that the survey came in at USD 1.9 million, above her estimate of last December"),
)
FALSE = said("The survey took fourteen weeks.", (f"{CABLE}¶3", "took thirteen weeks because of winter storms"))
HELD = answer_json(RIGHT, COST)
PATIENCE = 60.0


class Terminal:
    """A command on a terminal of its own."""

    def __init__(self, *words: str, environment: dict[str, str]) -> None:
        self._us, them = pty.openpty()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "rag.cli.main", *words],
            stdin=them,
            stdout=them,
            stderr=them,
            env=environment,
            start_new_session=True,
        )
        os.close(them)
        self.seen = ""

    def read_until(self, words: str) -> str:
        """What was printed up to these words, which must come."""
        self._read(lambda: words in self.seen)
        assert words in self.seen, self.seen
        return self.seen

    def interrupt(self) -> None:
        """Ctrl-C."""
        os.kill(self._process.pid, signal.SIGINT)

    def end(self) -> int:
        """The exit code, once everything is printed."""
        self._read(lambda: False)
        return self._process.wait(PATIENCE)

    def close(self) -> None:
        """Ends what is left of it."""
        self._process.kill()
        self._process.wait()
        os.close(self._us)

    def _read(self, done: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not done() and time.monotonic() < until:
            if select.select([self._us], [], [], 0.1)[0]:
                try:
                    data = os.read(self._us, 65536)
                except OSError:  # the other side is closed
                    return
                self.seen += data.decode().replace("\r\n", "\n")


Open = Callable[..., tuple[Terminal, Server]]


@pytest.fixture
def terminal(sample_library: Path, run_folder: Path, tmp_path: Path) -> Iterator[Open]:
    """Opens `reftel ask` on a terminal, over the scripted server where a brain is given."""
    opened: list[Callable[[], object]] = []

    def start(brain: Brain | None, *words: str) -> tuple[Terminal, Server | None]:
        environment = {key: value for key, value in os.environ.items() if not key.startswith("REFTEL_")}
        environment |= {"REFTEL_HOME": str(sample_library), "REFTEL_CACHE": str(run_folder / "cache")}
        server = None
        if brain is not None:
            context = serving(brain)
            server = context.__enter__()
            opened.append(lambda: context.__exit__(None, None, None))
            environment |= {
                "REFTEL_LLM_MODEL": "scripted",
                "REFTEL_LLM_BASE_URL": server.url,
                "REFTEL_LLM_STRUCTURED": "json_schema",
            }
        one = Terminal("ask", QUESTION, "--cable", CABLE, *words, environment=environment)
        opened.append(one.close)
        return one, server

    yield start  # type: ignore[misc]
    for close in reversed(opened):
        close()


def held_after(text: str, reply: str, **changes: object) -> Brain:
    """A model that writes up to some words and then waits."""
    hold = reply.index(json.dumps(text, ensure_ascii=False)[1:-1]) + len(text) + 4
    return lambda _: Reply(reply, hold=hold, size=1, **changes)  # type: ignore[arg-type]


def test_a_sentence_is_shown_while_the_next_one_is_still_being_written(terminal: Open) -> None:
    one, server = terminal(held_after(RIGHT["text"], HELD))
    first = one.read_until("[" + CABLE)
    assert RIGHT["text"] in first
    assert COST["text"] not in first
    assert "Searched" not in first
    server.released.set()
    assert one.end() == 0
    assert one.seen.count(RIGHT["text"]) == 1
    assert one.seen.index(RIGHT["text"]) < one.seen.index(COST["text"]) < one.seen.index("Searched")
    assert "received the question and" in one.seen


def test_ctrl_c_keeps_what_was_verified(terminal: Open) -> None:
    one, server = terminal(held_after(RIGHT["text"], HELD))
    one.read_until("[" + CABLE)
    one.interrupt()
    assert one.end() == 0
    assert "Stopped. What stands above was verified" in one.seen
    assert COST["text"] not in one.seen
    assert "Traceback" not in one.seen
    assert not server.released.is_set()


def test_ctrl_c_before_anything_is_verified_ends_as_not_done(terminal: Open) -> None:
    one, server = terminal(lambda _: Reply(HELD, hold=5, size=1))
    deadline = time.monotonic() + PATIENCE
    while not server.requests and time.monotonic() < deadline:
        time.sleep(0.05)
    one.interrupt()
    assert one.end() == 3
    assert "stopped before a sentence was verified" in one.seen
    assert "Traceback" not in one.seen


def test_what_failed_stands_beneath_with_its_reason(terminal: Open) -> None:
    one, _ = terminal(lambda _: Reply(answer_json(RIGHT, FALSE)))
    assert one.end() == 0
    assert one.seen.index(RIGHT["text"]) < one.seen.index("UNVERIFIED: " + FALSE["text"])


def test_extracts_are_shown_the_same_way(terminal: Open) -> None:
    one, _ = terminal(None)
    assert one.end() == 0
    assert "verbatim extracts" in one.seen
    assert one.seen.index("[" + CABLE) < one.seen.index("Searched")


def test_where_the_model_breaks_off_the_extracts_follow_and_it_is_said(terminal: Open) -> None:
    broken = HELD[: HELD.index(COST["text"])]
    one, _ = terminal(lambda _: Reply(broken, end="reset"), "--fallback", "extractive")
    assert one.end() == 0
    assert one.seen.index(RIGHT["text"]) < one.seen.index("did not go on from there") < one.seen.index("Searched")
    assert "Answered by verbatim extracts" in one.seen


def test_json_is_one_object_on_a_terminal_too(terminal: Open) -> None:
    one, _ = terminal(lambda _: Reply(HELD), "--json")
    assert one.end() == 0
    assert [json.loads(line)["outcome"] for line in one.seen.splitlines()] == ["answered"]


def test_a_stream_that_ends_without_an_answer_is_an_error() -> None:
    class Ending:
        """A desk whose stream gives nothing."""

        def ask_stream(self, *_: object) -> Iterator[object]:
            return iter(())

    with pytest.raises(OperatorError, match="ended before it was complete"):
        stream_answer(Ending(), Question(QUESTION))  # type: ignore[arg-type]
