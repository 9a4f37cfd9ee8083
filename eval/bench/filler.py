"""A library of a given size for measuring search: sentences of the sample cables, drawn anew into new cables."""

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.answering.sentences import split
from rag.embedding.base import Embedder
from rag.parsing.parser import is_candidate, parse_file
from rag.settings import Settings
from rag.stores.home import Home
from rag.stores.ingest import ingest

PARAGRAPHS_A_CABLE = 10
SENTENCES_A_PARAGRAPH = 5
POSTS = ("PORT ALDERA", "LINDEHAVN", "NKOROBA", "SAMRUKENT", "SAINT BRANNOCH")


class RandomVectors:
    """Stands in for the embedder while the library is filled: the time of a search does not depend on the vectors."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._random = np.random.default_rng(1)
        self.name = embedder.name
        self.dimension = embedder.dimension
        self.window = embedder.window
        self.host = embedder.host
        self.ceiling = embedder.ceiling

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of shape (texts, dimension), float32."""
        drawn = self._random.normal(size=(len(texts), self.dimension)).astype(np.float32)
        return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)

    def count(self, text: str) -> int:
        """Tokens, as the real embedder counts them."""
        return self._embedder.count(text)

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        """Parts, as the real embedder cuts them."""
        return self._embedder.cut(text, room)


def fill(folder: Path, paragraphs: int, sample: Path, embedder: Embedder) -> Settings:
    """Makes a library with this many paragraphs.

    Args:
        folder: Where the files and the library go.
        paragraphs: How many, headers not counted.
        sample: The cables whose sentences are drawn.
        embedder: Whose name the index will bear.

    Returns:
        Settings whose home is the library.
    """
    sentences = sorted(_sentences(sample))
    draw = random.Random(1)  # noqa: S311 - a fixed draw, so that two runs measure the same library
    files = folder / "cables"
    files.mkdir()
    for number in range(paragraphs // PARAGRAPHS_A_CABLE):
        (files / f"{number}.txt").write_text(_cable(number, sentences, draw), encoding="utf-8")
    settings = Settings(home=folder / "home")
    stand_in = RandomVectors(embedder)
    ingest(Home(settings.home), [files], embedder_factory=lambda: stand_in)
    return settings


def _sentences(sample: Path) -> set[str]:
    cables = (c for path in sample.iterdir() if path.is_file() and is_candidate(path) for c in parse_file(path).cables)
    return {p.text[a:b] for cable in cables for p in cable.paragraphs for a, b in split(p.text) if b - a > 40}


def _cable(number: int, sentences: Sequence[str], draw: random.Random) -> str:
    post, day = POSTS[number % len(POSTS)], 1 + number % 28
    body = "\n\n".join(
        f"{index}. (U) {' '.join(draw.sample(sentences, SENTENCES_A_PARAGRAPH))}"
        for index in range(1, PARAGRAPHS_A_CABLE + 1)
    )
    return (
        f"R {day:02d}1200Z MAR 09\nFM AMEMBASSY {post}\nTO SECSTATE WASHDC\n\nUNCLAS {post} {number + 1:06d}\n\n"
        f"E.O. 12958: N/A\nTAGS: PREL\nSUBJECT: {sentences[number % len(sentences)][:60].upper()}\n\n{body}\n"
    )
