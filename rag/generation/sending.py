"""Chooses what is sent: nothing above the ceiling, whole paragraphs, best first, within the budget of tokens."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.cables.marking import Level, Marking
from rag.cables.model import Evidence, Key
from rag.embedding.ceiling import is_loopback, may_leave
from rag.generation.neutral import neutral
from rag.settings import Settings

LINE_TOKENS = 40
"""Allowed for the lines of ours about a paragraph."""


class LeftOut(StrEnum):
    """Why a paragraph that was found is not sent."""

    MARKING = "marking"
    BUDGET = "budget"
    FAILED = "failed"


@dataclass(frozen=True)
class Ceiling:
    """Who may be sent what.

    Attributes:
        host: Of the model, "" or a loopback name for this machine.
        level: The highest that may go to any other host.
    """

    host: str
    level: Level

    @property
    def is_open(self) -> bool:
        """Whether everything may be sent, since nothing leaves the machine."""
        return is_loopback(self.host)

    def passes(self, marking: Marking) -> bool:
        """Whether text of this marking may be sent; unmarked text is above every ceiling."""
        return may_leave(marking, self.host, self.level)


def ceiling_of(settings: Settings, host: str) -> Ceiling:
    """The ceiling that the settings hold a model's host to; none set is the lowest."""
    level = Marking.parse(settings.llm_max_marking).level if settings.llm_max_marking else Level.U
    return Ceiling(host, level)


@dataclass(frozen=True)
class Sending:
    """What is sent.

    Attributes:
        sent: Best first.
        left_out: The others, each with the reason.
        open_headers: Cables whose post, date and subject may be sent.
    """

    sent: tuple[Evidence, ...]
    left_out: tuple[tuple[Key, LeftOut], ...]
    open_headers: frozenset[str]

    def count(self, why: LeftOut) -> int:
        """How many were left out for a reason."""
        return sum(reason is why for _, reason in self.left_out)


def choose(hits: Sequence[Evidence], ceiling: Ceiling, budget: int, count: Callable[[str], int]) -> Sending:
    """Fills the budget; a paragraph that does not fit is left out, and smaller ones after it still have their chance.

    Args:
        hits: Best first.
        ceiling: Who may be sent what.
        budget: Tokens for all paragraphs.
        count: Tokens of a text.
    """
    sent: list[Evidence] = []
    left_out: list[tuple[Key, LeftOut]] = []
    room = budget
    for one in hits:
        if not ceiling.passes(one.paragraph.effective_marking):
            left_out.append((one.key, LeftOut.MARKING))
            continue
        tokens = size(one, count)
        if tokens > room:
            left_out.append((one.key, LeftOut.BUDGET))
            continue
        room -= tokens
        sent.append(one)
    return Sending(tuple(sent), tuple(left_out), open_headers(sent, ceiling))


def size(one: Evidence, count: Callable[[str], int]) -> int:
    """Tokens of a paragraph as it is sent, with the lines of ours about it."""
    return count(neutral(one.paragraph.text)) + LINE_TOKENS


def open_headers(sent: Sequence[Evidence], ceiling: Ceiling) -> frozenset[str]:
    """Cables of some paragraphs whose post, date and subject may be sent."""
    return frozenset(one.cable.id for one in sent if ceiling.passes(one.cable.header.effective_marking))
