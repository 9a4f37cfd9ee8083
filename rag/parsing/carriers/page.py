"""Web pages: HTML to the text that a reader sees, line ends of preformatted text kept."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe", "object", "select"})
_BLOCK = re.compile(
    r"address|article|aside|blockquote|body|br|code|d[dlt]|div|fieldset|figure|footer|form|h[1-6r]|header|html|li|main|nav|ol"
    r"|option|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul"
)
_LOOKS = re.compile(r"<(?:!doctype\s|html|head|body|div|pre|table|p|span|br|a|h[1-6]|\?xml)[\s>/]", re.IGNORECASE)
_MANY_BLANKS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_WHITE = re.compile(r"[ \t\r\n]+")
MAX_PAGE = 32_000_000


def looks_like_html(text: str) -> bool:
    """Whether a text is markup: tags near its beginning."""
    return text[:200].lstrip()[:1] == "<" and len(text) <= MAX_PAGE and bool(_LOOKS.search(text[:2000]))


def text_of(html: str) -> str:
    """The page's visible text: blocks on lines of their own, links' words, entities resolved, scripts dropped."""
    from lxml.html import HTMLParser, document_fromstring

    parser = HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = document_fromstring(html.replace("\0", " ").encode("utf-8", "replace"), parser=parser, ensure_head_body=True)
    text = "".join(_words(root))
    return _MANY_BLANKS.sub("\n\n", text).strip("\n") + "\n"


def _words(root: "HtmlElement") -> Iterator[str]:
    """Visible words in reading order; a stack instead of recursion, since pages may nest without bound."""
    preformatted = hidden = 0
    stack: list[tuple[HtmlElement, bool]] = [(root, False)]
    while stack:
        element, leaving = stack.pop()
        tag = str(element.tag)
        step = -1 if leaving else 1
        hidden += step * (tag in _HIDDEN)
        preformatted += step * (tag == "pre")
        if _BLOCK.fullmatch(tag) and not (tag == "br" and leaving):
            yield "\n"
        text = element.tail if leaving else element.text
        if text and not hidden:
            yield str(text) if preformatted else _WHITE.sub(" ", str(text))
        if not leaving:
            stack.append((element, True))
            stack.extend((child, False) for child in reversed(list(element)))
