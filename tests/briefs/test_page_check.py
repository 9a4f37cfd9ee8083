"""A brief's page checked again: what was changed around its statements is found, and nothing else is."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from rag.briefs.document import brief_document
from rag.briefs.model import Brief
from rag.briefs.page_check import page_findings
from rag.cables.clearance import visible
from rag.cables.marking import Level
from rag.cables.model import Cable, Evidence, Key
from tests.briefs.builders import REFORM, cable, make

OTHER = cable(
    "The strike at the container port of Selwyn has been joined by 1,100 dockers so far.",
    name="09VARN7",
    post="VARN",
)
STRIKE = cable("The strike at the container port of Selwyn has been joined by 3,200 dockers so far.")


def exported(brief: Brief) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(json.dumps(brief_document(brief)))
    return document


def holding(*cables: Cable, clearance: Level | None = None) -> Callable[[Key], Evidence | None]:
    def look_up(key: Key) -> Evidence | None:
        held = next((one for one in cables if one.id == key.cable), None)
        seen = visible(held, clearance) if held else None
        unit = next((one for one in seen.units if one.index == key.index and one.text), None) if seen else None
        return Evidence(seen, unit) if seen and unit else None

    return look_up


def test_a_page_as_it_was_made_holds() -> None:
    assert page_findings(exported(make([REFORM])), holding(REFORM)) == ()
    assert page_findings(exported(make([STRIKE, OTHER])), holding(STRIKE, OTHER)) == ()


def part(document: dict[str, Any], name: str) -> dict[str, Any]:
    found: dict[str, Any] = next(section for section in document["sections"] if section["part"] == name)
    return found


def no_banner(page: dict[str, Any]) -> None:
    page["banner"] = "U"


def other_break(page: dict[str, Any]) -> None:
    part(page, "gaps")["lines"][0]["lead"] = "The source breaks off in ¶3 after:"


def other_day(page: dict[str, Any]) -> None:
    part(page, "timeline")["lines"][0]["lead"] = "21 Aug [2009]"


def lead_of_our_own(page: dict[str, Any]) -> None:
    part(page, "key_points")["lines"][0]["lead"] = "Confirmed:"


def lower_mark(page: dict[str, Any]) -> None:
    part(page, "post_view")["lines"][0]["marking"] = "U"


def moved_to_facts(page: dict[str, Any]) -> None:
    part(page, "key_points")["lines"].append(part(page, "post_view")["lines"].pop())


def other_heading(page: dict[str, Any]) -> None:
    part(page, "post_view")["title"] = "Key points"


def other_subject(page: dict[str, Any]) -> None:
    page["sources"][0]["subject"] = "MINISTER VARGA RESIGNS"


def other_date(page: dict[str, Any]) -> None:
    page["sources"][0]["date"] = "2010-01-01"


def other_paragraphs(page: dict[str, Any]) -> None:
    page["sources"][0]["paragraphs"] = ["¶1"]


def other_source(page: dict[str, Any]) -> None:
    page["sources"][0]["cable"] = "09VARN7"


def other_note(page: dict[str, Any]) -> None:
    page["sources"][0]["notes"] = ["confirmed by a second source"]


def other_title(page: dict[str, Any]) -> None:
    page["title"] = "MINISTER VARGA RESIGNS"


def no_such_clearance(page: dict[str, Any]) -> None:
    page["clearance"] = "COSMIC"


def lower_clearance(page: dict[str, Any]) -> None:
    page["clearance"] = "U"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (no_banner, "the banner reads 'U', and what the page cites makes it C//NOFORN"),
        (other_break, "words of ours in front that the source does not bear out: 'The source breaks off in ¶3 after:'"),
        (other_day, "words of ours in front that the source does not bear out: '21 Aug [2009]'"),
        (lead_of_our_own, "does not bear out: 'Confirmed:'"),
        (lower_mark, "is marked 'U', and what it cites is C//NOFORN"),
        (moved_to_facts, "stands as a reported fact, and the source gives it as the post's view"),
        (other_heading, "the heading of post_view reads 'Key points', not 'What the post thinks'"),
        (other_subject, "the sources table gives 'MINISTER VARGA RESIGNS' as subject of 09PORTSELWYN412"),
        (other_date, "the sources table gives '2010-01-01' as date of 09PORTSELWYN412, not '2009-08-26'"),
        (other_paragraphs, "as paragraphs of 09PORTSELWYN412"),
        (other_source, "the sources table does not name the cables that the page cites: 09PORTSELWYN412"),
        (other_note, "the sources table has a note on 09PORTSELWYN412 that is none of the library's"),
        (other_title, "the title 'MINISTER VARGA RESIGNS' is not that of what the page is about"),
        (no_such_clearance, "the clearance 'COSMIC' of the page is none that there is"),
        (lower_clearance, "cites what is above the clearance 'U' of the page"),
    ],
)
def test_what_was_altered_is_said(change: Callable[[dict[str, Any]], None], words: str) -> None:
    page = exported(make([REFORM]))
    change(page)
    found = page_findings(page, holding(REFORM))
    assert found
    assert any(words in finding for finding in found)
    if change is not lower_clearance:
        assert len(found) == 1


@pytest.mark.parametrize("lead", ["Cables differ on dates (26 Aug 2009 and 26 Aug 2009):", "Cables agree on numbers:"])
def test_another_difference_than_the_cables_show_is_said(lead: str) -> None:
    page = exported(make([STRIKE, OTHER]))
    assert part(page, "gaps")["lines"][0]["lead"] == "Cables differ on numbers (26 Aug 2009 and 26 Aug 2009):"
    part(page, "gaps")["lines"][0]["lead"] = lead
    assert [words for words in page_findings(page, holding(STRIKE, OTHER)) if lead in words]


def test_what_the_reader_may_not_see_makes_no_finding_of_its_own() -> None:
    page = exported(make([REFORM]))
    assert page_findings(page, holding(REFORM, clearance=Level.SBU)) == ()
    page["banner"] = "U"
    assert page_findings(page, holding(REFORM, clearance=Level.SBU)) == ()


def test_a_cable_that_was_marked_higher_since_lifts_the_banner() -> None:
    page = exported(make([REFORM]))
    first, *others = REFORM.paragraphs
    lifted = replace(first, effective_marking=REFORM.paragraphs[4].effective_marking)
    found = page_findings(page, holding(replace(REFORM, paragraphs=(lifted, *others))))
    assert all("is marked 'SBU', and what it cites is C//NOFORN" in finding for finding in found)
    assert found


@pytest.mark.parametrize("damage", [{"sections": []}, {"sources": None}, {"sources": [1]}, {"title": 4}, {"cables": 1}])
def test_a_page_of_another_shape_is_no_error(damage: dict[str, Any]) -> None:
    page = exported(make([REFORM])) | damage
    assert page_findings(page, holding(REFORM))
