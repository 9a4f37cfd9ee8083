"""Exit codes, JSON fields and streams that programs outside rely on."""

import io
import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

CABLE = "09PORTALDERA214"

ASK_FIELDS = {
    "id", "question", "answer", "outcome", "abstained", "reason", "statements", "citations", "coverage", "engine",
    "provenance", "usage", "timings",
}  # fmt: skip


def test_ask_prints_one_object_with_every_field_of_the_contract(run: Run, reader: Path) -> None:
    result = run("ask", "Who is the harbour master of Port Aldera?", "--json")
    (row,) = result.rows
    assert result.code == 0
    assert set(row) >= ASK_FIELDS
    assert row["outcome"] in {"answered", "declined"}
    assert row["abstained"] is (row["outcome"] == "declined")
    assert result.err == ""


def test_every_citation_of_an_answer_resolves_with_show(run: Run, reader: Path) -> None:
    (row,) = run("ask", "What is known about the Port Aldera harbour?", "--json").rows
    cited = [c for s in row["statements"] for c in s["citations"]]
    assert cited
    for citation in cited:
        (shown,) = run("show", citation["cable"], "--paragraph", f"[{citation['index']}]", "--json").rows
        words = shown["paragraphs"][0]["text"] if citation["index"] else shown["header"]["text"]
        assert citation["quote"] in words


def test_json_is_ascii_and_alone_on_stdout(run: Run, reader: Path) -> None:
    result = run("search", "señor Ćosić’s visit", "-k", "3", "--json")
    assert result.out.isascii()
    assert len(result.rows) == 1
    assert set(result.rows[0]["hits"][0]) == {"cable", "paragraph", "index", "score", "marking", "text"}


