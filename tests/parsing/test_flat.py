"""Text whose line ends are lost gives the same paragraphs as the text that has them."""

import pytest

from rag.cables.model import Cable
from tests.parsing.texts import HEADER, ROUTING, cable, flat, inexact, labels, texts

LINED = """1. (SBU) Summary: Snow fell for 40 days, as it did in
2003. The roads are closed until March
15. Nobody knows more.  End Summary.

Winter Roads
------------

2. (U) The road to the north is under 4.5 meters.  He spoke of May 2
and of more.

OSLO 00000033  002 OF 002

Bridges, Ferries and the Long Way Round That Nobody Takes
--------------------------------------------- -----------

4. (SBU) The ferries are late.  They were late on April
6. It is so.

------------
COMMENT
------------

5. (U) We wait. End Comment.
NORTHGATE
"""


def facts(parsed: Cable) -> list[tuple[str, str, str, str]]:
    return [(unit.label, unit.marking, unit.section, unit.text) for unit in parsed.paragraphs]


def test_flattened_with_double_blanks() -> None:
    lined = cable(LINED, routing="")
    flattened = cable("", flat(HEADER + LINED), "")
    assert labels(lined) == ["1", "2", "4", "5"]
    assert facts(flattened) == facts(lined)
    assert (flattened.subject, flattened.tags, flattened.id) == (lined.subject, lined.tags, lined.id)
    assert not inexact(flattened)


def test_flattened_with_words_glued() -> None:
    glued_routing = ROUTING.replace("\n", "")
    header = "UNCLAS OSLO 000033SENSITIVESIPDISE.O. 12958: N/ATAGS: SENV NOSUBJECT: A VERY LONG WINTER ANDICE "
    first = "Snow fell in theyear 2003. It was below 50. Five people said so."
    body = f"¶1. (SBU) {first}¶2. (U) Coordinated withRiga.xxxxxNorthgate"
    parsed = cable(body, header, glued_routing + "\n")
    assert (parsed.id, parsed.post, str(parsed.effective_marking)) == ("06OSLO33", "OSLO", "SBU")
    assert (parsed.subject, parsed.tags) == ("A VERY LONG WINTER ANDICE", ("SENV", "NO"))
    assert parsed.addressees[0] == "SECSTATE WASHDC"
    assert texts(parsed) == [
        first,
        "Coordinated withRiga.xxxxx",
    ]
    assert not inexact(parsed)


@pytest.mark.parametrize(
    "trap",
    [
        "on August 4.  The navy came",
        "contained in paragraph 2.  Posts are not",
        "created by the G-2.  She said",
        "about 2. Nobody else",
        "of 3.2.  It fell",
        "in (2.  He said",
    ],
)
def test_numbers_in_flattened_prose_are_no_starts(trap: str) -> None:
    parsed = cable("", flat(HEADER + f"1.  (U) He spoke {trap} and more.\n\n2.  (U) The second."), "")
    assert labels(parsed) == ["1", "2"]


def test_where_pilcrows_are_printed_a_start_needs_one() -> None:
    parsed = cable("", flat(HEADER + "¶1.  One is here. 2. This is none.\n\n¶2.  Two.\n\n¶4.  Four."), "")
    assert labels(parsed) == ["1", "2", "4"]


def test_a_stray_caption_in_flattened_text_is_no_text() -> None:
    parsed = cable("", flat(HEADER + "1.  (U) He told all\nSIPDIS\nvisitors."), "")
    assert texts(parsed) == ["He told all visitors."]


def test_an_unnumbered_flattened_body_is_one_paragraph() -> None:
    parsed = cable("", flat(HEADER + "REF: STATE 1\n\nOn May 5, Poloff called.\n\nHe left. NORTHGATE"), "")
    assert texts(parsed) == ["On May 5, Poloff called. He left."]


def test_a_mail_programs_list_behind_the_end_is_dropped() -> None:
    parsed = cable("", flat(HEADER + "1.  (U) One.\nNORTHGATE\nNNNN\nEnd Cable Text\nPat Doe  2.  Jane Roe"), "")
    assert texts(parsed) == ["One."]


@pytest.mark.parametrize(
    ("last", "name"),
    [
        ("We wait. End comment.", "NORTHGATE"),
        ("We wait. End comment.", "NORTH-GATE"),
        ("We wait for the spring.", "Northgate"),
        ('He said that "we wait."', "NORTHGATE"),
        ("WE WAIT. END COMMENT.", "NORTHGATE"),
    ],
)
def test_a_signature_glued_to_the_last_sentence_is_no_text(last: str, name: str) -> None:
    assert texts(cable("", flat(HEADER + f"1. (U) {last}{name}"), "")) == [last]


def test_an_address_at_the_end_is_no_signature() -> None:
    last = "More stands at http://www.winter.Info"
    assert texts(cable("", flat(HEADER + f"1. (U) {last}"), "")) == [last]


def test_a_rule_glued_to_its_heading_and_the_heading_to_the_words_before() -> None:
    first = "Banks lent 230 billion in the winter that nobody had seen coming. END SUMMARY."
    body = f"¶1. (U) {first}Big Risks---------¶2. (U) It is risky.Comment-------¶3. (U) We watch.DOE"
    parsed = cable("", flat(HEADER + body), "")
    assert facts(parsed) == [
        ("1", "U", "", first),
        ("2", "U", "Big Risks", "It is risky."),
        ("3", "U", "Comment", "We watch."),
    ]


def test_a_spaced_rule_in_a_flattened_text() -> None:
    rule = "- - - - - - - - - -"
    body = f"1. (U) Snow fell in the north and on the islands.\n\n{rule}\nTHE LONG WAIT\n{rule}\n\n2. (U) We wait.\n"
    parsed = cable("", flat(HEADER + body), "")
    assert [(unit.label, unit.section) for unit in parsed.paragraphs] == [("1", ""), ("2", "THE LONG WAIT")]
