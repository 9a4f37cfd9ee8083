"""Draft-stage fixtures: recorded once over a server, answered for ever without one."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eval import cli
from eval.drafts.fixtures import Fixture, load_fixtures, save_fixtures
from eval.drafts.record import choose
from eval.suite.load import load_suite
from rag.errors import UserError
from tests.generation.briefing.script import GOOD, HARBOR
from tests.generation.conftest import answer_json, said
from tests.generation.conftest import serve as serve  # noqa: PLC0414 - a fixture
from tests.generation.server import Brain, Reply, Server
from tests.generation.test_verdicts import CABLE, PRICE, WEEKS

SUITE = Path(__file__).parents[3] / "eval" / "suites" / "sample.jsonl"
ROWS = (
    {
        "id": "d1",
        "kind": "numeric",
        "question": "How long did the survey at Kestrel Point take?",
        "facts": [{"num": 13, "unit": "weeks", "vital": True}],
        "evidence": [[CABLE, "3"]],
    },
    {"id": "d2", "kind": "unanswerable", "question": "Who painted the gates of Kestrel Point?", "answerable": False},
)
RIGHT = said(f"Sorrento added that the survey {WEEKS}.", (f"{CABLE}¶3", f"{PRICE}, and {WEEKS}."))
Serve = Callable[[Brain], Server]
Call = Callable[..., tuple[int, str, str]]


def brain(body: dict) -> Reply:
    if "painted" in body["messages"][-1]["content"].rpartition("Question:")[2]:
        return Reply(answer_json(answered="none", why="not_stated"))
    return Reply(answer_json(RIGHT))


@pytest.fixture
def call(
    sample_library: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs `python -m eval` on the sample library with a suite of two questions."""
    suite = tmp_path / "suite.jsonl"
    suite.write_text("\n".join(map(json.dumps, ROWS)))
    monkeypatch.setenv("REFTEL_HOME", str(sample_library))

    def command(name: str, *args: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["eval", name, str(suite), *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        return (ended.value.code if isinstance(ended.value.code, int) else 0, seen.out, seen.err)

    return command


@pytest.fixture
def recorded(call: Call, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Both questions recorded."""
    server = serve(brain)
    monkeypatch.setenv("REFTEL_LLM_MODEL", "recorder")
    monkeypatch.setenv("REFTEL_LLM_BASE_URL", server.url)
    path = tmp_path / "drafts.jsonl"
    code, _, err = call("drafts", "-o", path, "--count", 3)
    assert (code, err.count("error")) == (0, 0)
    assert len(server.requests) == 2
    monkeypatch.delenv("REFTEL_LLM_MODEL")
    monkeypatch.delenv("REFTEL_LLM_BASE_URL")
    return path


def test_fixtures_are_scored_without_a_model_or_a_key(call: Call, recorded: Path, tmp_path: Path) -> None:
    code, out, _ = call("run", "--engine", "llm", "--drafts", recorded, "-o", tmp_path / "run", "--json")
    result = json.loads(out)
    assert code == 0
    assert result["identity"]["engine"] == "llm"
    assert result["identity"]["model"] == "recorded recorder"
    assert "prompts" in result["identity"]["settings"]
    assert result["figures"]["fact_recall"]["value"] == 1
    assert result["figures"]["rejection"]["value"] == 1
    assert result["figures"]["invalid_citations"]["value"] == 0


def test_the_evidence_is_among_what_was_sent(recorded: Path) -> None:
    assert (CABLE, 3) in load_fixtures(recorded)["d1"].sent


def test_a_changed_prompt_makes_fixtures_stale_and_the_run_incomplete(
    call: Call,
    recorded: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import shutil

    from prompts import FOLDER

    own = tmp_path / "prompts"
    shutil.copytree(FOLDER, own)
    draft = own / "draft.md"
    draft.write_text(draft.read_text().replace("You answer questions", "You answer short questions"))
    monkeypatch.setenv("REFTEL_LLM_PROMPTS", str(own))
    code, out, _ = call("run", "--drafts", recorded, "-o", tmp_path / "run", "--json")
    assert code == 3
    assert json.loads(out)["lacking"] == {"stale": ["d1", "d2"]}


def test_the_whole_path_searches_anew_and_is_stale_where_it_sends_other_paragraphs(
    call: Call, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFTEL_LLM_MODEL", "recorder")
    monkeypatch.setenv("REFTEL_LLM_BASE_URL", serve(brain).url)
    path = tmp_path / "whole.jsonl"
    assert call("drafts", "-o", path, "--count", 3, "--whole-path")[0] == 0
    assert '"sent"' not in path.read_text()
    monkeypatch.delenv("REFTEL_LLM_MODEL")
    monkeypatch.delenv("REFTEL_LLM_BASE_URL")
    code, out, _ = call("run", "--drafts", path, "-o", tmp_path / "same", "--json")
    assert (code, json.loads(out)["figures"]["fact_recall"]["value"]) == (0, 1)
    monkeypatch.setenv("REFTEL_LLM_BUDGET_TOKENS", "700")
    code, out, _ = call("run", "--drafts", path, "-o", tmp_path / "fewer", "--json")
    assert (code, json.loads(out)["lacking"]) == (3, {"stale": ["d1", "d2"]})


def test_briefs_are_recorded_and_answered_without_a_model(
    call: Call, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {
        "id": "b1",
        "kind": "single",
        "brief": {"cables": [HARBOR]},
        "facts": [{"say": ["reopened bidding on March 2 for a thirty-year concession at Kestrel Point."]}],
    }
    (tmp_path / "suite.jsonl").write_text(json.dumps(row))
    monkeypatch.setenv("REFTEL_LLM_MODEL", "recorder")
    monkeypatch.setenv("REFTEL_CACHE", str(tmp_path / "cache"))
    server = serve(lambda _: Reply(GOOD))
    monkeypatch.setenv("REFTEL_LLM_BASE_URL", server.url)
    path = tmp_path / "briefs.jsonl"
    assert call("drafts", "-o", path)[0] == 0
    asked = len(server.requests)
    assert asked > 0
    code, out, _ = call("run", "--drafts", path, "-o", tmp_path / "run", "--json")
    result = json.loads(out)
    assert (code, result["figures"]["fact_recall"]["value"], len(server.requests)) == (0, 1, asked)
    fixture = load_fixtures(path)["b1"]
    save_fixtures([fixture.model_copy(update={"replies": {"0": GOOD}})], path)
    code, out, _ = call("run", "--drafts", path, "-o", tmp_path / "gone", "--json")
    assert (code, json.loads(out)["lacking"]) == (3, {"stale": ["b1"]})


def test_recording_goes_on_where_it_broke_off(
    call: Call,
    recorded: Path,
    serve: Serve,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = load_fixtures(recorded)
    save_fixtures([kept["d1"]], recorded)
    server = serve(brain)
    monkeypatch.setenv("REFTEL_LLM_MODEL", "recorder")
    monkeypatch.setenv("REFTEL_LLM_BASE_URL", server.url)
    assert call("drafts", "-o", recorded, "--count", 3)[0] == 0
    assert len(server.requests) == 1
    assert load_fixtures(recorded) == kept
    server.brain = lambda _: Reply(status=401)
    code, _, err = call("drafts", "-o", recorded, "--count", 3, "--fresh")
    assert code == 3
    assert "refused the key" in err


def test_fixtures_of_other_questions_or_cables_are_told(call: Call, tmp_path: Path, recorded: Path) -> None:
    empty = tmp_path / "none.jsonl"
    code, _, err = call("run", "--drafts", empty, "-o", tmp_path / "a")
    assert code == 2
    assert "holds no fixture of these questions" in err
    kept = load_fixtures(recorded)["d1"]
    save_fixtures([kept.model_copy(update={"sent": (("09GONE1", 1),)})], recorded)
    code, out, _ = call("run", "--drafts", recorded, "-o", tmp_path / "b", "--json")
    assert (code, json.loads(out)["lacking"]) == (3, {"stale": ["d1"]})
    assert call("run", "--drafts", recorded, "--replay", tmp_path, "-o", tmp_path / "c")[0] == 2


@pytest.mark.parametrize("text", ["{", '{"id": "a"}', '{"id": "a", "model": "m", "sent": [], "replies": {}, "x": 1}'])
def test_a_damaged_file_is_told_with_its_line(tmp_path: Path, text: str) -> None:
    good = Fixture(id="a", model="m", sent=(), replies={}).model_dump_json()
    (tmp_path / "f.jsonl").write_text(f"{good}\n{text}\n")
    with pytest.raises(UserError, match=r"f\.jsonl:2 is no fixture"):
        load_fixtures(tmp_path / "f.jsonl")


def test_questions_of_all_kinds_are_chosen_and_a_third_cannot_be_answered() -> None:
    suite = load_suite([SUITE])
    chosen = choose(suite, 72)
    assert len(chosen) == 72
    assert {item.kind for item in chosen} == {item.kind for item in suite.items}
    assert sum(item.answerable == "no" for item in chosen) == 24
    assert choose(suite, 72) == chosen
