"""Builds the indexes again from the library, beside the old ones, and switches in one transaction."""

from collections.abc import Callable

from rag.embedding.base import Embedder
from rag.stores.generations import built_index, retire, switch, vectors_of
from rag.stores.home import Home
from rag.stores.library import Library
from rag.stores.lock import writer_lock
from rag.stores.options import DEFAULTS, StoreOptions
from rag.stores.progress import ProgressCallback


def reindex(
    home: Home,
    *,
    embedder_factory: Callable[[], Embedder],
    progress: ProgressCallback | None = None,
    options: StoreOptions = DEFAULTS,
) -> str:
    """Builds both indexes anew; readers use the old ones until the switch.

    Vectors that the same embedder made before are taken over where their file can still be read.

    Args:
        home: Where the stores live.
        embedder_factory: The embedder of the new index.
        progress: Told cables done, cables in all, and the id at hand.
        options: See `StoreOptions`.

    Returns:
        Name of the new index generation.

    Raises:
        UserError: There is no library.
        RetryError: Another writer is at work.
        OperatorError: The library cannot be read, or there is no room for the new indexes.
    """
    Library.open(home.library).close()
    with writer_lock(home.lock), Library.open(home.library, write=True) as library:
        before, embedder = library.generation, embedder_factory()
        with (
            vectors_of(home.index(before).vectors, embedder) as known,
            built_index(home, library, embedder, known, progress=progress, options=options) as generation,
            library.db.transaction(),
        ):
            switch(library, generation)
        retire(home, before, generation, options)
    return generation
