"""Cables by month and post, as a drawing of our own: rows are posts, columns months, dots grow with the number."""

import math
from collections.abc import Sequence

from rag.stores.facets import Month
from rag.web.markup import Markup, join, number, tag

MAX_POSTS = 12
_LEFT, _TOP, _ROW, _WIDTH, _END = 150, 24, 24, 760, 24
_MAX_RADIUS = 9.0
_OTHERS = "other posts"
_NAMES = (
    "",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def timeline(several: Sequence[Month]) -> Markup:
    """The drawing, with the same figures as a table for whoever does not see it.

    Args:
        several: In order of time; at least one.
    """
    totals: dict[str, int] = {}
    for month in several:
        totals[month.post] = totals.get(month.post, 0) + month.cables
    posts = sorted(totals, key=lambda post: (-totals[post], post))
    rows = [*posts[:MAX_POSTS], *([_OTHERS] if len(posts) > MAX_POSTS else [])]
    counts: dict[tuple[str, int], int] = {}
    for month in several:
        row = month.post if month.post in rows else _OTHERS
        place = month.year * 12 + month.month - 1
        counts[row, place] = counts.get((row, place), 0) + month.cables
    return tag("div", _drawing(rows, counts), _table(rows, counts), class_="timeline")


def _drawing(rows: Sequence[str], counts: dict[tuple[str, int], int]) -> Markup:
    first, last = min(place for _, place in counts), max(place for _, place in counts)
    height = _TOP + _ROW * len(rows) + 8
    step = (_WIDTH - _LEFT - _END - 10) / max(last - first, 1)
    most = max(counts.values())

    def across(place: int) -> str:
        return f"{_LEFT + 10 + (place - first) * step:.1f}"

    def down(row: int) -> str:
        return f"{_TOP + _ROW * row + _ROW / 2:.1f}"

    lines = join(
        join(
            (
                tag("text", _shown(name), x=_LEFT - 12, y=down(row), class_="post"),
                tag("line", x1=_LEFT, x2=_WIDTH, y1=down(row), y2=down(row)),
            )
        )
        for row, name in enumerate(rows)
    )
    years = join(tag("text", str(year), x=across(year * 12), y=11, class_="year") for year in _years(first, last))
    dots = join(
        tag(
            "circle",
            tag("title", f"{name}, {_when(place)}: {number(count, 'cable')}"),
            cx=across(place),
            cy=down(rows.index(name)),
            r=f"{max(3.0, _MAX_RADIUS * math.sqrt(count / most)):.1f}",
        )
        for (name, place), count in counts.items()
    )
    label = f"Cables of {number(len(rows), 'post')} by month, {_when(first)} to {_when(last)}"
    return tag("svg", lines, years, dots, viewBox=f"0 0 {_WIDTH} {height}", role="img", aria_label=label)


def _shown(name: str) -> str:
    return name if name == _OTHERS else name.title()


def _years(first: int, last: int) -> list[int]:
    """Years to print, so few that they do not touch."""
    span = last // 12 - first // 12
    every = max(1, math.ceil(span / 10))
    return [year for year in range(first // 12 + (first % 12 > 0), last // 12 + 1) if year % every == 0]


def _when(place: int) -> str:
    return f"{_NAMES[place % 12 + 1]} {place // 12}"


def _table(rows: Sequence[str], counts: dict[tuple[str, int], int]) -> Markup:
    heads = join(tag("th", name, scope="col") for name in ("Post", "Month", "Cables"))
    cells = join(
        tag("tr", tag("td", name), tag("td", _when(place)), tag("td", str(count), class_="figure"))
        for (name, place), count in sorted(counts.items(), key=lambda item: (item[0][1], rows.index(item[0][0])))
    )
    table = tag("table", tag("thead", tag("tr", heads)), tag("tbody", cells))
    return tag("details", tag("summary", "The same as a table"), table)
