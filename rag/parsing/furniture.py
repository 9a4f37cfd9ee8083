"""What a web site prints around a cable: navigation before it, its own fields, other stories behind it."""

import datetime as dt
import re
from dataclasses import dataclass

from rag.cables.ids import normalize_id

_VIEWING = re.compile(r"Viewing cable (?P<id>\S{4,60}?),[ \t]*(?P<title>[^\n]{0,300})")
_FIELDS = re.compile(r"Reference ID\s{1,20}Created\s{1,20}(?:Released\s{1,20})?Classification\s{1,20}Origin\s{1,40}")
_FIELD_ID = re.compile(r"(?P<id>\d{2}[A-Z][A-Z0-9-]{2,40}\d)\b")
_FIELD_DATE = re.compile(r"\b(?P<date>(?:19|20)\d{2}-\d{2}-\d{2})(?:[ T](?P<time>\d{2}:\d{2}))?")
_FIELD_CLASS = re.compile(
    r"^[ \t]*(?P<class>(?:TOP SECRET|SECRET|CONFIDENTIAL|UNCLASSIFIED)(?://?[A-Z ,/]{2,40})?)[ \t]*$", re.MULTILINE
)
_FIELD_ORIGIN = re.compile(r"\s{1,40}^[ \t]*(?P<origin>[A-Z][^\n]{2,60})$", re.MULTILINE)
_LABELLED = re.compile(
    r"^[ \t]*(?P<name>Reference ID|Canonical ID|Cable ID|Date|Created|Original Classification|Classification|Origin)"
    r"[ \t]*:[ \t]*(?P<value>[^\n]{1,80})$",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE = re.compile(r"^[ \t]*Cablegate:[ \t]*(?P<title>[^\n]{3,300})", re.MULTILINE)
_HEAD = re.compile(
    r"^[ \t]*(?:VZCZC|DE R[UH][A-Z]{3}|(?:[ZOPRI][ \t]{1,2}){1,3}[0-3]\d[ \t]?\d{4}[ \t]?Z[ \t]"
    r"|[ZOPRI]{2} R[UH][A-Z]{3}"
    r"|(?:U{1,2}NCLAS|C O N F I D|S E C R E T|CONFIDENTIAL|SECRET"
    r"|LIMITED OFFICIAL)[A-Z /]{0,30}[ \t].{0,60}\d{2}|FM [A-Z])",
    re.MULTILINE,
)
_TAIL = re.compile(
    r"^[ \t]*(?:©|\([cC]\)\s{1,3}(?:Copyright|\d{4}|[A-Z][a-z]{2,20}\s(?:Media|News|Press)\b)"
    r"|Copyright\s{1,3}(?:©|\([cC]\)|\d{4})|All rights reserved"
    r"|NNNN[ \t]*$|End Cable Text)",
    re.MULTILINE,
)
_WEAK_TAIL = re.compile(
    r"^[ \t]*(?:Share (?:this|on)|Related (?:stories|articles|cables|links|content)|More from|Leave a (?:comment|reply)"
    r"|Post a comment|\d{1,4} comments?|Advertisement|Subscribe|Sign up|Follow us|Printer[- ]friendly"
    r"|Print this|Email this"
    r"|Back to top|Privacy policy|Terms of (?:use|service)|Powered by|(?:World|Latest) (?:headlines|news)"
    r"|Most (?:read|popular)"
    r"|Tweet|Previous cable|Next cable|Home \|)[^\n]{0,30}$",
    re.IGNORECASE | re.MULTILINE,
)
_NUMBERED = re.compile(r"^[ \t]*¶?[ \t]?\d{1,2}\.[ \t]", re.MULTILINE)
_ENDED = ("NNNN  End Cable Text", " NNNN ", "End Cable Text")
"""Ends of a telegram inside a line, where line ends are lost."""


_PLAIN_HEAD = 4000


@dataclass(frozen=True)
class PageFields:
    """What a page, record or row says about the cable outside the cable's own text; all may be missing.

    Attributes:
        id: Short id.
        date: UTC.
        classification: As stated, `UNCLASSIFIED//FOR OFFICIAL USE ONLY`.
        origin: `Embassy Paris`.
        title: The page's title for the cable.
        shown: Ranges of these fields in the carrier text.
    """

    id: str = ""
    date: dt.datetime | None = None
    classification: str = ""
    origin: str = ""
    title: str = ""
    shown: tuple[tuple[int, int], ...] = ()


def read_page(carrier: str, start: int, end: int) -> tuple[PageFields, int, int]:
    """Finds the cable in a page's text.

    Args:
        carrier: The decoded carrier text.
        start: Where the page begins in it.
        end: Where it ends.

    Returns:
        The page's fields, and the range in which the cable stands without the site's furniture.
    """
    fields, first = _fields(carrier, start, end)
    head = _HEAD.search(carrier, first, end)
    if head and fields == PageFields() and head.start() - first < _PLAIN_HEAD:
        head = None  # no page: what stands before the routing lines is the telegram's own distribution
    if not fields.title and (title := _TITLE.search(carrier, start, head.start() if head else end)):
        fields = PageFields(
            fields.id,
            fields.date,
            fields.classification,
            fields.origin,
            title["title"].strip(),
            (*fields.shown, (title.start("title"), title.end("title"))),
        )
    return fields, head.start() if head else first, own_end(carrier, head.end() if head else first, end)


def own_end(carrier: str, first: int, end: int) -> int:
    """Where the site's own text begins behind the cable."""
    cuts = [carrier.find(mark, first, end) for mark in _ENDED]
    strong = _TAIL.search(carrier, first, end)
    stop = min((cut for cut in cuts if cut >= 0), default=end)
    stop = min(stop, strong.start()) if strong else stop
    # A wrapped line or a heading may read like a site's words: one alone, or with numbered text behind it, is none.
    weak = list(_WEAK_TAIL.finditer(carrier, first, stop))
    followed = len(weak) > 1 or (weak and strong is not None)
    if followed and not _NUMBERED.search(carrier, weak[0].start(), stop):
        return weak[0].start()
    return stop


def _fields(carrier: str, start: int, end: int) -> tuple[PageFields, int]:
    viewing = _VIEWING.search(carrier, start, end)
    named = _FIELDS.search(carrier, start, end)
    if not named:
        fields = _labelled(carrier, start, end)
        if viewing and not fields.id:
            name, title = normalize_id(viewing["id"]) or "", viewing["title"].strip()
            fields = PageFields(name, title=title, shown=(viewing.span(),))
        return fields, viewing.end() if viewing else start
    first = named.end()
    room = min(end, first + 400)
    shown = []
    name = _FIELD_ID.match(carrier, first, room)
    created = _FIELD_DATE.search(carrier, first, room)
    level = _FIELD_CLASS.search(carrier, first, room)
    origin = _FIELD_ORIGIN.match(carrier, level.end(), room) if level else None
    if origin and _HEAD.match(carrier, origin.start("origin")):
        origin = None  # the field is lost: the telegram itself begins
    for match in (name, created, level, origin):
        if match:
            shown.append(match.span())
            first = max(first, match.end())
    fields = PageFields(
        (normalize_id(name["id"]) or "") if name else (normalize_id(viewing["id"]) or "") if viewing else "",
        moment(created) if created else None,
        level["class"].strip() if level else "",
        origin["origin"].strip() if origin else "",
        viewing["title"].strip() if viewing else "",
        tuple(shown),
    )
    return fields, first


def _labelled(carrier: str, start: int, end: int) -> PageFields:
    """Fields printed as `Name: value` lines, as other sites do."""
    head = _HEAD.search(carrier, start, end)
    found: dict[str, re.Match[str]] = {}
    for match in _LABELLED.finditer(carrier, start, head.start() if head else start):
        found.setdefault(match["name"].lower().split()[-1], match)
    if "id" not in found:
        return PageFields()
    name = _FIELD_ID.search(found["id"]["value"].upper().replace(" ", ""))
    day = found.get("created") or found.get("date")
    date = _FIELD_DATE.search(day["value"]) if day else None
    level = found.get("classification")
    origin = found.get("origin")
    return PageFields(
        (normalize_id(name["id"]) or "") if name else "",
        moment(date) if date else None,
        level["value"].strip().upper() if level else "",
        origin["value"].strip() if origin else "",
        "",
        tuple(sorted(match.span() for match in found.values())),
    )


def moment(match: re.Match[str]) -> dt.datetime | None:
    """The UTC moment of a page's date field, None where it is no date."""
    try:
        return dt.datetime.fromisoformat(f"{match['date']}T{match['time'] or '00:00'}").replace(tzinfo=dt.UTC)
    except ValueError:
        return None