def test_batch_answers_in_order_echoes_ids_and_names_the_rows_that_failed(
    run: Run, reader: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [
        json.dumps({"id": "b", "question": "Who is the harbour master?", "other": 1}),
        "{not json",
        json.dumps({"id": "c", "question": "  "}),
        json.dumps({"id": "d", "question": "What then?", "history": [["user", "About Port Aldera"]]}),
        json.dumps({"id": "e", "question": "x", "history": "no list"}),
        json.dumps({"id": "f", "question": "x", "filters": {"from": "yesterday"}}),
        json.dumps({"id": "g", "question": "half a pair: \ud800"}),
        json.dumps({"id": "h", "question": "What then?", "history": [["user", "half a pair: \ud800"]]}),
        json.dumps({"id": "i", "question": "Who is the harbour master?"}),
    ]
    batch.write_text("\n".join(rows), encoding="utf-8")
    result = run("ask", "--batch", batch)
    assert result.code == 1
    assert [row["id"] for row in result.rows] == ["b", 2, "c", "d", "e", "f", "g", "h", "i"]
    failed = {row["id"]: row["error"] for row in result.rows if row["outcome"] == "failed"}
    assert set(failed) == {2, "c", "e", "f", "g", "h"}
    assert all(f"Line {n} " in failed[i] for n, i in ((2, 2), (3, "c"), (5, "e"), (6, "f"), (7, "g"), (8, "h")))
    assert "yesterday" in failed["f"]


def test_a_batch_in_which_every_row_fails_could_not_be_done(run: Run, reader: Path, tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    batch.write_text("[]\n", encoding="utf-8")
    assert run("search", "--batch", batch).code == 3


def test_parse_needs_no_store_and_has_every_field(run: Run, tmp_path: Path, corpus: Path) -> None:
    result = run("parse", "--json", corpus / f"{CABLE}.txt")
    (row,) = result.rows
    assert result.code == 0
    assert set(row) == {
        "source", "cable", "date", "post", "classification", "effective_marking", "subject", "tags", "refs",
        "paragraphs", "warnings",
    }  # fmt: skip
    assert row["cable"] == CABLE
    assert set(row["paragraphs"][0]) == {
        "label", "index", "marking", "effective_marking", "section", "role", "text", "spans", "truncated",
    }  # fmt: skip
    assert not (tmp_path / "home").exists()


def test_ingest_counts_and_goes_on_after_a_bad_file(run: Run, tmp_path: Path, corpus: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "good.txt").write_bytes((corpus / f"{CABLE}.txt").read_bytes())
    (folder / "bad.txt").write_text("a shopping list: eggs, milk", encoding="utf-8")
    (folder / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    result = run("ingest", folder, "--json")
    (row,) = result.rows
    assert result.code == 1
    assert (row["added"], row["skipped"], row["cables"]) == (1, 1, 1)
    assert [Path(failure["source"]).name for failure in row["failed"]] == ["bad.txt"]
    assert run("ingest", folder / "good.txt", "--json").rows[0]["unchanged"] == 1


def test_ingest_of_nothing_but_bad_files_could_not_be_done(run: Run, tmp_path: Path) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("nothing here", encoding="utf-8")
    assert run("ingest", bad).code == 3


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_parse_names_each_file_without_a_cable(run: Run, tmp_path: Path, corpus: Path, form: tuple[str, ...]) -> None:
    bad = tmp_path / "bad.txt"
    bad.write_text("nothing here", encoding="utf-8")
    result = run("parse", bad, *form)
    assert (result.code, result.out) == (3, "")
    assert f"{bad}: It holds no cable" in result.err
    result = run("parse", bad, corpus / f"{CABLE}.txt", *form)
    assert result.code == 1
    assert CABLE in result.out
    assert f"{bad}: It holds no cable" in result.err


def test_a_dry_run_says_what_the_library_would_hold(run: Run, tmp_path: Path, corpus: Path) -> None:
    home = tmp_path / "home"
    assert "The library would hold 1 cables" in run("ingest", corpus / f"{CABLE}.txt", "--dry-run", "--home", home).out
    assert run("list", "--home", home).out == ""


def test_ingest_of_an_empty_folder_says_so(run: Run, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "nothing to read" in run("ingest", empty, "--home", tmp_path / "home").err


def test_a_declined_answer_has_one_blank_line_at_a_time(run: Run, reader: Path) -> None:
    out = run("ask", "Who is Zyxomma Qwertz?").out
    assert out.startswith("Declined: ")
    assert "\n\n\n" not in out


def test_delete_where_nobody_can_be_asked_needs_yes(run: Run, writer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO())
    result = run("delete", CABLE)
    assert (result.code, result.out) == (2, "")
    assert "--yes" in result.err
    assert run("show", CABLE).code == 0


def test_delete_asks_only_about_what_the_library_holds(run: Run, writer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = io.StringIO("y\n")
    terminal.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setenv("REFTEL_CLEARANCE", "U")
    result = run("delete", CABLE, "99NOWHERE1")
    assert result.code == 1
    assert f"Remove {CABLE} from every store?" in result.out
    assert "Not in the library: 99NOWHERE1" in result.out


def test_delete_removes_a_cable_everywhere_and_names_unknown_ones(run: Run, writer: Path) -> None:
    result = run("delete", CABLE, "99NOWHERE1", "--json")
    assert result.code == 1
    assert result.rows == [{"deleted": [CABLE], "unknown": ["99NOWHERE1"], "answers": []}]
    assert run("show", CABLE).code == 3
    hits = run("search", "Port Aldera harbour", "-k", "50", "--json").rows[0]["hits"]
    assert CABLE not in {hit["cable"] for hit in hits}


def test_backup_restores_into_an_empty_home(run: Run, reader: Path, tmp_path: Path) -> None:
    backup, fresh = tmp_path / "backup.zip", tmp_path / "fresh"
    assert run("export", backup).code == 0
    assert run("import", backup, "--home", fresh).code == 0
    before = run("list", "--limit", "500", "--json")
    after = run("list", "--limit", "500", "--json", "--home", fresh)
    assert before.rows == after.rows
    assert before.rows
    assert run("doctor", "--home", fresh).code == 0


def test_home_may_stand_before_or_after_the_command(run: Run, sample_library: Path) -> None:
    assert run("--home", sample_library, "list", "--limit", "1").code == 0
    assert run("list", "--limit", "1", "--home", sample_library).code == 0


@pytest.mark.parametrize(
    ("args", "code", "words"),
    [
        (("ask",), 2, "quotation marks"),
        (("ask", "x", "--from", "soon"), 2, "'soon' is no date"),
        (("ask", "x", "--clearance", "COSMIC"), 2, "'COSMIC' is no clearance"),
        (("ask", "x", "--cable", "??"), 2, "no cable id"),
        (("search", "--batch", "/nonexistent/b.jsonl"), 2, "cannot be read"),
        (("ask", "x", "--batch", "b.jsonl"), 2, "not both"),
        (("ask", "a \udcff bad byte"), 2, "question is no valid text at character 3"),
        (("search", "\ud800"), 2, "question is no valid text at character 1"),
        (("search", "x", "--post", "\udcff"), 2, "is no valid text"),
        (("brief", "--topic", "\udcff", "-o", "x.md"), 2, "topic is no valid text"),
        (("ask", "x", "--from", "2010", "--to", "2009"), 2, "--from 2010 lies after --to 2009"),
        (("ask", "x", "--fallback", "maybe"), 2, "--fallback cannot be 'maybe'; choose extractive or none"),
        (("delete", "99NOWHERE1"), 3, "Not in the library: 99NOWHERE1"),
        (("show", "09PORTALDERA21"), 3, "nearest ids"),
        (("show", CABLE, "--paragraph", "99"), 3, "no paragraph '99'"),
        (("import", "/nonexistent.zip"), 3, "/nonexistent.zip"),
        (("verify", "/nonexistent.json"), 3, "/nonexistent.json"),
        (("brief", "-o", "x.pdf"), 2, "--topic"),
        (("brief", "--topic", "harbour", "-o", "x.xyz"), 2, "x.xyz"),
        (("brief", "--topic", "harbour", "--paper", "b5", "-o", "x.pdf"), 2, "a4 or letter"),
    ],
)
def test_each_wrong_call_is_one_sentence_on_stderr(
    run: Run, reader: Path, args: tuple[str, ...], code: int, words: str
) -> None:
    result = run(*args)
    assert (result.code, result.out) == (code, "")
    assert words in result.err
    assert "Traceback" not in result.err
    assert result.err.count("\n") == 1


def test_an_unknown_setting_is_refused_with_the_nearest_name(
    run: Run, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFTEL_CLEARENCE", "U")
    result = run("list")
    assert result.code == 2
    assert "REFTEL_CLEARANCE" in result.err


def test_a_setting_like_no_other_is_refused_without_a_guess(
    run: Run, reader: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFTEL_FOO", "1")
    result = run("list")
    assert result.code == 2
    assert "REFTEL_FOO is no" in result.err
    assert "Did you mean" not in result.err


def test_an_empty_home_says_what_to_do(run: Run) -> None:
    result = run("ask", "Anything?")
    assert result.code == 3
    assert "reftel ingest" in result.err


def test_a_fault_of_ours_is_a_sentence_and_its_trace_is_kept(
    run: Run, reader: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setattr("rag.desk.Desk.cables", lambda *_args, **_kwargs: 1 // 0)
    result = run("list")
    assert result.code == 3
    assert "fault of Reftel (ZeroDivisionError)" in result.err
    assert "Traceback" not in result.err
    (log,) = tmp_path.rglob("faults.log")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_the_terminal_is_not_driven_by_what_a_cable_says(run: Run, tmp_path: Path, corpus: Path) -> None:
    cable = tmp_path / "hostile.txt"
    text = (corpus / f"{CABLE}.txt").read_text(encoding="utf-8")
    cable.write_text(text.replace("1. (", "1. \x1b[31m\u202e(", 1), encoding="utf-8")
    result = run("parse", cable)
    assert "\x1b" not in result.out
    assert "\u202e" not in result.out
