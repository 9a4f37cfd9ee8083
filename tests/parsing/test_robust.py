"""Hostile and huge input: refused or parsed whole, never a crash, and nothing that grows faster than its input."""

import json
import random

import pytest

from rag.errors import UserError
from rag.parsing.parser import parse_bytes
from tests.parsing.texts import HEADER, ROUTING, cable, inexact, labels, texts

HEAD = ROUTING + HEADER


def test_random_bytes() -> None:
    with pytest.raises(UserError, match="holds no cable"):
        parse_bytes(random.Random(7).randbytes(5_000_000), "noise.bin")


def test_a_single_line_of_fifty_megabytes() -> None:
    with pytest.raises(UserError, match="holds no cable"):
        parse_bytes(b"snow " * 10_000_000, "line.txt")
    with pytest.raises(UserError, match="longer than 8,000,000 characters"):
        parse_bytes(HEAD.encode() + b"1. (U) " + b"snow " * 10_000_000, "line.txt")


def test_a_line_of_megabytes_within_the_bound() -> None:
    (only,) = cable("1. (U) " + "snow " * 400_000 + "\n").paragraphs
    assert len(only.text) == 400_000 * 5 - 1


def test_a_hundred_thousand_numbered_lines() -> None:
    parsed = cable("".join(f"{number % 100}. Snow.\n" for number in range(1, 100_001)))
    assert labels(parsed) == [str(number) for number in range(1, 100)], "numbers that begin anew are a list"


def test_ten_thousand_marked_paragraphs() -> None:
    parsed = cable("".join(f"{number % 100}. (U) Snow.\n" for number in range(1, 10_001)))
    assert len(labels(parsed)) == 10_000 - 100, "there is no paragraph 0"


@pytest.mark.parametrize(
    "body",
    [
        "\n" * 100_000,
        " " * 1_000_000,
        "- " * 500_000,
        "-----\n" * 100_000,
        "1. (U) " + "(" * 500_000,
        "1. (C" + " " * 500_000,
        "1. (S//REL TO " + "A, " * 200_000,
        "1. (U) " + "x" * 1_000_000,
        "1. (U) " + "Snow Road  ------- " * 10_000,
        "1. (U) " + "BEGIN TEXT " * 60_000,
        "00000033 002 OF 003 " * 10_000,
        "OSLO 00000033 002 OF 003\n" * 10_000,
        "SIPDIS\n" * 60_000,
        "REF: " + "A. OSLO 12 " * 40_000,
        "REF: " + "AAA BBB " * 60_000,
        "Winter Roads\n\n" * 5_000,
        "¶" * 500_000,
    ],
)
def test_repeats_are_read_without_a_crash(body: str) -> None:
    assert cable(body).id == "06OSLO33"


@pytest.mark.parametrize(
    "text",
    [
        "UNCLAS " * 200_000,
        "Viewing cable " * 200_000,
        "R 121000Z JAN 06\n" * 100_000,
        '"' * 1_000_000,
        '{"a":' * 100_000,
        "[" * 500_000 + "{",
        "TAGS: " + "PREL, " * 200_000,
        "FM " + " " * 1_000_000,
    ],
)
def test_repeats_without_a_cable_are_refused(text: str) -> None:
    with pytest.raises(UserError, match="holds no cable"):
        parse_bytes(text.encode(), "noise.txt")


def test_what_no_store_takes_is_replaced_one_for_one() -> None:
    body = "UNCLAS OSLO 000033\n\nTAGS: NO\nSUBJECT: S\ud800NOW\n\n1. (U) A\x00B \udfff end.\n\n2. (U) Two.\n"
    for data in (json.dumps({"body": body}), json.dumps({"body": body}) + "\n" + json.dumps({"body": body})):
        for parsed in parse_bytes(data.encode(), "dump.json").cables:
            assert parsed.subject == "S\ufffdNOW"
            assert texts(parsed) == ["A\ufffdB \ufffd end.", "Two."]
            assert len(parsed.source.text) == len(body)
            assert not inexact(parsed)
            parsed.source.text.encode()


def test_nul_bytes_and_broken_names_reach_no_store() -> None:
    data = b"UNCLAS OSLO 000033\n\nTAGS: NO\nSUBJECT: SNOW\n\n1. (U) A\x00B.\n"
    (parsed,) = parse_bytes(data, "sn\udce9.txt").cables
    assert texts(parsed) == ["A\ufffdB."]
    assert parsed.source.name == "sn\ufffd.txt"
