"""What the vector store holds of a chunk: its vector and what the filters need, never its text."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from rag.cables.ids import post_key
from rag.cables.model import Cable
from rag.embedding.base import Embedder
from rag.embedding.ceiling import guard_chunks
from rag.embedding.chunking import chunks
from rag.errors import OperatorError
from rag.stores.selection import day_number


@dataclass(frozen=True, eq=False)
class Entry:
    """One row of the vector store.

    Attributes:
        id: The chunk's id.
        cable: The cable's id.
        index: The paragraph's position in it, 0 for the header.
        part: Which part of the paragraph.
        post: Post key.
        day: Day number.
        tags: In capitals.
        level: Number of the effective level.
        digest: SHA-256 of the text that was embedded.
        vector: float32 of shape (dimension,), unit length.
    """

    id: str
    cable: str
    index: int
    part: int
    post: str
    day: int
    tags: tuple[str, ...]
    level: int
    digest: bytes
    vector: np.ndarray


def make_entries(cables: Sequence[Cable], embedder: Embedder, known: Mapping[bytes, np.ndarray]) -> list[Entry]:
    """Chunks and embeds cables, in one call of the embedder.

    Args:
        cables: In any number that fits memory.
        embedder: Makes the vectors.
        known: Vectors that this embedder has already made, by the digest of their text; not made again.

    Raises:
        UserError: A chunk is marked above what may be sent to the embedder's host; nothing was sent.
        OperatorError: The embedder returned another number of vectors or dimensions than it declares.
    """
    made = [(cable, chunk) for cable in cables for chunk in chunks(cable, embedder)]
    guard_chunks([chunk for _, chunk in made], embedder.host, embedder.ceiling)
    digests = [hashlib.sha256(chunk.text.encode()).digest() for _, chunk in made]
    missing = {digest: chunk.text for digest, (_, chunk) in zip(digests, made, strict=True) if digest not in known}
    vectors = dict(known)
    if missing:
        embedded = embedder.embed(list(missing.values()))
        if embedded.shape != (len(missing), embedder.dimension):
            raise OperatorError(
                f"The embedder {embedder.name} returned {embedded.shape} numbers for {len(missing)} texts of "
                f"{embedder.dimension} dimensions; check its settings."
            )
        vectors.update(zip(missing, embedded, strict=True))
    levels = {(cable.id, unit.index): unit.effective_marking.level for cable in cables for unit in cable.units}
    return [
        Entry(
            id=chunk.id,
            cable=cable.id,
            index=chunk.index,
            part=chunk.part,
            post=post_key(cable.post),
            day=day_number(cable.date),
            tags=tuple(tag.upper() for tag in cable.tags),
            level=int(levels[cable.id, chunk.index]),
            digest=digest,
            vector=np.asarray(vectors[digest], dtype=np.float32),
        )
        for digest, (cable, chunk) in zip(digests, made, strict=True)
    ]
