"""One page, measured: typeset, count, drop the least valuable line, and set the rest as large as the page allows."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from rag.briefs.formats.capacity import docx_size
from rag.briefs.formats.pdf import Measure, measure
from rag.briefs.formats.sheet import sheet
from rag.briefs.lines import Checked
from rag.briefs.model import Brief, Layout, Paper

SIZES = (11.0, 10.5, 10.0, 9.5)
SMALLEST = 9.0
WORDS = 600
"""What two to two and a half minutes of reading hold; past it, lines are dropped even where smaller type had room."""

Dress = Callable[[Sequence[Checked], Layout], Brief]
"""Makes a brief of some lines, as it would be printed with this layout."""


def fit(lines: Sequence[Checked], dress: Dress, paper: Paper) -> Brief:
    """The fullest brief that takes one page.

    Args:
        lines: Verified lines, most valuable first, at least one.
        dress: How a brief is made of lines.
        paper: The sheet that it must fit.

    Returns:
        A brief of one page with its measured layout.
    """
    count = _within(lines, WORDS)
    for size in SIZES:
        brief = _set(lines[:count], dress, paper, size)
        if _holds(brief):
            return brief
    return _fewer(lines[:count], dress, paper)


def _within(lines: Sequence[Checked], words: int) -> int:
    total = 0
    for count, item in enumerate(lines):
        total += len(item.statement.text.split())
        if total > words:
            return max(1, count)
    return len(lines)


def _fewer(lines: Sequence[Checked], dress: Dress, paper: Paper) -> Brief:
    """Bisects for the most lines that fit in the smallest of the usual sizes."""
    low, high = 1, len(lines)
    best = _set(lines[:1], dress, paper, SMALLEST)
    while high - low > 1:
        middle = (low + high) // 2
        brief = _set(lines[:middle], dress, paper, SIZES[-1])
        if _holds(brief):
            low, best = middle, brief
        else:
            high = middle
    return best


def _holds(brief: Brief) -> bool:
    """Whether it takes one page, as a PDF and as a DOCX."""
    return brief.layout.pages == 1 and docx_size(sheet(brief), brief.layout.paper) is not None


def _set(lines: Sequence[Checked], dress: Dress, paper: Paper, size: float) -> Brief:
    brief = dress(lines, Layout(paper, size, pages=0, fill=0.0))
    found: Measure = measure(sheet(brief), paper, size)
    return replace(brief, layout=Layout(paper, size, found.pages, round(found.fill, 3)))
