"""The record: safe after every line, resumable, scored again without asking."""

import errno
import json
import subprocess
import sys
import textwrap
from itertools import islice
from pathlib import Path
from typing import ClassVar

import pytest

from eval.run.aggregate import Scored
from eval.run.files import RunFolder, SampleWriter
from eval.run.record import Sample
from eval.run.recordings import Recordings, recording, replaying
from eval.run.runner import Plan
from eval.run.session import Session, check_library, rescore, run_session
from eval.suite.model import Item, Suite
from eval.system import Identity, Reply
from rag.errors import OperatorError, UserError
from rag.retrieval.question import Question
from tests.eval.mutants import FailSometimes, Wrapped
from tests.eval.world import WorldSystem


class Counting(WorldSystem):
    """Counts questions over all instances."""

    asked = 0

    def ask(self, question: Question) -> Reply:
        type(self).asked += 1
        return super().ask(question)


@pytest.fixture(autouse=True)
def fresh_count() -> None:
    Counting.asked = 0


def run_in(path: Path, suite: Suite, **changes: object) -> Scored:
    fields = {"suite": suite, "folder": RunFolder(path), "plan": Plan(), **changes}
    return run_session(Counting(), Session(**fields))


def plain(scored: Scored) -> dict[str, object]:
    """A result without its times."""
    document = scored.result.model_dump(mode="json")
    for question in document["questions"]:
        question["values"] = {k: v for k, v in question["values"].items() if not k.endswith("seconds")}
    document["figures"] = {k: v for k, v in document["figures"].items() if not k.endswith("seconds")}
    return document


def test_a_killed_run_is_finished_by_resume_with_the_same_result(tmp_path: Path, suite: Suite, scored: Scored) -> None:
    class KilledError(BaseException):
        pass

    def killing(sample: Sample, done: int, total: int) -> None:
        if done == 20:
            raise KilledError

    with pytest.raises(KilledError):
        run_session(Counting(), Session(suite, RunFolder(tmp_path), Plan()), killing)
    assert not (tmp_path / "result.json").exists()
    with (tmp_path / "samples.jsonl").open("ab") as file:
        file.write(b'{"id": "half a li')
    again = run_in(tmp_path, suite, resume=True)
    assert plain(again) == plain(scored)
    assert Counting.asked <= len(suite.items) + 3, "the worker ran ahead of the record"


def test_a_run_killed_by_the_system_has_every_finished_line(tmp_path: Path) -> None:
    program = textwrap.dedent(f"""
        import os, signal
        from pathlib import Path
        from eval.run.files import RunFolder
        from eval.run.runner import Plan
        from eval.run.session import Session, run_session
        from tests.eval.world import WorldSystem, world_suite

        def kill(sample, done, total):
            if done == 7:
                os.kill(os.getpid(), signal.SIGKILL)

        run_session(WorldSystem(), Session(world_suite(), RunFolder(Path({str(tmp_path)!r})), Plan()), kill)
    """)
    root = Path(__file__).parents[3]
    done = subprocess.run([sys.executable, "-c", program], cwd=root, check=False)
    assert done.returncode == -9
    assert len(list(RunFolder(tmp_path).samples())) == 7


def test_errors_are_asked_again_by_resume(tmp_path: Path, suite: Suite) -> None:
    broken = run_session(FailSometimes(Counting()), Session(suite, RunFolder(tmp_path), Plan()))
    lacking = len(broken.result.lacking["error"])
    assert lacking > 3
    before = Counting.asked
    healed = run_in(tmp_path, suite, resume=True)
    assert Counting.asked - before == lacking
    assert healed.result.complete


