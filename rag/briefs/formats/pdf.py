"""PDF by typst: the words go in as data, the fonts come from the wheel, and the page is measured as it is set."""

import json
from dataclasses import asdict
from functools import lru_cache
from importlib.resources import files
from typing import NamedTuple

from rag.briefs.formats.sheet import DROPPED_TITLE, PROOFS_TITLE, SOURCE_HEAD, Sheet
from rag.briefs.model import Paper
from rag.errors import OperatorError

MIN_SIZE = 9.0
"""Points; nothing on a page is smaller."""
PICTURE_PPI = 130.0
_REFUSED = "The page could not be typeset: {}. Export the brief as Markdown instead."


class Measure(NamedTuple):
    """A page as typeset.

    Attributes:
        pages: Pages that the brief itself takes, the second sheet not counted.
        fill: Share of the text height that is used on the last of them, 0 to 1.
    """

    pages: int
    fill: float


def measure(page: Sheet, paper: Paper, size: float) -> Measure:
    """Typesets a page without writing it.

    Args:
        page: What is printed.
        paper: The sheet of paper.
        size: Type size of the text in points.

    Raises:
        OperatorError: The typesetter refused.
    """
    import typst

    inputs = _inputs(page, paper, size)
    try:
        found = json.loads(
            typst.query(_template(), "<end>", field="value", one=True, ignore_system_fonts=True, sys_inputs=inputs)
        )
    except RuntimeError as error:
        raise OperatorError(_REFUSED.format(error)) from None
    return Measure(found["page"], found["used"])


def render(page: Sheet, paper: Paper, size: float) -> bytes:
    """The PDF: tagged, with title and language, to the PDF/UA-1 profile where the fonts have every character.

    Raises:
        OperatorError: The typesetter refused.
    """
    import typst

    inputs = _inputs(page, paper, size)
    try:
        return typst.compile(
            _template(), format="pdf", ignore_system_fonts=True, sys_inputs=inputs, pdf_standards="ua-1"
        )
    except RuntimeError:
        # The profile forbids a character that no font of the wheel has (Chinese, emoji): the page is printed without
        # the profile's stamp, tagged all the same, and the character as a box.
        try:
            return typst.compile(_template(), format="pdf", ignore_system_fonts=True, sys_inputs=inputs)
        except RuntimeError as error:
            raise OperatorError(_REFUSED.format(error)) from None


def pictures(page: Sheet, paper: Paper, size: float) -> tuple[bytes, ...]:
    """The same pages as PNG images, for a screen.

    Raises:
        OperatorError: The typesetter refused.
    """
    import typst

    inputs = _inputs(page, paper, size)
    try:
        made = typst.compile(_template(), format="png", ppi=PICTURE_PPI, ignore_system_fonts=True, sys_inputs=inputs)
    except RuntimeError as error:
        raise OperatorError(_REFUSED.format(error)) from None
    sheets: list[bytes] = made if isinstance(made, list) else [made]
    return tuple(sheets)


def _inputs(page: Sheet, paper: Paper, size: float) -> dict[str, str]:
    titles = {"head": SOURCE_HEAD, "proofs_title": PROOFS_TITLE, "dropped_title": DROPPED_TITLE}
    data = {**asdict(page), **titles}
    return {"brief": json.dumps(data, ensure_ascii=True), "size": f"{size:g}", "paper": paper.value}


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("rag.briefs.formats").joinpath("brief.typ").read_bytes()
