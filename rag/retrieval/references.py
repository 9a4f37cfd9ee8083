"""The reference graph in search: a hit that says "(REF A)" or "reftel" brings that cable in as a candidate."""

import re

from rag.cables.model import Cable, Paragraph

_LETTERED = re.compile(
    r"\bref(?:tel)?s?\.?\s{0,2}[(“\"]?(?P<first>[A-Z])\b(?P<more>(?:\s{0,2}(?:,|and|&)\s{0,2}[A-Z]\b){0,8})",
    re.IGNORECASE,
)
_ANY = re.compile(r"\bref(?:tel)?s?\b", re.IGNORECASE)


def cited_ids(cable: Cable, paragraph: Paragraph) -> tuple[str, ...]:
    """Ids of the cables that a paragraph points to, in the order of the REF lines.

    `(REF B)` is the entry printed with that letter, or the second one where none is printed; a bare `reftel` is all
    of them. Entries that name no telegram, or none with a known year, are left out.
    """
    if not _ANY.search(paragraph.text):
        return ()
    letters = {
        letter.upper()
        for match in _LETTERED.finditer(paragraph.text)
        for letter in (match["first"], *re.findall(r"\b[A-Za-z]\b", match["more"]))
    }
    found = [
        reference.id
        for at, reference in enumerate(cable.references)
        if reference.id and (not letters or (reference.letter or chr(ord("A") + at)) in letters)
    ]
    return tuple(dict.fromkeys(name for name in found if name != cable.id))
