"""Hand-made telegrams for the tests: invented posts' traffic in the shapes that real carriers print."""

from rag.cables.model import Cable, Paragraph
from rag.parsing.parser import parse_bytes

ROUTING = """VZCZCXRO1234
RR RUEHWEB
DE RUEHNY #0033/01 0121000
ZNR UUUUU ZZH
R 121000Z JAN 06
FM AMEMBASSY OSLO
TO RUEHC/SECSTATE WASHDC PRIORITY 0001
INFO RUEHCP/AMEMBASSY COPENHAGEN 0456
"""
HEADER = """
UNCLAS OSLO 000033

SIPDIS

E.O. 12958: N/A
TAGS: SENV, NO
SUBJECT: A VERY LONG WINTER

"""


def cable(body: str, header: str = HEADER, routing: str = ROUTING, name: str = "winter.txt") -> Cable:
    """The one cable of a text made of routing lines, header and body."""
    parsed = parse_bytes((routing + header + body).encode(), name)
    assert len(parsed.cables) == 1
    return parsed.cables[0]


def labels(parsed: Cable) -> list[str]:
    return [paragraph.label for paragraph in parsed.paragraphs]


def texts(parsed: Cable) -> list[str]:
    return [paragraph.text for paragraph in parsed.paragraphs]


def codes(parsed: Cable) -> list[str]:
    return [warning.code for warning in parsed.warnings]


def flat(text: str) -> str:
    """The text as a JSON dump flattens it: every line end two blanks."""
    return "  ".join(text.strip().split("\n"))


def inexact(parsed: Cable) -> list[Paragraph]:
    """Paragraphs whose words the spans do not give, joined by nothing and by a blank."""
    carrier = parsed.source.text
    wrong = []
    for unit in parsed.units:
        parts = [carrier[start:end] for start, end in unit.spans]
        ends = all(part[-1].isspace() for part in parts[:-1])
        same = all(" ".join(glue.join(parts).split()) == unit.text for glue in ("", " "))
        if not (ends and same):
            wrong.append(unit)
    return wrong
