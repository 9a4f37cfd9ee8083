"""DOCX by python-docx: real styles, a real table, and a size at which the page holds in any common font."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rag.briefs.formats import capacity
from rag.briefs.formats.pdf import MIN_SIZE
from rag.briefs.formats.sheet import DROPPED_TITLE, PROOFS_TITLE, SOURCE_HEAD, Block, Kind, Proof, Row, Run, Sheet
from rag.briefs.formats.styles import make_styles
from rag.briefs.model import Paper, Part

if TYPE_CHECKING:
    from docx.document import Document
    from docx.section import Section
    from docx.table import Table, _Cell
    from docx.text.paragraph import Paragraph

_NOTE = "Brief Note"
_COLOURS = {Kind.LEAD: (0x1F, 0x3A, 0x5F), Kind.CITE: (0x1F, 0x3A, 0x5F), Kind.OURS: (0x55, 0x60, 0x6B)}
_NO_BREAK = "\u00a0"


def render(page: Sheet, paper: Paper) -> bytes:
    """The brief as a Word file: the page, then the second sheet where it was asked for."""
    import docx

    document = docx.Document()
    size = capacity.docx_size(page, paper) or MIN_SIZE
    _set_up(document, page, paper)
    make_styles(document, size)
    _set_banner(document, document.sections[0], page.banner)
    document.add_paragraph(page.title, style="Title")
    document.add_paragraph(page.under, style=_NOTE)
    side = [block for block in page.blocks if block.part in {Part.PEOPLE, Part.TIMELINE}]
    for block in page.blocks:
        if len(side) < 2 or block not in side:
            _add_block(document, block)
    if len(side) == 2:
        _add_side_by_side(document, side, paper)
    _add_sources(document, page, paper, size)
    for note in page.notes:
        document.add_paragraph(note, style=_NOTE)
    if page.proofs:
        second = document.add_section()
        second.header.is_linked_to_previous = second.footer.is_linked_to_previous = False
        _set_banner(document, second, page.proof_banner)
        _add_proofs(document, PROOFS_TITLE, page.proofs)
        _add_proofs(document, DROPPED_TITLE, page.dropped)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _set_up(document: "Document", page: Sheet, paper: Paper) -> None:
    from docx.shared import Mm

    section = document.sections[0]
    width, height = capacity.size_mm(paper)
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(capacity.MARGIN_MM)
    section.header_distance = section.footer_distance = Mm(6)
    document.core_properties.title = page.title[:250]
    document.core_properties.author = "Reftel"
    document.core_properties.language = "en"


def _set_banner(document: "Document", section: "Section", banner: str) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for holder in (section.header, section.footer):
        paragraph = holder.paragraphs[0]
        paragraph.text, paragraph.style = banner, document.styles["Brief Banner"]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _add_block(holder: "Document", block: Block) -> None:
    holder.add_paragraph(block.title, style="Heading 2")
    _add_rows(holder, block)


def _add_rows(holder: "Document | _Cell", block: Block) -> None:
    style = "Brief Bottom Line" if block.part is Part.BOTTOM_LINE else "List Bullet"
    for row in block.rows:
        _add_row(holder.add_paragraph(style=style), row)


def _add_row(paragraph: "Paragraph", row: Row) -> None:
    from docx.shared import RGBColor

    paragraph.add_run(row.mark + _NO_BREAK).font.color.rgb = RGBColor(*_COLOURS[Kind.OURS])
    for run in row.runs:
        added = paragraph.add_run(_placed(run))
        added.bold = run.kind in {Kind.NAME, Kind.LEAD} or None
        added.italic = run.kind is Kind.OURS or None
        if run.kind in _COLOURS:
            added.font.color.rgb = RGBColor(*_COLOURS[run.kind])


def _placed(run: Run) -> str:
    text = run.text
    # A citation is glued to the word before it and never broken.
    return _NO_BREAK + text.replace(" ", _NO_BREAK) + " " if run.kind is Kind.CITE else text


def _add_side_by_side(document: "Document", side: Sequence[Block], paper: Paper) -> None:
    table = document.add_table(rows=1, cols=2)
    _set_widths(table, paper, (capacity.SIDE_SHARE, 1 - capacity.SIDE_SHARE))
    for cell, block in zip(table.rows[0].cells, side, strict=True):
        # A cell comes with an empty paragraph, which becomes the heading.
        cell.paragraphs[0].text, cell.paragraphs[0].style = block.title, document.styles["Heading 2"]
        _add_rows(cell, block)


def _add_sources(document: "Document", page: Sheet, paper: Paper, size: float) -> None:
    document.add_paragraph("Sources", style="Heading 2")
    rows = (SOURCE_HEAD, *page.sources)
    table = document.add_table(rows=len(rows), cols=len(SOURCE_HEAD))
    _set_widths(table, paper, capacity.column_shares(page, paper, size))
    for made, row in zip(table.rows, rows, strict=True):
        for cell, text in zip(made.cells, row, strict=True):
            cell.paragraphs[0].text, cell.paragraphs[0].style = text, document.styles[_NOTE]


def _set_widths(table: "Table", paper: Paper, shares: Sequence[float]) -> None:
    """Gives columns and cells their widths: Word reads the cells', LibreOffice the columns'."""
    from docx.shared import Mm

    table.autofit = False
    for column, share in zip(table.columns, shares, strict=True):
        column.width = Mm(capacity.width_mm(paper) * share)
        for cell in column.cells:
            cell.width = column.width


def _add_proofs(document: "Document", title: str, proofs: Sequence[Proof]) -> None:
    if not proofs:
        return
    document.add_paragraph(title, style="Heading 2")
    for proof in proofs:
        document.add_paragraph(style="List Bullet").add_run(proof.text).bold = True
        for cite, quote in proof.quotes:
            document.add_paragraph(f"{cite} “{quote}”", style="Brief Quote")
        document.add_paragraph(proof.verdict, style="Brief Quote")
