"""Which cable it is, and how it is classified: from its own text first, then from what page or record state."""

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from rag.cables.ids import make_id
from rag.cables.marking import UNMARKED, Level, Marking, highest
from rag.cables.model import ParseWarning
from rag.cables.stations import post_key, stations
from rag.parsing import grammar
from rag.parsing.furniture import PageFields
from rag.parsing.head import Head
from rag.parsing.lines import Kind, Line
from rag.parsing.spans import collapse

_WORDS = {
    "TOPSECRET": "TOP SECRET",
    "SECRET": "SECRET",
    "CONFIDENTIAL": "CONFIDENTIAL",
    "LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE",
}
_FOUO = "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
_RAISES = re.compile(r"E ?F ?T ?O|OFFICIAL USE ONLY|FOUO", re.IGNORECASE)
_FOUO_LINE = re.compile(r"FOR OFFICIAL USE ONLY\.?", re.IGNORECASE)
_CAVEATS = ("NOFORN", "ORCON", "EXDIS", "NODIS", "LIMDIS", "STADIS")
_SENSITIVE = re.compile(r"SENSITIVE|LIMITED OFFICIAL USE|OFFICIAL USE ONLY|FOUO|E ?F ?T ?O|\bSBU\b", re.IGNORECASE)


def post_of(head: Head, lines: Iterable[Line], stated: str) -> str:
    """The post's printed name: reference line, FM line, station of the DE line, page breaks, then the stated id."""
    reference = head.header.reference
    if reference:
        return collapse(reference["post"].upper())
    if head.routing.post:
        return head.routing.post
    for line in lines:
        if line.kind is Kind.PAGE and (match := grammar.PAGE_BREAK.fullmatch(line.text)):
            return stations().complete(match["post"]) or collapse(match["post"].upper())
    key = post_key(stated)
    return stations().names.get(key, key)


def name_of(
    head: Head, date: dt.datetime | None, post: str, fields: PageFields, stated: str
) -> tuple[str, list[ParseWarning]]:
    """The short id, with what is doubtful about it.

    Args:
        head: The cable's head.
        date: Its date, which gives the year.
        post: Its post.
        fields: What the page states.
        stated: The id of page or file name, which gives the year where the text has none, and the whole id where the
            text has no number.
    """
    reference = head.header.reference
    number = int(reference["number"]) if reference else head.routing.serial
    if not number or not post:
        lost = ParseWarning("header-lost", "The reference line is lost; the id is the page's or the file name's.")
        return stated, [lost]
    warnings = []
    year = date.year if date else (int(stated[:2]) if stated[:2].isdigit() else None)
    name = make_id(year, post, number)
    if year is None:
        warnings.append(ParseWarning("year-unknown", "Nothing states the cable's year, so its id has none."))
    if reference is None:
        warnings.append(
            ParseWarning("header-lost", "The reference line is lost; the id is built from the routing lines.")
        )
    if fields.id and fields.id != name:
        warnings.append(ParseWarning("id-mismatch", f"The page calls the cable {fields.id}, its own text {name}."))
    return name, warnings


def classification_of(head: Head, fields: PageFields) -> str:
    """The page's class or the reference line's, whichever is higher; "" where neither states one."""
    own = head.stated
    reference = head.header.reference
    if reference:
        own = _WORDS.get(re.sub(r"\s", "", reference["word"].upper()), "UNCLASSIFIED")
        captions = (*head.header.captions, reference["caveats"])
        if own == "UNCLASSIFIED" and (
            _RAISES.search(reference["caveats"]) or any(_FOUO_LINE.fullmatch(caption) for caption in captions)
        ):
            own = _FOUO
        if "NOFORN" in reference["caveats"].upper():
            own += "//NOFORN"
    if not fields.classification or not own:
        return fields.classification or own
    return own if level_of(own) > level_of(fields.classification) else fields.classification


def effective_of(head: Head, classification: str, openings: Sequence[str]) -> Marking:
    """The highest of class, captions and whole-cable marking, with the caveats of all of them.

    Args:
        head: The cable's head.
        classification: See `classification_of`.
        openings: How the first paragraphs begin; `(C - ENTIRE TEXT)` there holds for the whole cable.
    """
    captions = head.header.captions
    stated = []
    if classification:
        stated.append(Marking(level_of(classification), _caveats(classification)))
    if any(_SENSITIVE.search(caption) for caption in captions):
        stated.append(Marking(Level.SBU))
    entire = [head.header.entire, *(match[0] for words in openings if (match := grammar.ENTIRE.match(words)))]
    stated += [Marking.parse(words) for words in entire if words]
    caveats = _caveats(" ".join(captions))
    return highest([*stated, Marking(Level.UNMARKED, caveats)]) if stated or caveats else UNMARKED


def level_of(text: str) -> Level:
    """The level that a class in words states."""
    upper = text.upper()
    if "TOP SECRET" in upper:
        return Level.TS
    if "SECRET" in upper:
        return Level.S
    if "CONFIDENTIAL" in upper:
        return Level.C
    if _SENSITIVE.search(upper):
        return Level.SBU
    return Level.U if "UNCLAS" in upper else Level.UNMARKED


def _caveats(text: str) -> tuple[str, ...]:
    upper = text.upper()
    return tuple(sorted(name for name in _CAVEATS if name in upper))
