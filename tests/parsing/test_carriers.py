"""Text, page, table, records, PDF: one cable, the same paragraphs."""

import csv
import datetime as dt
import html
import io
import json
from pathlib import Path

import pytest

from rag.cables.model import Cable
from rag.errors import OperatorError, UserError
from rag.parsing.carriers import pdf as pdf_carrier
from rag.parsing.decode import decode, encoding_of
from rag.parsing.parser import Failure, is_candidate, iter_file, parse_bytes, parse_file
from tests.parsing.pdfs import pdf
from tests.parsing.texts import HEADER, ROUTING, cable, codes, inexact, texts

BODY = """1. (U) Snow fell, and the minister's "roads" are
closed (all of them).

Winter Roads
------------

2. (SBU) The road to the north.

NORTHGATE
"""
PAGE_FIELDS = """Cable Viewer
Browse by classification
CONFIDENTIAL
SECRET//NOFORN

Viewing cable 06OSLO33, A VERY LONG

Every cable message consists of three parts, e.g. #06OSLO33.

Reference ID
Created
Released
Classification
Origin

06OSLO33

2006-01-12 10:10

2010-12-01 21:09

UNCLASSIFIED//FOR OFFICIAL USE ONLY

Embassy Oslo

"""


def facts(parsed: Cable) -> tuple[object, ...]:
    units = [(unit.label, unit.marking, unit.section, unit.text) for unit in parsed.paragraphs]
    return parsed.id, parsed.post, parsed.subject, parsed.tags, units


PLAIN = cable(BODY)


def only(data: bytes, name: str) -> Cable:
    parsed = parse_bytes(data, name)
    assert (len(parsed.cables), parsed.failures) == (1, ())
    assert not inexact(parsed.cables[0])
    return parsed.cables[0]


def row(number: int = 1, content: str = BODY) -> str:
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, escapechar="\\", doublequote=False, lineterminator="\n")
    header = HEADER.strip() + "\n\n"
    writer.writerow(
        [
            number,
            "1/12/2006 10:10",
            "06OSLO33",
            "Embassy Oslo",
            "UNCLASSIFIED//FOR OFFICIAL USE ONLY",
            "06STATE1|06RIGA2",
            ROUTING,
            header + content,
        ]
    )
    return out.getvalue()


def test_a_page_as_text() -> None:
    page = only((PAGE_FIELDS + ROUTING + HEADER + BODY).encode(), "page.txt")
    assert facts(page) == facts(PLAIN)
    assert page.source.carrier == "page"
    assert (page.classification, str(page.effective_marking)) == ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", "SBU")
    shown = "06OSLO33 2006-01-12 10:10 UNCLASSIFIED//FOR OFFICIAL USE ONLY Embassy Oslo DE RUEHNY"
    assert page.header.text.startswith(shown)


def test_a_page_whose_cable_lost_its_date() -> None:
    page = only((PAGE_FIELDS + HEADER + BODY).encode(), "page.txt")
    assert (page.id, page.date) == ("06OSLO33", dt.datetime(2006, 1, 12, 10, 10, tzinfo=dt.UTC))


def test_the_higher_class_of_page_and_text_counts() -> None:
    header = HEADER.replace("UNCLAS OSLO", "C O N F I D E N T I A L OSLO")
    page = only((PAGE_FIELDS + ROUTING + header + BODY).encode(), "page.txt")
    assert (page.classification, str(page.effective_marking)) == ("CONFIDENTIAL", "C")


def test_a_page_that_calls_the_cable_otherwise() -> None:
    page = only((PAGE_FIELDS.replace("06OSLO33\n", "06OSLO34\n") + ROUTING + HEADER + BODY).encode(), "page.txt")
    assert page.id == "06OSLO33"
    assert "id-mismatch" in codes(page)


def test_a_page_that_says_it_is_an_extract() -> None:
    note = "This record is a partial extract of the original cable.\n\n"
    page = only((PAGE_FIELDS + note + HEADER + BODY).encode(), "page.txt")
    assert codes(page) == ["truncated"]


@pytest.mark.parametrize("origin", ["Embassy Oslo", "US Interests Section Oslo", "REO Oslo", ""])
def test_no_words_for_the_origin_hide_the_reference_line(origin: str) -> None:
    page = only((PAGE_FIELDS.replace("Embassy Oslo", origin) + HEADER + BODY).encode(), "page.txt")
    assert (page.id, codes(page)) == ("06OSLO33", [])


