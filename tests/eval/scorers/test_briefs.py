"""Hand-written briefs, right and wrong, with the verdict that a careful reader would give."""

import pytest

from eval.run.record import Passage, Sample
from eval.scorers.metrics import Unscored
from eval.scorers.question import Verdict, judge
from eval.suite.model import Item
from eval.system import Cited, Page, Reply, Said

TEXTS = {
    1: "The harbour minister said that the new quay will cost 12 million dollars.",
    2: "Two bidders left in March.",
    3: "Comment: We doubt that the quay will open on time.",
    4: "The remaining bidder asked for a tax",
}
MARKS = {1: "C", 2: "U", 3: "S//NOFORN", 4: "C"}
ITEM = Item.model_validate(
    {
        "id": "quay",
        "brief": {"cables": ["09ARDENSK1"]},
        "marking": "S//NOFORN",
        "facts": [
            {"num": 12e6, "unit": "dollars", "by": ["minister"], "paragraphs": [["09ARDENSK1", "1"]]},
            {"say": ["open on time"], "part": ["post_view"], "negated": True, "paragraphs": [["09ARDENSK1", "3"]]},
            {"say": ["breaks off"], "part": ["gaps"], "paragraphs": [["09ARDENSK1", "4"]]},
            {"say": ["two bidders"], "vital": False, "paragraphs": [["09ARDENSK1", "2"]]},
        ],
        "must_not": ["secret annex"],
    }
)


def cite(index: int, quote: str = "") -> Cited:
    return Cited(cable="09ARDENSK1", label=str(index), index=index, quote=quote or TEXTS[index], marking=MARKS[index])


def put(part: str, index: int, **changes: object) -> Said:
    fields = {"text": TEXTS[index], "citations": (cite(index),), "part": part, "mark": MARKS[index], **changes}
    return Said.model_validate(fields)


COST, LEFT, DOUBT = put("bottom_line", 1), put("key_points", 2), put("post_view", 3)
CUT = put("gaps", 4, lead="The source breaks off in ¶4 after:")
LINES = (COST, LEFT, DOUBT, CUT)
TOP = "SECRET//NOFORN"


RIGHT_PAGE = Page(pages=1, banners=(TOP, TOP), around=("THE QUAY",), fill=0.8)


def verdict(*lines: Said, item: Item = ITEM, page: Page = RIGHT_PAGE) -> Verdict:
    retrieved = tuple(("09ARDENSK1", index) for index in TEXTS)
    reply = Reply(outcome="answered", statements=lines, retrieved=retrieved, page=page)
    passages = tuple(
        Passage(cable="09ARDENSK1", label=str(n), index=n, text=text, marking=MARKS[n]) for n, text in TEXTS.items()
    )
    return judge(item, Sample(id="quay", trial=0, digest="", status="done", reply=reply, passages=passages), {})


def test_a_right_brief_passes() -> None:
    found = verdict(*LINES)
    assert found.notes == ()
    assert (found.scores["pass"], found.scores["placement"], found.scores["fill"]) == (1.0, 1.0, 0.8)
    assert isinstance(found.scores["citation_precision"], Unscored)


def changed(said: Said, **changes: object) -> Said:
    return said.model_copy(update=changes)


WRONG_LINES = {
    "a line that the gate refused": ((*LINES, changed(LEFT, verified=False)), "unverified_lines", 1.0),
    "a line without a citation": ((*LINES, Said(text="All is well.", part="key_points", mark="C")),
                                  "unverified_lines", 1.0),
    "a quote that its paragraph lacks": ((COST, changed(LEFT, citations=(cite(2, "Nine bidders left"),)), DOUBT, CUT),
                                         "unverified_lines", 1.0),
    "two lines with their citations swapped": (
        (changed(COST, citations=(cite(4),)), LEFT, DOUBT, changed(CUT, citations=(cite(1),))),
        "unverified_lines", 2.0),
    "a line without a marking": ((COST, changed(LEFT, mark=""), DOUBT, CUT), "mark_errors", 1.0),
    "a line marked too low": ((changed(COST, mark="U"), LEFT, DOUBT, CUT), "mark_errors", 1.0),
    "a line without its caveat": ((COST, LEFT, changed(DOUBT, mark="S"), CUT), "mark_errors", 1.0),
    "no bottom line": ((changed(COST, part="key_points"), LEFT, DOUBT, CUT), "no_bottom_line", 1.0),
    "the post's view among the facts": ((COST, LEFT, changed(DOUBT, part="key_points"), CUT), "placement", 0.5),
    "the post's view in its section and among the facts": ((COST, LEFT, DOUBT, changed(DOUBT, part="key_points"), CUT),
                                                           "placement", 0.5),
    "a vital fact left out": ((COST, LEFT, DOUBT), "fact_recall", 2 / 3),
    "a sum without its speaker": ((changed(COST, text="The new quay will cost 12 million dollars."), LEFT, DOUBT, CUT),
                                  "attribution", 0.0),
    "a forbidden thing": ((*LINES, changed(LEFT, text="A secret annex exists.")), "must_not", 1.0),
    "a forbidden thing in a line that the gate refused": (
        (*LINES, changed(LEFT, text="A secret annex exists.", verified=False)), "must_not", 1.0),
    "a forbidden thing in our own words": ((*LINES, changed(LEFT, lead="The secret annex:")), "must_not", 1.0),
}  # fmt: skip


