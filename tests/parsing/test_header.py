"""Header lines, who sent it, what class it has."""

import datetime as dt

import pytest

from rag.cables.marking import UNMARKED
from tests.parsing.texts import HEADER, ROUTING, cable, codes, labels, texts

BODY = "1. (U) One.\n\n2. Two.\n"


def header(
    reference: str = "UNCLAS OSLO 000033", captions: str = "", subject: str = "SUBJECT: SNOW", ref: str = ""
) -> str:
    return f"\n{reference}\n\n{captions}\n\nE.O. 12958: N/A\nTAGS: SENV, NO\n{subject}\n\n{ref}\n\n"


def test_everything_of_a_plain_header() -> None:
    parsed = cable(BODY)
    assert (parsed.id, parsed.post, parsed.subject) == ("06OSLO33", "OSLO", "A VERY LONG WINTER")
    assert parsed.date == dt.datetime(2006, 1, 12, 10, 0, tzinfo=dt.UTC)
    assert parsed.tags == ("SENV", "NO")
    assert parsed.addressees == ("SECSTATE WASHDC", "AMEMBASSY COPENHAGEN")
    assert parsed.classification == "UNCLASSIFIED"
    assert parsed.header.text == (
        "DE RUEHNY #0033/01 0121000 R 121000Z JAN 06 FM AMEMBASSY OSLO UNCLAS OSLO 000033 TAGS: SENV, NO "
        "SUBJECT: A VERY LONG WINTER"
    )
    assert (parsed.header.label, parsed.header.index) == ("0", 0)


@pytest.mark.parametrize(
    ("reference", "post", "name", "level"),
    [
        ("UNCLASSIFIED BUENOS AIRES 2481", "BUENOS AIRES", "06BUENOSAIRES2481", "U"),
        ("UNCLAS SECTION 01 OF 02 PORT OF SPAIN 008606", "PORT OF SPAIN", "06PORTOFSPAIN8606", "U"),
        ("UNCLAS E F T O SECTION 01 OF 02 NEW DELHI 000074", "NEW DELHI", "06NEWDELHI74", "SBU"),
        ("UUNCLAS MANAGUA 001002", "MANAGUA", "06MANAGUA1002", "U"),
        ("C O N F I D E N T I A L SECTION 01 OF 03 TALLINN 000123", "TALLINN", "06TALLINN123", "C"),
        ("S E C R E T RIGA 000009", "RIGA", "06RIGA9", "S"),
        ("S E C R E T//NOFORN SECTION 01 OF 02 RIGA 000009", "RIGA", "06RIGA9", "S//NOFORN"),
        ("CONFIDENTIAL STATE 123456", "STATE", "06STATE123456", "C"),
        ("T O P  S E C R E T VIENNA 0012", "VIENNA", "06VIENNA12", "TS"),
        ("LIMITED OFFICIAL USE SECTION 1 OF 2 TEHRAN 1234", "TEHRAN", "06TEHRAN1234", "SBU"),
        ("unclas oslo 000033", "OSLO", "06OSLO33", "U"),
        ("UNCLAS USEU BRUSSELS 000948", "USEU BRUSSELS", "06USEUBRUSSELS948", "U"),
    ],
)
def test_reference_lines(reference: str, post: str, name: str, level: str) -> None:
    parsed = cable(BODY, header(reference))
    assert (parsed.post, parsed.id, str(parsed.effective_marking)) == (post, name, level)


@pytest.mark.parametrize(
    ("captions", "effective"),
    [
        ("SENSITIVE\nSIPDIS", "SBU"),
        ("SIPDIS\n\nSENSITIVE\nSIPDIS", "SBU"),
        ("LIMITED OFFICIAL USE", "SBU"),
        ("NOFORN\nEXDIS", "U//EXDIS//NOFORN"),
        ("C O R R E C T E D   C O P Y (ADDED SENSITIVE CAPTION)", "SBU"),
        ("STATE FOR EUR/NB - SMITTEN, JROE\nUSTR FOR DOE", "U"),
    ],
)
def test_captions_lift_the_effective_marking_and_not_the_class(captions: str, effective: str) -> None:
    parsed = cable(BODY, header(captions=captions))
    assert (parsed.classification, str(parsed.effective_marking)) == ("UNCLASSIFIED", effective)
    assert str(parsed.paragraphs[1].effective_marking) == effective
    assert str(parsed.header.effective_marking) == effective


