"""What is asked: the words, the conversation before them, and the limits."""

from dataclasses import dataclass, field
from typing import NamedTuple

from rag.errors import UsageError
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

    Raises:
        UsageError: Some of its words are no Unicode text.
    """

    text: str
    history: tuple[Turn, ...] = ()
    filters: Filters = field(default_factory=Filters)

    def __post_init__(self) -> None:
        """Refuses what no index can be asked for."""
        refuse_broken(self.text, "question")
        for turn in self.history:
            refuse_broken(turn.text, "conversation before the question")
        for name in (*self.filters.posts, *self.filters.tags):
            refuse_broken(name, "post or TAG to look in")


def refuse_broken(text: str, what: str) -> None:
    """Text with half a character (a lone surrogate: bytes that are no UTF-8, or half of a pair) cannot be looked up.

    Args:
        text: As given.
        what: What it is, for the message.

    Raises:
        UsageError: It holds such a half.
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        place = error.start + 1
        raise UsageError(f"The {what} is no valid text at character {place}: write it in UTF-8.") from None
