"""PDF files by pypdf; the text that it extracts is what spans point into."""

import io

from rag.errors import UserError

MAX_PAGES = 2000
MAX_TEXT = 50_000_000


def looks_like_pdf(data: bytes) -> bool:
    """Whether the bytes begin as a PDF does."""
    return b"%PDF-" in data[:1024]


def text_of(data: bytes, name: str) -> str:
    """The text of all pages.

    Raises:
        UserError: Where the file is damaged, locked by a password, or holds no text layer.
    """
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    pages = []
    size = 0
    try:
        reader = PdfReader(io.BytesIO(data))
        for page in reader.pages[:MAX_PAGES]:
            pages.append(page.extract_text())
            size += len(pages[-1])
            if size > MAX_TEXT:
                raise UserError(f"{name} holds more than {MAX_TEXT:,} characters of text; split it.")
    except (
        PyPdfError,
        ValueError,
        KeyError,
        IndexError,
        TypeError,
        AttributeError,
        RecursionError,
        OverflowError,
    ) as error:
        raise UserError(
            f"{name} can't be read as a PDF ({error or type(error).__name__}); save it anew or give the text."
        ) from error
    text = "\n".join(pages).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise UserError(f"{name} is a PDF without a text layer, as scans are; run a text recognition first.")
    return text
