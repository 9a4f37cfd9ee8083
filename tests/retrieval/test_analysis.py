import datetime as dt

import pytest

from rag.retrieval.analysis import analyse
from rag.retrieval.periods import Period, periods
from rag.retrieval.places import places_named, posts_named
from rag.retrieval.question import Question, Turn
from rag.retrieval.terms import content_stems, names

CONVERSATION = (
    Turn("user", "Who leads the dockers' union of Corvessa?"),
    Turn("assistant", "Tomas Verhane leads it [09PORTALDERA214 ¶7]."),
)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What does 09PHNOMPENH628 say of visas?", ("09PHNOMPENH628",)),
        ("What does 09 Phnom Penh 628 say?", ("09PHNOMPENH628",)),
        ("In STATE 100153 of 25 September 2009, what were posts told?", ("STATE100153",)),
        ("What happened on March 3?", ()),
    ],
)
def test_cables_named(text: str, named: tuple[str, ...]) -> None:
    assert analyse(Question(text)).named == named


def test_a_pronoun_carries_over_cable_and_words_of_the_conversation() -> None:
    read = analyse(Question("How old is he?", CONVERSATION))
    assert read.carried == ("09PORTALDERA214",)
    assert "Verhane" in read.resolved
    assert "¶" not in read.resolved


def test_a_question_of_its_own_carries_nothing_over() -> None:
    read = analyse(Question("Which river does the Zarh Dam in Qaravand block?", CONVERSATION))
    assert (read.context, read.carried) == ("", ())


def test_an_id_in_the_question_ends_what_went_before() -> None:
    read = analyse(Question("And what does 08TOVMARIK55 say about it?", CONVERSATION))
    assert (read.named, read.carried, read.context) == (("08TOVMARIK55",), (), "")


@pytest.mark.parametrize(
    ("text", "header"),
    [
        ("When was cable 09TELAVIV1098 sent?", True),
        ("What is the subject of 09TELAVIV1098?", True),
        ("Which TAGS does the cable 10BRASILIA108 carry?", True),
        ("What did the subject of the interrogation say?", False),
        ("Who opened the bridge?", False),
    ],
)
def test_questions_about_the_header(text: str, header: bool) -> None:
    assert analyse(Question(text)).header is header


@pytest.mark.parametrize(
    ("text", "view"),
    [
        ("What did the embassy make of the new minister?", True),
        ("How does the post assess the tender?", True),
        ("What did the minister think of the tender?", False),
    ],
)
def test_questions_about_the_posts_view(text: str, view: bool) -> None:
    assert analyse(Question(text)).view is view


def test_the_origin_and_the_time_of_writing_that_are_asked_for() -> None:
    read = analyse(Question("What did Embassy Kabul conclude in its message of 3 September 2006?"))
    assert read.origins == {"KABUL"}
    assert read.written == (Period(2006, 9),)
    assert analyse(Question("What did the Kabul police report in 2006?")).origins == frozenset()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("in September 2007", (Period(2007, 9),)),
        ("on 25 September 2009", (Period(2009, 9),)),
        ("February and March 1985", (Period(1985, 2), Period(1985, 3))),
        ("between late 2008 and late 2009", (Period(2008), Period(2009))),
        ("in May", ()),
        ("they may come in 2009", (Period(2009),)),
        ("2,009 men, USD 2008 and $1999", (Period(2008),)),
    ],
)
def test_periods(text: str, expected: tuple[Period, ...]) -> None:
    assert periods(text) == expected


def test_first_and_last_day_of_a_period() -> None:
    assert (Period(2008, 2).first, Period(2008, 2).last) == (dt.date(2008, 2, 1), dt.date(2008, 2, 29))
    assert (Period(2009).first, Period(2009).last) == (dt.date(2009, 1, 1), dt.date(2009, 12, 31))


def test_a_cable_fits_the_time_it_is_from_and_the_time_just_after() -> None:
    month = Period(2009, 12)
    assert [month.agreement(dt.date(*day)) for day in ((2009, 12, 3), (2010, 1, 9), (2009, 2, 1), (2011, 1, 1))] == [
        1.0,
        0.6,
        0.3,
        0.0,
    ]
    assert [Period(2009).agreement(dt.date(year, 5, 1)) for year in (2008, 2009, 2010, 2011)] == [0.0, 1.0, 0.6, 0.0]


@pytest.mark.parametrize(
    ("text", "posts"),
    [
        ("What did Phnom Penh say?", {"PHNOMPENH"}),
        ("Which Cambodian law is missing?", {"PHNOMPENH"}),
        ("Rio de Janeiro's favelas", {"RIODEJANEIRO"}),
        ("cold turkey for lunch", set()),
        ("New Delhi's answer", {"NEWDELHI"}),
    ],
)
def test_posts_named(text: str, posts: set[str]) -> None:
    assert posts_named(text) == posts


def test_a_capital_stands_for_its_country() -> None:
    (place,) = places_named("What did Beijing's envoy want?")
    assert place.printed == "Beijing"
    assert "CHINESE" in place.forms


def test_names_and_content_words() -> None:
    assert names("Why did Verhane leave the DSU?") == ("Verhane", "DSU")
    assert content_stems("What did the voters' leaders say?") == ("voter", "leader")
