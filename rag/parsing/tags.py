"""The TAGS line: traffic analysis by geography and subject."""

import json
import re
from functools import cache
from pathlib import Path

from rag.parsing.spans import collapse

LABEL = re.compile(r"TAGS?\b\s{0,2}[:;,.]?\s{0,20}", re.IGNORECASE)
_ITEM = re.compile(r"[^\s,;()]+(?:\s{1,2}\([^()]{1,60}\))?")
_CODE = re.compile(r"[A-Z]{2,6}(?:\s{1,2}\([^()]{1,60}\))?")
_TABLE = Path(__file__).with_name("tags.json")


@cache
def _known() -> frozenset[str]:
    """Subject and program tags of four letters and more, by which glued runs can be taken apart."""
    return frozenset(json.loads(_TABLE.read_text(encoding="utf-8")))


def parse(text: str) -> tuple[str, ...]:
    """The tags in order, as printed, each as often as printed; runs glued of known tags are taken apart.

    Args:
        text: The words behind `TAGS:`. A comma separates; without commas a blank does. A name in brackets belongs to
            the tag before it (`OVIP (CLINTON, WILLIAM J.)`), words that are no codes stay one tag (`Tsunami Relief`).
    """
    bare = collapse(text.replace("¶", " "))
    parts = [part for part in re.split(r"[,;](?![^()]{0,80}\))", bare) if part.strip(" .:")]
    tags: list[str] = []
    for part in parts:
        items = [item.strip(" .:") for item in _ITEM.findall(part)]
        if len(parts) > 1 and len(items) > 1 and not all(_CODE.fullmatch(item) for item in items):
            items = [part.strip(" .:")]
        tags += [tag for item in items if item for tag in _apart(item)]
    return tuple(tags)


def is_tag_line(text: str) -> bool:
    """Whether a line holds nothing but tags, as the lines behind a `TAGS:` that stands alone do."""
    items = _ITEM.findall(text.replace(",", " "))
    return bool(items) and all(_CODE.fullmatch(item) for item in items)


def _apart(item: str) -> list[str]:
    known = _known()
    if len(item) < 6 or not item.isalpha() or not item.isupper() or item in known:
        return [item]
    pieces: list[str] = []
    rest = item
    while len(rest) >= 4 and rest[:4] in known:
        pieces.append(rest[:4])
        rest = rest[4:]
    if len(rest) == 2 and pieces:
        pieces.append(rest)
        rest = ""
    return pieces if pieces and not rest else [item]
