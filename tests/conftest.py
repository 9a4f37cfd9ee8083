"""What every test runs under: no network, a home of its own, loud skips."""

import os
import shutil
import socket
from pathlib import Path

import pytest
from filelock import FileLock

CORPUS = Path(__file__).resolve().parents[1] / "eval" / "corpus"
SHARED_VARIABLE = "SHARED_DIR"
CI = bool(os.environ.get("CI"))


class OutsideConnectionError(AssertionError):
    """A test tried to reach another host."""


@pytest.fixture(autouse=True)
def no_outside_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Any connection or look-up beyond loopback fails the test."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = address[0] if isinstance(address, tuple) else address
            if host not in {"127.0.0.1", "::1", "localhost"}:
                raise OutsideConnectionError(f"the test opened a connection to {address!r}")
        return connect(self, address)  # type: ignore[arg-type]

    def guarded_look_up(host: object, *args: object, **kwargs: object) -> object:
        if host not in {None, "", "127.0.0.1", "::1", "localhost", "0.0.0.0", b"127.0.0.1", b"localhost"}:
            raise OutsideConnectionError(f"the test looked up the host {host!r}")
        return look_up(host, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for the whole run, shared by its worker processes."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of sample cables."""
    return CORPUS


@pytest.fixture(scope="session")
def sample_library(run_folder: Path) -> Path:
    """A home folder with the whole sample corpus, made once a run; to be read, or copied before it is written."""
    from rag.desk import Desk
    from rag.settings import Settings

    home = run_folder / "sample-home"
    with FileLock(run_folder / "sample-home.lock"):
        if not (run_folder / "sample-home.done").exists():
            desk = Desk.open(Settings(home=home, cache=run_folder / "cache"))
            report = desk.ingest([CORPUS])
            desk.close()
            assert not report.failed
            (run_folder / "sample-home.done").touch()
    return home


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, run_folder: Path) -> None:
    """No setting of the machine reaches a test, and no test writes into the user's folders."""
    for name in list(os.environ):
        if name.startswith(("REFTEL_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("REFTEL_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("REFTEL_CACHE", str(run_folder / "cache"))
    for name in ("HF_HUB_OFFLINE", "ANONYMIZED_TELEMETRY", "GRADIO_ANALYTICS_ENABLED"):
        monkeypatch.setenv(name, "1" if name == "HF_HUB_OFFLINE" else "False")


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real cables; absent is a loud skip on a laptop and a failure where CI is set."""
    folder = Path(os.environ.get(SHARED_VARIABLE) or Path(__file__).resolve().parents[1].parent / "shared")
    if not (folder / "cables").is_dir():
        missing(f"the real cables are not at {folder}; set {SHARED_VARIABLE} to run these tests")
    return folder


def missing(what: str) -> None:
    """Skips for a tool or folder that is not there, or fails where CI is set, since a skip would hide a gap."""
    if CI:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(autouse=True)
def needed_tools(request: pytest.FixtureRequest) -> None:
    """Tests that need a program of the system say so by a marker."""
    for marker, program in (("browser", "chromium"), ("office", "soffice")):
        if request.node.get_closest_marker(marker) and not shutil.which(program):
            missing(f"{program} is not installed; install it to run this test")
