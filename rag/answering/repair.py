"""Near-miss names of paragraphs, as language models write them, led back to a paragraph that was sent."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import DamerauLevenshtein

from rag.cables.model import Evidence, Key

_SIGN = re.compile(r"¶|#|\bpara(?:graph|s|graphs)?\b\.?|\bp\.(?=\s?\d)|\bsec(?:tion)?\b\.?", re.IGNORECASE)
_HEADER = re.compile(r"\bheader\b", re.IGNORECASE)
_ID = re.compile(r"(?:19|20)?(\d\d)\s*([A-Z][A-Z .'-]*?)\s*0*(\d+)(?!\d)", re.IGNORECASE)
_PLACE = re.compile(r"^[^\w\[]*(?:\[(?P<index>\d+)\]|(?P<label>\d+)\s?(?:\(\s?(?P<occurrence>\d+)\s?\))?)")
_MISSPELT = 2
"""Letters of the post's name that may be wrong; figures may not, since they name another cable."""


def repair_key(written: str, sent: Sequence[Evidence]) -> Key | None:
    """Reads the name of a paragraph, forgiving spelling but never the figures.

    Args:
        written: For example `09PHNOMPENH628¶8`, `[09 Phnom Penh 0628 ¶4(2)]`, `2009 PHNOMPEHN 628, para 8`.
        sent: The paragraphs that were sent; no other is ever returned.

    Returns:
        The one paragraph sent that it can mean; None when there is none, or more than one.
    """
    match = _ID.search(written)
    if match is None:
        return None
    year, post, number = match[1], re.sub(r"[^A-Z]", "", match[2].upper()), match[3]
    rest = _SIGN.sub(" ", written[match.end() :])
    found = {one.key for one in sent if _same_cable(one, year, post, number) and _same_place(one, rest)}
    return found.pop() if len(found) == 1 else None


def _same_cable(one: Evidence, year: str, post: str, number: str) -> bool:
    match = _ID.fullmatch(one.cable.id)
    if match is None or (match[1], match[3]) != (year, number):
        return False
    name = re.sub(r"[^A-Z]", "", match[2].upper())
    return DamerauLevenshtein.distance(name, post) <= min(_MISSPELT, len(name) // 4)


def _same_place(one: Evidence, rest: str) -> bool:
    paragraph = one.paragraph
    if _HEADER.search(rest):
        return paragraph.index == 0
    match = _PLACE.search(rest)
    if match is None:
        return False
    if match["index"] is not None:
        return not paragraph.label and paragraph.index == int(match["index"])
    occurrence = int(match["occurrence"] or 1)
    return (
        paragraph.label.isdecimal()
        and int(paragraph.label) == int(match["label"])
        and (paragraph.occurrence == occurrence)
    )
