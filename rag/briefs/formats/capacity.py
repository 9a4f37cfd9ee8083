"""How much a DOCX page holds, reckoned for the widest font that a reader's machine is likely to put in its place.

A DOCX names its font and cannot carry it: where Times New Roman is missing, LibreOffice sets DejaVu Serif, a fifth
wider. So the size is chosen as if that had happened, and the page holds either way.
"""

import math
from collections.abc import Iterator, Sequence

from rag.briefs.formats.sheet import SOURCE_HEAD, Kind, Row, Sheet
from rag.briefs.model import Paper, Part

MARGIN_MM = 12.0
LEADING = 1.13
"""Line height in type sizes, set exactly."""
HEADING_LINES, TITLE_LINES, TABLE_LEADING = 1.55, 1.1, 1.1
SIDE_SHARE = 0.40
"""Width of the who-is-who column where a timeline stands beside it."""
_CELL_MARGIN = 5.4
"""Points on either side of a table cell's text, Word's default."""
_MOST, _SUBJECT = (0.28, 0.16, 0.18, 1.0, 0.22), 3
"""The most that each column of the sources table may take, and which one takes what is left."""
_SIZES = (11.0, 10.5, 10.0, 9.5, 9.0)
_PAPERS_MM = {Paper.A4: (210.0, 297.0), Paper.LETTER: (215.9, 279.4)}
_POINT_MM = 25.4 / 72
_ASCII_WIDTHS = (
    318, 402, 460, 838, 636, 950, 890, 275, 390, 390, 500, 838, 318, 338, 318, 337, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 636, 337, 337, 838, 838, 838, 536, 1000, 722, 735, 765, 802, 730, 694, 799, 872, 395, 401, 747,
    664, 1024, 875, 820, 673, 820, 753, 685, 667, 843, 722, 1028, 712, 660, 695, 390, 337, 390, 838, 500, 500, 596,
    640, 560, 640, 592, 370, 640, 644, 320, 310, 606, 320, 948, 644, 602, 640, 640, 478, 513, 402, 644, 565, 856,
    564, 565, 527, 636, 337, 636, 838,
)  # fmt: skip
"""Advance widths of the characters 32 to 126 of DejaVu Serif, in thousandths of the type size."""
_OTHER_WIDTH = 820
"""For any other character: wider than all but a few Cyrillic capitals."""
_BOLD = 1.13


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


def column_shares(page: Sheet, paper: Paper, size: float) -> tuple[float, ...]:
    """Widths of the sources table's columns: what their words need, and the rest for the subject."""
    width = width_mm(paper) / _POINT_MM
    shares: list[float] = []
    for column, most in enumerate(_MOST):
        cells = (row[column] for row in (SOURCE_HEAD, *page.sources))
        needed = max(sum(map(_advance, cell)) for cell in cells) * size / 1000 + 2 * _CELL_MARGIN + 1
        shares.append(min(most, needed / width))
    shares[_SUBJECT] = 1.0 - sum(shares[:_SUBJECT] + shares[_SUBJECT + 1 :])
    return tuple(shares)


def _height(page: Sheet, paper: Paper, size: float) -> float:
    """Points of height that the page needs."""
    width = width_mm(paper) / _POINT_MM
    side = [block for block in page.blocks if block.part in {Part.PEOPLE, Part.TIMELINE}]
    lines = TITLE_LINES * _lines(page.title, width / _BOLD, size + 6) * (size + 6) / size + _lines(
        page.under, width, size
    )
    for block in page.blocks:
        if len(side) < 2 or block not in side:
            lines += HEADING_LINES + sum(_row_lines(row, width, size) for row in block.rows)
    if len(side) == 2:
        shares = {Part.PEOPLE: SIDE_SHARE, Part.TIMELINE: 1 - SIDE_SHARE}
        lines += HEADING_LINES + max(
            sum(_row_lines(row, width * shares[block.part] - 2 * _CELL_MARGIN, size) for row in block.rows)
            for block in side
        )
    lines += HEADING_LINES + TABLE_LEADING * (1 + sum(_table_lines(page, paper, size)))
    lines += sum(_lines(note, width, size) for note in page.notes)
    return lines * size * LEADING


def _row_lines(row: Row, width: float, size: float) -> int:
    indent = 1.2 * size
    words = [(word, 1.0) for word in row.mark.split()]
    for run in row.runs:
        heavy = _BOLD if run.kind in {Kind.NAME, Kind.LEAD} else 1.0
        # A citation is glued to the word before it.
        pieces = [run.text] if run.kind is Kind.CITE else run.text.split()
        words += [(piece, heavy) for piece in pieces]
    return _wrapped(words, width - indent, size)


def _table_lines(page: Sheet, paper: Paper, size: float) -> Iterator[int]:
    width = width_mm(paper) / _POINT_MM
    room = [width * share - 2 * _CELL_MARGIN for share in column_shares(page, paper, size)]
    for row in page.sources:
        yield max(_lines(cell, column, size) for cell, column in zip(row, room, strict=True))


def _lines(text: str, width: float, size: float) -> int:
    return _wrapped([(word, 1.0) for word in text.split()], width, size)


def _wrapped(words: Sequence[tuple[str, float]], width: float, size: float) -> int:
    """Lines that words take when each line is filled as far as it goes."""
    lines, room = 1, width
    for word, weight in words:
        needed = sum(map(_advance, word)) * weight * size / 1000
        if needed > room and room < width:
            lines, room = lines + 1, width
        # A word wider than the line is broken where the line ends.
        lines += max(0, math.ceil(needed / width) - 1)
        room -= needed % width + _ASCII_WIDTHS[0] * size / 1000
    return lines


def _advance(character: str) -> int:
    code = ord(character) - 32
    return _ASCII_WIDTHS[code] if 0 <= code < len(_ASCII_WIDTHS) else _OTHER_WIDTH
