"""What a search gives back."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rag.cables.model import Evidence, Key
from rag.retrieval.analysis import Analysis


@dataclass(frozen=True)
class Candidate:
    """A paragraph with what speaks for it.

    Attributes:
        key: The paragraph.
        cosine: Cosine of the question with its best part.
        lexical: BM25 score, 0 where no word of the question stands in it or others filled the list.
        score: What it is ranked by, in units of the cosine.
    """

    key: Key
    cosine: float
    lexical: float
    score: float


@dataclass(frozen=True)
class Retrieved:
    """The paragraphs found for a question.

    Attributes:
        hits: Best first.
        candidates: The same paragraphs with their scores, in the same order.
        queries: What was searched for.
        timings: Seconds by stage.
        analysis: The question as it was read.
        named: Cables that the question or its conversation names and the library shows.
        missing: Cables that the question names and the library does not show.
        vector: The question's vector, for whoever compares sentences with it; float32 of shape (dimension,).
    """

    hits: tuple[Evidence, ...]
    candidates: tuple[Candidate, ...]
    queries: tuple[str, ...]
    timings: Mapping[str, float]
    analysis: Analysis
    named: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    vector: tuple[float, ...] = field(default=(), repr=False)
