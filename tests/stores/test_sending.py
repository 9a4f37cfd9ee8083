"""Nothing above the ceiling is sent to an embedder on another machine."""

import pytest

from rag.cables.marking import Level
from rag.errors import UserError
from rag.stores.entries import make_entries
from tests.stores.samples import HashingEmbedder, cable


class RemoteEmbedder(HashingEmbedder):
    """The same, said to stand on another machine."""

    host = "embeddings.example.org"
    ceiling = Level.SBU


@pytest.mark.parametrize("level", [Level.C, Level.S, Level.UNMARKED])
def test_a_cable_above_the_ceiling_is_refused_before_anything_is_sent(level: Level) -> None:
    embedder = RemoteEmbedder()
    with pytest.raises(UserError, match=r"09PARIS2"):
        make_entries([cable(level=Level.U), cable("09PARIS2", level=level)], embedder, {})
    assert embedder.embedded == 0


def test_what_is_at_the_ceiling_is_sent() -> None:
    embedder = RemoteEmbedder()
    assert make_entries([cable(level=Level.SBU)], embedder, {})
    assert embedder.embedded > 0


def test_nothing_is_refused_on_this_machine() -> None:
    assert make_entries([cable(level=Level.TS)], HashingEmbedder(), {})