def test_a_page_as_html() -> None:
    text = ROUTING + HEADER.replace("SENV", "<a href='/tag'>SENV</a>") + html.escape(BODY).replace("\n", "&#x000A;")
    markup = (
        "<?xml version='1.0' encoding='utf-8' ?><!DOCTYPE html><html><head><style>p {}</style></head><body>"
        f"<script>var x = '1. (U) no';</script><p>Viewing cable 06OSLO33, A VERY LONG</p><pre>{text}</pre>"
        "<div>&copy; 2010 Archive</div></body></html>"
    )
    page = only(markup.encode(), "page.html")
    assert facts(page) == facts(PLAIN)
    assert page.source.carrier == "html"
    assert "var x" not in page.source.text


@pytest.mark.parametrize("markup", ["<html>" + "<div>" * 50_000, "<html>" + "<!--" * 50_000, "<p", "<html>\0"])
def test_broken_markup_is_no_cable_and_no_crash(markup: str) -> None:
    with pytest.raises(UserError, match="holds no cable"):
        parse_bytes(markup.encode(), "page.html")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "Reference ID: 06OSLO33\nDate: 2006-01-12\nOriginal Classification: UNCLASSIFIED\nOrigin: Embassy Oslo\n\n",
            "",
        ),
        ("Home | About\nCablegate: A Very Long Winter\n\n", "\n© Some Media\n\n1. (U) A story of 2021.\n"),
        ("Cablegate: A Very Long Winter\n\n", "\n\n\n(c) Some Media\n\nNext in World\n"),
        ("", "\nCopyright 2019 Some Archive\n3. (U) No.\n"),
        ("", "\nPrevious cable\nNext cable\nShare this\n"),
        ("", "\nShare this page\nRelated cables\n06OSLO30\n"),
    ],
)
def test_furniture_of_other_sites(before: str, after: str) -> None:
    assert facts(only((before + ROUTING + HEADER + BODY + after).encode(), "page.txt")) == facts(PLAIN)


@pytest.mark.parametrize(
    "line", ["Sign up for the course", "Return to the north", "Copyright law is", "Share this", "Latest news"]
)
def test_a_wrapped_line_that_reads_like_a_sites_words_is_text(line: str) -> None:
    parsed = cable(f"1. (U) The plan is to\n{line}\nas soon as it can.\n\n2. (U) Two.\n")
    assert texts(parsed) == [f"The plan is to {line} as soon as it can.", "Two."]


def test_a_title_stands_in_for_a_lost_subject() -> None:
    header = "\nUNCLAS OSLO 000033\n\nE.O. 12958: N/A\n\n"
    parsed = only(("Cablegate: A Very Long Winter\n\n" + ROUTING + header + BODY).encode(), "page.txt")
    assert (parsed.subject, codes(parsed)) == ("A Very Long Winter", ["header-lost"])


def test_rows_of_the_dump() -> None:
    parsed = parse_bytes((row() + row(2, BODY.replace("Snow", "Ice"))).encode(), "cables.csv")
    first, second = parsed.cables
    assert facts(first) == facts(PLAIN)
    assert (first.source.name, second.source.name) == ("cables.csv#1", "cables.csv#2")
    assert first.classification == "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
    assert first.source.sha256 != second.source.sha256
    assert not inexact(first)


def test_a_broken_row_is_a_failure_and_the_others_are_read() -> None:
    data = row() + '"2","only","three"\n' + row(3, "nothing of a cable").replace(ROUTING, "") + row(4)
    parsed = parse_bytes(data.encode(), "cables.csv")
    assert len(parsed.cables) >= 2
    assert parsed.failures[0].source == "cables.csv#2"
    assert "3 columns where a cable dump has 8" in parsed.failures[0].reason


def test_a_field_without_end_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rag.parsing.carriers.table.FIELD_LIMIT", 2000)
    parsed = parse_bytes((row() + row(2, "1. (U) " + "snow " * 1000) + row(3)).encode(), "cables.csv")
    assert parsed.cables[0].source.name == "cables.csv#1"
    assert "can't be read" in parsed.failures[0].reason


def test_a_dump_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "cables.csv"
    path.write_text("".join(row(number) for number in range(1, 400)), encoding="utf-8")
    found = list(iter_file(path))
    assert [type(item) for item in found] == [Cable] * 399


@pytest.mark.parametrize("as_lines", [True, False])
def test_records(as_lines: bool) -> None:
    record = {
        "_id": "06STATE1|06RIGA2",
        "reference_id": "06OSLO33",
        "origin": "Embassy Oslo",
        "date_time": "2006-01-12 10:10",
        "classification": "UNCLASSIFIED",
        "header": ROUTING,
        "body": HEADER.strip() + "\n\n" + BODY,
    }
    second = record | {"body": HEADER.replace("000033", "000034").strip() + "\n\n" + BODY, "reference_id": "06OSLO34"}
    data = "\n".join(map(json.dumps, (record, second))) if as_lines else json.dumps({"cables": [record, second]})
    parsed = parse_bytes(data.encode(), "dump.json")
    assert [found.id for found in parsed.cables] == ["06OSLO33", "06OSLO34"]
    assert facts(parsed.cables[0]) == facts(PLAIN)
    assert parsed.cables[1].source.name == "dump.json#2"


