"""Names of cables: the short id, and the forms in which people and REF lines print it."""

import re
from functools import cache

from rag.cables.stations import post_key, stations

__all__ = ["find_ids", "full_year", "make_id", "normalize_id", "post_key", "resolve_ref", "route_post"]

_CENTURY_TURN = 45
_YEAR = r"(?:(?:19|20)\d{2}|\d{2})"
_WORDS = r"[A-Za-z][A-Za-z.'’]*(?:[ \t_-]+[A-Za-z][A-Za-z.'’]*){0,3}"
_WHOLE = re.compile(rf"\s*(?P<year>{_YEAR})[\s_-]*(?P<post>{_WORDS})[\s_-]*(?P<number>\d{{1,8}})\s*")
_REF = re.compile(rf"\s*(?:(?P<year>{_YEAR})[\s_-]*)?(?P<post>{_WORDS})[\s_-]*(?P<number>\d{{1,8}})\s*")
_COMPACT = re.compile(r"(?<![A-Za-z0-9])(\d{2})([A-Za-z]{3,24})(\d{1,8})(?![A-Za-z0-9])")


def full_year(year: int) -> int:
    """Four digits of a year that may be printed with two; the electronic telegram begins after 1945."""
    if year >= 100:
        return year
    return year + (1900 if year >= _CENTURY_TURN else 2000)


def make_id(year: int | None, post: str, number: int) -> str:
    """The short id; a year that nothing states is left out, never guessed.

    Args:
        year: Two or four digits, or None.
        post: The post's printed name.
        number: The cable's serial number in its year.
    """
    short = "" if year is None else f"{year % 100:02d}"
    return f"{short}{stations().key(post)}{number}"


def normalize_id(text: str) -> str | None:
    """Reads a whole string as a cable's name with its year.

    Args:
        text: `09PHNOMPENH628`, `09 Phnom Penh 628`, `2009 PHNOM PENH 0628` or `2009-PHNOM PENH-628`.

    Returns:
        The short id, `09PHNOMPENH628`; None where the text is not one.
    """
    match = _WHOLE.fullmatch(text)
    if not match or not int(match["number"]):
        return None
    return make_id(int(match["year"]), match["post"], int(match["number"]))


def resolve_ref(ref: str, cable_year: int | None) -> str | None:
    """The cable that an entry of a REF line names.

    Args:
        ref: As `Cable.refs` holds it: `STATE 100153`, `08MUNICH355`.
        cable_year: The year of the cable that prints it, which counts where the entry prints none.

    Returns:
        The short id; None where no year is known, or where the printed one lies after the cable's.
    """
    match = _REF.fullmatch(ref)
    if not match or not int(match["number"]):
        return None
    own = None if cable_year is None else full_year(cable_year)
    year = full_year(int(match["year"])) if match["year"] else own
    if year is None or (own is not None and year > own):
        return None
    return make_id(year, match["post"], int(match["number"]))


def route_post(indicator: str) -> str | None:
    """The printed post name of a route indicator (`RUEHPF` gives `PHNOM PENH`), None where unknown or shared."""
    return stations().routes.get(indicator.upper())


@cache
def _known_post_forms() -> re.Pattern[str]:
    names = sorted({*stations().names.values(), *stations().aliases}, key=len, reverse=True)
    posts = "|".join(re.escape(name).replace(r"\ ", r"[\s_-]{0,3}") for name in names)
    year = r"(?:19|20)\d{2}"
    return re.compile(
        rf"(?<![A-Za-z0-9])(?:(?P<before>{year}|(?<!\d)['’]?\d{{2}})[\s_-]{{0,3}})?(?P<post>{posts})[\s_-]{{0,3}}"
        rf"(?:no\.?\s{{0,2}}|number\s|cable\s|\#)?(?P<number>\d{{1,8}})(?![\d%:]|[.,]\d|\s?(?:st|nd|rd|th|am|pm)\b)"
        rf"(?:,?\s{{0,2}}(?:\(|of\s|from\s|in\s|\()?\s?(?P<after>{year})\b)?",
        re.IGNORECASE,
    )


def find_ids(text: str) -> tuple[str, ...]:
    """Cables that free text names, in order, each once.

    Args:
        text: A question or a paragraph.

    Returns:
        Short ids where a year is stated (`09 PHNOM PENH 628`, `State 100153 of 2009`); where none is, the id without
        its year (`PHNOMPENH628`), which begins with a letter. Without a compact id's shape only known posts count, so
        that `March 3` or `Section 5` is none.
    """
    found: dict[int, str] = {}
    for match in _COMPACT.finditer(text):
        name = normalize_id(match[0])
        if name:
            found[match.start()] = name
    for match in _known_post_forms().finditer(text):
        printed = (match["before"] or "").lstrip("'’") or match["after"]
        if match.start() not in found and int(match["number"]):
            found[match.start()] = make_id(int(printed) if printed else None, match["post"], int(match["number"]))
    return tuple(dict.fromkeys(found[start] for start in sorted(found)))
