"""REF lines in all their dresses."""

import pytest

from rag.parsing import references
from tests.parsing.texts import HEADER, cable, flat, texts


def printed(text: str) -> list[str]:
    return [entry.printed for entry in references.parse(text, 2009) if entry.telegram]


@pytest.mark.parametrize(
    ("text", "refs"),
    [
        ("BEIRUT 992", ["BEIRUT 992"]),
        ("A. MADRID 720\n¶B. MADRID 707\n¶C. OSLO 374", ["MADRID 720", "MADRID 707", "OSLO 374"]),
        ("A) BERLIN 169 B) 08 MUNICH 355 and previous", ["BERLIN 169", "08MUNICH355"]),
        ("A. A. SECSTATE 103585\n¶B. B. 2008 BRASILIA 775", ["SECSTATE 103585", "08BRASILIA775"]),
        ("09 STATE 96625; A. A)STATE 70789; B. B) SEOUL 1144", ["09STATE96625", "STATE 70789", "SEOUL 1144"]),
        ("REF (A) MADRID 3785 (B) MADRID 3566 (C) SECSTATE\n\n36633", ["MADRID 3785", "MADRID 3566", "SECSTATE 36633"]),
        ("Berlin 1337, Berlin 1340, Berlin 1167", ["BERLIN 1337", "BERLIN 1340", "BERLIN 1167"]),
        ("RIO DE JANEIRO 353 RIO DE JANEIRO 311", ["RIO DE JANEIRO 353", "RIO DE JANEIRO 311"]),
        ("2008 BRASILIA 1462; 2009 BRASILIA 1460", ["08BRASILIA1462", "09BRASILIA1460"]),
        ("STATE 1234 AND 5678 (NOTAL)", ["STATE 1234", "STATE 5678"]),
        ("STATE 101, 102 AND 103", ["STATE 101", "STATE 102", "STATE 103"]),
        ("A) STATE 12345 B) 08 PARIS 1 AND 2", ["STATE 12345", "08PARIS1", "08PARIS2"]),
        ("STATE 101, 08 LA PAZ 3", ["STATE 101", "08LAPAZ3"]),
        ("STATE 08 12345", ["08STATE12345"]),
        ("OSLO 10 2008 RIGA 3", ["OSLO 10", "08RIGA3"]),
        ("See paragraph 8", []),
        ("STATE 12345 (2005)", ["05STATE12345"]),
        ("05-STATE-12345", ["05STATE12345"]),
        ("LONDON 02582", ["LONDON 02582"]),
        ("ASHGABAT687", ["ASHGABAT 687"]),
        ("PORT OF SPAIN 12", ["PORT OF SPAIN 12"]),
        ("TEHRAN'S A-077 OF MAY 15, 1972: TEHRAN 3312", ["TEHRAN 3312"]),
        ("STATE 106206 CIRCULAR; STATE CA-3400 NOV 2, 1966", ["STATE 106206"]),
        ("232089", ["232089"]),
        ("KUALA LUMPUR", []),
        ("NONE", []),
        ("A. EMBASSY PARIS DAILY REPORT FOR JANUARY 13 \n¶B. 2008", []),
    ],
)
def test_the_telegrams_that_ref_lines_name(text: str, refs: list[str]) -> None:
    assert printed(text) == refs


def test_letters_are_kept_also_for_what_is_no_telegram() -> None:
    entries = references.parse("A. OSLO 12 B. ROE-DOE E-MAIL OF 05/06/2009 C. 08 RIGA 7", 2009)
    assert [(entry.letter, entry.id, entry.telegram) for entry in entries] == [
        ("A", "09OSLO12", True),
        ("B", None, False),
        ("C", "08RIGA7", True),
    ]
    assert entries[1].printed == "ROE-DOE E-MAIL OF 05/06/2009"


def test_a_reference_from_the_future_has_no_id() -> None:
    (entry,) = references.parse("10 CAIRO 26", 2009)
    assert (entry.printed, entry.id) == ("10CAIRO26", None)


@pytest.mark.parametrize(
    ("block", "refs"),
    [
        ("REF: OSLO 12\n", ("OSLO 12",)),
        ("Ref: Oslo 12\n", ("OSLO 12",)),
        ("REFS: A) OSLO 12\n      B) RIGA 3\n", ("OSLO 12", "RIGA 3")),
        ("Reference:  OSLO 12\n", ("OSLO 12",)),
        ("REF: A. OSLO 12\n\n¶B. RIGA 3\n", ("OSLO 12", "RIGA 3")),
        ("REF: (A) OSLO 12 (B) SECSTATE\n\n36633\n", ("OSLO 12", "SECSTATE 36633")),
        ("REF: A. OSLO 12\nOSLO 00000033 001.2 OF 002\nB. RIGA 3\n", ("OSLO 12", "RIGA 3")),
        ("REF: A. OSLO 12\n\nClassified By: nobody.\n\nREF: B. RIGA 3\n", ("OSLO 12", "RIGA 3")),
        ("REF: OSLO 12 OSLO 00000033 001.2 OF 002 (U) THIS CABLE IS SENSITIVE BUT UNCLASSIFIED.\n", ("OSLO 12",)),
    ],
)
def test_where_the_ref_lines_end(block: str, refs: tuple[str, ...]) -> None:
    parsed = cable("1. (U) One.\n", HEADER + block + "\n")
    assert parsed.refs == refs
    assert texts(parsed) == ["One."]


@pytest.mark.parametrize(
    "line", ["REF: OSLO 12\n (SBU) Poloff called.\n", "REF: OSLO 12\n\nOn May 3, Poloff called on the minister.\n"]
)
def test_text_behind_the_ref_line_is_no_reference(line: str) -> None:
    parsed = cable("", HEADER + line)
    assert parsed.refs == ("OSLO 12",)
    assert texts(parsed)[0].endswith(("Poloff called.", "the minister."))


def test_in_flattened_text_the_references_end_where_prose_begins() -> None:
    head = "UNCLAS OSLO 000033\nE.O. 12958: N/A\nTAGS: NO\nSUBJECT: SNOW\n"
    text = f"{head}REF: A. STATE 12     B. RIGA 3\nOn May 9, Poloff called."
    parsed = cable("", flat(text), "")
    assert (parsed.refs, texts(parsed)) == (("STATE 12", "RIGA 3"), ["On May 9, Poloff called."])


def test_a_list_of_thousands_is_read_whole() -> None:
    assert len(printed("A. OSLO 12 " * 4000)) == 4000
