"""The transmission lines of a telegram: who sent it when, to whom, under which serial number."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rag.cables.ids import full_year, route_post
from rag.parsing.grammar import MONTH_NAMES, MONTHS
from rag.parsing.lines import Line

DTG = re.compile(
    rf"(?P<precedence>(?:[ZOPRIYM]\s{{1,2}}){{0,3}}[ZOPRIYM]?)\s{{0,2}}"
    rf"(?<!\d)(?P<day>[0-3]\d)\s?(?P<hour>[0-2]\d)\s?(?P<minute>[0-5]\d)"
    rf"\s?Z\s{{0,3}}(?P<month>{MONTHS})[A-Z]{{0,6}}\s{{0,3}}(?P<year>(?:19|20)?\d\s?\d)(?!\d)"
)
"""The date-time group, `P 260811Z AUG 09`; blanks inside are tolerated, as noise puts them there."""
DE = re.compile(
    r"DE\s{1,2}(?P<route>R[A-Z]{4,8})\s{1,3}#?(?P<serial>\d{3,6})(?:/\d{1,3})?\s{1,2}(?P<day>[0-3]\d{2})\d{4}"
)
"""`DE RUEHPF #0628/01 2380811`: station, serial number, day of the year."""
_FROM = re.compile(r"FM\s+(?P<post>.+)")
_POST = re.compile(
    r"(?:(?:AMEMBASSY|AMEMB|AMCONSUL|AMCONGEN|USMISSION|USDEL|USINT|EMBASSY|CONSULATE)\s+)?"
    r"(?P<name>[A-Z][A-Z .'’]*?)(?:\s+(?:WASHDC|WASHINGTON DC))?(?:\s+(?:PRIORITY|IMMEDIATE|NIACT|FLASH|ROUTINE"
    r"|\d{1,6})){0,3}\s*"
)
_ADDRESS = re.compile(
    r"(?:TO|INFO)\s+(?P<first>\S.*)|(?P<more>R[UH][A-Z]{3,7}/.+|(?:AMEMBASSY|AMCONSUL|USMISSION|SECSTATE).*)"
)
_QUALIFIER = re.compile(r"(?:\s+(?:PRIORITY|IMMEDIATE|NIACT|FLASH|ROUTINE|\d{1,6})){1,4}\s*$")
_WIDEST = 200
_LINE = re.compile(
    r"VZCZC|DE R[UH]|ZN[RY] |FM |TO |INFO |R[UH][A-Z]{3,7}/|(?:[ZOPRI]{2} R[UH]|(?:R[UH][A-Z]{3,6}\s*){2,}$)"
    r"|(?:AMEMBASSY|AMCONSUL|USMISSION|SECSTATE|USINT|USCINC|CINC|SPECIAL EMBASSY|HQ |JOINT STAFF|SECDEF)|XMT "
)


@dataclass(slots=True)
class Routing:
    """What the routing lines say; everything may be missing.

    Attributes:
        date: UTC, from the date-time group.
        post: From the FM line, else from the station of the DE line; "" where neither is known.
        serial: The telegram's number in its year, from the DE line.
        addressees: As printed, without route indicator and precedence.
        shown: The lines that say when and from where, for the header's text.
    """

    date: dt.datetime | None = None
    post: str = ""
    serial: int | None = None
    addressees: list[str] = field(default_factory=list)
    shown: list[Line] = field(default_factory=list)


def read_routing(lines: Sequence[Line]) -> Routing:
    """Reads the lines before the reference line."""
    found = Routing()
    station = ""
    for line in lines:
        text = line.text[:_WIDEST]
        if not text:
            continue
        group = DTG.search(text) if "Z" in text else None
        if group and found.date is None:
            found.date = moment(group)
            found.shown.append(line)
            text = text[group.end() :].strip()
        if match := DE.match(text):
            found.serial = int(match["serial"])
            station = route_post(match["route"]) or ""
            found.shown.append(line)
        elif match := _FROM.match(text):
            if not found.post:
                found.post = post_of(match["post"])
                found.shown.append(line)
        elif match := _ADDRESS.match(text):
            name = _QUALIFIER.sub("", match["first"] or match["more"])
            found.addressees.append(re.sub(r"^R[UH][A-Z]{3,7}/", "", name))
    found.post = found.post or station
    return found


def is_routing(text: str) -> bool:
    """Whether a line belongs to the transmission's head: routing, precedence, addresses."""
    return bool(_LINE.match(text) or DTG.match(text))


def moment(group: re.Match[str]) -> dt.datetime | None:
    """The moment of a date-time group, None where it is no date."""
    year = full_year(int(re.sub(r"\s", "", group["year"])))
    try:
        return dt.datetime(
            year,
            MONTH_NAMES.index(str(group["month"])) + 1,
            int(group["day"]),
            int(group["hour"]),
            int(group["minute"]),
            tzinfo=dt.UTC,
        )
    except ValueError:
        return None


def post_of(printed: str) -> str:
    """The post's name of a FM line: `AMEMBASSY PARIS` gives `PARIS`, `SECSTATE WASHDC` gives `STATE`."""
    match = _POST.fullmatch(printed.strip().upper())
    name = str(match["name"]).strip() if match else ""
    return "STATE" if name == "SECSTATE" else name