def test_a_printed_fouo_line_is_the_class() -> None:
    parsed = cable(BODY, header(captions="FOR OFFICIAL USE ONLY"))
    assert parsed.classification == "UNCLASSIFIED//FOR OFFICIAL USE ONLY"


def test_a_printed_mark_holds_as_printed_and_the_captions_caveats_only_without_one() -> None:
    body = "1. (C) One.\n\n2. (U) Two.\n\n3. Three.\n\n4. (U) Four:\n-- (C/NF) A bullet.\n-- (U) Another.\n"
    parsed = cable(body, header("C O N F I D E N T I A L OSLO 000033", "NOFORN\nSIPDIS"))
    assert [unit.marking for unit in parsed.paragraphs] == ["C", "U", "", "U"]
    assert [str(unit.effective_marking) for unit in parsed.paragraphs] == ["C", "U", "C//NOFORN", "C//NOFORN"]


@pytest.mark.parametrize(
    "by",
    [
        "Classified By: Ambassador Pat Doe, reasons 1.4 (a),\n(c), (d).",
        "Classified By: Ambassador Pat Doe, reasons 1.4 (b)\nand (d).",
        "CLASSIFIED BY: AMBASSADOR PAT DOE.  REASONS: 1.4\n(B) AND (D).",
        "Classified By: Ambassador Pat Doe for reasons\n1.4 (b) and (d).",
        "Classified By: Ambassador Pat\nDoe.  Reason: E.O. 12958, 1.4\n(b/d).",
    ],
)
def test_wrapped_reasons_begin_no_paragraph(by: str) -> None:
    parsed = cable(f"{by}\n\n1. (C) One.\n", header("C O N F I D E N T I A L OSLO 000033"))
    assert texts(parsed) == ["One."]


@pytest.mark.parametrize(
    "form", ["(C - ENTIRE TEXT)", "(C - ENTIRE TEXT.)", "C - ENTIRE TEXT.", "CONFIDENTIAL - ENTIRE TEXT."]
)
def test_a_whole_cable_marking_sets_the_default(form: str) -> None:
    parsed = cable(f"1. {form}\n\n2. Two.\n", header())
    assert labels(parsed) == ["1", "2"]
    assert texts(parsed)[0] == form
    assert [unit.marking for unit in parsed.paragraphs] == [form.strip("().").replace(".)", ""), ""]
    assert [str(paragraph.effective_marking) for paragraph in parsed.paragraphs] == ["C", "C"]


def test_nothing_stated_is_unmarked() -> None:
    parsed = cable("1. One.\n", "\nE.O. 12958: N/A\nTAGS: SENV\nSUBJECT: SNOW\n\n")
    assert parsed.effective_marking == UNMARKED
    assert parsed.paragraphs[0].effective_marking == UNMARKED


def test_a_lost_reference_line_is_rebuilt_from_the_routing_lines() -> None:
    parsed = cable("1. (U) One.\n", "\n\n\nE.O. 12958: N/A\n\n\n", "DE RUEHPF #0628/01 2380811\nP 260811Z AUG 09\n")
    assert (parsed.id, parsed.post, parsed.classification) == ("09PHNOMPENH628", "PHNOM PENH", "")
    assert codes(parsed).count("header-lost") == 2
    assert parsed.header.text == "DE RUEHPF #0628/01 2380811 P 260811Z AUG 09"


def test_a_year_that_only_the_file_name_states() -> None:
    parsed = cable(BODY, header(), routing="", name="json_04OSLO33.txt")
    assert (parsed.id, parsed.date) == ("04OSLO33", None)
    assert cable(BODY, header(), routing="").id == "OSLO33"


