"""What is chosen for the page: the summary whole, no sentence without the one it needs, no events for courtesy."""

from dataclasses import replace

import pytest

from rag.briefs.candidates import Candidate
from rag.briefs.compose import compose
from rag.briefs.model import Brief, Part
from rag.briefs.selection import Selection
from rag.cables.model import Cable, Paragraph, Role
from tests.briefs.builders import FixedSearch, cable, evidence, make, paragraph

SUMMARY = (
    "SUMMARY: The Harbor Board of Selwyn awarded the concession for the coal quay to Marlpit Lines on August 20. "
    "However, the Finance Ministry has not agreed to the loan. It fears a debt of 95 million dollars. "
    "The first ship is expected in the spring of 2011. END SUMMARY."
)
FIRMS = {
    "Otto Alder": "lost 30,000 dollars in the storm",
    "Anna Birch": "was attacked by 40 armed men",
    "Emil Cedar": "signed a lease for 12 barges",
    "Ida Damson": "rejected an offer of 6 million crowns",
    "Karl Elder": "decided to halt the dredging at berth 9",
    "Lena Filbert": "had voted by 51 percent for the merger",
    "Max Gorse": "imposed a fee of 25 crowns a crate",
    "Nora Hazel": "expelled 14 members of the guild",
    "Paul Ivy": "announced the sale of 60 wagons of timber",
    "Rosa Juniper": "withdrew 18 claims for its burnt sheds",
    "Sven Kelp": "launched 2 ferries without a permit",
    "Thea Larch": "proposed a toll of 4 crowns at the bridge",
    "Udo Maple": "seized the catch of 5 trawlers",
    "Vera Nettle": "ordered 110 tons of cement",
    "Willi Oak": "agreed to a truce with 3 rivals",
    "Xenia Poplar": "banned tobacco in 7 workshops",
}
BODY = tuple(
    f"Director {name} told Econoff that the firm {act}, and that the clerks of the firm would rather wait for the word "
    "of the director than speak of it with the mayor, the press or anybody else in the town before the year is out."
    for name, act in FIRMS.items()
)


LONG = (
    "The commander of the harbor police told the Ambassador that the search of the warehouse behind the coal quay had "
    "found forty crates of rifles, two radio sets, and a list of nineteen names in the hand of the warehouse keeper, "
    "and that three men were arrested the same night in the house of the keeper, in the village of Tarn, which lies on "
    "the other bank of the river."
)


def page(brief: Brief, part: Part) -> list[str]:
    return [line.statement.text for section in brief.sections if section.part is part for line in section.lines]


def candidates(*cables: Cable, topic: str = "", part: Part) -> list[Candidate]:
    """What could stand in a section, most valuable first."""
    selection = Selection(tuple(item for one in cables for item in evidence(one)))
    found = [one for one in compose(selection, topic, lambda _, __: True) if one.part is part and one.value > 0]
    return sorted(found, key=lambda one: -one.value)


def chosen(*cables: Cable, topic: str = "", part: Part) -> list[str]:
    return [one.draft.text for one in candidates(*cables, topic=topic, part=part)]


def summary(text: str) -> Paragraph:
    return paragraph(1, text, role=Role.SUMMARY)


def test_all_that_the_summary_says_stands_on_a_page_that_has_no_room_for_the_whole_body() -> None:
    brief = make([cable(summary(SUMMARY), *BODY)])
    said = " ".join((*page(brief, Part.BOTTOM_LINE), *page(brief, Part.KEY_POINTS)))
    assert [line for line in brief.dropped if line.statement.text in BODY]
    for words in (
        "awarded the concession",
        "has not agreed to the loan",
        "95 million",
        "spring of 2011",
    ):
        assert words in said


def test_the_bottom_line_is_of_the_summary_where_the_body_has_busier_sentences() -> None:
    busy = (
        "Finance Minister Ada Holm announced on August 24 that she refused to sign the lease of 95 million dollars, "
        "cancelled the tender, and demanded that the Harbor Board of Selwyn (HBS) resign."
    )
    made = cable(summary("SUMMARY: The coal quay goes to a firm from abroad. END SUMMARY."), busy)
    assert chosen(made, part=Part.BOTTOM_LINE) == ["The coal quay goes to a firm from abroad."]


@pytest.mark.parametrize(
    "unfit",
    [
        "However, the Finance Ministry rejected the loan of 95 million dollars and demanded that the Board resign.",
        'The Finance Minister said she had rejected "a loan of 95 million dollars and demanded that the Board resign.',
    ],
)
def test_the_bottom_line_opens_with_no_however_and_no_half_of_a_quotation(unfit: str) -> None:
    plain = "Last week the coal quay went to a firm from abroad."
    made = cable(summary(f"SUMMARY: {unfit} {plain} END SUMMARY."))
    assert chosen(made, part=Part.BOTTOM_LINE)[0] == plain


