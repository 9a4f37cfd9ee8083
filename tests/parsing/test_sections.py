"""Headings, blocks without a number, bullets, tables."""

import pytest

from tests.parsing.texts import cable, labels, texts


@pytest.mark.parametrize(
    ("printed", "section"),
    [
        ("Winter Roads\n------------\n", "Winter Roads"),
        ("Winter Roads\n============\n", "Winter Roads"),
        ("Winter Roads\n- - - - - - \n", "Winter Roads"),
        ("Winter Roads\n-----\n", "Winter Roads"),
        (
            f"A Heading That Needs More Than One Teletype Line, Yes\n{'-' * 45} -------\n",
            "A Heading That Needs More Than One Teletype Line, Yes",
        ),
        (
            "The Long Road That Leads From the Capital to\nthe North\n------------------------------\n",
            "The Long Road That Leads From the Capital to the North",
        ),
        ("------------\nWINTER ROADS\n------------\n", "WINTER ROADS"),
        ("------------ \n\nWinter Roads \n\n------------ \n", "Winter Roads"),
        (
            "WINTER ROADS AND THE STATE OF THE BRIDGES ----------------------------\n",
            "WINTER ROADS AND THE STATE OF THE BRIDGES",
        ),
        ("------- Comment -------\n", "Comment"),
        ("//WINTER ROADS//\n", "//WINTER ROADS//"),
        ("Winter Roads\n", "Winter Roads"),
        ("2.7 Million Travellers in the Snow\n", "2.7 Million Travellers in the Snow"),
        ("WILL IT END?\n", "WILL IT END?"),
        ("BACKGROUND:\n", "BACKGROUND:"),
        ("Winter Roads and\nthe Bridges\n", "Winter Roads and the Bridges"),
    ],
)
def test_a_heading_is_the_section_of_what_follows(printed: str, section: str) -> None:
    parsed = cable(f"1. (U) The first ends here.\n\n{printed}\n2. (U) The second.\n\n3. (U) The third.\n")
    assert [paragraph.section for paragraph in parsed.paragraphs] == ["", section, section]
    assert texts(parsed) == ["The first ends here.", "The second.", "The third."]


@pytest.mark.parametrize(
    "block",
    [
        "This short line ends as a sentence.",
        "END SUMMARY",
        "XXXXXXXXXXXX",
        "-- and a last bullet",
        "and so on,",
        "(SBU) A mark without a number",
    ],
)
def test_what_is_no_heading_stays_text(block: str) -> None:
    parsed = cable(f"1. (U) The first ends here.\n\n{block}\n\n2. (U) The second.\n")
    assert {paragraph.section for paragraph in parsed.paragraphs} == {""}
    assert block.removeprefix("(SBU) ") in " ".join(texts(parsed))


def test_the_last_item_of_a_list_is_no_heading() -> None:
    parsed = cable("1. (U) He asked for:\n\nBlankets\n\nCoal\n\n2. (U) The second.\n")
    assert parsed.paragraphs[1].section == ""
    assert texts(parsed)[0] == "He asked for: Blankets Coal"


def test_a_heading_right_above_a_number_needs_no_blank_line() -> None:
    parsed = cable("SUMMARY\n1. (U) One.\n\nDetails of Snow\n2. (U) Two.\n")
    assert [paragraph.section for paragraph in parsed.paragraphs] == ["SUMMARY", "Details of Snow"]


def test_blank_lines_and_bullets_stay_in_the_numbered_paragraph() -> None:
    parsed = cable("1. (U) He listed\n\n-- roads,\n\n--rails;\n\n* ships.\n\nHe added nothing.\n\n2. (U) Two.\n")
    assert texts(parsed)[0] == "He listed -- roads, --rails; * ships. He added nothing."


def test_a_bullets_higher_mark_lifts_the_paragraph() -> None:
    first = cable("1. (U) He listed\n\n-- (C) one thing.\n\n2. (U) Two.\n").paragraphs[0]
    assert (first.marking, str(first.effective_marking)) == ("U", "C")


def test_unnumbered_blocks_are_paragraphs_under_a_heading_or_with_their_own_comment() -> None:
    parsed = cable(
        "SUMMARY: Snow fell.\nEND SUMMARY\n\n1. One.\n\nAfter one.\n\nCOMMENT: We froze.\n\n"
        "And froze.\n\nThe North\n---------\n\nIt is far.\n"
    )
    assert labels(parsed) == ["", "1", "", "", ""]
    assert texts(parsed) == [
        "SUMMARY: Snow fell. END SUMMARY",
        "One. After one.",
        "COMMENT: We froze.",
        "And froze.",
        "It is far.",
    ]
    assert parsed.paragraphs[-1].section == "The North"


