"""REF lines: which telegrams a cable refers to, with the letters by which its text names them."""

import re
from collections.abc import Iterator

from rag.cables.ids import full_year, resolve_ref
from rag.cables.model import Reference
from rag.cables.stations import stations
from rag.parsing.spans import collapse

LABEL = re.compile(r"¶?\s{0,3}(?:REF(?:S|ERENCES?|TELS?)?)(?:\s{0,2}[:.]|\s(?=\(?[A-Z][.)])|$)\s{0,20}", re.IGNORECASE)
_NO_STATION = re.compile(
    r"\b(?:OF|FOR|FROM|TO|ON|AT|IN|BY|DATED?|REPORTS?|PARAS?|PARAGRAPHS?|PAGES?|E-?MAILS?|TELCONS?|NO|NR|NUMBER|FAX|MEMO"
    r"|IIR|TDX?|CA"
    r"|SUBJECT|PREVIOUS|OTHERS|AND|POUCH|AIRGRAM|DESPATCH|FBIS|LETTER|NOTE|ROOM|RESOLUTION|UNSCR|ARTICLE"
    r"|SECTION|VERSION"
    r"|POC|DOC|JAN(?:UARY)?|FEB(?:RUARY)?|MAR(?:CH)?|APR(?:IL)?|MAY|JUNE?|JULY?|AUG(?:UST)?|SEPT?(?:EMBER)?"
    r"|OCT(?:OBER)?"
    r"|NOV(?:EMBER)?|DEC(?:EMBER)?)\b",
    re.IGNORECASE,
)
"""Words that no station's name holds, unless the whole name is a known one (`PORT OF SPAIN`)."""
_LETTERED = re.compile(r"(?:(?<=^)|(?<=[\s;,.¶)]))(?:\((?P<round>[A-Z])\)|(?P<plain>[A-Z])[.)])\s{0,6}")
_ENTRY = re.compile(
    r"(?:(?<![A-Z\d])(?P<year>(?:19|20)\d{2}|\d{2})[ -]{0,3}|(?<![A-Z\d'’-]))"
    r"(?P<post>[A-Z][A-Z.'’]*(?:[ ][A-Z][A-Z.'’]*){0,3}?)(?P<hyphen> ?- ?|[ #]{0,3})"
    r"(?:(?P<inner>\d{2}) (?=\d{3,8}(?!\d|\s{0,2}[A-Z])))?(?P<number>\d{1,8})(?![\d/])"
    r"(?:\s{0,2}\(?(?P<after>(?:19|20)\d{2})\))?",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"\s{0,2}(?:,|AND|&|;)\s{0,2}(?:AND\s)?(?P<number>\d{1,8})(?![\d/])(?!\s{0,2}(?!AND\b)[A-Z]{2})", re.IGNORECASE
)
_BARE = re.compile(r"(?<![A-Z\d.,/-])\d{4,8}(?![\d/,.-])")
_YEAR_ALONE = re.compile(r"(?:19|20)\d{2}")


def parse(text: str, cable_year: int | None) -> tuple[Reference, ...]:
    """Reads the words of the REF lines.

    Args:
        text: The REF lines without their label, page breaks removed.
        cable_year: The year of the cable, which counts where an entry prints none.

    Returns:
        The entries in order. What is no telegram (airgrams, daily reports, e-mails) is kept under its letter, without
        an id and not as a telegram; without a letter it is left out.
    """
    found: list[Reference] = []
    for letter, chunk in _lettered(collapse(text.replace("¶", " "))):
        entries = list(_entries(chunk))
        found += [Reference(letter, printed, resolve_ref(printed, cable_year)) for printed in entries]
        if letter and not entries and chunk.strip(" .;,") and not _YEAR_ALONE.fullmatch(chunk.strip(" .;,")):
            found.append(Reference(letter, chunk.strip(" ;,"), None, telegram=False))
    return tuple(found)


def _lettered(text: str) -> Iterator[tuple[str, str]]:
    marks = [match for match in _LETTERED.finditer(text) if _is_letter(text, match)]
    if not marks:
        yield "", text
        return
    if text[: marks[0].start()].strip(" ;,"):
        yield "", text[: marks[0].start()]
    for mark, following in zip(marks, (*marks[1:], None), strict=True):
        end = following.start() if following else len(text)
        yield str(mark["round"] or mark["plain"]), text[mark.end() : end]


def _is_letter(text: str, match: re.Match[str]) -> bool:
    """A second letter directly behind (`A. A)STATE`) doubles the first and is part of it."""
    return not re.fullmatch(r"(?:.*[\s;,.¶)])?\(?([A-Z])[.)]\s{0,3}", text[max(0, match.start() - 6) : match.start()])


def _entries(chunk: str) -> Iterator[str]:
    chunk = re.sub(r"^\(?[A-Z][.)]\s{0,3}", "", chunk)
    spent = 0
    for match in _ENTRY.finditer(chunk):
        post = re.sub(r"^(?:AND|AS WELL AS|SEE|ALSO|BOTH)\s", "", collapse(match["post"]), flags=re.IGNORECASE)
        key = stations().key(post)
        if match.start() < spent or not _is_station(post, key) or _airgram(match):
            continue
        year = match["year"] or match["inner"] or match["after"]
        yield _printed(year, post, match["number"])
        spent = match.end()
        while more := _MORE.match(chunk, spent):
            if not _YEAR_ALONE.fullmatch(more["number"]):
                yield _printed(year, post, more["number"])
            spent = more.end()
    if not spent:
        bare = _BARE.fullmatch(chunk.strip(" .;,"))
        if bare and not _YEAR_ALONE.fullmatch(bare[0]):
            yield bare[0]


def _is_station(post: str, key: str) -> bool:
    if key in stations().names:
        return True
    return len(key) >= 3 and not _NO_STATION.search(post)


def _airgram(match: re.Match[str]) -> bool:
    return "-" in match["hyphen"] and not match["year"]


def _printed(year: str | None, post: str, number: str) -> str:
    if year is None:
        return f"{post.upper()} {number}"
    return f"{full_year(int(year)) % 100:02d}{stations().key(post)}{int(number)}"


_STEP = re.compile(
    r"(?P<gap>[\s;,:.¶&]{0,12})(?P<letter>(?:(?:REF\s)?\(?[A-Z][.)]\s{0,8}){0,2})(?:(?:19|20)?\d{2}[ -]{1,3})?"
    r"(?P<post>(?:[A-Z][A-Z.'’]*[ ]){0,4}(?:[A-Z][A-Z.'’]*[ #-]{0,3})?)\d{1,8}(?![\d/])(?:\s\((?:19|20)\d{2}\))?"
    r"(?:\s{0,2}\(?(?:NOTAL|AND PREVIOUS|AND OTHERS|CIRCULAR|ET AL|SERIES)\)?)?",
    re.IGNORECASE,
)
_NONE = re.compile(r"\s{0,6}(?:NONE|N/A|NOTAL)\b", re.IGNORECASE)


def extent(text: str, position: int) -> int:
    """Where a list of references that begins here ends, for text whose line ends are lost."""
    first = position
    while match := _STEP.match(text, position):
        wide = len(match["gap"]) - len(match["gap"].rstrip()) > 1 and not match["letter"]
        post = collapse(match["post"])
        if (wide and position > first) or (post and not _is_station(post, stations().key(post))):
            break
        if not post and (match["letter"] or "¶" in match["gap"] or (position > first and not match["gap"].strip())):
            break
        position = match.end()
    if none := _NONE.match(text, position):
        position = none.end()
    return position
