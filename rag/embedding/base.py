"""What turns text into vectors, whatever stands behind it."""

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from rag.cables.marking import Level

Progress = Callable[[str], None]
"""Told in one sentence what takes time (a download, a first build)."""


class Embedder(Protocol):
    """Makes unit vectors of texts and knows how much text it can read at once."""

    @property
    def name(self) -> str:
        """Model and revision; an index made under another name is not comparable."""
        ...

    @property
    def host(self) -> str:
        """Where texts are sent, "" when they stay in this process."""
        ...

    @property
    def ceiling(self) -> Level:
        """The highest marking whose text may be sent to `host`, where that is not this machine."""
        ...

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        ...

    @property
    def window(self) -> int:
        """Tokens read at once, special tokens included."""
        ...

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Embeds texts, in any number and length.

        Args:
            texts: What to embed. One beyond the window is embedded as the mean of its parts, so no word is lost.

        Returns:
            float32 of shape (len(texts), dimension), rows of unit length, in the order given. A text's vector does
            not depend on the texts beside it (up to rounding).
        """
        ...

    def count(self, text: str) -> int:
        """Tokens of the text, special tokens included."""
        ...

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        """Cuts a text into parts that fit, at sentence ends where possible.

        Args:
            text: Any text, of any length.
            room: Tokens that a part may have, special tokens not counted; at least 8.

        Returns:
            Half-open character ranges in order that cover everything but white space between them; none for a text
            that is white space only.
        """
        ...
