import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from rag.errors import OperatorError, RetryError
from rag.stores.home import Home
from rag.stores.lock import writer_lock
from tests.stores.conftest import Fill
from tests.stores.samples import write_cables

HOLD = """
import sys, time
from pathlib import Path
from rag.stores.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def hold(path: Path) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(path)], stdout=subprocess.PIPE, text=True, cwd=root)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    return child


def test_a_second_writer_is_refused_by_name_and_a_killed_one_leaves_no_lock(tmp_path: Path) -> None:
    lock = tmp_path / "writer.lock"
    child = hold(lock)
    try:
        message = rf"Another Reftel \(process {child.pid}\) is writing to .*; try again"
        with pytest.raises(RetryError, match=message), writer_lock(lock):
            pytest.fail("two writers")
    finally:
        child.send_signal(signal.SIGKILL)
        child.wait()
        if child.stdout:
            child.stdout.close()
    with writer_lock(lock):
        assert lock.read_text() == str(os.getpid())


def test_the_lock_is_free_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(KeyError), writer_lock(tmp_path / "lock"):
        raise KeyError
    with writer_lock(tmp_path / "lock"):
        pass


def test_a_lock_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"lock .* cannot be made"), writer_lock(tmp_path / "no" / "lock"):
        pass


def test_ingest_beside_a_writer_is_refused_and_reads_go_on(home: Home, sources: Path, fill: Fill) -> None:
    write_cables(sources / "a.json", {"ident": "09PARIS1"})
    fill()
    with writer_lock(home.lock):
        with pytest.raises(RetryError, match="Another Reftel"):
            fill()
        assert fill(dry_run=True).unchanged == 1
