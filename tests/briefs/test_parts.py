"""Abbreviations, gaps and disagreements."""

import datetime as dt

import pytest

from rag.briefs.abbreviations import Expander, defined, standard
from rag.briefs.disagreements import disagreements
from rag.briefs.gaps import gaps
from rag.briefs.merge import merge
from rag.briefs.points import points
from rag.briefs.terms import Frequencies
from rag.cables.model import Cable
from tests.briefs.builders import cable, evidence, paragraph


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("with Deputy Prime Minister (DPM) Kheng", {"DPM": "Deputy Prime Minister"}),
        ("the Royal Government of Cambodia's (RGC) efforts", {"RGC": "Royal Government of Cambodia"}),
        (
            "the International Organization for Migration (IOM), and",
            {"IOM": "International Organization for Migration"},
        ),
        ("a Staff Delegation of the house (UNIAP)", {}),
        ("He left. Deputy (see DPM) met the President (REF A)", {}),
    ],
)
def test_definitions_are_read_from_the_text(text: str, expected: dict[str, str]) -> None:
    assert defined([text]) == expected


def test_a_cables_own_definition_wins_over_the_standard_one() -> None:
    expander = Expander({"A": {"PM": "Party Manager"}})
    assert expander.expand("The PM spoke.", "A") == ("The PM [Party Manager] spoke.", ("[Party Manager]",))
    assert Expander({}).expand("The PM spoke.", "B")[1] == ("[Prime Minister]",)


def test_expansion_comes_once_and_never_beside_its_own_words() -> None:
    expander = Expander({})
    assert expander.expand("Deputy Prime Minister (DPM) Kheng", "A")[1] == ()
    assert expander.expand("The DPM left.", "A")[1] == ()
    assert expander.expand("NGOs met.", "A")[0] == "NGOs [non-governmental organizations] met."


def test_expansion_that_was_not_printed_can_come_later() -> None:
    expander = Expander({})
    _, insertions = expander.expand("The DPM left.", "A")
    expander.forget(insertions)
    assert expander.expand("The DPM left.", "A")[1] == ("[Deputy Prime Minister]",)


def test_capitals_are_not_taken_for_abbreviations() -> None:
    assert Expander({}).expand("STUDENTS WHO GIVE AID", "A")[1] == ()


def test_standard_list_is_well_formed() -> None:
    assert len(standard()) > 80
    assert all(short and long and short != long for short, long in standard().items())


def known_none(_: Cable, __: str) -> bool:
    return False


def known_all(_: Cable, __: str) -> bool:
    return True


def test_truncated_redacted_and_dangling_are_gaps_in_this_order() -> None:
    made = cable(
        "The report is promised in a later telegram, as the minister said (septel).",
        "The source XXXXXXXXXXXX told Poloff that the port would close.",
        paragraph(3, "The commission will put a five-year plan in place (covering", truncated=True),
        refs=("STATE 1234",),
    )
    found = gaps(evidence(made), known_none)
    assert [gap.lead for gap in found] == [
        "The source breaks off in ¶3 after:",
        "Words are removed from ¶2:",
        "Points to a telegram that is not at hand:",
    ]
    assert found[0].draft.text.endswith("(covering")


def test_a_reference_that_the_library_holds_is_no_gap() -> None:
    made = cable("The report is in an earlier telegram, as the minister said (reftel).", refs=("STATE 1234",))
    assert gaps(evidence(made), known_all) == ()
    assert len(gaps(evidence(made), known_none)) == 1


def differing(one: str, other: str, days_apart: int = 30) -> list[str]:
    first = cable(one)
    later = dt.datetime(2009, 8, 26, tzinfo=dt.UTC) + dt.timedelta(days=days_apart)
    second = cable(other, name="09VARN7", post="VARN", sent=later)
    found = points([*evidence(first), *evidence(second)])
    weighed = merge(found, Frequencies(point.text for point in found))
    return [each.lead for each in disagreements(weighed)]


STRIKE = "The strike at the container port of Selwyn has been joined by {} so far."


@pytest.mark.parametrize(
    ("one", "other", "leads"),
    [
        (
            STRIKE.format("3,200 dockers"),
            STRIKE.format("1,100 dockers"),
            ["Cables differ on numbers (26 Aug 2009 and 25 Sep 2009):"],
        ),
        (STRIKE.format("3,200 dockers"), STRIKE.format("3,200 dockers and 4 clerks"), []),
        (STRIKE.format("3,200 dockers"), STRIKE.format("14 ships"), []),
        (STRIKE.format("3,200 dockers"), "The harvest in the north was brought in by 1,100 farmers.", []),
        (
            "The minister's survey found 11,300 people to be moved, not the 9,600 of the Resettlement Agency.",
            "The government now says that 9,600 people must leave the valley.",
            ["Cables differ on numbers (26 Aug 2009 and 25 Sep 2009):"],
        ),
        (
            "As of August 1 the ministry counts 6,480 cases of cholera in the province.",
            "As of August 20 the ministry counts 9,215 cases of cholera in the province.",
            [],
        ),
        (
            "The port of Selwyn was closed by the dockers' union on August 3.",
            "The port of Selwyn was closed by the dockers' union on August 5.",
            ["Cables differ on dates (26 Aug 2009 and 25 Sep 2009):"],
        ),
        (
            "Minister Varga signed the plan for the port of Selwyn.",
            "Minister Varga never signed the plan for the port of Selwyn.",
            ["Cables differ on whether it is so (26 Aug 2009 and 25 Sep 2009):"],
        ),
    ],
)
def test_disagreements(one: str, other: str, leads: list[str]) -> None:
    assert differing(one, other) == leads


def test_what_an_earlier_cable_could_not_know_is_no_difference() -> None:
    one = "Poloff delivered the demarche on the judge's candidacy to the ministry on August 20."
    other = "Poloff delivered the demarche on the judge's candidacy to the ministry on September 4."
    assert differing(one, other) == []
