"""Which paragraphs the model reads for a brief, call by call: one cable a call, whole paragraphs in their order."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from rag.cables.model import Evidence, Key
from rag.generation.neutral import neutral
from rag.generation.sending import LINE_TOKENS, Ceiling, LeftOut, open_headers, size

READS = 10
"""A brief reads at most so many times the budget of one call."""


@dataclass(frozen=True)
class Reading:
    """What one call reads.

    Attributes:
        sent: Paragraphs of one cable in its order.
        part: Which part of the cable they are, from 1.
        parts: How many parts it has.
        is_open: Whether the cable's post, date and subject may be sent.
    """

    sent: tuple[Evidence, ...]
    part: int
    parts: int
    is_open: bool

    @property
    def cable(self) -> str:
        """Id of the cable."""
        return self.sent[0].cable.id

    @property
    def name(self) -> tuple[str, int]:
        """Cable and part."""
        return self.cable, self.part

    @property
    def keys(self) -> frozenset[Key]:
        """The paragraphs."""
        return frozenset(one.key for one in self.sent)


@dataclass(frozen=True)
class Plan:
    """The calls that a brief takes.

    Attributes:
        readings: In the order of the cables.
        left_out: Paragraphs that no call reads, with the reason.
    """

    readings: tuple[Reading, ...]
    left_out: tuple[tuple[Key, LeftOut], ...]


def plan(evidence: Sequence[Evidence], ceiling: Ceiling, budget: int, count: Callable[[str], int]) -> Plan:
    """Parts the paragraphs into calls.

    What one call reads depends on its own cable alone, so that another brief on the same cable makes the same call.
    Where all calls together would read too much, the first part of every cable comes before the second of any.

    Args:
        evidence: Cables one after the other, each in its order.
        ceiling: Who may be sent what.
        budget: Tokens of paragraphs for one call; `READS` times as many for all.
        count: Tokens of a text.
    """
    left_out: list[tuple[Key, LeftOut]] = []
    cables: list[tuple[Reading, ...]] = []
    sizes = {one.key: size(one, count) for one in evidence}
    for _, group in groupby(evidence, key=lambda one: one.cable.id):
        paragraphs = tuple(group)
        room = budget - LINE_TOKENS - count(neutral(paragraphs[0].cable.subject))
        passing = []
        for one in paragraphs:
            if not ceiling.passes(one.paragraph.effective_marking):
                left_out.append((one.key, LeftOut.MARKING))
            elif sizes[one.key] > room:
                left_out.append((one.key, LeftOut.BUDGET))
            else:
                passing.append(one)
        cables.append(tuple(_parts(passing, sizes, room, ceiling)))
    readings = [reading for parts in cables for reading in parts]
    kept = _affordable(readings, sizes, READS * budget)
    for reading in readings:
        if reading.name not in kept:
            left_out += [(one.key, LeftOut.BUDGET) for one in reading.sent]
    return Plan(tuple(reading for reading in readings if reading.name in kept), tuple(left_out))


def _affordable(readings: Sequence[Reading], sizes: Mapping[Key, int], room: int) -> frozenset[tuple[str, int]]:
    """Names of the readings that all calls together have room for: first parts first."""
    kept = []
    for reading in sorted(readings, key=lambda one: one.part):
        room -= LINE_TOKENS + sum(sizes[one.key] for one in reading.sent)
        if room < 0:
            break
        kept.append(reading.name)
    return frozenset(kept)


def _parts(passing: Sequence[Evidence], sizes: Mapping[Key, int], budget: int, ceiling: Ceiling) -> Iterator[Reading]:
    groups: list[list[Evidence]] = []
    room = 0
    for one in passing:
        if not groups or sizes[one.key] > room:
            groups.append([])
            room = budget
        groups[-1].append(one)
        room -= sizes[one.key]
    for number, group in enumerate(groups, 1):
        yield Reading(tuple(group), number, len(groups), bool(open_headers(group, ceiling)))
