"""Several cables in one text, and telegrams that quote others whole."""

from rag.parsing.parser import parse_bytes
from tests.parsing.texts import HEADER, ROUTING, inexact, texts

FIRST = ROUTING + HEADER + "1. (U) First cable.\n\n2. (U) Second paragraph.\n\nNORTHGATE\n"
OTHER = (ROUTING + HEADER).replace("OSLO", "RIGA").replace("000033", "000051").replace("121000Z", "131000Z")
SECOND = OTHER + "1. (U) Other cable.\n\nNORTHGATE\n"


def ids(text: str) -> list[str]:
    return [found.id for found in parse_bytes(text.encode(), "many.txt").cables]


def test_cables_one_after_the_other_are_told_apart() -> None:
    parsed = parse_bytes(f"{FIRST}\n\n{SECOND}\n{FIRST}".encode(), "many.txt")
    assert [found.id for found in parsed.cables] == ["06OSLO33", "06RIGA51", "06OSLO33"]
    assert [found.source.name for found in parsed.cables] == ["many.txt#1", "many.txt#2", "many.txt#3"]
    assert texts(parsed.cables[0]) == ["First cable.", "Second paragraph."]
    assert not any(inexact(found) for found in parsed.cables)


def test_cables_without_routing_lines_are_told_apart_too() -> None:
    plain = HEADER + "1. (U) One.\n\n"
    assert ids(plain + plain.replace("000033", "000034")) == ["OSLO33", "OSLO34"]


def test_pages_one_after_the_other() -> None:
    page = "Viewing cable 06OSLO33, A VERY LONG\n\nhelp text\n\n"
    assert ids(page + FIRST + "\n" + page.replace("06OSLO33", "06RIGA51") + SECOND) == ["06OSLO33", "06RIGA51"]


def test_a_quoted_telegram_stays_in_the_one_that_quotes_it() -> None:
    quoted = (
        f"1. (U) We sent the following telegram:\n\nBEGIN TEXT:\n\n{OTHER}1. Quoted.\n\nEND TEXT.\n\n2. (U) Last.\n"
    )
    parsed = parse_bytes((ROUTING + HEADER + quoted).encode(), "one.txt")
    assert [found.id for found in parsed.cables] == ["06OSLO33"]
    assert texts(parsed.cables[0])[1] == "Last."


def test_the_head_of_a_further_section_is_no_new_cable() -> None:
    section = HEADER.replace("UNCLAS OSLO", "UNCLAS SECTION 02 OF 02 OSLO")
    assert ids(ROUTING + HEADER + "1. (U) One.\n\n" + section + "2. (U) Two.\n") == ["06OSLO33"]


def test_a_class_line_without_a_header_behind_it_is_no_new_cable() -> None:
    assert ids(FIRST + "\nUNCLAS RIGA 000051\n\nis how it was filed.\n") == ["06OSLO33"]
