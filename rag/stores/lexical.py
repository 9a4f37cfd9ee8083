"""The lexical index: a view of its own for every clearance.

BM25 weighs a word by how many paragraphs have it. Were there one index for all, paragraphs that a reader may not see
would move the scores, and with them the order, of those that he may; so each clearance has an index that has never
held anything above it.
"""

import threading
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.cables.marking import Level
from rag.cables.model import Cable, Key
from rag.errors import OperatorError
from rag.stores.failures import index_errors
from rag.stores.filters import Filters
from rag.stores.lexical_view import LexicalView
from rag.stores.selection import UNLIMITED

CLEARANCES: tuple[Level | None, ...] = (None, *(level for level in Level if level is not Level.UNMARKED))


class Lexical:
    """All views; a reader opens the one that it asks."""

    def __init__(self, path: Path, *, write: bool) -> None:
        """Opens the index.

        Raises:
            OperatorError: It is missing, damaged or of another layout.
        """
        if not path.is_dir():
            raise OperatorError(f"The lexical index {path} is missing; run `reftel reindex` to build it again.")
        self._path = path
        self._write = write
        self._guard = threading.Lock()
        self._views: dict[Level | None, LexicalView] = {}
        for clearance in CLEARANCES if write else (None,):
            self.view(clearance)

    @staticmethod
    def create(path: Path) -> None:
        """Makes an empty index."""
        with index_errors(path):
            path.mkdir()
        for clearance in CLEARANCES:
            LexicalView.create(path / _name(clearance))

    def close(self) -> None:
        """Ends background work; an uncommitted batch is dropped."""
        for view in self._views.values():
            view.close()
        self._views.clear()

    def view(self, clearance: Level | None) -> LexicalView:
        """The index that a reader with this clearance asks.

        Raises:
            OperatorError: It is missing, damaged or of another layout.
        """
        with self._guard:
            if clearance not in self._views:
                path = self._path / _name(clearance)
                self._views[clearance] = LexicalView(path, write=self._write, clearance=clearance)
            return self._views[clearance]

    def count(self) -> int:
        """Number of paragraphs, headers included."""
        return self.view(None).count()

    def replace(self, removed: Iterable[str], cables: Sequence[Cable]) -> None:
        """Replaces all that is held of some cables, in one commit a view.

        Args:
            removed: Ids of all cables that change.
            cables: Those of them that are still in the library.
        """
        gone = tuple(removed)
        for clearance in CLEARANCES:
            self.view(clearance).replace(gone, cables)

    def query(self, terms: str, k: int, filters: Filters = UNLIMITED) -> list[tuple[Key, float]]:
        """The paragraphs that hold the words; see `LexicalView.query`."""
        return self.view(filters.clearance).query(terms, k, filters)


def _name(clearance: Level | None) -> str:
    return "all" if clearance is None else clearance.name