def test_an_id_field_that_holds_references_is_not_the_id() -> None:
    record = {"_id": "06STATE1", "date_time": "1/12/2006 10:10", "body": HEADER.strip() + "\n\n" + BODY}
    parsed = only(json.dumps(record).encode(), "one.json")
    assert (parsed.id, parsed.source.name) == ("06OSLO33", "one.json")


def test_records_that_hold_no_cable(tmp_path: Path) -> None:
    path = tmp_path / "dump.jsonl"
    good = json.dumps({"body": ROUTING + HEADER + BODY})
    path.write_text(f'{good}\n{{"name": "x"}}\n{{"body": "a letter"}}\n{{broken\n\n{good}', encoding="utf-8")
    parsed = parse_file(path)
    assert len(parsed.cables) == 2
    assert [failure.reason.split(";")[0].split(":")[0] for failure in parsed.failures] == [
        "This record has no field for a cable's text (body, content, text)",
        "It holds no cable",
        "This line is no JSON",
    ]


def test_a_pdf_with_pilcrows_on_their_own_lines() -> None:
    lines = (ROUTING + HEADER + BODY).replace("TAGS: SENV, NO", "TAGS:\nSENV\n \nNO").split("\n")
    parsed = only(pdf([line or " " for line in lines]), "winter.pdf")
    assert facts(parsed) == facts(PLAIN)
    assert parsed.source.carrier == "pdf"


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"%PDF-1.4\n garbage", "can't be read as a PDF"),
        (pdf([" "]), "without a text layer"),
    ],
)
def test_pdf_files_that_cannot_be_read(data: bytes, words: str) -> None:
    with pytest.raises(UserError, match=words):
        parse_bytes(data, "broken.pdf")


def test_a_pdf_of_endless_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_carrier, "MAX_TEXT", 10)
    with pytest.raises(UserError, match="more than 10 characters"):
        parse_bytes(pdf(["a line of more than ten characters"]), "long.pdf")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_and_line_ends(encoding: str, end: str) -> None:
    text = (ROUTING + HEADER + BODY.replace("1. (U)", "¶1. (U)").replace("2. (SBU)", "¶2. (SBU)")).replace("\n", end)
    assert facts(only(text.encode(encoding), "winter.txt")) == facts(PLAIN)


def test_odd_bytes() -> None:
    assert encoding_of(b"\x81 \xb6") == "latin-1"
    assert decode("é€".encode()[:-1]) == "é\ufffd", "a character cut at the end does not make the file Latin-1"
    assert decode(b"") == ""


@pytest.mark.parametrize(
    "data", [b"", b" \n\n", b"A letter about snow.", b"UNCLAS", b'{"a": 1}', b'"a","b"\n', b"[{}]"]
)
def test_a_file_without_a_cable_says_what_was_looked_for(data: bytes) -> None:
    with pytest.raises(UserError, match=r"letter\.txt holds no cable: looked for a reference line such as 'UNCLAS"):
        parse_bytes(data, "letter.txt")


def test_files_that_cannot_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="can't be opened"):
        parse_file(tmp_path / "absent.txt")
    with pytest.raises(UserError, match="can't be opened"):
        parse_file(tmp_path)
    good = tmp_path / "good.txt"
    good.write_text(ROUTING + HEADER + BODY)
    assert parse_file(good).cables[0].source.name == str(good)

    def fails(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Path, "open", fails)
    with pytest.raises(OperatorError, match=r"can't be read: Input/output error"):
        parse_file(good)


def test_too_large_a_file_and_too_long_a_cable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "big.txt"
    path.write_text(ROUTING + HEADER + BODY)
    monkeypatch.setattr("rag.parsing.parser.MAX_CABLE", 100)
    with pytest.raises(UserError, match="longer than 100 characters"):
        parse_file(path)
    (failure,) = iter(list(iter_file(path)))
    assert isinstance(failure, Failure)
    monkeypatch.setattr("rag.parsing.parser.MAX_FILE", 100)
    with pytest.raises(UserError, match="larger than 0 MB"):
        parse_file(path)
    with pytest.raises(UserError, match="longer than 100"):
        parse_bytes(json.dumps({"body": ROUTING + HEADER + BODY}).encode(), "big.json")


@pytest.mark.parametrize(
    ("name", "worth"), [("a.txt", True), ("a.HTML", True), ("a", True), ("a.jpg", False), (".a.txt", False)]
)
def test_kinds_worth_trying(name: str, worth: bool) -> None:
    assert is_candidate(Path(name)) is worth
