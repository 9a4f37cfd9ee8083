"""What a caller may see and asks for: filters that the stores apply before ranking."""

import datetime as dt
from dataclasses import dataclass, replace

from rag.cables.marking import Level


@dataclass(frozen=True)
class Filters:
    """Limits of a search; empty means no limit.

    Attributes:
        posts: Post names, compared without spaces and case (`PHNOM PENH` = `phnompenh`).
        first: Earliest cable date, inclusive.
        last: Latest cable date, inclusive.
        tags: Any of these TAGS.
        cables: Cable ids.
        clearance: Nothing above it, and nothing unmarked, is seen, counted or named; None sees everything.
    """

    posts: tuple[str, ...] = ()
    first: dt.date | None = None
    last: dt.date | None = None
    tags: tuple[str, ...] = ()
    cables: tuple[str, ...] = ()
    clearance: Level | None = None

    def under(self, clearance: Level | None) -> "Filters":
        """The same limits under the stricter of their own clearance and this one; None is no limit."""
        stated = [level for level in (self.clearance, clearance) if level is not None]
        return replace(self, clearance=min(stated, default=None))
