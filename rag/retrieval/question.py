"""What is asked: the words, the conversation before them, and the limits."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rag.stores.filters import Filters


class Turn(NamedTuple):
    """One earlier message of the conversation; role is `user` or `assistant`."""

    role: str
    text: str


@dataclass(frozen=True)
class Question:
    """A question in its conversation.

    Attributes:
        text: As asked.
        history: Earlier turns, oldest first.
        filters: Limits on what is searched.
    """

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)
