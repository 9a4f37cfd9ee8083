"""The product's brief as the harness sees it: typeset, counted and read back, whatever the brief says of itself."""

import io
from collections.abc import Sequence

from eval.desk import said_of
from eval.system import Page, Reply
from rag.briefs.export import encode
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief
from rag.cables.clearance import visible
from rag.cables.model import Cable


def reply_of_brief(brief: Brief, asked: Sequence[Cable] = ()) -> Reply:
    """A brief in the harness's types.

    Args:
        brief: As made.
        asked: The cables that it was asked for; all that the reader may see of them may be cited.
    """
    printed = sheet(brief)
    lines = [(section.part, line) for section in brief.sections for line in section.lines]
    marks = [row.mark.strip("()") for block in printed.blocks for row in block.rows]
    pages = _pages(encode(brief, ".pdf"))
    seen = [cable for cable in (visible(cable, brief.request.filters.clearance) for cable in asked) if cable]
    found = [(key.cable, key.index) for key, _ in brief.provenance.retrieved]
    return Reply(
        outcome="answered",
        statements=tuple(
            said_of(line.statement).model_copy(update={"part": part.value, "lead": line.lead, "mark": mark})
            for (part, line), mark in zip(lines, marks, strict=True)
        ),
        retrieved=(*found, *((cable.id, unit.index) for cable in seen for unit in cable.units if unit.text)),
        page=Page(
            pages=len(pages),
            banners=tuple(line for page in pages for line in (page[0], page[-1])),
            around=(printed.title, printed.under, *(" ".join(row) for row in printed.sources), *printed.notes),
            fill=brief.layout.fill,
        ),
    )


def _pages(pdf: bytes) -> list[list[str]]:
    """The lines of text of each sheet; an empty sheet has one empty line."""
    from pypdf import PdfReader

    texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
    return [[line.strip() for line in text.splitlines() if line.strip()] or [""] for text in texts]