@pytest.mark.parametrize(
    "group",
    [
        "R 121000Z JAN 06",
        "O R 121000Z JAN 06 ZDS",
        "P 121000Z JAN 06 ZDK",
        "R 12 1000 Z JAN 0 6",
        "RR 121000Z JANUARY 2006",
    ],
)
def test_date_time_groups(group: str) -> None:
    parsed = cable(BODY, routing=ROUTING.replace("R 121000Z JAN 06", group))
    assert parsed.date == dt.datetime(2006, 1, 12, 10, 0, tzinfo=dt.UTC)


def test_a_date_that_is_none_is_not_invented() -> None:
    assert cable(BODY, routing=ROUTING.replace("R 121000Z JAN 06", "R 321000Z JAN 06")).date is None


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("TAGS: PGOV PREL NO", ("PGOV", "PREL", "NO")),
        ("TAGS PREL, PGOV, NO", ("PREL", "PGOV", "NO")),
        ("TAGS; PREL, PGOV", ("PREL", "PGOV")),
        ("TAGS:\nEAID\n\nPREF\n\nNO", ("EAID", "PREF", "NO")),
        ("TAGS: PREL, PGOV,\nOSLO 00000033 001.2 OF 003\nNO", ("PREL", "PGOV", "NO")),
        ("TAGS: ECON, OVIP (DOE, JOHN Q.), NO", ("ECON", "OVIP (DOE, JOHN Q.)", "NO")),
        ("TAGS: PREL, Indian Domestic Politics, Indo-US", ("PREL", "Indian Domestic Politics", "Indo-US")),
        ("TAGS: ECON EINDETRD KIPR", ("ECON", "EIND", "ETRD", "KIPR")),
        ("TAGS: PGOVPRELPTERNO", ("PGOV", "PREL", "PTER", "NO")),
        ("TAGS: KJUS NO KJUS", ("KJUS", "NO", "KJUS")),
    ],
)
def test_tags(line: str, tags: tuple[str, ...]) -> None:
    assert cable(BODY, HEADER.replace("TAGS: SENV, NO", line)).tags == tags


@pytest.mark.parametrize(
    ("printed", "subject"),
    [
        ("SUBJECT: SNOW", "SNOW"),
        ("SUBJECT:  SNOW AND\nICE", "SNOW AND ICE"),
        ("SUBJ: SNOW", "SNOW"),
        ("Subject: Snow and ice", "Snow and ice"),
        ("SUBJECT: (SBU) SNOW", "SNOW"),
        ("SUBJECT: SNOW IN THE\n\nNORTH\n\nREF: OSLO 12", "SNOW IN THE NORTH"),
        ("\nSUBJECT: SNOW\nOSLO 00000033 001 OF 002", "SNOW"),
    ],
)
def test_subjects(printed: str, subject: str) -> None:
    parsed = cable(BODY, header(subject=printed))
    assert parsed.subject == subject
    assert texts(parsed) == ["One.", "Two."]


def test_a_lost_subject_is_said() -> None:
    parsed = cable(BODY, "\nUNCLAS OSLO 000033\n\nE.O. 12958: N/A\nTAGS: SENV\n\n")
    assert (parsed.subject, codes(parsed)) == ("", ["header-lost"])


@pytest.mark.parametrize(
    "statement",
    [
        "Sensitive But Unclassified. Please Protect Accordingly.",
        "(U) THIS CABLE IS SENSITIVE BUT UNCLASSIFIED AND NOT FOR INTERNET DISTRIBUTION.",
        "This cable is sensitive, but unclassified. Please protect\naccordingly.",
        "FROM THE ACTING SECRETARY\nFOR THE CHARGE",
        "Classified By: DCM Pat Doe for reasons 1.4 (b) and\n(d).",
    ],
)
def test_handling_statements_without_a_number_are_header(statement: str) -> None:
    parsed = cable(BODY, HEADER + statement + "\n\n")
    assert texts(parsed) == ["One.", "Two."]


def test_a_numbered_handling_statement_is_a_paragraph() -> None:
    parsed = cable("1. (U) THIS CABLE IS SENSITIVE BUT UNCLASSIFIED.\n\n2. (U) Snow.\n")
    assert labels(parsed) == ["1", "2"]


