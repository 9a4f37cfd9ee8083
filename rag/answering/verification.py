"""`reftel verify`: an exported answer or brief, checked again sentence by sentence against the library."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from rag.answering.citing import Lookup
from rag.answering.envelope import envelope_findings
from rag.answering.lookup import library_lookup
from rag.answering.model import Verdict
from rag.answering.recheck import Rechecked, read_statements, recheck
from rag.cables.marking import Level
from rag.errors import UserError
from rag.stores.library import Library

MAX_BYTES = 32 * 1024 * 1024

PageCheck = Callable[[Mapping[str, object], Lookup], tuple[str, ...]]
"""Compares what stands around a brief's statements with the library: a sentence for each thing that differs."""


@dataclass(frozen=True)
class Verification:
    """What became of every statement of a file.

    Attributes:
        file: The file's name.
        kind: `answer` or `brief`.
        lines: One result a statement, in the file's order.
        findings: What stands around the statements and is not as it was made: of a brief banner, marks, dates and
            sources; of an answer its text, its list of citations, its outcome and whether it abstained.
    """

    file: str
    kind: str
    lines: tuple[Rechecked, ...]
    findings: tuple[str, ...] = ()

    @property
    def verified(self) -> int:
        """How many statements the gate passes today and the file shows as the library bears out."""
        return sum(line.new is Verdict.VERIFIED for line in self.lines)

    @property
    def lost(self) -> int:
        """How many statements the file shows otherwise than the library bears out."""
        return sum(not line.holds for line in self.lines)


def verify_file(
    path: Path, library: Library, clearance: Level | None, check_page: PageCheck | None = None
) -> Verification:
    """Checks an exported answer or brief again.

    Args:
        path: A JSON file as `reftel ask --json` or `reftel brief -o FILE.json` writes it; not trusted.
        library: What it is checked against.
        clearance: Of the reader: paragraphs above it count as absent.
        check_page: Compares the page of a brief; without it only the statements are checked.

    Raises:
        UserError: The file cannot be read, or is no such export.
    """
    document = _read(path)
    sections = document.get("sections")
    statements = document.get("statements") if sections is None else _lines(sections)
    lookup = library_lookup(library, clearance)
    exported = read_statements(statements)
    lines = recheck(exported, lookup)
    if sections is None:
        return Verification(str(path), "answer", lines, envelope_findings(document, exported))
    return Verification(str(path), "brief", lines, check_page(document, lookup) if check_page else ())


def _read(path: Path) -> Mapping[str, object]:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UserError(f"{path} is larger than {MAX_BYTES // 2**20} MB; an exported answer or brief never is.")
        document = json.loads(path.read_bytes())
    except OSError as error:
        raise UserError(f"{path} cannot be read: {error.strerror or error}.") from None
    except (ValueError, RecursionError):
        raise UserError(f"{path} is no JSON file; export the answer or brief again as JSON.") from None
    if not isinstance(document, dict):
        raise UserError(f"{path} holds no exported answer or brief; export it again as JSON.")
    return {str(name): value for name, value in document.items()}


def _lines(sections: object) -> list[object]:
    lines: list[object] = []
    for section in sections if isinstance(sections, list) else [None]:
        held = section.get("lines") if isinstance(section, dict) else None
        if not isinstance(held, list):
            raise UserError("The file's sections have not the form of an exported brief; export it again as JSON.")
        lines += held
    return lines


def verification_document(report: Verification) -> dict[str, object]:
    """The JSON form of a verification."""
    return {
        "file": report.file,
        "kind": report.kind,
        "verified": report.verified,
        "lost": report.lost,
        "findings": list(report.findings),
        "statements": [
            {
                "text": line.exported.text,
                "was": line.old.value,
                "now": line.new.value,
                "reason": line.statement.reason,
                "changes": list(line.changes),
                "holds": line.holds,
            }
            for line in report.lines
        ],
    }