@pytest.mark.parametrize("case", WRONG_LINES)
def test_a_wrong_line_fails_the_brief_by_the_figure_that_counts_it(case: str) -> None:
    lines, figure, expected = WRONG_LINES[case]
    found = verdict(*lines)
    assert found.scores[figure] == pytest.approx(expected)
    assert found.scores["pass"] == 0.0
    assert found.notes


WRONG_PAGES = {
    "two sheets": ({"pages": 2, "banners": (TOP,) * 4}, "wrong_pages", 1.0),
    "no sheet": ({"pages": 0, "banners": ()}, "wrong_pages", 1.0),
    "a banner without its caveat": ({"banners": ("SECRET", "SECRET")}, "banner_errors", 2.0),
    "a banner too low": ({"banners": (TOP, "CONFIDENTIAL//NOFORN")}, "banner_errors", 1.0),
    "a banner too high": ({"banners": ("TOP SECRET//NOFORN", TOP)}, "banner_errors", 1.0),
    "a banner with another caveat": ({"banners": (TOP, "SECRET//NOFORN//ORCON")}, "banner_errors", 1.0),
    "no banner at the foot": ({"banners": (TOP, "advisory only.")}, "banner_errors", 1.0),
    "an empty banner": ({"banners": ("", TOP)}, "banner_errors", 1.0),
    "one banner": ({"banners": (TOP,)}, "banner_errors", 1.0),
    "a forbidden thing in the title": ({"around": ("THE SECRET ANNEX",)}, "must_not", 1.0),
}


@pytest.mark.parametrize("case", WRONG_PAGES)
def test_a_wrong_page_fails_the_brief_by_the_figure_that_counts_it(case: str) -> None:
    page, figure, expected = WRONG_PAGES[case]
    found = verdict(*LINES, page=RIGHT_PAGE.model_copy(update=page))
    assert found.scores[figure] == expected
    assert found.scores["pass"] == 0.0


def test_what_is_kept_to_a_section_may_stand_elsewhere_with_its_speaker() -> None:
    facts = [{**fact.model_dump(), "by": ["we"]} if fact.part == ("post_view",) else fact for fact in ITEM.facts]
    item = Item.model_validate({**ITEM.model_dump(by_alias=True), "facts": facts})
    assert verdict(COST, LEFT, changed(DOUBT, part="key_points"), CUT, item=item).scores["placement"] == 1.0


def test_two_lines_do_not_make_one_fact() -> None:
    halves = (changed(COST, text="The harbour minister said 12"), changed(LEFT, text="million dollars were lost."))
    assert verdict(*halves, DOUBT, CUT).scores["fact_recall"] == pytest.approx(2 / 3)


def test_a_timeline_may_tell_again_what_stands_above() -> None:
    again = changed(LEFT, part="timeline", lead="March")
    assert verdict(*LINES, again).scores["duplicates"] == 0.0
    assert verdict(*LINES, LEFT).scores["duplicates"] == 1.0


def test_a_declined_brief_has_no_page_to_score() -> None:
    reply = Reply(outcome="declined", reason="nothing may be seen")
    found = judge(ITEM, Sample(id="quay", trial=0, digest="", status="done", reply=reply), {})
    assert found.cell == "declined"
    assert found.scores["over_refusal"] == 1.0
    assert isinstance(found.scores["wrong_pages"], Unscored)
    assert found.scores["pass"] == 0.0