def test_a_full_disk_loses_nothing_that_was_recorded(
    tmp_path: Path, suite: Suite, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = iter(range(100))

    def full(descriptor: int) -> None:
        if next(calls) >= 10:
            raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("eval.run.files.os.fsync", full)
        with pytest.raises(OperatorError, match=r"samples\.jsonl cannot be written: No space left .* --resume"):
            run_in(tmp_path, suite)
    kept = len(list(RunFolder(tmp_path).samples()))
    assert kept >= 9
    assert run_in(tmp_path, suite, resume=True).result.complete


def test_resume_refuses_another_suite_or_system(tmp_path: Path, suite: Suite) -> None:
    run_in(tmp_path, suite)
    smaller = Suite(name="world", items=suite.items[:3])
    with pytest.raises(UserError, match="another suite or number of trials"):
        run_in(tmp_path, smaller, resume=True)
    with pytest.raises(UserError, match="another suite or number of trials"):
        run_in(tmp_path, suite, resume=True, plan=Plan(trials=2))

    class Other(Wrapped):
        def identity(self) -> Identity:
            return Identity(engine="llm")

    with pytest.raises(UserError, match="other settings, engine or cables"):
        run_session(Other(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan(), resume=True))


def test_a_folder_with_a_run_is_not_overwritten(tmp_path: Path, suite: Suite) -> None:
    run_in(tmp_path, suite)
    with pytest.raises(UserError, match="already holds a run"):
        run_in(tmp_path, suite)


@pytest.mark.parametrize("call", ["header", "result"])
def test_a_folder_without_a_run_is_named(tmp_path: Path, call: str) -> None:
    with pytest.raises(UserError, match=r"holds no (finished )?run: \w+\.json is missing"):
        getattr(RunFolder(tmp_path / "nothing"), call)()


@pytest.mark.parametrize(("name", "call"), [("run.json", "header"), ("result.json", "result")])
def test_a_damaged_file_is_named(tmp_path: Path, name: str, call: str) -> None:
    (tmp_path / name).write_text('{"version": 99}')
    with pytest.raises(UserError, match=f"{name} cannot be read"):
        getattr(RunFolder(tmp_path), call)()


def test_a_damaged_line_in_the_middle_is_named_with_its_number(tmp_path: Path, suite: Suite) -> None:
    run_in(tmp_path, suite)
    file = tmp_path / "samples.jsonl"
    lines = file.read_text().split("\n")
    file.write_text("\n".join([*lines[:4], "garbage", *lines[5:]]))
    with pytest.raises(UserError, match=r"samples\.jsonl:5 is damaged"):
        list(RunFolder(tmp_path).samples())


def test_a_read_only_folder_is_a_sentence(tmp_path: Path, suite: Suite) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OperatorError, match="cannot be made"):
        run_in(tmp_path / "file" / "run", suite)
    with pytest.raises(OperatorError, match="cannot be opened for writing"):
        SampleWriter(tmp_path / "nowhere" / "samples.jsonl")


def test_rescoring_asks_nothing_and_agrees(tmp_path: Path, suite: Suite) -> None:
    first = run_in(tmp_path, suite)
    asked = Counting.asked
    again = rescore(RunFolder(tmp_path))
    assert Counting.asked == asked
    assert again.result == first.result


def test_rescoring_takes_edited_facts_but_not_edited_questions(tmp_path: Path, suite: Suite) -> None:
    run_in(tmp_path, suite)
    facts, words = suite.items[0], suite.items[1]
    edited = (
        Item.model_validate({**facts.model_dump(by_alias=True), "facts": ["nobody says this"]}),
        words.model_copy(update={"question": "Another question?"}),
        *suite.items[2:],
    )
    again = rescore(RunFolder(tmp_path), Suite(name="world", items=edited)).result
    assert again.question(facts.id).values["pass"] == 0
    assert again.lacking == {"missing": (words.id,)}


def test_trials_are_reduced_per_question_before_anything_else(tmp_path: Path, suite: Suite) -> None:
    class Moody(Wrapped):
        calls: ClassVar[list[int]] = []

        def ask(self, question: Question) -> Reply:
            self.calls.append(1)
            return Reply(outcome="declined") if len(self.calls) > len(suite.items) else self.inner.ask(question)

    scored = run_session(Moody(WorldSystem()), Session(suite, RunFolder(tmp_path), Plan(trials=2)))
    answerable = scored.result.question("ardensk-budget")
    assert answerable.values["pass"] == 0.5
    assert answerable.values["pass_all"] == 0.0
    assert answerable.cells == ("answered", "declined")
    assert scored.result.figures["pass"].n == len(suite.items)
    assert scored.result.figures["pass_all"].value == pytest.approx(16 / 56)


def test_the_library_is_looked_at_before_anything_is_asked(suite: Suite) -> None:
    class Empty(Counting):
        def show(self, cable: str) -> None:  # noqa: ARG002 - the protocol's signature
            return None

    with pytest.raises(UserError, match=r"holds none of the 8 cables that the suite world asks about"):
        check_library(Empty(), suite)


