"""What an uploaded file holds, read in a process of its own: a file that eats memory or time ends that process alone.

`python -m rag.web.inspection FILE NAME` prints one JSON object; the app calls it before a file comes near the library.
"""

import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from rag.errors import ReftelError, UserError

MEMORY_BYTES = 1536 * 2**20
CPU_SECONDS = 120
WALL_SECONDS = 180
MAX_REPORTED = 500
_MAX_OUTPUT = 4 * 2**20


@dataclass(frozen=True)
class Finding:
    """A cable in a file.

    Attributes:
        cable: Its id.
        marking: Its effective level and caveats as text.
        paragraphs: How many.
        warnings: Damage and doubts, one sentence each.
    """

    cable: str
    marking: str
    paragraphs: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class Inspection:
    """What a file holds.

    Attributes:
        findings: The first `MAX_REPORTED` cables.
        cables: How many there are.
        failures: What in it could not be read.
    """

    findings: tuple[Finding, ...]
    cables: int
    failures: tuple[str, ...]


def inspect(path: Path, name: str) -> Inspection:
    """Reads a file in a process with limits on memory, processor and wall time.

    Args:
        path: The file.
        name: What it is called in messages.

    Raises:
        UserError: It holds no cable, or more than the limits allow.
    """
    command = [sys.executable, "-m", "rag.web.inspection", str(path), name]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_SECONDS, check=False, cwd=_root())
    except subprocess.TimeoutExpired:
        raise UserError(f"{name} took longer than {WALL_SECONDS} s to read; it was not added.") from None
    if done.returncode != 0 or len(done.stdout) > _MAX_OUTPUT:
        raise UserError(f"{name} needs more memory or time than an upload may take; it was not added.")
    document = json.loads(done.stdout)
    if document["error"]:
        raise UserError(document["error"])
    return Inspection(
        findings=tuple(
            Finding(item["cable"], item["marking"], item["paragraphs"], tuple(item["warnings"]))
            for item in document["findings"]
        ),
        cables=document["cables"],
        failures=tuple(document["failures"]),
    )


def _root() -> Path:
    return Path(__file__).resolve().parents[2]


def read(path: Path, name: str) -> dict[str, object]:
    """The work of the process: what the file holds, or why it holds nothing.

    Args:
        path: The file.
        name: What it is called in messages.
    """
    from rag.parsing.parser import Failure, iter_file

    found: list[dict[str, object]] = []
    failures: list[str] = []
    cables, error = 0, ""
    try:
        for item in iter_file(path):
            if isinstance(item, Failure):
                failures.append(f"{_named(item.source, path, name)}: {_named(item.reason, path, name)}")
                continue
            cables += 1
            if cables <= MAX_REPORTED:
                warnings = [warning.message for warning in item.warnings][:5]
                found.append(
                    {
                        "cable": item.id,
                        "marking": str(item.effective_marking),
                        "paragraphs": len(item.paragraphs),
                        "warnings": warnings,
                    }
                )
    except ReftelError as problem:
        error = _named(str(problem), path, name)
    if not cables and not error:
        error = f"{name} holds no cable. {' '.join(failures[:1])}".strip()
    return {"findings": found, "cables": cables, "failures": failures[:MAX_REPORTED], "error": error}


def _named(message: str, path: Path, name: str) -> str:
    """A message with the name that the person knows in place of where the file lies."""
    return message.replace(str(path), name).replace(path.name, name)


def main() -> None:
    """Limits itself, reads the file that it is given, and says what it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(read(Path(sys.argv[1]), sys.argv[2])))


if __name__ == "__main__":
    main()
