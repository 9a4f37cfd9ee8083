"""Filters in the terms that all three stores share, so that the same limits mean the same everywhere."""

import datetime as dt
import json
from dataclasses import dataclass

from rag.cables.ids import post_key
from rag.stores.filters import Filters

UNLIMITED = Filters()
UNDATED = 0
LAST_DAY = 99991231


def day_number(date: dt.date | None) -> int:
    """A date as the integer 20090131, which sorts and filters in any store; 0 when there is none."""
    return date.year * 10000 + date.month * 100 + date.day if date else UNDATED


@dataclass(frozen=True)
class Selection:
    """Normalised filters.

    Attributes:
        posts: Post keys (capitals, letters only); empty means any.
        first: Earliest day number, inclusive.
        last: Latest day number, inclusive.
        dated: Whether a date limit is set, which no undated cable meets.
        tags: In capitals; empty means any.
        cables: Ids; empty means any.
        level: Highest level number seen; None sees everything.
    """

    posts: tuple[str, ...]
    first: int
    last: int
    dated: bool
    tags: tuple[str, ...]
    cables: tuple[str, ...]
    level: int | None

    @classmethod
    def of(cls, filters: Filters) -> "Selection":
        """Normalises what a caller asked for."""
        return cls(
            posts=tuple(sorted({post_key(post) for post in filters.posts})),
            first=max(day_number(filters.first), UNDATED + 1),
            last=day_number(filters.last) if filters.last else LAST_DAY,
            dated=bool(filters.first or filters.last),
            tags=tuple(sorted({tag.strip().upper() for tag in filters.tags})),
            cables=tuple(sorted(set(filters.cables))),
            level=None if filters.clearance is None else int(filters.clearance),
        )

    @property
    def everything(self) -> bool:
        """Whether it limits nothing."""
        return not (self.posts or self.dated or self.tags or self.cables) and self.level is None

    def sql(self) -> tuple[str, dict[str, str | int]]:
        """A condition on the library's `cables AS c` joined with `paragraphs AS p`, and its parameters."""
        clauses, values = ["1"], dict[str, str | int]()
        for clause, name, wanted in (
            ("c.post_key IN (SELECT value FROM json_each(:posts))", "posts", self.posts),
            ("c.id IN (SELECT value FROM json_each(:cables))", "cables", self.cables),
            ("c.id IN (SELECT cable FROM tags WHERE tag IN (SELECT value FROM json_each(:tags)))", "tags", self.tags),
        ):
            if wanted:
                clauses.append(clause)
                values[name] = json.dumps(wanted)
        if self.dated:
            clauses.append("c.day BETWEEN :first AND :last")
            values |= {"first": self.first, "last": self.last}
        if self.level is not None:
            clauses.append("p.level <= :level")
            values["level"] = self.level
        return " AND ".join(clauses), values
