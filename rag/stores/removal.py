"""Removes cables from every store, with the answers that hold their words."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.embedding.base import Embedder
from rag.stores.home import Home
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.writer import open_writer


@dataclass(frozen=True)
class RemovalReport:
    """What was removed.

    Attributes:
        cables: Ids of the cables removed.
        unknown: Ids that the library did not have.
        answers: Ids of the kept documents removed with them.
    """

    cables: tuple[str, ...]
    unknown: tuple[str, ...]
    answers: tuple[str, ...]


def delete(
    home: Home,
    cables: Sequence[str],
    *,
    embedder_factory: Callable[[], Embedder],
    options: StoreOptions = DEFAULTS,
) -> RemovalReport:
    """Removes cables from library, indexes and answers.

    The stored bytes of the files that they came from go too; ingesting such a file again brings its cables back.

    Args:
        home: Where the stores live.
        cables: Their ids.
        embedder_factory: Called only when an interrupted ingest must be completed first.
        options: See `StoreOptions`.

    Raises:
        RetryError: Another writer is at work.
        OperatorError: A store cannot be written.
    """
    with open_writer(home, embedder_factory, options) as writer:
        removed = tuple(cable for cable in dict.fromkeys(cables) if writer.recorder.delete(cable))
        answers = writer.flush()
    return RemovalReport(removed, tuple(cable for cable in dict.fromkeys(cables) if cable not in removed), answers)