def test_on_a_topic_the_bottom_line_opens_with_no_word_about_the_cable_itself() -> None:
    made = cable(
        "Enclosed is a note on the coal quay of Selwyn.", "The dockers of Varn said that the storms were hard on them."
    )
    assert chosen(made, topic="coal quay", part=Part.BOTTOM_LINE)[0].startswith("The dockers")


def test_without_a_summary_the_bottom_line_is_what_the_cable_opens_with_but_for_a_greeting() -> None:
    opening = (
        "Embassy officers met with Chief Prosecutor Ada Holm on August 20 to review the case against three sailors of "
        "the Marlpit Lines, who are charged with the death of a customs officer in the harbor of Selwyn in April 2008 "
        "and whose extradition the court of appeal has asked for."
    )
    body = (
        "Holm said that the sailors are held in the old fort and have asked for a lawyer of their own country.",
        "Her deputy noted that the court of appeal will decide on the extradition before the end of the year.",
        "The widow of the customs officer demanded that the trial be held in Selwyn and threatened to sue the harbor.",
    )
    assert chosen(cable(opening, *body), part=Part.BOTTOM_LINE)[0] == opening
    greeted = cable(f"Post warmly welcomes the visit of Senator Brek to Selwyn and its harbor. {opening}", *body)
    assert not chosen(greeted, part=Part.BOTTOM_LINE)[0].startswith("Post warmly")


def test_a_sentence_that_needs_one_too_long_to_join_stands_behind_it() -> None:
    needy = "He demanded that the Finance Minister resign, and threatened to sue the Harbor Board for 90,000 dollars."
    made = cable("The harbor police of Selwyn searched a warehouse on the coal quay last week.", f"{LONG} {needy}")
    keys = chosen(made, part=Part.KEY_POINTS)
    assert needy in keys
    assert keys.index(needy) > keys.index(LONG)


def test_where_no_sentence_fits_the_bottom_line_a_long_one_stands_rather_than_one_that_needs_another() -> None:
    needy = "He demanded that the Finance Minister resign, and threatened to sue the Harbor Board for 90,000 dollars."
    assert chosen(cable(f"{LONG} {needy}"), part=Part.BOTTOM_LINE) == [LONG]


VIEWS = (
    "COMMENT: The loan is the weak point of the plan. We doubt that the minister will sign it. The union is likely "
    "to fail in court. Nobody in the capital takes the deadline seriously. END COMMENT."
)
VERDICTS = ("weak point", "We doubt", "fail in court", "takes the deadline seriously")


def test_the_verdicts_of_a_comment_come_before_the_tail_of_the_key_points() -> None:
    brief = make([cable(summary(SUMMARY), *BODY, paragraph(20, VIEWS, role=Role.COMMENT))])
    assert [line for line in brief.dropped if line.statement.text in BODY]
    view = " ".join(page(brief, Part.POST_VIEW))
    for words in VERDICTS:
        assert words in view


def test_key_points_and_the_posts_views_take_turns() -> None:
    made = cable(*BODY, paragraph(20, VIEWS, role=Role.COMMENT))
    keys = [one.value for one in candidates(made, part=Part.KEY_POINTS)]
    views = [one.value for one in candidates(made, part=Part.POST_VIEW)]
    before = [sum(value > view for value in keys) for view in views]
    assert len(before) == len(VERDICTS)
    assert before[0] <= 2
    assert 5 <= before[-1] <= 10


def test_of_two_views_of_the_post_the_one_it_closes_with_comes_first() -> None:
    early = "We believe that the minister is likely to fail, and the union is strong."
    closing = "We believe that the Harbor Board is weak and has time until the spring of the coming year."
    made = cable(early, *BODY[:3], closing)
    assert chosen(made, part=Part.POST_VIEW) == [closing, early]
    assert chosen(cable(early, closing, *BODY[:3]), part=Part.POST_VIEW) == [early, closing]


def test_what_the_post_thinks_is_no_key_point() -> None:
    made = cable(*BODY[:3], paragraph(4, VIEWS, role=Role.COMMENT))
    assert not [text for text in chosen(made, part=Part.KEY_POINTS) if any(words in text for words in VERDICTS)]


