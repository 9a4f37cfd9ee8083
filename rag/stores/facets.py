"""What a reader can choose from: posts, tags and months with their numbers of cables, and cables by a few words."""

from dataclasses import dataclass, replace

from rag.stores.filters import Filters
from rag.stores.library import CableSummary, Library
from rag.stores.selection import Selection

_FROM = "FROM cables c JOIN paragraphs p ON p.cable = c.id WHERE "
_MAX_WORDS = 8


@dataclass(frozen=True)
class Facet:
    """A value with the number of visible cables that have it."""

    value: str
    cables: int


@dataclass(frozen=True)
class Month:
    """The cables of one post in one month.

    Attributes:
        post: The post's printed name.
        year: Four digits.
        month: 1 to 12.
        cables: How many.
    """

    post: str
    year: int
    month: int
    cables: int


@dataclass(frozen=True)
class Facets:
    """Everything that can be chosen within some limits.

    Attributes:
        posts: Most cables first.
        tags: Most cables first; only of headers that may be seen.
        months: In order of time; undated cables are left out.
    """

    posts: tuple[Facet, ...]
    tags: tuple[Facet, ...]
    months: tuple[Month, ...]


@dataclass(frozen=True)
class Found:
    """One page of cables.

    Attributes:
        cables: Oldest first.
        total: How many there are on all pages.
    """

    cables: tuple[CableSummary, ...]
    total: int


def facets(library: Library, filters: Filters) -> Facets:
    """Counts cables by post, tag and month within the limits."""
    condition, values = Selection.of(filters).sql()
    posts = library.db.rows(
        f"SELECT c.post, count(DISTINCT c.id) AS n {_FROM} {condition} GROUP BY c.post ORDER BY n DESC, c.post",
        values,
    )
    tags = library.db.rows(
        f"SELECT t.tag, count(DISTINCT c.id) AS n {_FROM.replace(' WHERE ', '')} JOIN tags t ON t.cable = c.id "
        f"WHERE p.position = 0 AND {condition} GROUP BY t.tag ORDER BY n DESC, t.tag",
        values,
    )
    months = library.db.rows(
        f"SELECT c.post, c.day / 100 AS month, count(DISTINCT c.id) {_FROM} {condition} AND c.day > 0 "
        "GROUP BY c.post, month ORDER BY month, c.post",
        values,
    )
    return Facets(
        posts=tuple(Facet(str(post), int(count or 0)) for post, count in posts),
        tags=tuple(Facet(str(tag), int(count or 0)) for tag, count in tags),
        months=tuple(
            Month(str(post), int(month or 0) // 100, int(month or 0) % 100, int(count or 0))
            for post, month, count in months
        ),
    )


def find_cables(library: Library, words: str, filters: Filters, offset: int, limit: int) -> Found:
    """Cables whose id, post or visible subject holds all of the words.

    Args:
        library: Where to look.
        words: Parts of words, in any order; "" finds all.
        filters: Limits; a subject counts only where the header may be seen.
        offset: How many to leave out.
        limit: How many at most.
    """
    condition, values = Selection.of(filters).sql()
    header = "p.position = 0 AND " + condition if filters.clearance is not None else "1"
    clauses = [condition]
    for number, word in enumerate(words.split()[:_MAX_WORDS]):
        name = f"word{number}"
        values[name] = "%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
        clauses.append(
            f"(c.id LIKE :{name} ESCAPE '\\' OR c.post LIKE :{name} ESCAPE '\\' "
            f"OR ({header} AND c.subject LIKE :{name} ESCAPE '\\'))"
        )
    where = " AND ".join(clauses)
    total = library.db.rows(f"SELECT count(DISTINCT c.id) {_FROM} {where}", values)
    ids = library.db.rows(
        f"SELECT DISTINCT c.id, c.day {_FROM} {where} ORDER BY c.day, c.id LIMIT :limit OFFSET :offset",
        {**values, "limit": limit, "offset": offset},
    )
    named = tuple(str(row[0]) for row in ids)
    summaries = library.summaries(replace(filters, cables=named), 0, limit) if named else ()
    return Found(summaries, int(total[0][0] or 0))
