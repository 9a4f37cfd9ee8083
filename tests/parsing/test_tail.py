"""Signatures and what comes after them."""

import pytest

from tests.parsing.texts import cable, codes, texts

LAST = "The last words end here."


@pytest.mark.parametrize(
    "end",
    [
        "\n\nNORTHGATE\n",
        "\nNORTHGATE\n",
        "\n\nNorthgate\n",
        "\nnorthgate\n",
        " NORTHGATE\n",
        " Northgate\n",
        "\n\nNORTHGATE NORTHGATE\n",
        "\n\nNORTHGATE Northgate\n",
        " NORTHGATE 2009-12-31\n",
        "\n\nDE LA MERE\n",
        "\n\nO'NORTHGATE\n",
        "\n\nGP-3\nNORTHGATE\n",
        "\n\nEXEMPT\n\nNORTHGATE\n",
        "\n\nNORTHGATE\n\nNNNN\n",
        "\n\nNORTHGATE\nBT\n",
        "\n\nNORTHGATE\n\nBT\n#0033\n\nNNNN\n",
        "\n\nNORTHGATE.\n",
        "\n\nNORTHGATE##\n",
        "\n\nMc Northgate\n",
        "\n\nSigned,\nNORTHGATE\n",
        "\n\nNORTHGATE\n\nUNCLASSIFIED\n",
        "\n\nNORTHGATE\n\nEPET @ EL NORTE\n",
        "\n\nNORTHGATE\n\n- No Folders -\n",
        "\n\nPlease visit Oslo's Classified Website at:\nhttp://www.state.sgov.gov/eur/oslo/index.c fm\n\nNorthgate\n",
        "\nVisit Oslo's Classified Website: http://www.intelink.sgov.gov/wiki/Portal:Oslo\nNorthgate\n",
        "\n\nBest,\n\nPat\nnorthgate\n",
        "\n\n",
    ],
)
def test_what_stands_behind_the_last_words_is_no_text(end: str) -> None:
    assert texts(cable(f"1. (U) The first.\n\n2. (U) {LAST}{end}")) == ["The first.", LAST]


@pytest.mark.parametrize(
    "last",
    [
        "We agree. END COMMENT",
        "He said no.\n\nEND SUMMARY",
        "The answer:\n\nK)  N/A",
        "It is signed by\nSULTAN OF NORTH.",
        "The list:\n\nJane Roe\n\nPat Doe",
        "He said\n\nXXXXXXXXXXXX",
    ],
)
def test_last_words_that_are_no_signature_stay(last: str) -> None:
    assert texts(cable(f"1. (U) {last}\n")) == [" ".join(last.split())]


def test_links_in_a_numbered_paragraph_stay() -> None:
    body = "1. (U) One.\n\n2. (U) Track our reporting at\nhttp://www.example.gov/wiki/Portal:Nor way.\n"
    assert texts(cable(body))[1].endswith("Portal:Nor way.")


def test_a_name_glued_to_redaction_marks() -> None:
    assert texts(cable("1. (U) Track our reporting at atxxxxxNorthgate\n")) == ["Track our reporting at atxxxxx"]


@pytest.mark.parametrize("end", ["\n\nNORTHGATE \n \n...\n", "\n\nNORTHGATE\n\nA VERY LONG WI...\n", "\n\n ...\n"])
def test_a_cut_line_behind_the_end_means_that_the_record_is_cut(end: str) -> None:
    parsed = cable(f"1. (U) {LAST}{end}")
    assert texts(parsed) == [LAST]
    assert codes(parsed) == ["truncated"]


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("a plan in place (covering", True),
        ("with many people and", True),
        ("useful in the north,", True),
        ("On July 3, Presi...", True),
        ("It is whole.", False),
        ('He said "yes"', False),
        ("END SUMMARY", False),
        ("K) N/A", False),
        ("see http://www.example.gov/wiki/North", False),
        ("Travel Date: 28 March 2007", False),
    ],
)
def test_text_that_breaks_off(text: str, cut: bool) -> None:
    parsed = cable(f"1. (U) Whole.\n\n2. (U) {text}\n")
    assert [paragraph.truncated for paragraph in parsed.paragraphs] == [False, cut]
    assert ("truncated" in codes(parsed)) is cut


def test_redaction_and_garble_are_said() -> None:
    garble = "The day was broken ins on horizontal`orld p@Qc `irectorate aQb."
    parsed = cable(f"1. (SBU)XXXXXXXXXXXXX  said so.\n\n2. (U) xxxxx agreed.\n\n3. (U) {garble}\n")
    found = [(warning.code, warning.index) for warning in parsed.warnings]
    assert found == [("redacted", 1), ("redacted", 2), ("garbled", 3)]
    assert parsed.paragraphs[0].text == "XXXXXXXXXXXXX said so."
