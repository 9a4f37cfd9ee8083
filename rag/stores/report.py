"""What an ingest did."""

from collections import Counter
from dataclasses import dataclass

from rag.cables.model import Coverage
from rag.parsing.parser import Failure
from rag.stores.changes import Change
from rag.stores.library import FileRecord


@dataclass(frozen=True)
class IngestReport:
    """Counts of one run.

    Attributes:
        added: Cables that the library did not have.
        updated: Cables whose source or parser gave something new.
        unchanged: Cables read again, or in files skipped as unchanged, that the library has as they are.
        twins: Further carriers of cables that the library has.
        skipped: Files of other kinds.
        failed: What could not be read, each with its reason; the rest was.
        cables: Cables in the library afterwards.
        paragraphs: Paragraphs in the library afterwards, headers not counted.
        seconds: Wall time.
        stopped: Whether the user stopped it before its end.
    """

    added: int
    updated: int
    unchanged: int
    twins: int
    skipped: int
    failed: tuple[Failure, ...]
    cables: int
    paragraphs: int
    seconds: float
    stopped: bool = False


class Tally:
    """Counts while a run goes on."""

    def __init__(self) -> None:
        self.changes = Counter[Change]()
        self.skipped = 0
        self.failed: list[Failure] = []

    def skip_known(self, file: FileRecord, cables: int) -> None:
        """A file that was read before; what could not be read in it then is told again."""
        self.changes[Change.UNCHANGED] += cables
        self.failed += [Failure(source, reason) for source, reason in file.failures]

    def report(self, held: Coverage, seconds: float, *, stopped: bool) -> IngestReport:
        """Closes the counts.

        Args:
            held: What the library holds afterwards.
            seconds: Wall time.
            stopped: Whether the user stopped it.
        """
        return IngestReport(
            added=self.changes[Change.ADDED],
            updated=self.changes[Change.UPDATED],
            unchanged=self.changes[Change.UNCHANGED],
            twins=self.changes[Change.TWIN],
            skipped=self.skipped,
            failed=tuple(self.failed),
            cables=held.cables,
            paragraphs=held.paragraphs,
            seconds=seconds,
            stopped=stopped,
        )
