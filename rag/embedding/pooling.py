"""One vector for a text that had to be read in parts."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np

Part = TypeVar("Part", list[int], str)


def embed_parts(texts: Sequence[Sequence[Part]], embed: Callable[[Sequence[Part]], np.ndarray]) -> np.ndarray:
    """Embeds texts that are given as parts.

    Args:
        texts: The parts of each text, at least one.
        embed: Gives a unit vector for every part, shape (parts, dimension).

    Returns:
        float32 of shape (texts, dimension), unit rows: the mean of a text's parts, weighed by their length.
    """
    vectors = embed([part for parts in texts for part in parts])
    if len(vectors) == len(texts):
        return vectors
    owners = [owner for owner, parts in enumerate(texts) for _ in parts]
    weights = np.array([len(part) for parts in texts for part in parts], np.float32)
    sums = np.zeros((len(texts), vectors.shape[1]), np.float32)
    np.add.at(sums, owners, vectors * weights[:, None])
    return unit_rows(sums)


def unit_rows(vectors: np.ndarray) -> np.ndarray:
    """Scales every row to unit length; a row of zeros stays as it is."""
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms == 0, 1, norms)
