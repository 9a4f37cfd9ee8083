"""Ranking and picking: what the summary says first, no sentence without the one it needs, spread over the sources."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from rag.briefs.ranking import Ranked, rank, spread
from rag.briefs.selection import Selection
from rag.cables.model import Cable, Evidence, Paragraph, Role
from tests.briefs.builders import cable, evidence, paragraph

BUSY = "Director Otto Brek told Econoff that the minister had cancelled the tender for 40 berths."
LONG = (
    "The commander of the harbor police told the Ambassador that the search of the warehouse behind the coal quay had "
    "found forty crates of rifles, two radio sets, and a list of nineteen names in the hand of the warehouse keeper, "
    "and that three men were arrested the same night in the house of the keeper, in the village of Tarn."
)
HANGING = "He gave no further word on it all, then or on the next day, and left for the capital."
OTHER = "The union of Selwyn told Econoff that the dockers had voted to end the strike on all of the quays."


def ranked(*cables: Cable, topic: str = "") -> tuple[Ranked, ...]:
    return rank(Selection(tuple(item for one in cables for item in evidence(one))), topic)


def opening(items: Sequence[Ranked]) -> str:
    return items[0].point.text


def with_worth(items: Sequence[Ranked], **worths: float) -> tuple[Ranked, ...]:
    """The items whose text begins with one of the names, worth so much; worthiest first."""
    lifted = [
        replace(item, worth=worth, added=worth)
        for item in items
        for start, worth in worths.items()
        if item.point.text.startswith(start)
    ]
    return tuple(sorted(lifted, key=lambda item: -item.worth))


def summary(text: str) -> Paragraph:
    return paragraph(1, f"SUMMARY: {text} END SUMMARY.", role=Role.SUMMARY)


def test_what_the_summary_says_is_worth_more_than_a_busier_sentence_of_the_body() -> None:
    plain = "The coal quay of Selwyn goes to a firm from abroad."
    assert opening(ranked(cable(summary(plain), BUSY))) == plain
    assert opening(ranked(cable(plain, BUSY))) == BUSY


@pytest.mark.parametrize(
    ("text", "rival"),
    [
        ("The Ambassador visited the coal quay of Selwyn with Finance Minister Ada Holm.", BUSY),
        ("This cable is on the coal quay of Selwyn.", "It was cold that winter for days on end."),
    ],
)
def test_a_summary_that_tells_of_a_courtesy_or_of_the_cable_itself_gains_no_lead(text: str, rival: str) -> None:
    assert opening(ranked(cable(summary(text), rival))) == rival


def test_on_a_topic_the_search_and_the_words_of_the_topic_decide_and_no_summary() -> None:
    rival = "The dockers of Varn said that the winter storms had been hard on them."
    about = "The coal quay of Selwyn goes to a firm from abroad."
    made = cable(summary("The union of Varn told Econoff that the crews had voted to end the strike."), rival, about)
    assert opening(ranked(made, topic="coal quay")) == about
    found = [Evidence(made, unit, score) for unit, score in zip(made.paragraphs[1:], (0.1, 1.0), strict=True)]
    assert opening(rank(Selection(tuple(found)), "shipping")) == about


def test_a_sentence_too_long_to_join_is_picked_before_the_one_that_hangs_on_it() -> None:
    items = with_worth(ranked(cable(f"{LONG} {HANGING}", OTHER)), He=9.0, **{"The commander": 1.1, "The union": 1.0})
    texts = [item.point.text for item in items]
    assert texts == [HANGING, LONG, OTHER]
    assert [pick.point.text for pick in spread(items, (), 1)] == [LONG]
    assert [pick.point.text for pick in spread(items, (), 3)] == [LONG, HANGING, OTHER]


def test_a_sentence_whose_base_is_no_candidate_is_never_picked() -> None:
    items = with_worth(ranked(cable(f"{LONG} {HANGING}", OTHER)), He=9.0, **{"The union": 1.0})
    assert [pick.point.text for pick in spread(items, (), 3)] == [OTHER]


def test_what_a_comment_opens_with_may_point_at_the_cable_where_the_page_has_only_one() -> None:
    comment = paragraph(
        2, "COMMENT: This is the most serious plan for the port in years. END COMMENT.", role=Role.COMMENT
    )
    one, other = cable(OTHER, comment), cable(BUSY, name="09VARN7", post="VARN")
    view = "This is the most serious plan for the port in years."
    assert view in [pick.point.text for pick in spread(ranked(one), (), 9)]
    assert view not in [pick.point.text for pick in spread(ranked(one, other), (), 9)]


def test_a_sentence_and_the_pair_that_holds_it_are_not_both_picked() -> None:
    made = cable("Minister Varga opened the port of Selwyn. He promised lower fees for all ships.", OTHER)
    picks = [pick.point.text for pick in spread(ranked(made), (), 9)]
    assert len([text for text in picks if "Varga opened" in text]) == 1
    chosen = ranked(made)[:1]
    assert chosen[0].point.text not in [pick.point.text for pick in spread(ranked(made), chosen, 9)]


def test_a_pair_is_not_picked_where_it_leaves_the_room() -> None:
    first = "Minister Varga opened the port of Selwyn."
    items = ranked(cable(f"{first} He promised lower fees for all ships."))
    assert [pick.point.text for pick in spread(items, (first_of(items, first),), 9, room=50)] == []
    assert [pick.point.text for pick in spread(with_worth(items, Minister=1.0), (), 1, room=7)] == [first]


def first_of(items: Sequence[Ranked], text: str) -> Ranked:
    return next(item for item in items if item.point.text == text)


def test_what_leans_on_a_sentence_that_is_not_told_comes_behind_its_equals() -> None:
    made = cable("The minister sold the quay in the spring. However, Parliament will vote on the sale.", OTHER)
    items = with_worth(ranked(made), **{"However": 1.05, "The union": 1.0})
    assert [pick.point.text for pick in spread(items, (), 1)] == [OTHER]
    told = with_worth(ranked(made), **{"The minister": 9.0, "However": 1.2, "The union": 1.0})
    assert [pick.point.text[:8] for pick in spread(told, (), 2)] == ["The mini", "However,"]


def test_another_paragraph_comes_before_the_details_of_the_one_just_told() -> None:
    text = f"{BUSY} Varn Lines has asked for a lower rent of the northern pier."
    rest = "Parliament will vote on the new law in October."
    order = {"Director": 9.0, "Varn": 1.05, "Parliament": 1.0}
    body = with_worth(ranked(cable(text, rest)), **order)
    assert [pick.point.text.split()[0] for pick in spread(body, (), 2)] == ["Director", "Parliament"]
    heads = with_worth(ranked(cable(summary(text), rest)), **order)
    assert [pick.point.text.split()[0] for pick in spread(heads, (), 2)] == ["Director", "Varn"]


def test_every_cable_of_a_set_is_heard() -> None:
    one = cable(BUSY, "Parliament will vote on the new law in October.", "Varn Lines has asked for a lower rent.")
    other = cable(OTHER, name="09VARN7", post="VARN")
    items = with_worth(ranked(one, other), Director=9.0, Parliament=1.2, Varn=1.2, The=1.0)
    assert [pick.point.key.cable for pick in spread(items, (), 2)] == [one.id, other.id]


def test_what_is_said_already_comes_behind_what_is_new() -> None:
    again = "The union of Selwyn told Poloff that the dockers would vote again on the strike on the quays."
    new = "Parliament rejected the law on pilots."
    items = with_worth(ranked(cable(OTHER, again, new)), **{"The union of Selwyn told E": 9.0})
    items += with_worth(ranked(cable(OTHER, again, new)), **{"The union of Selwyn told P": 1.1, "Parliament": 1.0})
    assert [pick.point.text for pick in spread(items, (), 2)] == [OTHER, new]
