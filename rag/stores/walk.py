"""Finds the files to read below the paths given, one at a time: a folder's list is never held in memory."""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Found:
    """One thing met on the way.

    Attributes:
        path: Absolute.
        size: In bytes; 0 unless it is to be read.
        wanted: Whether it is a file worth reading.
        problem: Why it cannot be read, "" when nothing is known against it.
    """

    path: Path
    size: int = 0
    wanted: bool = False
    problem: str = ""


def walk(paths: Iterable[Path], is_candidate: Callable[[Path], bool]) -> Iterator[Found]:
    """Walks files and folders, in whatever order the system lists them.

    Links to folders are not followed. A file named by the caller is wanted whatever its kind.

    Args:
        paths: As given by the caller.
        is_candidate: Whether a file inside a folder is of a kind worth reading.
    """
    for path in paths:
        absolute = Path(os.path.abspath(path))  # noqa: PTH100 - resolving links would rename the source
        if absolute.is_dir():
            yield from _folder(absolute, is_candidate)
        else:
            yield _file(absolute, wanted=True)


def _folder(folder: Path, is_candidate: Callable[[Path], bool]) -> Iterator[Found]:
    waiting = [folder]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(Path(entry.path))
                    else:
                        path = Path(entry.path)
                        yield _file(path, wanted=entry.is_file() and is_candidate(path))
        except OSError as error:
            yield Found(here, problem=f"The folder cannot be listed ({error.strerror}).")


def _file(path: Path, *, wanted: bool) -> Found:
    if not wanted:
        return Found(path)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return Found(path, problem="There is no such file or folder.")
    except OSError as error:
        return Found(path, problem=f"It cannot be read ({error.strerror}).")
    if not path.is_file():
        return Found(path, problem="It is neither a file nor a folder.")
    return Found(path, size, wanted=True)
