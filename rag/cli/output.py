"""How results reach a person or a program: JSON lines, terminal text, progress bars."""

import json
import sys
import unicodedata
from collections.abc import Generator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_BIDI = set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def print_json(document: "Mapping[str, object]") -> None:
    """One ASCII-escaped object on a line of its own."""
    sys.stdout.write(json.dumps(document, ensure_ascii=True, allow_nan=False) + "\n")
    sys.stdout.flush()


def clean(text: str) -> str:
    """Text that cannot drive a terminal: control, bidirectional and tag characters become visible escapes."""
    return "".join(char if _harmless(char) else f"\\u{ord(char):04x}" for char in text)


def _harmless(char: str) -> bool:
    if char in "\n\t":
        return True
    return char not in _BIDI and unicodedata.category(char) not in {"Cc", "Cs", "Co", "Cn"} and char < "\U000e0000"


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(clean(text) + "\n")


def warn(text: str) -> None:
    """A line on stderr."""
    sys.stderr.write(clean(text) + "\n")


@contextmanager
def progress_bar(title: str) -> "Generator[Callable[[int, int | None, str], None]]":
    """A bar on stderr with count, rate and time left; silent where stderr is no terminal.

    Yields:
        A function of (done, total or None, what is being worked on).
    """
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    bar = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(),
        TextColumn("{task.fields[name]}", style="dim"),
        console=console,
        disable=not console.is_terminal,
        transient=True,
    )
    with bar:
        task = bar.add_task(title, total=None, rate="", name="")

        def report(done: int, total: int | None, name: str) -> None:
            speed = bar.tasks[0].finished_speed or bar.tasks[0].speed
            rate = f"{speed:,.1f}/s" if speed else ""
            bar.update(task, completed=done, total=total, rate=rate, name=clean(name)[-40:])

        yield report
