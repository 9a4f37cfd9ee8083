"""Who is who: names with offices as cables write them, and what is no person."""

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
