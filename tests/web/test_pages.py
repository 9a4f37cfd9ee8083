"""Pages without a browser: an empty library, the start of the server, small views."""

from pathlib import Path

import pytest

from rag.answering.model import Answer
from rag.desk import Desk
from rag.errors import OperatorError, UserError
from rag.settings import Settings
from rag.stores.facets import Month
from rag.stores.filters import Filters
from rag.web import evaluation, limits
from rag.web.context import Context
from rag.web.masthead import masthead
from rag.web.timeline import MAX_POSTS, timeline


def test_empty_library_is_said_and_not_an_error(tmp_path: Path, served: object) -> None:
    from rag.web import library_page

    desk = Desk.open(Settings(home=tmp_path / "none"))
    assert "The library is empty" in masthead(desk)
    assert limits.choices(desk)[0]["choices"] == []
    context = Context(desk, tmp_path / "files")
    assert "No cable yet" in library_page.view(context, "", Filters(), 0)[0]


def test_model_and_its_host_are_always_in_view(sample_library: Path) -> None:
    settings = Settings(home=sample_library, llm_model="some-model", llm_base_url="https://models.example/v1")
    line = masthead(Desk.open(settings))
    assert "some-model" in line
    assert "models.example" in line
    assert "at most SBU is sent there" in line


def test_too_many_filter_values_are_refused() -> None:
    with pytest.raises(UserError, match="at most 200 values"):
        limits.read(["X"] * 201, None, None, None, None)
    read = limits.read(["PORT ALDERA"], "2009-03", "2009", ["econ"], "09PORTALDERA214, 09PORTALDERA231")
    assert read.tags == ("ECON",)
    assert str(read.first), str(read.last) == ("2009-03-01", "2009-12-31")


def test_timeline_gathers_small_posts_and_has_the_same_figures_as_text() -> None:
    months = [Month(f"POST {place:02}", 2000 + place, 1 + place % 12, place + 1) for place in range(MAX_POSTS + 3)]
    drawing = timeline(months)
    assert drawing.count("<circle") == len(months)
    assert "other posts" in drawing
    assert "<td>January 2000</td>" in drawing
    assert timeline([Month("ONE", 2009, 5, 1)]).count("<circle") == 1


def test_suite_that_cannot_be_run_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    settings = Settings(home=tmp_path / "none", cache=tmp_path)
    with pytest.raises(UserError, match="no suite 'x'"):
        evaluation.run(settings, "x", tmp_path / "run", Event(), on_sample=True)
    (tmp_path / "broken.jsonl").write_text("{}\n")
    monkeypatch.setattr(evaluation, "SUITES", tmp_path)
    last = list(evaluation.run(settings, "broken.jsonl", tmp_path / "run", Event(), on_sample=False))[-1]
    assert last.ended == "could not be run"
    assert "broken.jsonl" in last.problem
    stop = Event()
    stop.set()
    steps = list(evaluation.run(settings, "broken.jsonl", tmp_path / "run2", stop, on_sample=False))
    assert steps[-1].ended in {"stopped", "could not be run"}


def test_report_beyond_the_limit_is_not_shown(tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    with page.open("wb") as out:
        out.truncate(evaluation.MAX_REPORT_BYTES + 1)
    with pytest.raises(OperatorError, match="too large to be shown"):
        evaluation.read_report(page)


def test_launch_serves_on_loopback_and_leaves_no_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, served: object, capsys: pytest.CaptureFixture[str]
) -> None:
    import socket

    import uvicorn

    import app

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started: list[tuple[str, int]] = []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(uvicorn, "run", lambda _, host, port, **__: started.append((host, port)))
    monkeypatch.setattr("rag.web.server.create_app", lambda context: context.folder)
    app.launch(Settings(home=tmp_path / "home", port=port))
    assert started == [("127.0.0.1", port)]
    assert f"http://127.0.0.1:{port}" in capsys.readouterr().err
    assert (tmp_path / "state" / "reftel" / "log" / "app.log").exists()


def test_answer_type_is_what_the_stream_ends_with(sample_library: Path) -> None:
    from rag.retrieval.question import Question

    desk = Desk.open(Settings(home=sample_library))
    assert isinstance(list(desk.ask_stream(Question("What is the Zarh dam?")))[-1], Answer)
    desk.close()
