"""Which lines begin a paragraph: the rule on which every citation stands."""

import pytest

from rag.cables.model import Role
from tests.parsing.texts import cable, codes, labels, texts


@pytest.mark.parametrize(
    ("line", "next_line"),
    [
        ("the cease-fire of June", "6. The news came late."),
        ("the cease-fire of June", "¶6. The news came late."),
        ("the vote of February 15,", "2006. Nobody came."),
        ("as printed in paragraph", "2. Posts are not to use it."),
        ("resolution", "1737. It was adopted."),
        ("a growth of more than", "3.1 million."),
        ("it fell to", "3. 5 percent was the target."),
        ("about the G-", "8. She agreed."),
    ],
)
def test_a_number_brought_to_the_line_start_by_wrapping_continues_the_paragraph(line: str, next_line: str) -> None:
    parsed = cable(f"1. He spoke of {line}\n{next_line}\n\n2. The second.\n")
    assert labels(parsed) == ["1", "2"]
    assert texts(parsed)[0] == f"He spoke of {line} {next_line}"


def test_marks_make_starts_without_a_blank_line() -> None:
    parsed = cable("1. (U) One\nand more.\n2.(SBU)Two, glued.\n3. ( C ) Three.\n4. S/NF) Four lost a bracket.\n")
    assert labels(parsed) == ["1", "2", "3", "4"]
    assert [paragraph.marking for paragraph in parsed.paragraphs] == ["U", "SBU", "C", "S/NF"]
    assert texts(parsed)[1] == "Two, glued."


def test_a_comma_or_nothing_may_stand_for_the_full_stop_before_a_mark() -> None:
    assert labels(cable("1. (U) One.\n\n¶2, (U) Two.\n\n3 (U) Three.\n\n4) (U) Four.\n")) == ["1", "2", "3", "4"]


def test_a_mark_behind_the_first_word_is_the_paragraphs() -> None:
    (first,) = cable("1.  Summary: (SBU) Snow fell.\n").paragraphs
    assert (first.marking, first.text) == ("SBU", "Summary: Snow fell.")
    assert len(first.spans) == 2


@pytest.mark.parametrize("mark", ["(U.S.)", "(Iran)", "(GSPC)", "(a)", "(PS)"])
def test_what_only_looks_like_a_mark_stays_text(mark: str) -> None:
    (first,) = cable(f"1. {mark} A list opens.\n").paragraphs
    assert (first.marking, first.text) == ("", f"{mark} A list opens.")


def test_true_oddities_are_kept_as_printed() -> None:
    body = "".join(f"{number}. (U) Paragraph printed {number}.\n\n" for number in (1, 2, 2, 5, 4, 6, 6))
    parsed = cable(body)
    assert labels(parsed) == ["1", "2", "2", "5", "4", "6", "6"]
    assert [paragraph.occurrence for paragraph in parsed.paragraphs] == [1, 1, 2, 1, 1, 1, 2]
    assert [paragraph.index for paragraph in parsed.paragraphs] == [1, 2, 3, 4, 5, 6, 7]
    assert codes(parsed) == ["number-repeated", "number-skipped", "number-swapped", "number-skipped", "number-repeated"]


def test_oddities_without_marks() -> None:
    body = "".join(f"{number}. Words that number {number} alone has.\n\n" for number in (1, 2, 4, 5, 5, 7, 6, 8))
    assert labels(cable(body)) == ["1", "2", "4", "5", "5", "7", "6", "8"]


def test_a_list_inside_a_marked_paragraph_belongs_to_it() -> None:
    parsed = cable("1. (U) Reasons:\n\n1. snow,\n\n2. ice,\n\n3. wind.\n\n2. (U) The end.\n")
    assert labels(parsed) == ["1", "2"]
    assert texts(parsed)[0] == "Reasons: 1. snow, 2. ice, 3. wind."


def test_a_list_inside_an_unmarked_cable_belongs_to_its_paragraph() -> None:
    parsed = cable("1. THE REASONS ARE:\n\n1. SNOW.\n\n2. ICE.\n\n3. WIND.\n\n2. THE SECOND.\n\n3. THE THIRD.\n")
    assert labels(parsed) == ["1", "2", "3"]
    assert texts(parsed)[1:] == ["THE SECOND.", "THE THIRD."]


def test_a_quoted_documents_own_numbers_stay_inside() -> None:
    body = (
        "1. FIRST.\n\n2. DECREE FOLLOWS:\n\nQUOTE\n\n1. ONE SAYS.\n\n2. TWO SAYS.\n\n3. THREE SAYS.\n\n"
        "UNQUOTE\n\n3. LAST.\n"
    )
    parsed = cable(body)
    assert labels(parsed) == ["1", "2", "3"]
    assert texts(parsed)[2] == "LAST."


