"""Who is who: names with offices as cables write them, and what is no person."""

import datetime as dt

import pytest

from rag.briefs.people import people
from tests.briefs.builders import cable, evidence


def named(*texts: str) -> dict[str, str]:
    return {person.name: person.office for person in people(evidence(cable(*texts)))}


@pytest.mark.parametrize(
    ("text", "name", "office"),
    [
        (
            "The team met Deputy Prime Minister (DPM) and Minister of Interior Sar Kheng.",
            "Sar Kheng",
            "Deputy Prime Minister (DPM) and Minister of Interior",
        ),
        (
            "Robin Lerner, Counsel to the Senate Foreign Relations Committee ; and others came.",
            "Robin Lerner",
            "Counsel to the Senate Foreign Relations Committee",
        ),
        (
            "Janice Kagu, Counsel to the Senate Health, Education, Labor, and Pensions Committee; spoke.",
            "Janice Kagu",
            "Counsel to the Senate Health, Education, Labor, and Pensions Committee",
        ),
        ("Foreign Minister Steinmeier left.", "Steinmeier", "Foreign Minister"),
        ("They saw Chancellor Karl-Theodor zu Guttenberg there.", "Karl-Theodor zu Guttenberg", "Chancellor"),
        ("Party Presidents Sam Rainsy and Kem Sokha came.", "Sam Rainsy and Kem Sokha", "Party Presidents"),
        ("UNIAP's Lim Tith said so.", "Lim Tith", "UNIAP"),
        ("Ambassador O'Donnell agreed.", "O'Donnell", "Ambassador"),
        ("Then Fisheries Minister Varga spoke.", "Varga", "Fisheries Minister"),
        ("They saw former President Ada Holm there.", "Ada Holm", "former President"),
        ("It was sold by ex-President Ada Holm in May.", "Ada Holm", "ex-President"),
        ("Selwyn Harbor Board (SHB) Director Ada Holm agreed.", "Ada Holm", "Selwyn Harbor Board (SHB) Director"),
        ("Director Ada Holm of the Selwyn Harbor Board agreed.", "Ada Holm", "Director of the Selwyn Harbor Board"),
        ("The president of the chamber, Ada Holm, agreed.", "Ada Holm", "president of the chamber"),
        ("Quayline's vice president, Ada Holm, agreed.", "Ada Holm", "Quayline's vice president"),
        (
            "Ada Holm, general secretary of the Dockers' Union (DU), left.",
            "Ada Holm",
            "general secretary of the Dockers' Union",
        ),
        ("R.T. Holm, Director of QLN and Otto Brek, the Director of the port, came.", "R.T. Holm", "Director of QLN"),
        ("They met Deputy Foreign Minister Ada Holm.", "Ada Holm", "Deputy Foreign Minister"),
        ("Minister of Harbor Economy Ada Holm agreed.", "Ada Holm", "Minister of Harbor Economy"),
        ("Captain Ada Holm, commander of the patrol, left.", "Ada Holm", "Captain, commander of the patrol"),
        ('President Ada "Rana" Holm left.', 'Ada "Rana" Holm', "President"),
    ],
)
def test_offices_are_taken_as_written(text: str, name: str, office: str) -> None:
    assert named(text) == {name: office}


@pytest.mark.parametrize(
    "text",
    [
        "The Consulate General Munich reported.",
        "Talks with the Ministry of Justice Mission went on.",
        "Prime Minister Brown-hosted talks were held.",
        "PRESIDENT NIXON VISITED TEHRAN IN MAY.",
        "Gustavo Aristegui, party communications secretary Gabriel Elorriaga, and others came.",
        "In August President said that it was over.",
        "Director Holm and Deputy Minister Brek came.",
    ],
)
def test_what_is_no_person_is_left_out(text: str) -> None:
    assert "Gustavo Aristegui" not in named(text)
    assert not [name for name in named(text) if name != "Gabriel Elorriaga"]


def test_an_office_takes_nothing_of_another_person() -> None:
    found = named("Poloff saw Trade Minister Ada Holm and Mayor Otto Brek. Both President Ilse Rehn and they agreed.")
    assert found == {"Ada Holm": "Trade Minister", "Otto Brek": "Mayor", "Ilse Rehn": "President"}


def test_one_entry_a_person_with_the_fullest_name() -> None:
    found = named("DPM Varga spoke.", "Minister of Transport Elena Varga spoke.", "DPM Varga left.")
    assert found == {"Elena Varga": "Minister of Transport"}


EARLY, LATE = (dt.datetime(year, 3, 1, tzinfo=dt.UTC) for year in (2007, 2009))


@pytest.mark.parametrize(
    ("early", "late", "name", "office"),
    [
        ("Chief Engineer Ada Holm", "Trade Minister Ada Holm", "Ada Holm", "Trade Minister"),
        ("Minister of Trade Ada Holm", "Deputy Minister of Trade Ada Holm", "Ada Holm", "Deputy Minister of Trade"),
        ("Deputy Minister of Trade Ada Holm", "Minister of Trade Ada Holm", "Ada Holm", "Minister of Trade"),
        ("President Ada Holm", "President Holm", "Ada Holm", "President"),
        ("Trade Minister Ada Holm", "Minister Holm", "Ada Holm", "Trade Minister"),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_the_latest_office_stands_with_the_fullest_name(
    early: str, late: str, name: str, office: str, order: int
) -> None:
    both = [
        *evidence(cable(f"They saw {early} at the quay.", name="07PORTSELWYN1", sent=EARLY)),
        *evidence(cable(f"They saw {late} at the quay.", name="09PORTSELWYN1", sent=LATE)),
    ]
    assert [(person.name, person.office) for person in people(both[::order])] == [(name, office)]


def test_whom_the_lines_name_comes_before_whom_the_cables_name_more() -> None:
    texts = ["Prime Minister Ada Holm spoke.", "Holm left.", "Holm slept.", "Mayor Otto Brek signed the lease."]
    found = people(evidence(cable(*texts)), told=[texts[-1]])
    assert [person.name for person in found] == ["Otto Brek", "Ada Holm"]


def test_those_named_most_and_highest_come_first() -> None:
    found = named(
        "Tomas Brek, a member of the union, spoke.",
        "Prime Minister Ada Holm spoke.",
        "Later Ada Holm left the room with Holm's staff.",
    )
    assert next(iter(found)) == "Ada Holm"


def test_a_short_mention_is_quoted_with_the_words_behind_it() -> None:
    person = people(evidence(cable("Then DCM Pekala thanked the mayor of the town.")))[0]
    assert len(person.draft.citations[0].quote) >= 16
    assert person.draft.citations[0].quote.startswith("DCM Pekala")
