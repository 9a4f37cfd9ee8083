"""Telegrams as the printed documentary series gives them: a title, a place and date, the number at the text's head."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.parsing.lines import Line
from rag.parsing.routing import Routing

_TITLE = re.compile(
    r"(?:\d{1,4}\.\s)?(?:Circular |Airgram |Priority )?Telegram\s(?:\d{1,7}\s)?(?:\([^()]{1,40}\)\s)?From\sthe\s"
    r"(?:(?P<department>Department\sof\sState)|(?:Embassy|Consulate(?:\sGeneral)?|Legation|Mission)\s(?:in|at"
    r"|to)\s.{2,60}?)"
    r"\sto\s.{4,120}"
)
_DATELINE = re.compile(
    r"(?P<place>[A-Z][A-Za-z .'’]{2,40}),\s(?P<month>January|February|March|April|May|June|July|August"
    r"|September|October"
    r"|November|December)\s(?P<day>\d{1,2}),\s(?P<year>\d{4})(?:,\s"
    r"(?P<hour>\d{1,2})[.:]?(?P<minute>\d{2})\s?Z?.{0,12})?\.?"
)
_SERIAL = re.compile(r"(?P<serial>\d{2,7})\.\s{1,4}(?=\S)")
_HEAD_REACH = 40
_NAMED_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class PrintedHead:
    """The head of a printed telegram.

    Attributes:
        routing: Date, post and serial number.
        body: Index of the line behind the head.
        words: Offset in the carrier text where that line's words begin, behind the serial number.
    """

    routing: Routing
    body: int
    words: int


def read_printed_head(lines: Sequence[Line]) -> PrintedHead | None:
    """The printed head among the first lines, None where there is none."""
    title = next((index for index, line in enumerate(lines[:_HEAD_REACH]) if _TITLE.match(_joined(lines, index))), None)
    if title is None:
        return None
    routing = Routing(shown=[lines[title]])
    washington = bool(match["department"]) if (match := _TITLE.match(_joined(lines, title))) else False
    for index in range(title + 1, min(len(lines), title + 12)):
        line = lines[index]
        if routing.date is None and (found := _DATELINE.match(line.text)):
            routing.date = _moment(found)
            routing.post = "STATE" if washington else found["place"].upper()
            routing.shown.append(line)
        elif routing.date is not None and (serial := _SERIAL.match(line.text)):
            routing.serial = int(serial["serial"])
            routing.shown.append(line)
            return PrintedHead(routing, index, line.begin + serial.end())
    return None


def _joined(lines: Sequence[Line], index: int) -> str:
    """A title may take two lines."""
    return " ".join(line.text for line in lines[index : index + 2]) if "elegram" in lines[index].text else ""


def _moment(match: re.Match[str]) -> dt.datetime | None:
    try:
        return dt.datetime(
            int(match["year"]),
            _NAMED_MONTHS.index(match["month"]) + 1,
            int(match["day"]),
            int(match["hour"] or 0),
            int(match["minute"] or 0),
            tzinfo=dt.UTC,
        )
    except ValueError:
        return None
