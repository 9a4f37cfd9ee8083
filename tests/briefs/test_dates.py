"""Dated events: the day, the year that is left out, and the words that tell them."""

import datetime as dt

import pytest

from rag.briefs.dates import days, events
from rag.briefs.points import points
from tests.briefs.builders import cable, evidence

SENT = dt.datetime(2009, 2, 10, tzinfo=dt.UTC)


def told(*texts: str, sent: dt.datetime | None = SENT) -> list[tuple[str, str]]:
    return [(event.shown, event.text) for event in events(points(evidence(cable(*texts, sent=sent))))]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The minister opened the port of Selwyn on January 15.", "15 Jan [2009]"),
        ("The minister opened the port of Selwyn on December 20.", "20 Dec [2008]"),
        ("The minister will open the port of Selwyn on May 3.", "3 May [2009]"),
        ("The minister opened the port of Selwyn on August 3.", "3 Aug [2008]"),
        ("The minister opened the port of Selwyn on March 2.", "2 Mar [2009]"),
        ("The minister opened the port on 3 May, 1998, in the rain.", "3 May 1998"),
        ("The minister of transport said on September 10 that the port will open.", "10 Sep [2008]"),
        ("A delegation visited the port of Selwyn from January 15-19.", "15-19 Jan [2009]"),
        ("A delegation visited the port from 15 to 19 January and left.", "15-19 Jan [2009]"),
    ],
)
def test_days_are_placed_in_their_year(text: str, shown: str) -> None:
    assert [event[0] for event in told(text)] == [shown]


@pytest.mark.parametrize(
    "text",
    [
        "The minister opened the port of Selwyn on May 3.",
        "The minister said that voters would remember the April 4 speech in the port.",
        "The conference on ports and ships in Selwyn takes place on July 10.",
        "The union means to strike in all of the ports on October 15.",
    ],
)
def test_a_year_that_nothing_tells_is_not_guessed(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Visas were given to two engineers of the port (DOB January 15, 1947) and to one driver.",
        "If the union had not signed on January 15, the port would have closed for good.",
    ],
)
def test_birthdays_and_what_never_happened_are_no_events(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    "text", ["The port opened on February 30 in the rain.", "It happened in 15 of 19 ports in May."]
)
def test_what_is_no_day_is_no_event(text: str) -> None:
    assert told(text) == []


def test_without_any_year_nothing_is_placed() -> None:
    assert told("The minister opened the port of Selwyn on January 15.", sent=None) == []


def test_a_sentence_that_needs_another_is_no_event() -> None:
    assert told("He opened the port of Selwyn on January 15.") == []
    assert told("The minister opened the port of Selwyn on January 15.")
    assert told("The minister opened the port of Selwyn on January 15, 2009.", sent=None)


def test_events_come_in_order_of_time_once_a_day() -> None:
    found = told(
        "The union ended the strike at the port on January 20.",
        "The union began the strike at the port on January 3.",
        "The minister of transport visited the closed port on January 3 with his wife.",
    )
    assert [event[0] for event in found] == ["3 Jan [2009]", "20 Jan [2009]"]


def test_a_tail_is_left_out_with_dots() -> None:
    found = told("A delegation visited Selwyn on January 15 to discuss ports, ships, unions, and the fate of the town.")
    assert found == [("15 Jan [2009]", "A delegation visited Selwyn on January 15 ...")]


@pytest.mark.parametrize(
    "text",
    [
        "The union agreed to end the strike on January 15, but only if the minister signed the paper himself.",
        "The minister said the port opened on January 15, which the union denied in strong words the next day.",
    ],
)
def test_a_tail_that_turns_the_meaning_stays(text: str) -> None:
    assert told(text) == [("15 Jan [2009]", text)]


def test_an_opening_phrase_is_no_event_by_itself() -> None:
    found = told("On January 15, the court of appeal closed the port of Selwyn, after a week of talks with the union.")
    assert found[0][1].startswith("On January 15, the court of appeal closed the port of Selwyn")


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (
            "The clerk of the port, detained on January 15, confessed to the theft, which was reported in all papers.",
            "The clerk of the port, detained on January 15, confessed to the theft ...",
        ),
        (
            "The minister said that on January 15 the port will open, and that ships of all nations may use it.",
            "The minister said that on January 15 the port will open ...",
        ),
        (
            "The two governments agreed on January 15 to share the water of the river in dry years.",
            "The two governments agreed on January 15 to share the water of the river in dry years.",
        ),
    ],
)
def test_what_is_kept_of_a_sentence_tells_something(text: str, kept: str) -> None:
    assert told(text)[0][1] == kept


def test_days_of_a_text() -> None:
    assert days("From 3 May 1998 to August 4, 2001", None) == {dt.date(1998, 5, 3), dt.date(2001, 8, 4)}