def test_a_cable_without_numbers_has_a_paragraph_a_block() -> None:
    parsed = cable(
        "The papers wrote\nof snow.\n\nRoad News\n\nThe roads were closed for a week, and the drivers complained.\n"
    )
    assert labels(parsed) == ["", ""]
    assert parsed.paragraphs[1].section == "Road News"
    assert "unnumbered" in [warning.code for warning in parsed.warnings]


def test_a_rule_with_gaps_under_column_titles_is_a_table() -> None:
    parsed = cable(
        "1. The table:\n\nYEAR      TONS      PRICE\n-----     -----     -----\n2001      900       380\n\n2. Two.\n"
    )
    assert labels(parsed) == ["1", "2"]
    assert texts(parsed)[0] == "The table: YEAR TONS PRICE ----- ----- ----- 2001 900 380"


def test_a_page_break_joins_the_halves_and_takes_its_captions_along() -> None:
    parsed = cable(
        "1. (U) The sentence is cut\n\nOSLO 00000033  002 OF 003\n\n\n"
        "C O R R E C T E D  C O P Y (ADDED TAGS)\n\nin the middle.\n\n"
        "2. (U) Here\nOslo 00000033 003.2 of 003\nwithout blanks. OSLO 00000033 003 OF 003 And inside a line.\n"
    )
    assert texts(parsed) == ["The sentence is cut in the middle.", "Here without blanks. And inside a line."]
    assert len(parsed.paragraphs[0].spans) == 2


def test_a_page_break_in_mid_sentence_does_not_part_an_unnumbered_paragraph() -> None:
    parsed = cable("He spoke with the Minister of\n\nOSLO 00000033  002 OF 003\n\nRoads about the snow.\n\nHe left.\n")
    assert texts(parsed) == ["He spoke with the Minister of Roads about the snow.", "He left."]
    parsed = cable("He spoke with Minister Roe\n\nOSLO 00000033  002 OF 003\n\nNorthgate about the snow.\n")
    assert texts(parsed) == ["He spoke with Minister Roe Northgate about the snow."]


def test_a_stray_caption_inside_a_paragraph_is_no_text() -> None:
    assert texts(cable("1. (U) The minister\nSIPDIS\nagreed.\n")) == ["The minister agreed."]


def test_the_head_of_a_further_section_is_a_page_break() -> None:
    second = (
        "UNCLAS SECTION 02 OF 02 OSLO 000033\n\nSIPDIS\n\nE.O. 12958: N/A\nTAGS: SENV, NO\n"
        "SUBJECT: A VERY LONG WINTER\n\n"
    )
    parsed = cable(f"1. (U) The sentence is cut\n\n{second}in the middle.\n\n2. (U) Two.\n")
    assert texts(parsed) == ["The sentence is cut in the middle.", "Two."]


def test_a_blocks_title_before_a_page_break_stays_with_its_block() -> None:
    body = (
        "Snow in the North\nAll papers led with snow.\n\nMultipart Series on Winter\n\nOSLO 00000033  002 OF 002\n\n\n"
        "The daily goes on about ice.\n"
    )
    assert texts(cable(body)) == [
        "Snow in the North All papers led with snow.",
        "Multipart Series on Winter The daily goes on about ice.",
    ]


@pytest.mark.parametrize("rule", ["-------------------------", "------    -----    ------"])
def test_column_titles_over_a_rule_are_no_heading(rule: str) -> None:
    parsed = cable(f"1. (U) Prices:\n\nItem      2007     2008\n{rule}\nMaize     1.5      2.0\n\n2. (U) The second.\n")
    assert [(unit.label, unit.section) for unit in parsed.paragraphs] == [("1", ""), ("2", "")]
    assert "Maize 1.5 2.0" in texts(parsed)[0]


def test_names_under_a_heading_are_its_text() -> None:
    body = "1. (U) Present:\n\nNORWAY\n------\nMinister Roe\nAdviser Doe\n\n2. (U) They met.\n"
    found = [(unit.label, unit.section, unit.text) for unit in cable(body).paragraphs]
    assert found == [
        ("1", "", "Present:"),
        ("", "NORWAY", "Minister Roe Adviser Doe"),
        ("2", "NORWAY", "They met."),
    ]