def test_the_departments_double_head() -> None:
    routing = (
        "UNCLASSIFIED   STATE   00100153\nO 251814Z SEP 09\nFM SECSTATE WASHDC\nTO ALL DIPLOMATIC POSTS COLLECTIVE\n"
    )
    parsed = cable(BODY, header("UNCLAS SECTION 01 OF 02 STATE 100153"), routing)
    assert (parsed.id, parsed.post, parsed.subject) == ("09STATE100153", "STATE", "SNOW")
    assert parsed.addressees == ("ALL DIPLOMATIC POSTS COLLECTIVE",)


def test_a_telegram_of_the_seventies() -> None:
    text = """LIMITED OFFICIAL USE

PAGE 01        OSLO 04455  01 OF 02  020930Z

44
ACTION EUR-12

INFO  OCT-01  ISO-00  NSC-05  /040 W
                     --------------------- 123456
R 02 0915 Z OCT 7 5
FM AMEMBASSY OSLO
TO SECSTATE WASHDC 1122

LIMITED OFFICIAL USE SECTION 1 OF 2 OSLO 4455

E.O. 11652: XGDS-1 (DOE, JOHN)
TAGS: PFOR, NO
SUBJ: FISHING LIMITS

REF: (A) STATE 45678; (B) OSLO 4400 (NOTAL)

1. SUMMARY: MINISTER SAID LIMITS WOULD BE AT LEAST
LIMITED OFFICIAL USE

LIMITED OFFICIAL USE

PAGE 02        OSLO 04455  01 OF 02  020930Z

FIFTY MILES. END SUMMARY.

2. HE NAMED THREE FISH: (A) COD, (B)
HERRING AND (C) SHARK.

NORTHGATE

LIMITED OFFICIAL USE

NNNN

Declassified/Released US Department of State EO Systematic Review 30 JUN 2005
"""
    parsed = cable("", text, "")
    assert (parsed.id, parsed.subject, parsed.tags) == ("75OSLO4455", "FISHING LIMITS", ("PFOR", "NO"))
    assert parsed.refs == ("STATE 45678", "OSLO 4400")
    assert texts(parsed) == [
        "SUMMARY: MINISTER SAID LIMITS WOULD BE AT LEAST FIFTY MILES. END SUMMARY.",
        "HE NAMED THREE FISH: (A) COD, (B) HERRING AND (C) SHARK.",
    ]
    assert {str(paragraph.effective_marking) for paragraph in parsed.paragraphs} == {"SBU"}


def test_a_telegram_of_the_printed_series() -> None:
    text = """190. Telegram From the Embassy in Norway to the Department of State

Oslo, October 2, 1969, 0915Z.

4455. Subj: Fishing limits. Ref: State 123456.

1. Foreign Minister called me in.

2. He said limits would grow. [1 line not declassified] He asked for understanding.

Northgate

1 Source: National Archives, RG 59, Central Files. Confidential; Priority.
"""
    parsed = cable("", text, "")
    assert (parsed.id, parsed.post, parsed.subject) == ("69OSLO4455", "OSLO", "Fishing limits")
    assert parsed.date == dt.datetime(1969, 10, 2, 9, 15, tzinfo=dt.UTC)
    assert (parsed.refs, parsed.classification) == (("STATE 123456",), "CONFIDENTIAL")
    assert labels(parsed) == ["1", "2"]
    assert "redacted" in codes(parsed)


def test_references_on_the_subjects_line() -> None:
    parsed = cable(BODY, header(subject="SUBJECT: SNOW AND ICE  REF: STATE 222"))
    assert (parsed.subject, parsed.refs) == ("SNOW AND ICE", ("STATE 222",))


def test_a_marked_classified_by_line_is_header() -> None:
    by = "(U) Classified by Charge Pat Doe; reasons: E.O. 12958, 1.4\n(b,d).\n\n"
    assert texts(cable(by + "1. (C) One.\n", header("C O N F I D E N T I A L OSLO 000033"))) == ["One."]
