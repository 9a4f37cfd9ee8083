"""What is chosen for the page: the summary whole, no sentence without the one it needs, no events for courtesy."""

from rag.briefs.model import Brief, Part
from rag.cables.model import Role
from tests.briefs.builders import cable, make, paragraph

SUMMARY = (
    "SUMMARY: The Harbor Board of Selwyn awarded the concession for the coal quay to Marlpit Lines on August 20. "
    "However, the Finance Ministry has not agreed to the loan. It fears a debt of 95 million dollars. "
    "Two bidders have gone to court. The first ship is expected in the spring of 2011. END SUMMARY."
)
BODY = tuple(
    f"Director Otto Brek of the {name} Company told Econoff that his firm lost {n}0,000 dollars in {n} weeks, demanded "
    f"that the minister cancel the {name} tender, and threatened to sue the {name} office before the end of the year. "
    f"Brek promised to ship {n}00 tons of {name} ore and denied that he had ordered the {name} pier to be closed."
    for n, name in enumerate(("Alder", "Birch", "Cedar", "Damson", "Elder", "Filbert", "Gorse", "Hazel"), start=3)
)


def page(brief: Brief, part: Part) -> list[str]:
    return [line.statement.text for section in brief.sections if section.part is part for line in section.lines]


def test_all_that_the_summary_says_stands_on_the_page() -> None:
    brief = make([cable(paragraph(1, SUMMARY, role=Role.SUMMARY), *BODY)])
    said = " ".join((*page(brief, Part.BOTTOM_LINE), *page(brief, Part.KEY_POINTS)))
    for words in (
        "awarded the concession",
        "has not agreed to the loan",
        "95 million",
        "gone to court",
        "spring of 2011",
    ):
        assert words in said


def test_the_bottom_line_opens_with_the_news_and_with_no_however() -> None:
    brief = make([cable(paragraph(1, SUMMARY, role=Role.SUMMARY), *BODY)])
    first, *others = page(brief, Part.BOTTOM_LINE)
    assert first.startswith("The Harbor Board of Selwyn awarded")
    assert not [text for text in others if text.startswith("However")]


def test_without_a_summary_the_bottom_line_is_what_the_cable_opens_with_but_for_a_greeting() -> None:
    opening = (
        "Embassy officers met with Chief Prosecutor Ada Holm on August 20 to review the case against three sailors of "
        "the Marlpit Lines, who are charged with the death of a customs officer in the harbor of Selwyn in April 2008 "
        "and whose extradition the court of appeal has asked for."
    )
    body = (
        "Holm said that the sailors are held in the old fort and have asked for a lawyer of their own country.",
        "Her deputy noted that the court of appeal will decide on the extradition before the end of the year.",
        "The widow of the customs officer told the press that she wanted the trial to be held in Selwyn.",
    )
    assert page(make([cable(opening, *body)]), Part.BOTTOM_LINE)[0] == opening
    greeted = make([cable(f"Post warmly welcomes the visit of Senator Brek to Selwyn. {opening}", *body)])
    assert not page(greeted, Part.BOTTOM_LINE)[0].startswith("Post warmly")


def test_a_sentence_that_needs_another_comes_behind_it_or_not_at_all() -> None:
    long = (
        "The commander of the harbor police told the Ambassador that the search of the warehouse behind the coal quay "
        "had found forty crates of rifles, two radio sets, and a list of nineteen names in the hand of the warehouse "
        "keeper, and that three men were arrested the same night in the house of the keeper, in the village of Tarn."
    )
    brief = make([cable(f"{long} He gave no further word on it all, then or on the next day.", *BODY)])
    keys = page(brief, Part.KEY_POINTS)
    alone = [place for place, text in enumerate(keys) if text.startswith("He gave")]
    assert all(keys[place - 1] == long for place in alone)


def test_the_verdicts_of_a_comment_come_before_the_tail_of_the_key_points() -> None:
    comment = (
        "COMMENT: The loan is the weak point of the plan. We doubt that the minister will sign it. The union is likely "
        "to fail in court. Nobody in the capital takes the deadline seriously. END COMMENT."
    )
    made = cable(paragraph(1, SUMMARY, role=Role.SUMMARY), *BODY, paragraph(10, comment, role=Role.COMMENT))
    view = " ".join(page(make([made]), Part.POST_VIEW))
    for words in ("weak point", "We doubt", "fail in court", "takes the deadline seriously"):
        assert words in view


def test_the_timeline_has_what_happened_rather_than_who_was_received() -> None:
    made = cable(
        "The minister received the Ambassador on August 3 and discussed ports with him. The court closed the quay on "
        "August 5. The union ended the strike on August 9. The tender will open on October 1 in the capital. "
        "The mayor hosted a lunch for the delegation on August 11. The Queen toured the port on August 12. "
        "The bishop met with the dockers on August 13. Parliament rejected the motion on August 14."
    )
    told = " ".join(page(make([made]), Part.TIMELINE))
    assert "closed the quay" in told
    assert "tender will open" in told
    assert "hosted a lunch" not in told


def test_removed_words_are_no_gap_where_the_page_shows_them_anyway() -> None:
    made = cable(
        "XXXXXXXXXXXXX, a former pit boss, told Poloff that the minister demanded 400 dollars for a licence. "
        "He named two traders who paid the minister and threatened to sue him in the capital.",
        "The union of Selwyn closed the quays of the port on August 5 and promised to open them in the autumn.",
    )
    brief = make([made])
    assert any("XXXXXXXXXXXXX" in text for text in (*page(brief, Part.BOTTOM_LINE), *page(brief, Part.KEY_POINTS)))
    assert page(brief, Part.GAPS) == []
