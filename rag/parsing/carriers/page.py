"""Web pages: HTML to the text that a reader sees, line ends of preformatted text kept."""

import re
from collections.abc import Iterator

_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe", "object", "select"})
_BLOCKS = frozenset(
    """address article aside blockquote body br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr html li
    main nav ol option p pre section table tbody td tfoot th thead tr ul code""".split()
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
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(html.replace("\0", " ").encode("utf-8", "replace"), parser)
    if root is None:
        return ""
    text = "".join(_words(etree.iterwalk(root, events=("start", "end"))))
    return _MANY_BLANKS.sub("\n\n", text).strip("\n") + "\n"


def _words(walk: "etree.iterwalk") -> Iterator[str]:
    preformatted = 0
    hidden = 0
    for event, element in walk:
        tag = element.tag
        block = tag in _BLOCKS
        if event == "start":
            hidden += tag in _HIDDEN
            preformatted += tag == "pre"
            text = element.text
        else:
            hidden -= tag in _HIDDEN
            preformatted -= tag == "pre"
            text = element.tail
        if block and not (tag == "br" and event == "end"):
            yield "\n"
        if text and not hidden:
            yield text if preformatted else _WHITE.sub(" ", text)
