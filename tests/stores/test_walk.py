import os
import tracemalloc
from pathlib import Path

import pytest

from rag.stores.walk import walk


def is_text(path: Path) -> bool:
    return path.suffix == ".txt"


def test_folders_are_walked_and_other_kinds_left_out(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("one.txt", "a/two.txt", "a/b/three.txt", "a/picture.png"):
        (tmp_path / name).write_text("words")
    found = list(walk([tmp_path], is_text))
    assert {each.path.name for each in found if each.wanted} == {"one.txt", "two.txt", "three.txt"}
    assert [each.path.name for each in found if not each.wanted] == ["picture.png"]
    assert {each.size for each in found if each.wanted} == {5}


def test_a_file_that_is_named_is_wanted_whatever_its_kind(tmp_path: Path) -> None:
    (tmp_path / "odd.xyz").write_text("words")
    assert [each.wanted for each in walk([tmp_path / "odd.xyz"], is_text)] == [True]


def test_a_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    (found,) = walk([tmp_path / "gone"], is_text)
    assert (found.wanted, found.problem) == (False, "There is no such file or folder.")


def test_a_pipe_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (found,) = walk([tmp_path / "pipe"], is_text)
    assert found.problem == "It is neither a file nor a folder."
    os.mkfifo(tmp_path / "pipe.txt")
    assert not any(each.wanted for each in walk([tmp_path], is_text))


def test_a_link_back_to_its_folder_does_not_loop(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text("words")
    (tmp_path / "again").symlink_to(tmp_path)
    assert sum(each.wanted for each in walk([tmp_path], is_text)) == 1


def test_a_folder_that_cannot_be_listed_is_named_and_the_rest_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "closed").mkdir()
    (tmp_path / "one.txt").write_text("words")
    scan = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", refusing)
    found = list(walk([tmp_path], is_text))
    assert [each.problem for each in found if each.problem] == ["The folder cannot be listed (Permission denied)."]
    assert sum(each.wanted for each in found) == 1


def test_a_large_folder_is_not_held_in_memory(tmp_path: Path) -> None:
    for number in range(3000):
        (tmp_path / f"a-file-with-quite-a-long-name-{number:06}.png").touch()
    tracemalloc.start()
    count = sum(1 for _ in walk([tmp_path], is_text))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 3000
    assert peak < 100_000, "some 30 bytes a file: the list of the folder was held"
