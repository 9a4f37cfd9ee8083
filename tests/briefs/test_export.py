"""Files: written whole or not at all, and every refusal one sentence."""

import os
from pathlib import Path

import pytest

from rag.briefs.export import EXTENSIONS, check_target, encode, write
from rag.errors import UserError
from tests.briefs.builders import REFORM, make


@pytest.mark.parametrize("extension", EXTENSIONS)
def test_each_extension_writes_its_format(tmp_path: Path, extension: str) -> None:
    path = tmp_path / f"brief{extension.upper()}"
    write(make([REFORM]), path)
    starts = {".pdf": b"%PDF-", ".docx": b"PK", ".md": b"**CONF", ".html": b"<!DOCTYPE html>", ".json": b"{"}
    assert path.read_bytes().startswith(starts[extension])
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


def test_unknown_extension_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"end its name in one of \.pdf"):
        check_target(tmp_path / "brief.odt")
    with pytest.raises(UserError, match="is no format of a brief"):
        encode(make([REFORM]), ".odt")


def test_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="does not exist: make it first"):
        check_target(tmp_path / "nowhere" / "brief.pdf")


def test_a_folder_of_that_name_is_refused(tmp_path: Path) -> None:
    (tmp_path / "brief.pdf").mkdir()
    with pytest.raises(UserError, match="is a folder"):
        check_target(tmp_path / "brief.pdf")


def test_unwritable_place_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(UserError, match="cannot be written"):
        check_target(tmp_path / "brief.pdf")


def test_a_failing_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "brief.md"
    path.write_text("old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(UserError, match="No space left on device"):
        write(make([REFORM]), path)
    assert path.read_text() == "old"
    assert [other.name for other in tmp_path.iterdir()] == ["brief.md"]
