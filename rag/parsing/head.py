"""Everything before a cable's body: routing and header, whichever of them the carrier kept."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rag.parsing.frus import PrintedHead, read_printed_head
from rag.parsing.header import Header, find_reference, read_header
from rag.parsing.lines import Kind, Line
from rag.parsing.routing import Routing, is_routing, read_routing

_ROUTING_REACH = 120
_SECOND_REACH = 60
_PRINTED_SUBJECT = re.compile(r"Subj(?:ect)?[:.]\s{0,3}(?P<words>[^.]{3,240})\.\s{0,3}")
_PRINTED_REFS = re.compile(r"Refs?[:.]\s{0,3}(?P<words>[^.]{3,240})\.\s{0,3}")
_SOURCE_NOTE = re.compile(r"(?:\d{1,2}\s{0,2})?Source: .{5,}")
_SOURCE_CLASS = re.compile(r"\.\s(?P<word>Top Secret|Secret|Confidential|Limited Official Use|Unclassified)\b")


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the body.

    Attributes:
        routing: Of the transmission.
        header: Of the telegram.
        body: The body's lines.
        stated: The class where only a note on the source states it, "" else.
    """

    routing: Routing
    header: Header
    body: Sequence[Line]
    stated: str = ""


def read_head(carrier: str, lines: Sequence[Line]) -> Head:
    """Reads the head of a cable's lines."""
    found = find_reference(lines)
    if found is None and (printed := read_printed_head(lines)):
        return _printed(carrier, lines, printed)
    first, reference = found or (_routing_end(lines), None)
    routing = read_routing(lines[:first])
    if found and routing.date is None:
        # A class line may stand above the routing as well, as in the Department's own telegrams.
        later = lines[first + 1 : first + _SECOND_REACH]
        again = find_reference(later)
        if again and any(is_routing(line.text) for line in later[: again[0]]):
            routing = read_routing(later[: again[0]])
            first, reference = first + 1 + again[0], again[1]
    header = read_header(lines, first, reference)
    return Head(routing, header, lines[header.body :])


def _routing_end(lines: Sequence[Line]) -> int:
    end = 0
    for index, line in enumerate(lines[:_ROUTING_REACH]):
        if line.kind is Kind.TEXT and is_routing(line.text):
            end = index + 1
        elif line.kind is Kind.TEXT and end:
            break
    return end


def _printed(carrier: str, lines: Sequence[Line], printed: PrintedHead) -> Head:
    """The head of a telegram in the printed series: subject and references run into its first line."""
    header = Header(body=printed.body)
    first = lines[printed.body]
    at = printed.words
    if subject := _PRINTED_SUBJECT.match(carrier, at, first.end):
        header.subject.append(subject.span("words"))
        at = subject.end()
    if refs := _PRINTED_REFS.match(carrier, at, first.end):
        header.refs.append(refs.span("words"))
        at = refs.end()
    header.shown.append((first.start, at))
    body = [Line.of(carrier, at, first.end, inline=True), *lines[printed.body + 1 :]]
    note = next((index for index, line in enumerate(body) if _SOURCE_NOTE.fullmatch(line.text)), len(body))
    words = " ".join(line.text for line in body[note : note + 6])
    stated = _SOURCE_CLASS.search(words)
    return Head(printed.routing, header, body[:note], stated["word"].upper() if stated else "")
