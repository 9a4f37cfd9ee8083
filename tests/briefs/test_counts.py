"""What a sentence counts, and which two counts of one thing differ."""

import datetime as dt
from dataclasses import replace

import pytest

from rag.briefs.counts import Count, counts
from rag.briefs.disagreements import disagreements
from rag.briefs.merge import merge
from rag.briefs.points import points
from rag.briefs.terms import Frequencies
from rag.cables.model import Reference
from tests.briefs.builders import cable, evidence


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The board counts 1,400 strikers at the port.", {Count(1400, "strike")}),
        ("He put the number of strikers in the capital at 2,300, he said.", {Count(2300, "strike")}),
        ("Some 9,600 people must leave the valley in the autumn.", {Count(9600, "displac")}),
        ("The flood has displaced 14,200 persons so far.", {Count(14200, "displac")}),
        ("The ministry counts 173 deaths in the province.", {Count(173, "casualti")}),
        ("Two strikers were seen in the road in 2009.", set()),
        ("It pays 40 percent of 12 million dollars over 30 days.", set()),
    ],
)
def test_counts_know_what_goes_by_several_names(text: str, found: set[Count]) -> None:
    assert counts(text) == found


def differing(one: str, other: str, days_apart: int = 6, *, linked: bool = True) -> list[str]:
    first = cable(one, name="09VARN7", post="VARN", sent=dt.datetime(2009, 4, 2, tzinfo=dt.UTC))
    second = cable(other, name="09TARN9", post="TARN", sent=first.date and first.date + dt.timedelta(days=days_apart))
    if linked:
        second = replace(second, references=(Reference("A", "VARN 7", "09VARN7", telegram=True),))
    found = points([*evidence(first), *evidence(second)])
    weighed = merge(found, Frequencies(point.text for point in found))
    return [each.lead for each in disagreements(weighed)]


BOARD = "The Harbor Board counts 1,400 strikers; the dockers' union claims that it is nearly all of its members."
BRANCH = (
    "The northern branch of the union has not joined. Its chairman, Otto Brek, told Econoff that nobody had asked him. "
    "He put the number of strikers in the capital at 2,300, and said that this came from the union's own list."
)
LEAD = "Cables differ on numbers (2 Apr 2009 and 8 Apr 2009):"


def test_two_counts_of_one_strike_are_set_against_each_other_in_whole_passages() -> None:
    assert differing(BOARD, BRANCH) == [LEAD]


@pytest.mark.parametrize(
    ("one", "other", "days_apart", "linked"),
    [
        (BOARD, BRANCH, 6, False),
        (BOARD, BRANCH, 200, True),
        (BOARD, BRANCH.replace("2,300", "1,400"), 6, True),
        (BOARD, BRANCH.replace("2,300", "14"), 6, True),
        (BOARD, "The union of the millers in Tarn sent home 900 workers and closed all of its three mills.", 6, True),
        (
            "As of April 1 the union of Varn counts 1,400 strikers at the quays.",
            "As of April 7 the union of Varn counts 2,300 strikers at the quays.",
            6,
            True,
        ),
    ],
    ids=["nothing ties them", "far apart", "the same number", "a part", "another thing", "another day"],
)
def test_what_is_no_other_count_of_the_same(one: str, other: str, days_apart: int, linked: bool) -> None:
    assert differing(one, other, days_apart, linked=linked) == []
