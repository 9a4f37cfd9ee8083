"""Spans give back every paragraph's words, whatever the text."""

from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.cables.model import Cable
from rag.errors import UserError
from rag.parsing.parser import parse_bytes
from rag.parsing.spans import collapse, read, tidy
from tests.parsing.texts import HEADER, ROUTING, cable, inexact

LINES = st.sampled_from(
    [
        "",
        " ",
        "1. (SBU) SUMMARY: Snow fell.",
        "¶2.  The second begins",
        "3.(C)Glued",
        "4. Summary: (U) late mark",
        "and goes on without an end",
        "OSLO 00000033 002 OF 003",
        "words OSLO 00000033 002 OF 003 more words",
        "SIPDIS",
        "¶",
        "Winter Roads",
        "------------",
        "Winter Roads -------------- 5. (U) five",
        "-- (C) a bullet",
        "BEGIN TEXT:",
        "END TEXT.",
        "END SUMMARY.",
        "COMMENT: We froze.",
        "(U) No number.",
        "6. ",
        "7. (C - ENTIRE TEXT)",
        "REF: A. OSLO 12  B. RIGA 3",
        "TAGS: SENV",
        "SUBJECT: SNOW",
        "E.O. 12958: N/A TAGS: SENV SUBJECT: SNOW",
        "UNCLAS SECTION 02 OF 03 OSLO 000033",
        "xxxxxNorthgate",
        "NORTHGATE",
        "PAGE 02 OSLO 00033",
        "\u00a0\u2003 odd\u3000blanks\x0b",
        "8. (U) " + "A long line with a sentence.  And another.  9. (U) " * 4,
        "VZCZCXRO1234",
        "R 131000Z JAN 06",
        "Reference ID",
    ]
)
TEXTS = st.lists(st.one_of(LINES, st.text(max_size=40)), max_size=30).map("\n".join)


def parsed_or_refused(data: bytes, name: str) -> tuple[Cable, ...]:
    """The cables; none where the file is refused, which must be by a sentence that names it."""
    try:
        return parse_bytes(data, name).cables
    except UserError as error:
        if not str(error).startswith(name):
            pytest.fail(f"the message does not name the file: {error}")
        return ()


@given(TEXTS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_spans_of_any_body_give_back_the_words(body: str) -> None:
    parsed = parse_bytes((ROUTING + HEADER + body).encode("utf-8", "replace"), "winter.txt")
    for found in parsed.cables:
        assert not inexact(found)
        assert [unit.index for unit in found.paragraphs] == list(range(1, len(found.paragraphs) + 1))
        spans = [span for unit in found.paragraphs for span in unit.spans]
        assert spans == sorted(spans)
        assert all(one.end <= two.start for one, two in pairwise(spans)), "no character is in two"


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_any_text_is_parsed_or_refused_with_a_sentence(text: str) -> None:
    parsed = parsed_or_refused(text.encode("utf-8", "replace"), "any.txt")
    assert not any(inexact(found) for found in parsed)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_refused_with_a_sentence_or_parsed(data: bytes) -> None:
    for name in ("any.txt", "any.zip", "any.pdf", "any.csv", "any.json", "any.html"):
        assert isinstance(parsed_or_refused(data, name), tuple)


@given(st.text(alphabet="ab \n", max_size=40), st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6))
def test_tidy_spans_read_the_same_joined_by_nothing_or_a_blank(carrier: str, ends: list[tuple[int, int]]) -> None:
    edges = sorted({min(edge, len(carrier)) for pair in ends for edge in pair})
    pieces = list(zip(edges[::2], edges[1::2], strict=False))
    spans = tidy(carrier, pieces)
    parts = [carrier[start:end] for start, end in spans]
    assert read(carrier, spans) == collapse(" ".join(parts))
    for start, end in pieces:
        assert collapse(carrier[start:end]) in read(carrier, spans)


def test_a_cut_where_the_source_has_no_blank_takes_the_word_along() -> None:
    carrier = "OCT 08FM AMCONSUL RIGATO SECSTATE"
    spans = tidy(carrier, [(0, 6), (24, 33)])
    assert read(carrier, spans) == "OCT 08FM SECSTATE"


def test_a_paragraph_over_a_page_break_has_two_spans() -> None:
    (first,) = cable("1. (U) One half\n\nOSLO 00000033 002 OF 003\n\nand the other.\n").paragraphs
    assert len(first.spans) == 2
    assert first.text == "One half and the other."
