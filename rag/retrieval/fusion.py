"""Dense and lexical candidates, joined on one scale."""

from collections.abc import Iterable, Mapping

import numpy as np

from rag.cables.model import Key
from rag.retrieval.model import Candidate

POOL = 200
"""Candidates taken from each index; 100 lost a hundredth of recall at 8 on development questions."""
LEXICAL = 0.01
"""What a BM25 point is worth in cosine. On 96 development questions .006 to .015 differ by less than .02 of MRR; .03
loses .05, and either index alone loses .05 to .15."""


def join(
    dense: Iterable[tuple[Key, float]],
    lexical: Iterable[tuple[Key, float]],
    parts: Mapping[Key, np.ndarray],
    vector: np.ndarray,
) -> dict[Key, Candidate]:
    """Joins both lists.

    Args:
        dense: Paragraphs with their cosine.
        lexical: Paragraphs with their BM25 score.
        parts: Vectors of the paragraphs that only the lexical list has, shape (parts, dimension).
        vector: The question's.

    Returns:
        Every paragraph of either list, scored by cosine + `LEXICAL` x BM25.
    """
    cosines = dict(dense)
    points: dict[Key, float] = {}
    for key, score in lexical:
        points[key] = points.get(key, 0.0) + score
    for key, vectors in parts.items():
        cosines.setdefault(key, float((vectors @ vector).max()))
    return {
        key: Candidate(key, cosine, points.get(key, 0.0), cosine + LEXICAL * points.get(key, 0.0))
        for key, cosine in cosines.items()
    }
