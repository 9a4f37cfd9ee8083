"""Numbers, dates, folded quotations and near-miss ids, each read by itself."""

import datetime as dt
from fractions import Fraction

import pytest

from rag.answering import dates, figures
from rag.answering.normalise import fold
from rag.answering.repair import repair_key
from rag.answering.spans import SourceMismatchError, carrier_spans
from rag.answering.words import clean, key, stem, words
from rag.cables.model import Key, Paragraph, Span
from tests.answering.cables import BREAK, cable, collapsed, evidence


def read(text: str) -> list[tuple[Fraction, str, int]]:
    return [(one.value, one.unit, one.bound) for one in figures.find(dates.blank(clean(text)))]


@pytest.mark.parametrize(
    ("text", "value", "unit", "bound"),
    [
        ("10%", 10, "%", 0),
        ("10 percent", 10, "%", 0),
        ("ten per cent", 10, "%", 0),
        ("ten percentage points", 10, "%", 0),
        ("1.2 million", 1_200_000, "", 0),
        ("1,200,000", 1_200_000, "", 0),
        ("1 200 000", 1_200_000, "", 0),
        ("1.200.000", 1_200_000, "", 0),
        ("$1.2m", 1_200_000, "USD", 0),
        ("US$5 bn", 5_000_000_000, "USD", 0),
        ("5 billion U.S. dollars", 5_000_000_000, "USD", 0),
        ("Rs. 500 crore", 5_000_000_000, "INR", 0),
        ("€3,100", 3100, "EUR", 0),
        ("twenty-one million", 21_000_000, "", 0),
        ("two hundred and fifty", 250, "", 0),
        ("three thousand five hundred", 3500, "", 0),
        ("a hundred", 100, "", 0),
        ("a dozen", 12, "", 0),
        ("half a dozen", 6, "", 0),
        ("half", Fraction(1, 2), "", 0),
        ("two-thirds", Fraction(2, 3), "", 0),
        ("21st", 21, "ordinal", 0),
        ("twenty-first", 21, "ordinal", 0),
        ("1990s", 1990, "decade", 0),
        ("a five-year plan", 5, "year", 0),
        ("five consecutive years", 5, "year", 0),
        ("10km", 10, "km", 0),
        ("10 square kilometers", 10, "km", 0),
        ("more than 60", 60, "", 1),
        ("at least $60", 60, "USD", 1),
        ("no fewer than 60", 60, "", 1),
        ("60 or more", 60, "", 1),
        ("fewer than 60", 60, "", -1),
        ("no more than 60", 60, "", -1),
        ("60 or less", 60, "", -1),
        ("almost 60", 60, "", -1),
    ],
)
def test_a_number_has_value_unit_and_bound(text: str, value: Fraction, unit: str, bound: int) -> None:
    assert (Fraction(value), unit, bound) in read(text)


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("10-15 percent", [(10, "%"), (15, "%")]),
        ("$2-3 million", [(2_000_000, "USD"), (3_000_000, "USD")]),
        ("between two and three million", [(2_000_000, ""), (3_000_000, "")]),
        ("two to three years", [(2, "year"), (3, "year")]),
        ("2006-2008", [(2006, ""), (2008, "")]),
        ("2 million to 3 million", [(2_000_000, ""), (3_000_000, "")]),
        ("in 2009 and 10 percent", [(2009, ""), (10, "%")]),
    ],
)
def test_a_range_has_two_ends_with_one_unit(text: str, ends: list[tuple[int, str]]) -> None:
    assert [(value, unit) for value, unit, _ in read(text)] == ends


@pytest.mark.parametrize(
    "text", ["no number at all", "millions of people", "hundreds", "on August 18, 2009", "to a tee"]
)
def test_what_is_no_number(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("August 15-19, 2009", [(2009, 8, 15), (2009, 8, 19)]),
        ("August 30 to September 2", [(None, 8, 30), (None, 9, 2)]),
        ("18th of August 2009", [(2009, 8, 18)]),
        ("15 and 16 August", [(None, 8, 15), (None, 8, 16)]),
        ("Sept. 3", [(None, 9, 3)]),
        ("2009-08-18", [(2009, 8, 18)]),
        ("08/18/2009", [(2009, 8, 18)]),
        ("8/18/85", [(1985, 8, 18)]),
        ("R 260811Z AUG 09", [(2009, 8, 26)]),
        ("March 2009", [(2009, 3, None)]),
        ("in May", [(None, 5, None)]),
        ("early in October", [(None, 10, None)]),
        ("he may march", []),
        ("99/99/2009", []),
    ],
)
def test_dates_as_far_as_they_are_stated(text: str, expected: list[tuple[int | None, int | None, int | None]]) -> None:
    assert [(one.year, one.month, one.day) for one in dates.find(clean(text))] == expected


WRITTEN = dt.date(2009, 1, 20)


