"""The Word styles of a brief."""

from typing import TYPE_CHECKING

from rag.briefs.formats import capacity
from rag.briefs.formats.pdf import MIN_SIZE

if TYPE_CHECKING:
    from docx.document import Document
    from docx.styles.style import ParagraphStyle

FONT = "Times New Roman"
_ACCENT, _QUIET, _INK = (0x1F, 0x3A, 0x5F), (0x55, 0x60, 0x6B), (0x1B, 0x1F, 0x24)


def make_styles(document: "Document", size: float) -> None:
    """Sets Word's own styles for title, headings and bullets, and adds those that it lacks.

    Args:
        document: To be styled.
        size: Type size of the text in points.
    """
    from docx.enum.style import WD_STYLE_TYPE
    from docx.shared import Pt

    small = max(MIN_SIZE, size - 0.5)
    styles = document.styles
    _shape(styles["Normal"], size, _INK)
    title = styles["Title"]
    _shape(title, size + 6, _ACCENT, bold=True)
    _without_border(title)
    heading = styles["Heading 2"]
    _shape(heading, size + 0.5, _ACCENT, bold=True)
    heading.paragraph_format.space_before = Pt(size * 0.45)
    heading.paragraph_format.keep_with_next = True
    bullet = styles["List Bullet"]
    _shape(bullet, size, _INK)
    bullet.paragraph_format.left_indent = Pt(size)
    bullet.paragraph_format.first_line_indent = Pt(-size)
    for name, points, colour, indent in (
        ("Brief Note", small, _QUIET, 0.0),
        ("Brief Banner", size, _INK, 0.0),
        ("Brief Bottom Line", size, _INK, 0.6),
        ("Brief Quote", small, _INK, 1.5),
    ):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _shape(style, points, colour, bold=name == "Brief Banner")
        style.paragraph_format.left_indent = Pt(size * indent)


def _shape(style: "ParagraphStyle", size: float, colour: tuple[int, int, int], *, bold: bool = False) -> None:
    from docx.enum.text import WD_LINE_SPACING
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.bold = FONT, Pt(size), bold
    style.font.color.rgb = RGBColor(*colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        # A theme font would win over the named one.
        if name.endswith("Theme"):
            del fonts.attrib[name]
    for kind in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(kind), FONT)
    shape = style.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size * capacity.LEADING)
    shape.widow_control = True


def _without_border(style: "ParagraphStyle") -> None:
    from docx.oxml.ns import qn

    properties = style.element.get_or_add_pPr()
    border = properties.find(qn("w:pBdr"))
    if border is not None:
        properties.remove(border)
