"""How much a DOCX page holds, reckoned for the widest font that a reader's machine is likely to put in its place.

A DOCX names its font and cannot carry it: where Times New Roman is missing, LibreOffice sets DejaVu Serif, a fifth
wider. So the size is chosen as if that had happened, and the page holds either way.
"""

import math
from collections.abc import Iterator

from rag.briefs.formats.sheet import Row, Sheet
from rag.briefs.model import Paper, Part

MARGIN_MM = 13.0
LEADING = 1.13
"""Line height in type sizes, set exactly."""
HEADING_LINES, TITLE_LINES, TABLE_LEADING = 1.75, 1.6, 1.2
SIDE_SHARE, SIDE_GAP_MM = 0.40, 6.0
"""Width of the who-is-who column where a timeline stands beside it, and the gap between them."""
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0)
_PAPERS_MM = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}
_POINT_MM = 25.4 / 72
_SLACK = 1.03
"""Lines are filled unevenly: measured against LibreOffice with DejaVu Serif, see docs/briefs.md."""


def docx_size(page: Sheet, paper: Paper) -> float | None:
    """The largest size, in points, at which the page surely holds; None when 9 points are too many."""
    height = (_PAPERS_MM[paper][1] - 2 * MARGIN_MM) / _POINT_MM
    return next((size for size in _SIZES if _height(page, paper, size) <= height), None)


def width_mm(paper: Paper) -> float:
    """The width of the text."""
    return _PAPERS_MM[paper][0] - 2 * MARGIN_MM


def size_mm(paper: Paper) -> tuple[float, float]:
    """Width and height of the sheet."""
    return _PAPERS_MM[paper]


def _height(page: Sheet, paper: Paper, size: float) -> float:
    """Points of height that the page needs."""
    width = width_mm(paper) / _POINT_MM
    side = [block for block in page.blocks if block.part in {Part.PEOPLE, Part.TIMELINE}]
    lines = TITLE_LINES * _lines(page.title, width, size + 6) * (size + 6) / size + _lines(page.under, width, size)
    for block in page.blocks:
        if len(side) < 2 or block not in side:
            lines += HEADING_LINES + sum(_row_lines(row, width, size) for row in block.rows)
    if len(side) == 2:
        usable = width - SIDE_GAP_MM / _POINT_MM
        shares = {Part.PEOPLE: SIDE_SHARE, Part.TIMELINE: 1 - SIDE_SHARE}
        lines += HEADING_LINES + max(
            sum(_row_lines(row, usable * shares[block.part], size) for row in block.rows) for block in side
        )
    lines += HEADING_LINES + TABLE_LEADING * (1 + sum(_table_lines(page, width, size)))
    lines += sum(_lines(note, width, size) for note in page.notes)
    return lines * size * LEADING * _SLACK


def _row_lines(row: Row, width: float, size: float) -> int:
    indent = 1.2 * size
    return _lines(row.mark + " " + "".join(run.text + " " for run in row.runs), width - indent, size)


def _table_lines(page: Sheet, width: float, size: float) -> Iterator[int]:
    for row in page.sources:
        yield max(_lines(cell, width * share, size) for cell, share in zip(row, COLUMN_SHARES, strict=True))


COLUMN_SHARES = (0.19, 0.11, 0.14, 0.34, 0.22)
"""Widths of the sources table's columns."""


def _lines(text: str, width: float, size: float) -> int:
    return max(1, math.ceil(sum(map(_advance, text)) * size / width))


def _advance(character: str) -> float:
    """Width of a character of DejaVu Serif in type sizes, by kind, from above."""
    if character in " .,;:'!|ijlI-()[]":
        return 0.36
    if character.isdigit():
        return 0.64
    if character.isupper():
        return 0.78
    return 0.58 if character.isascii() else 0.7