def test_recordings_answer_without_asking(tmp_path: Path, suite: Suite) -> None:
    store = Recordings(tmp_path / "recordings")
    first = run_in(tmp_path / "one", suite, answer=recording(store))
    asked = Counting.asked
    second = run_in(tmp_path / "two", suite, answer=replaying(store))
    assert Counting.asked == asked
    assert second.result.figures["pass"] == first.result.figures["pass"]
    assert second.result.unscored["ask_seconds"] == "the reply is a recording"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"model": "another"}, "its model changed"),
        ({"settings": "another"}, "its settings changed"),
        ({"corpus": "more cables"}, "its settings changed"),
    ],
)
def test_a_changed_request_is_stale_unscored_and_reported(
    tmp_path: Path, suite: Suite, change: dict[str, str], reason: str
) -> None:
    class Changed(Wrapped):
        def identity(self) -> Identity:
            return self.inner.identity().model_copy(update=change)

    store = Recordings(tmp_path / "recordings")
    run_in(tmp_path / "one", suite, answer=recording(store))
    session = Session(suite, RunFolder(tmp_path / "two"), Plan(), answer=replaying(store))
    result = run_session(Changed(WorldSystem()), session).result
    assert not result.complete
    assert len(result.lacking["stale"]) == len(suite.items)
    assert reason in result.unscored["pass"]


def test_a_changed_question_is_stale_and_a_new_one_is_missing(tmp_path: Path, suite: Suite) -> None:
    store = Recordings(tmp_path / "recordings")
    run_in(tmp_path / "one", Suite(name="w", items=suite.items[:2]), answer=recording(store))
    other = suite.items[0].model_copy(update={"question": "What budget would the harbour bridge need?"})
    items = (other, suite.items[1], suite.items[2])
    result = run_in(tmp_path / "two", Suite(name="w", items=items), answer=replaying(store)).result
    assert result.lacking == {"stale": (other.id,), "error": (suite.items[2].id,)}


def test_each_trial_has_its_own_recording(tmp_path: Path, suite: Suite) -> None:
    store = Recordings(tmp_path / "recordings")
    small = Suite(name="w", items=suite.items[:1])
    run_in(tmp_path / "one", small, answer=recording(store))
    result = run_in(tmp_path / "two", small, answer=replaying(store), plan=Plan(trials=2)).result
    assert result.lacking == {"error": (f"{small.items[0].id} trial 2",)}


def test_errors_are_never_recorded(tmp_path: Path, suite: Suite) -> None:
    store = Recordings(tmp_path / "recordings")
    session = Session(suite, RunFolder(tmp_path / "one"), Plan(), answer=recording(store))
    lacking = run_session(FailSometimes(WorldSystem()), session).result.lacking["error"]
    assert len(list((tmp_path / "recordings").iterdir())) == len(suite.items) - len(lacking)


def test_a_damaged_recording_is_an_error_that_names_it(tmp_path: Path, suite: Suite) -> None:
    store = Recordings(tmp_path / "recordings")
    small = Suite(name="w", items=suite.items[:1])
    run_in(tmp_path / "one", small, answer=recording(store))
    next((tmp_path / "recordings").iterdir()).write_text("{")
    run_in(tmp_path / "two", small, answer=replaying(store))
    sample = next(RunFolder(tmp_path / "two").samples())
    assert sample.status == "error"
    assert "is damaged; delete it and record again" in sample.error


def test_a_thousand_recorded_questions_score_alike_every_time(tmp_path: Path, suite: Suite) -> None:
    """A thousand go through as one run; that it takes well under 20 s is measured in docs/evaluation.md."""
    first = run_in(tmp_path / "one", suite)
    header = RunFolder(tmp_path / "one").header()
    samples = list(RunFolder(tmp_path / "one").samples())
    items, lines = [], []
    for copy in range(18):
        for item in suite.items:
            twin = item.model_copy(update={"id": f"{item.id}-{copy}"})
            items.append(twin)
            sample = next(s for s in samples if s.id == item.id)
            lines.append(sample.model_copy(update={"id": twin.id, "digest": twin.digest}).model_dump_json())
    big = tmp_path / "big"
    big.mkdir()
    many = header.model_copy(update={"suite": Suite(name="many", items=tuple(items))})
    (big / "run.json").write_text(many.model_dump_json(by_alias=True))
    (big / "samples.jsonl").write_text("\n".join(lines) + "\n")
    result = rescore(RunFolder(big)).result
    assert len(result.questions) == 1008
    assert result.figures["pass"].value == first.result.figures["pass"].value
    assert json.loads((big / "result.json").read_text())["complete"]


def test_the_last_of_two_samples_counts(tmp_path: Path, suite: Suite) -> None:
    run_in(tmp_path, suite)
    lines = (tmp_path / "samples.jsonl").read_text().splitlines()
    wrong = Sample.model_validate_json(lines[0]).model_copy(update={"reply": Reply(outcome="declined")})
    (tmp_path / "samples.jsonl").write_text("\n".join([*lines, wrong.model_dump_json()]) + "\n")
    result = rescore(RunFolder(tmp_path)).result
    assert result.question(wrong.id).values["over_refusal"] == 1
    assert sum(1 for _ in islice(RunFolder(tmp_path).samples(), None)) == len(suite.items) + 1
