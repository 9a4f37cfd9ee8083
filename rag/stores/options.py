"""How the stores are opened, beyond where they live."""

from collections.abc import Callable
from dataclasses import dataclass

Step = Callable[[str], None]

EXACT_LIMIT = 20_000
"""Up to so many chunks a query compares them all, and nothing is ever missed; beyond, Chroma's graph answers."""


def _no_step(_: str) -> None:
    """Nothing is watched."""


@dataclass(frozen=True)
class StoreOptions:
    """Choices of whoever opens the stores.

    Attributes:
        chroma_url: Address of a Chroma server, "" for Chroma in the home folder.
        group: Paragraphs after which an ingest makes what it has read last: some 8 s of work on two cores.
        exact_limit: Most chunks that are searched exactly.
        step: Told the name of each writing store call before it is made; crash tests end the process there.
    """

    chroma_url: str = ""
    exact_limit: int = EXACT_LIMIT
    group: int = 256
    step: Step = _no_step


DEFAULTS = StoreOptions()
