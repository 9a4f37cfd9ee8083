"""The command line: exit codes, sentences, JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from eval import cli, cli_common
from eval.suite.model import Suite
from tests.eval.conftest import SHIPPED_RULES
from tests.eval.mutants import DeclineEverything, FailSometimes
from tests.eval.world import WorldSystem


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


class Call(Protocol):
    """Runs a command over the invented world in place of a library."""

    def __call__(self, *args: object, system: object = None) -> Ended: ...


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    def command(*args: object, system: object = None) -> Ended:
        from eval import cli_matrix, cli_run, cli_suite

        for module in (cli_run, cli_suite, cli_matrix):
            monkeypatch.setattr(module, "open_target", lambda _: system or WorldSystem())
        monkeypatch.setattr("sys.argv", ["eval", *map(str, args)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        seen = capsys.readouterr()
        code = ended.value.code
        return Ended(code if isinstance(code, int) else 0, seen.out, seen.err)

    return command


@pytest.fixture
def suite_file(tmp_path: Path, suite: Suite) -> Path:
    path = tmp_path / "world.jsonl"
    path.write_text("\n".join(item.model_dump_json(by_alias=True, exclude_defaults=True) for item in suite.items))
    return path


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("REFTEL_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)


def test_the_whole_way_from_run_to_gate(call: Call, suite_file: Path, tmp_path: Path) -> None:
    run, baseline = tmp_path / "run", tmp_path / "b.json"
    assert call("run", suite_file, "-o", run).code == 0
    assert (run / "report.html").exists()
    accepted = call("baseline", "accept", run, "-o", baseline)
    assert (accepted.code, accepted.out.strip()) == (0, "first baseline")
    gate = ("--baseline", baseline, "--gate", SHIPPED_RULES)
    passed = call("run", suite_file, "-o", tmp_path / "again", *gate)
    assert passed.code == 0, passed.out
    assert "gate passed" in passed.out
    failed = call("run", suite_file, "-o", tmp_path / "worse", *gate, system=DeclineEverything(WorldSystem()))
    assert failed.code == 1
    assert "gate failed" in failed.out
    broken = call("run", suite_file, "-o", tmp_path / "broken", *gate, system=FailSometimes(WorldSystem()))
    assert broken.code == 3
    assert "The run is incomplete" in broken.out
    refused = call("baseline", "accept", tmp_path / "broken", "-o", baseline)
    assert refused.code == 2
    assert "cannot become the baseline" in refused.err
    healed = call("run", suite_file, "--resume", tmp_path / "broken", *gate)
    assert healed.code == 0
    compared = call("compare", baseline, tmp_path / "worse")
    assert "worse: 40 of 56 questions flipped" in compared.out
    assert json.loads(call("compare", run, tmp_path / "worse", "--json").out)["fixed"] == []
    moved = json.loads(call("baseline", "accept", tmp_path / "worse", "-o", baseline, "--json").out)
    assert any(line.startswith("pass: 1.000 -> ") for line in moved["changes"])


def test_rescore_and_report_read_a_run_again(call: Call, suite_file: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    call("run", suite_file, "-o", run)
    assert call("rescore", run, "--gate", SHIPPED_RULES).code == 1, "the rules ask for a baseline"
    assert call("rescore", run, "--suite", suite_file).code == 0
    assert "nuggetizer" in call("report", run, "--figures").out
    assert json.loads(call("report", run, "--json").out)["complete"]


def test_json_is_one_object_and_nothing_else(call: Call, suite_file: Path, tmp_path: Path) -> None:
    ended = call("run", suite_file, "-o", tmp_path / "run", "--json", "--tag", "numeric", "--gate", SHIPPED_RULES)
    assert ended.code == 1
    document = json.loads(ended.out)
    assert len(document["questions"]) == 16
    assert document["gate"]["passed"] is False


def test_runs_go_to_the_cache_unless_told_otherwise(call: Call, suite_file: Path, tmp_path: Path) -> None:
    assert call("run", suite_file, "--tag", "lookup").code == 0
    assert len(list((tmp_path / "cache" / "eval" / "runs").iterdir())) == 1


def test_record_and_replay(call: Call, suite_file: Path, tmp_path: Path) -> None:
    call("run", suite_file, "-o", tmp_path / "one", "--record", tmp_path / "kept")
    ended = call("run", suite_file, "-o", tmp_path / "two", "--replay", tmp_path / "kept", "--json",
                 system=DeclineEverything(WorldSystem()))  # fmt: skip
    assert json.loads(ended.out)["figures"]["pass"]["value"] == 1.0


def test_github_gets_annotations_and_a_summary(
    call: Call,
    suite_file: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    ended = call("run", suite_file, "-o", tmp_path / "run", system=FailSometimes(WorldSystem()))
    assert "::error title=Evaluation::The run is incomplete" in ended.err
    assert (tmp_path / "summary.md").read_text().startswith("## Evaluation of world")


def test_matrix_compares_with_the_first_variant(call: Call, suite_file: Path, tmp_path: Path) -> None:
    args = ("matrix", suite_file, "--engine", "extractive", "--vary", "llm_retries=1,2")
    ended = call(*args, "-o", tmp_path / "m")
    assert ended.code == 0
    assert "extractive llm_retries=2" in ended.out
    rows = [json.loads(line) for line in call(*args, "-o", tmp_path / "n", "--json").out.splitlines()]
    assert [row["variant"] for row in rows] == ["extractive llm_retries=1", "extractive llm_retries=2"]


def test_lint_ends_with_1_on_an_error(call: Call, suite_file: Path, tmp_path: Path) -> None:
    assert call("lint", suite_file).code == 0
    bad = tmp_path / "bad.yaml"
    bad.write_text("- {id: a, question: Who, facts: [X], evidence: [[09NOWHERE1, 1]]}\n")
    ended = call("lint", bad)
    assert ended.code == 1
    assert f"{bad}:1: error: a: the corpus holds no 09NOWHERE1 ¶1" in ended.out
    rows = [json.loads(line) for line in call("lint", bad, "--json").out.splitlines()]
    assert rows[0]["severity"] == "error"


def test_draft_writes_a_suite_that_the_runner_refuses(call: Call, tmp_path: Path) -> None:
    path = tmp_path / "drafts.yaml"
    assert call("draft", "09ARDENSK100", "-o", path).code == 0
    refused = call("run", path)
    assert refused.code == 2
    assert "is a draft" in refused.err
    accepted = tmp_path / "accepted.yaml"
    accepted.write_text(path.read_text().replace("  draft: true\n", ""))
    assert call("lint", accepted).code == 0
    assert "questions:" in call("draft", "09ARDENSK100").out
    assert "exists already" in call("draft", "09ARDENSK100", "-o", path).err
    assert "holds no cable 09OSLO1" in call("draft", "09OSLO1").err


WRONG: list[tuple[Sequence[str], str]] = [
    (("run", "SUITE", "--record", "a", "--replay", "b"), "--record"),
    (("run", "SUITE", "--resume", "a", "-o", "b"), "either --resume or --output"),
    (("run", "SUITE", "--home", "a", "--corpus", "b"), "either --home or --corpus"),
    (("run", "SUITE", "--tag", "nothing"), "No question has the tag nothing; known tags are attribution"),
    (("run", "SUITE", "--gate", "nowhere.yaml"), "The rules nowhere.yaml cannot be read"),
    (("run", "SUITE", "--baseline", "nowhere.json"), "The baseline nowhere.json cannot be read"),
    (("run", "SUITE", "--replay", "nowhere"), "nowhere is no folder of recordings"),
    (("run", "nowhere.yaml"), "nowhere.yaml cannot be read"),
    (("run", "SUITE", "--jobs", "0"), "--jobs"),
    (("rescore", "nowhere"), "holds no run"),
    (("report", "nowhere"), "holds no finished run"),
    (("compare", "nowhere", "nowhere"), "holds no finished run"),
    (("matrix", "SUITE", "--vary", "llm_retries"), "lacks a value; write NAME=A,B"),
    (("fly",), "fly"),
]  # fmt: skip


@pytest.mark.parametrize(("args", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_wrong_usage_is_a_sentence_and_exit_code_2(
    call: Call, suite_file: Path, args: Sequence[str], sentence: str
) -> None:
    ended = call(*(str(suite_file) if arg == "SUITE" else arg for arg in args))
    assert ended.code == 2
    assert sentence in " ".join(ended.err.replace("│", " ").split())
    assert "Traceback" not in ended.err


def test_an_interrupted_run_says_how_to_go_on(call: Call, suite_file: Path) -> None:
    class Interrupted(WorldSystem):
        def identity(self) -> None:
            raise KeyboardInterrupt

    ended = call("run", suite_file, system=Interrupted())
    assert ended.code == 3
    assert "continue with --resume" in ended.err


@pytest.mark.parametrize("command", ["run", "compare", "lint", "draft", "rescore", "report", "matrix", "judge"])
def test_every_command_has_an_example(call: Call, command: str) -> None:
    assert f"python -m eval {command}" in " ".join(call(command, "--help").out.split())


def test_baseline_accept_has_an_example(call: Call) -> None:
    assert "python -m eval baseline accept" in " ".join(call("baseline", "accept", "--help").out.split())


def test_the_library_asked_is_corpus_then_home_then_environment_then_sample(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from eval.desk import CORPUS

    assert cli_common.target("", None, tmp_path).corpus == tmp_path
    assert cli_common.target("", tmp_path, None).home == tmp_path
    assert cli_common.target("", None, None).corpus is None, "REFTEL_HOME is set by the fixtures"
    monkeypatch.delenv("REFTEL_HOME")
    assert cli_common.target("", None, None).corpus == CORPUS
