"""What Gradio holds of sessions stays bounded, however much is asked."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.settings import Settings
from tests.web.conftest import Served, serving
from tests.web.test_calls import call

if TYPE_CHECKING:
    from fastapi import FastAPI

    from rag.web.states import BoundedStates


@pytest.fixture
def states(web_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Iterator[tuple[Served, BoundedStates]]":
    """An app of its own, and the states that it made."""
    from rag.web import server
    from rag.web import states as module

    made: list[BoundedStates] = []

    def bound(app: "FastAPI") -> None:
        made.append(module.bound(app))

    monkeypatch.setattr(server, "bound", bound)
    with serving(Settings(home=web_home), tmp_path / "app") as served:
        yield served, made[0]


def test_calls_share_one_state_and_leave_nothing_in_the_queue(
    states: "tuple[Served, BoundedStates]", monkeypatch: pytest.MonkeyPatch
) -> None:
    served, held = states
    monkeypatch.setattr("rag.web.states.REMEMBERED_CALLS", 3)
    for number in range(8):
        assert call(served.url, "search", question=f"storms {number}", k=1)["hits"]
    assert len(held.session_data) == 1
    queue = held.blocks._queue
    assert len(queue.pending_event_ids_session) == 3
    assert len(queue.pending_messages_per_session) == 3
    assert len(queue.event_analytics) == 1


def test_pages_are_kept_up_to_the_number_of_conversations_and_the_longest_unused_goes_first(
    states: "tuple[Served, BoundedStates]", monkeypatch: pytest.MonkeyPatch
) -> None:
    _, held = states
    monkeypatch.setattr(held, "capacity", 3)
    assert len({id(held[page]) for page in ("page1", "page2", "page3")}) == 3
    first = held["page1"]
    held["page4"]
    assert held["page1"] is first
    assert "page2" not in held
    assert len(held.session_data) <= 4


def test_gradio_is_imported_without_touching_its_stub_files(tmp_path: Path) -> None:
    program = (
        "import inspect, sys\n"
        "opened = []\n"
        "note = lambda event, of: opened.append(of[0]) if event == 'open' and str(of[0]).endswith('.pyi') else None\n"
        "sys.addaudithook(note)\n"
        "from pathlib import Path; from rag.web import environment\n"
        "before = inspect.getfile\n"
        "environment.prepare(Path(sys.argv[1]))\n"
        "assert inspect.getfile is before and 'gradio' in sys.modules\n"
        "print(len(opened))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip() == "0"
