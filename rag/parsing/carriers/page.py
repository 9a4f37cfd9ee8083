"""Web pages: HTML to the text that a reader sees, line ends of preformatted text kept."""

import re
from html.parser import HTMLParser

_HIDDEN = frozenset({"script", "style", "head", "noscript", "template", "svg", "iframe", "object"})
_BLOCKS = frozenset(
    """address article aside blockquote br dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav
    ol option p pre section table tbody td tfoot th thead tr ul code""".split()
)
_SHOWN_IN_HEAD = "title"
_LOOKS = re.compile(r"<(?:!doctype\s|html|head|body|div|pre|table|p|span|br|a|h[1-6]|\?xml)[\s>/]", re.IGNORECASE)
_MANY_BLANKS = re.compile(r"\n(?:[ \t]*\n){2,}")
_CHUNK = 1 << 16


def looks_like_html(text: str) -> bool:
    """Whether a text is markup: tags near its beginning."""
    return text.lstrip()[:1] == "<" and bool(_LOOKS.search(text[:2000]))


def text_of(html: str) -> str:
    """The page's visible text: blocks on lines of their own, links' words, entities resolved, scripts dropped."""
    reader = _Reader()
    for start in range(0, len(html), _CHUNK):
        reader.feed(html[start : start + _CHUNK])
    reader.close()
    return _MANY_BLANKS.sub("\n\n", "".join(reader.parts)).strip("\n") + "\n"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden: list[str] = []
        self._pre = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002 - fixed signature
        if tag in _HIDDEN and len(self._hidden) < 64:
            self._hidden.append(tag)
        elif tag in _BLOCKS:
            self._pre += tag == "pre"
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if self._hidden and tag == self._hidden[-1]:
            self._hidden.pop()
        elif tag in _BLOCKS and tag != "br":
            self._pre = max(0, self._pre - (tag == "pre"))
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if self._hidden:
            return
        self.parts.append(data if self._pre else re.sub(r"[ \t\r\n]+", " ", data))
