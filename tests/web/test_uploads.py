"""Uploads: names, kinds, sizes, bombs; what is good is added, and each file has its own result."""

import json
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from rag.desk import Desk
from rag.errors import UserError
from rag.settings import Settings
from rag.web import inspection, library, uploads
from rag.web.context import Context

GOOD = (
    "VZCZCXRO7778\nRR RUEHXA\nDE RUEHQX #0778/01 3411315\nZNR UUUUU ZZH\nR 071315Z DEC 09\n"
    "FM AMEMBASSY PORT ALDERA\nTO RUEHC/SECSTATE WASHDC 2998\nUNCLAS PORT ALDERA 000778\n\nSIPDIS\n\n"
    "E.O. 12958: N/A\nTAGS: PGOV VX\nSUBJECT: A NEW LIGHTHOUSE\n\n"
    "1. (U) The lighthouse keeper Ottoline Vance lit the lamp on December 5.\n\nPASCOE\n"
)


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.txt", "a.txt"),
        ("a\x00b\u202etxt.exe", "abtxt.exe"),
        ("CON.txt", "file-CON.txt"),
        ("...", "file"),
        ("x" * 300 + ".txt", "x" * 68 + ".txt"),
    ],
)
def test_names_are_made_safe(given: str, safe: str) -> None:
    assert uploads.safe_name(given) == safe


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"\x7fELF\x02", "is a program"),
        (b"\x1f\x8b\x08", "is a gzip archive"),
        (b"abc\x00def", "is a binary file"),
    ],
)
def test_kind_is_judged_by_content(tmp_path: Path, data: bytes, reason: str) -> None:
    file = tmp_path / "cable.txt"
    file.write_bytes(data)
    with pytest.raises(UserError, match=rf"cable\.txt {reason}"):
        uploads.check_kind(file, "cable.txt")


@pytest.mark.parametrize("data", [b"%PDF-1.7", b"PK\x03\x04", GOOD.encode("utf-16"), GOOD.encode()])
def test_kinds_that_may_hold_cables_pass(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "anything.bin"
    file.write_bytes(data)
    uploads.check_kind(file, file.name)


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "big.txt"
    with file.open("wb") as out:
        out.truncate(uploads.MAX_BYTES + 1)
    with pytest.raises(UserError, match="larger than 64 MB"):
        uploads.check_kind(file, "big.txt")


@pytest.fixture
def context(tmp_path: Path) -> Context:
    return Context(Desk.open(Settings(home=tmp_path / "home")), tmp_path / "files")


def test_too_many_or_too_much_is_refused_at_once(context: Context, tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as out:
        out.truncate(uploads.MAX_TOTAL_BYTES // 4)
    with pytest.raises(UserError, match=r"These are 51 files; at most 50"):
        uploads.add(context, [big] * 51)
    with pytest.raises(UserError, match="larger than 256 MB together"):
        uploads.add(context, [big] * 5)


def test_good_and_bad_files_have_their_own_results(context: Context, tmp_path: Path) -> None:
    good, poem, bomb, evil = (tmp_path / name for name in ("good.txt", "poem.txt", "bomb.zip", "evil.zip"))
    good.write_text(GOOD)
    poem.write_text("Roses are red.\n")
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", b"0" * (300 * 2**20))
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr("../../../tmp/reftel-escaped.txt", GOOD)
    results = list(uploads.add(context, [good, poem, bomb, evil]))
    assert results[0].report is not None
    assert results[0].report.added == 1
    assert [finding.cable for finding in results[0].findings] == ["09PORTALDERA778"]
    assert "poem.txt holds no cable" in results[1].problem
    assert "bomb.zip" in results[2].problem
    assert not Path("/tmp/reftel-escaped.txt").exists()
    assert context.desk.coverage().cables == 1
    assert not list((context.folder / "uploads").iterdir())
    shown = library.results(results, 4)
    assert "4 files read, 1 cable added." in shown
    assert "Not added" in shown
    assert "Reading file 2 of 4" in library.results(results[:1], 4)
    context.desk.close()


def test_process_that_needs_too_much_ends_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "cable.txt"
    file.write_text(GOOD)
    monkeypatch.setattr(inspection, "WALL_SECONDS", 0.01)
    with pytest.raises(UserError, match=r"cable\.txt took longer than"):
        inspection.inspect(file, "cable.txt")
    monkeypatch.undo()
    monkeypatch.setattr(inspection, "_MAX_OUTPUT", 1)
    with pytest.raises(UserError, match="needs more memory or time"):
        inspection.inspect(file, "cable.txt")


def test_limits_are_set_in_the_process_itself(tmp_path: Path) -> None:
    file = tmp_path / "cable.txt"
    file.write_text(GOOD.replace("lit the lamp", "lit the lamp " + "again and again " * 2_000_000))
    code = (
        "import sys, resource; from rag.web import inspection; inspection.MEMORY_BYTES = 60 * 2**20;"
        f"sys.argv = ['x', {str(file)!r}, 'cable.txt']; inspection.main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, cwd=inspection._root())
    assert done.returncode != 0
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def test_report_of_the_process_names_the_file_as_the_person_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "0a1b2c"
    file.write_text("Roses are red.\n")
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["inspection", str(file), "poem.txt"])
    inspection.main()
    document = json.loads(capsys.readouterr().out)
    assert document["error"].startswith("poem.txt holds no cable")
    assert "0a1b2c" not in document["error"]
    file.write_text(GOOD)
    found = inspection.read(file, "good.txt")
    assert found["cables"] == 1
