"""Small cables for the tests of the gate, built as the parser builds them: text and spans belong together."""

import datetime as dt
import re

from rag.answering.model import Draft, DraftCitation
from rag.cables.marking import Marking
from rag.cables.model import Cable, Evidence, Key, Paragraph, Role, Source, Span

BREAK = "\n\nPORT SELWYN 00000412 002 OF 003\n\n"


def collapsed(text: str) -> str:
    """White space collapsed, as a paragraph's text has it."""
    return re.sub(r"\s+", " ", text).strip()


def cable(
    *bodies: str,
    id: str = "09PORTSELWYN412",  # noqa: A002
    post: str = "PORT SELWYN",
    subject: str = "MINISTER VARGA ON PORT REFORM",
    date: dt.datetime | None = dt.datetime(2009, 8, 26, 8, 11, tzinfo=dt.UTC),
    roles: tuple[Role, ...] = (),
    marking: str = "SBU",
    truncated: tuple[int, ...] = (),
) -> Cable:
    """A cable of numbered paragraphs; `BREAK` inside a body is a page break, cut out of its spans."""
    header = f"SUBJECT: {subject}"
    carrier, paragraphs = f"{header}\n\n", []
    for number, body in enumerate(bodies, start=1):
        carrier += f"{number}. (SBU) "
        spans = []
        for part_number, part in enumerate(body.split(BREAK)):
            carrier += BREAK if part_number else ""
            spans.append(Span(len(carrier), len(carrier) + len(part)))
            carrier += part
        carrier += "\n\n"
        text = collapsed(" ".join(carrier[span.start : span.end] for span in spans))
        role = roles[number - 1] if number <= len(roles) else Role.BODY
        paragraphs.append(
            Paragraph(
                str(number),
                number,
                text,
                tuple(spans),
                Marking.parse(marking),
                role=role,
                truncated=number in truncated,
            )
        )
    return Cable(
        id=id,
        post=post,
        subject=subject,
        classification="UNCLASSIFIED",
        effective_marking=Marking.parse(marking),
        header=Paragraph("0", 0, header, (Span(0, len(header)),), Marking.parse(marking)),
        paragraphs=tuple(paragraphs),
        source=Source(f"{id}.txt", "0" * 64, "text", carrier),
        date=date,
    )


def evidence(one: Cable, *indexes: int) -> list[Evidence]:
    """Paragraphs of a cable as they are sent, all of them when none is named."""
    return [Evidence(one, unit) for unit in one.units if not indexes or unit.index in indexes]


def draft(text: str, *claims: tuple[int, str], id: str = "09PORTSELWYN412", insertions: tuple[str, ...] = ()) -> Draft:  # noqa: A002
    """A sentence with what it claims to rest on."""
    return Draft(text, tuple(DraftCitation(Key(id, index), quote) for index, quote in claims), insertions)