def test_a_table_of_contents_and_the_sections_that_take_it_up_are_both_paragraphs() -> None:
    body = (
        "1.    Lead Stories\n2.   (Norway)   A Hard Winter\n3.   Roads\n\n\n1.   Lead Stories\n\n"
        "All papers led with snow.\n\n"
        "2.   (Norway)   A Hard Winter\n\nThe drifts grow.\n\n3.   Roads\n\nThey are closed.\n"
    )
    parsed = cable(body)
    assert labels(parsed) == ["1", "2", "3", "1", "2", "3"]
    assert [paragraph.role for paragraph in parsed.paragraphs[:3]] == [Role.CONTENTS] * 3
    assert texts(parsed)[4] == "(Norway) A Hard Winter The drifts grow."


def test_a_number_inside_a_line_counts_where_it_is_missing_at_the_line_starts() -> None:
    long = "The ministry will open the road again when the drifts have melted and the bridges have been looked at, all."
    parsed = cable(f"1. {long}\n\n2. {long} 3. {long}\n\n4. {long}\n")
    assert labels(parsed) == ["1", "2", "3", "4"]


def test_a_number_inside_a_line_that_also_begins_one_is_text() -> None:
    long = "The ministry will open the road again when the drifts have melted and the bridges have been looked at, all."
    parsed = cable(f"1. {long}\n\n2. {long} 3. That was the plan.\n\n3. {long}\n")
    assert labels(parsed) == ["1", "2", "3"]


@pytest.mark.parametrize("number", ["100", "1978", "007"])
def test_numbers_of_three_digits_never_begin_a_paragraph(number: str) -> None:
    assert labels(cable(f"1. One.\n\n{number}. Not a start.\n\n2. Two.\n")) == ["1", "2"]


def test_a_text_sent_twice_keeps_both_runs() -> None:
    body = (
        "1. (U) Snow fell for days and days.\n\n2. (U) Comment: It is cold and\n\n"
        "1. (U) Snow fell for days and days.\n\nvery dark."
    )
    parsed = cable(body)
    assert labels(parsed) == ["1", "2", "1", ""]
    assert [paragraph.truncated for paragraph in parsed.paragraphs] == [False, True, False, False]
    assert texts(parsed)[3] == "very dark."


def test_a_mark_may_stand_before_the_number() -> None:
    parsed = cable("1. (U) One.\n\n(SBU) 2. Two.\n\n3. (U) Three, as he said\n(U) 4. is no number.\n")
    assert labels(parsed) == ["1", "2", "3"]
    assert (parsed.paragraphs[1].marking, parsed.paragraphs[1].text) == ("SBU", "Two.")


def test_a_stop_behind_the_mark_is_no_text() -> None:
    assert texts(cable("1. (SBU). One.\n\n2. (U): Two.\n\n3. (U) .5 percent.\n")) == ["One.", "Two.", ".5 percent."]


def test_list_letters_are_no_marks() -> None:
    parsed = cable("1. (SBU) The ways:\n\n(A) One.\n\n(B) Two.\n\n(C) Three.\n\n2. (U) The second.\n")
    assert [(unit.label, unit.marking) for unit in parsed.paragraphs] == [("1", "SBU"), ("2", "U")]
    assert str(parsed.paragraphs[0].effective_marking) == "SBU"


def test_marked_talking_points_stay_in_their_paragraph() -> None:
    body = (
        "1. (U) Begin talking points:\n\n(SBU) We ask.\n\n1. Snow.\n\n2. Ice.\n\nEnd talking points.\n\n2. (U) Last.\n"
    )
    parsed = cable(body)
    assert labels(parsed) == ["1", "2"]
    assert str(parsed.paragraphs[0].effective_marking) == "SBU"


def test_contents_under_a_summary_heading_make_no_summary_of_what_takes_them_up() -> None:
    body = (
        "Summary:\n1. Lead Stories\n2. Roads in Winter\n\n1. Lead Stories\n\nSnow.\n\n2. Roads in Winter\n\nClosed.\n"
    )
    roles = [unit.role for unit in cable(body).paragraphs]
    assert roles == [Role.CONTENTS, Role.CONTENTS, Role.BODY, Role.BODY]


def test_an_unmarked_number_is_a_lists_where_the_marked_one_still_comes() -> None:
    parsed = cable("1. (U) One.\n\n2. (U) Answers:\n\n(2) Two.\n\n3. Three?\n\n3. (U) The third.\n\n4. The fourth.\n")
    assert labels(parsed) == ["1", "2", "3", "4"]
    assert texts(parsed)[1] == "Answers: (2) Two. 3. Three?"


def test_a_report_that_takes_its_numbers_from_a_questionnaire() -> None:
    body = "1. Answers follow.\n\n23. The roads.\n\n24. The snow.\n\n25. The ice.\n\n26. It is so.\n"
    assert labels(cable(body)) == ["1", "23", "24", "25", "26"]
    assert labels(cable("1. The ferry went on the\n\n23. It came late.\n\n2. The second.\n")) == ["1", "2"]
