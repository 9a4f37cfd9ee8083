"""The home folder: where each store lives, and nothing about what is in it."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from rag.errors import OperatorError, UserError


@dataclass(frozen=True)
class IndexFolder:
    """One generation of the two indexes, derived from the library and replaced whole.

    Attributes:
        path: The folder of this generation.
    """

    path: Path

    @property
    def chroma(self) -> Path:
        """Chroma's own folder."""
        return self.path / "chroma"

    @property
    def vectors(self) -> Path:
        """Exact vectors with what they were made from."""
        return self.path / "vectors.sqlite"

    @property
    def lexical(self) -> Path:
        """Tantivy's own folder."""
        return self.path / "lexical"


@dataclass(frozen=True)
class Home:
    """Paths of all stores below one folder.

    Attributes:
        path: The home folder.
    """

    path: Path

    @property
    def library(self) -> Path:
        """The truth: source bytes, cables, paragraphs, references, ingest state."""
        return self.path / "library.sqlite"

    @property
    def answers(self) -> Path:
        """Conversations and exports."""
        return self.path / "answers.sqlite"

    @property
    def lock(self) -> Path:
        """Held by the one writer."""
        return self.path / "writer.lock"

    def index(self, generation: str) -> IndexFolder:
        """The folder of one index generation; the library says which one is in force."""
        return IndexFolder(self.path / f"index-{generation}")

    def create(self) -> None:
        """Makes the folder, readable by its owner alone.

        Raises:
            UserError: The path is a file.
            OperatorError: The folder cannot be made or written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UserError(f"{self.path} is a file, not a folder; give another home folder.") from None
        except OSError as error:
            raise OperatorError(f"The home folder {self.path} cannot be made ({error.strerror}).") from None
        if not os.access(self.path, os.W_OK | os.X_OK):
            raise OperatorError(f"The home folder {self.path} is read-only for this user; nothing can be stored there.")

    def sweep_restores(self) -> None:
        """Removes what unfinished restores left."""
        for folder in self.path.glob("restore-*"):
            shutil.rmtree(folder, ignore_errors=True)

    def sweep(self, generation: str) -> None:
        """Removes what unfinished rebuilds left: every index folder but the one in force."""
        keep = self.index(generation).path
        for folder in self.path.glob("index-*"):
            if folder != keep:
                shutil.rmtree(folder, ignore_errors=True)