FIVE = (
    "The court of Varn closed the quay on August 5. The union rejected the lease on August 7. "
    "The Harbor Board cancelled the tender on August 9. The police seized 40 rifles on August 11. "
    "Parliament approved the loan on August 14."
)
"""Events that stand in any timeline, which has place for six."""


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        pytest.param(
            "A heavy storm hit Tarn on August 3.",
            "Finance Minister Ada Holm toured 40 ships on August 12.",
            id="what-happened-rather-than-who-was-received",
        ),
        pytest.param(
            "The dockers will sweep the old pier on October 3.",
            "The mayor of Varn left the old pier on August 12.",
            id="what-is-to-come-rather-than-what-was",
        ),
        pytest.param(
            "The dockers cleared the old pier on August 3.",
            "The Finance Minister said on August 12 that the old pier of the dockers had been swept by the wind and by "
            "the sea on every day and night of that long year.",
            id="a-short-entry-rather-than-a-long-one",
        ),
    ],
)
def test_the_timeline_has_rather(better: str, worse: str) -> None:
    assert worse in chosen(cable(*BODY[:7], f"{FIVE} {worse}"), part=Part.TIMELINE)
    told = chosen(cable(*BODY[:7], f"{FIVE} {worse} {better}"), part=Part.TIMELINE)
    assert len(told) == 6
    assert better in told
    assert worse not in told or told.index(worse) > told.index(better)


def test_the_timeline_has_what_the_page_does_not_tell_already() -> None:
    opening = (
        "Finance Minister Ada Holm announced to the press on August 20 that she had refused the loan, cancelled the "
        "tender and demanded that the Harbor Board resign."
    )
    made = cable(opening, FIVE, "The dockers cleared the old pier on August 3.")
    assert chosen(made, part=Part.BOTTOM_LINE)[0] == opening
    told = chosen(made, part=Part.TIMELINE)
    assert len(told) == 6
    assert opening not in told


def test_sentences_that_cables_differ_on_stand_side_by_side_and_nowhere_else() -> None:
    one = cable(BODY[0], "The strike at the container port of Selwyn has been joined by 3,200 dockers so far.")
    other = cable(
        BODY[1], "The strike at the container port of Selwyn has been joined by 1,100 dockers so far.", name="09VARN7"
    )
    assert [text for text in chosen(one, other, part=Part.GAPS) if "3,200" in text and "1,100" in text]
    assert not [text for text in chosen(one, other, part=Part.KEY_POINTS) if "dockers so far" in text]


def test_a_sentence_that_breaks_off_is_no_key_point() -> None:
    broken = "The minister demanded that the Harbor Board of Selwyn pay 95 million dollars to the (see"
    made = cable(BODY[0], BODY[1], paragraph(3, f"{BODY[2]} {broken}", truncated=True))
    assert BODY[2] in chosen(made, part=Part.KEY_POINTS) + chosen(made, part=Part.BOTTOM_LINE)
    assert broken not in chosen(made, part=Part.KEY_POINTS) + chosen(made, part=Part.BOTTOM_LINE)


def test_removed_words_are_no_gap_where_the_page_shows_them_anyway() -> None:
    made = cable(
        "XXXXXXXXXXXXX, a former pit boss, told Poloff that the minister demanded 400 dollars for a licence. "
        "He named two traders who paid the minister and threatened to sue him in the capital.",
        "The union of Selwyn closed the quays of the port on August 5 and promised to open them in the autumn.",
    )
    brief = make([made])
    assert any("XXXXXXXXXXXXX" in text for text in (*page(brief, Part.BOTTOM_LINE), *page(brief, Part.KEY_POINTS)))
    assert page(brief, Part.GAPS) == []


def test_a_full_page_gives_up_its_last_key_points_before_four_persons() -> None:
    held = [
        cable(
            paragraph(1, f"SUMMARY: Trade Minister {name} {act} on August 20. END SUMMARY.", role=Role.SUMMARY),
            *BODY,
            name=f"09PORTSELWYN{number}",
        )
        for number, (name, act) in enumerate(list(FIRMS.items())[:4], start=1)
    ]
    persons, points = (candidates(*held, part=part) for part in (Part.PEOPLE, Part.KEY_POINTS))
    assert points[1].value > persons[0].value
    assert persons[3].value > points[5].value


def test_a_topic_tells_the_office_of_whom_it_names_from_another_paragraph_that_was_found() -> None:
    told = "Holm signed the lease of the coal quay for thirty years on August 20, and the first ship is due in May."
    one = cable(told, "Harbor Commissioner Ada Holm of the Selwyn Board and Mayor Otto Brek dined.")
    near, far = (replace(item, score=score) for item, score in zip(evidence(one), (0.9, 0.3), strict=True))
    brief = make([one], FixedSearch([near, far]), topic="lease of the coal quay")
    assert [text.split(":")[0] for text in page(brief, Part.PEOPLE)] == ["Ada Holm"]
    assert not [text for text in page(brief, Part.KEY_POINTS) if "dined" in text]
    assert far.key in [key for key, _ in brief.provenance.retrieved]