@pytest.mark.parametrize(
    ("said", "source", "agrees"),
    [
        ("January 5, 2009", "January 5", True),
        ("December 5, 2008", "December 5", True),
        ("December 5, 2009", "December 5", True),
        ("December 5, 2007", "December 5", False),
        ("January 5, 2008", "January 5", False),
        ("January 5, 2009", "January 5, 2008", False),
        ("January 5", "January 2009", False),
        ("January 2009", "January 5", True),
        ("Monday", "January 5", True),
        ("Tuesday", "January 5", False),
        ("Monday, January 5", "Monday, January 5", True),
        ("Tuesday, January 5", "Monday, January 5", False),
        ("Monday, January 5", "January 5", True),
        ("Tuesday, January 5", "January 5", False),
        ("Monday", "Monday", True),
        ("Monday", "February 30", False),
    ],
)
def test_a_date_agrees_as_far_as_it_is_stated(said: str, source: str, agrees: bool) -> None:
    (one,), (other,) = dates.find(clean(said)), dates.find(clean(source))
    assert dates.agrees(one, other, WRITTEN) is agrees


def test_without_a_date_of_the_cable_no_year_is_filled_in() -> None:
    (one,), (other,) = dates.find("January 5, 2009"), dates.find("January 5")
    assert not dates.agrees(one, other, None)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("France's plan", "France,s plan"),
        ("the ‘plan’", 'the "plan"'),
        ("JURIS- DICTION", "jurisdiction"),
        ("five\u2013year", "five-year"),
        ("café", "cafe"),
        ("a\u200bb", "ab"),
        ("ﬁne", "fine"),
        ("٤١٥", "415"),
        ("&serious8", '"serious"'),
        ("1\u20442", "1/2"),
        ("on 5 -- 6", "on 5-6"),
    ],
)
def test_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [("15-19", "1519"), ("15, 19", "1519"), ("1.5", "15"), ("1,500", "1 500"), ("10%", "10"), ("$5", "5"), ("a", "b")],
)
def test_what_differs_stays_different(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_every_folded_character_knows_its_origin() -> None:
    folded = fold("Ça ﬁt 10 20")
    assert folded.text == "cafit10_20"
    assert tuple(folded.offsets) == (0, 1, 3, 3, 4, 6, 7, 9, 9, 10)


def test_words_are_keyed_and_stemmed() -> None:
    assert [word.key for word in words(clean("The U.S. didn,t meet O’Hara's men, 1,200.50 of them"))] == [
        "the", "us", "didnt", "meet", "ohara", "men", "1,200.50", "of", "them",
    ]  # fmt: skip
    assert key("Várga's") == "varga"
    assert stem("met") == stem("meets") == stem("meeting")
    assert clean("10² and 1½") == "10 and 1 1/2"


SENT = evidence(cable("One.", "Two."), 1, 2) + evidence(cable("Header test."), 0)


@pytest.mark.parametrize(
    "written",
    [
        "09PORTSELWYN412 ¶2",
        "[09PORTSELWYN412¶2]",
        "09 PORT SELWYN 412, para 2",
        "09 Port Selwyn 00412 paragraph 2",
        "2009 PORTSELWYN 412 2",
        "09PORTSELWIN412 ¶2",
        "09PROTSELWYN412 ¶2(1)",
    ],
)
def test_a_near_miss_is_led_to_the_paragraph_sent(written: str) -> None:
    assert repair_key(written, SENT) == Key("09PORTSELWYN412", 2)


@pytest.mark.parametrize(
    "written",
    [
        "09PORTSELWYN412 ¶3",
        "09PORTSELWYN413 ¶2",
        "10PORTSELWYN412 ¶2",
        "09PORTLAND412 ¶2",
        "09PORTSELWYN412",
        "¶2",
        "",
        "09PORTSELWYN412 ¶2(2)",
        "09PORTSELWYN412 ¶[2]",
    ],
)
def test_figures_are_never_repaired_and_nothing_unsent_is_named(written: str) -> None:
    assert repair_key(written, SENT) is None


def test_the_header_is_named_in_words() -> None:
    assert repair_key("09PORTSELWYN412 header", SENT) == Key("09PORTSELWYN412", 0)


def test_a_quotation_across_a_page_break_has_two_spans() -> None:
    one = cable(f"victim{BREAK}testimony was a key priority.")
    paragraph, carrier = one.paragraphs[0], one.source.text
    spans = carrier_spans(paragraph, carrier, 0, len("victim testimony"))
    assert len(spans) == 2
    assert collapsed(" ".join(carrier[span.start : span.end] for span in spans)) == "victim testimony"


def test_spans_that_do_not_read_as_the_text_are_refused() -> None:
    one = cable("A plan.").paragraphs[0]
    wrong = Paragraph(one.label, one.index, one.text, (Span(0, 7),), one.effective_marking)
    with pytest.raises(SourceMismatchError):
        carrier_spans(wrong, "Another source text", 0, 6)
