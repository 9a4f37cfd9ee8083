"""Briefs as a whole: what stands on the page, under which banner, and what a clearance leaves of it."""

import datetime as dt
from dataclasses import replace

import pytest

from rag.answering.gate import check
from rag.answering.model import Draft, DraftCitation, Verdict
from rag.briefs.candidates import Material, Told, Writing
from rag.briefs.document import brief_document
from rag.briefs.maker import BriefMaker
from rag.briefs.model import Brief, BriefRequest, Part
from rag.cables.marking import Level, Marking, highest
from rag.cables.model import Evidence, Key, Role
from rag.errors import UserError
from rag.settings import Settings
from rag.stores.filters import Filters
from tests.briefs.builders import REFORM, FixedSearch, MemoryStores, cable, evidence, make, paragraph


def texts(brief: Brief, part: Part) -> list[str]:
    return [f"{line.lead} {line.statement.text}".strip() for s in brief.sections if s.part is part for line in s.lines]


def test_every_line_is_cited_marked_and_verified() -> None:
    brief = make([REFORM])
    assert len(brief.lines) >= 8
    for line in brief.lines:
        assert line.statement.verdict is Verdict.VERIFIED
        assert line.statement.citations
        for citation in line.statement.citations:
            source = REFORM.paragraphs[citation.index - 1]
            assert citation.quote in source.text
            assert citation.marking == source.effective_marking


def test_bottom_line_comes_from_the_summary_and_keeps_who_said_it() -> None:
    bottom = texts(make([REFORM]), Part.BOTTOM_LINE)
    assert bottom[0].startswith("Minister of Transport Elena Varga told the Ambassador on August 24")
    assert "SUMMARY" not in " ".join(bottom)


def test_the_posts_view_stands_apart_from_reported_facts() -> None:
    brief = make([REFORM])
    view = texts(brief, Part.POST_VIEW)
    assert any(text.startswith("We believe Varga has the votes") for text in view)
    assert not any("We believe" in text for text in texts(brief, Part.KEY_POINTS) + texts(brief, Part.BOTTOM_LINE))


def test_truncated_source_is_said_with_its_last_words() -> None:
    gaps = texts(make([REFORM]), Part.GAPS)
    assert any(gap.startswith("The source breaks off in ¶4 after:") and gap.endswith("(see reftel") for gap in gaps)


def test_a_pronoun_is_not_left_without_its_sentence() -> None:
    lines = [line.statement.text for line in make([REFORM]).lines]
    assert not any(text.startswith(("She proposed", "He added")) for text in lines)
    assert any("14 million dollars a year. She proposed a tender" in text for text in lines)


def test_timeline_gives_event_dates_in_order_with_the_year_of_the_cable() -> None:
    timeline = [line.lead for s in make([REFORM]).sections if s.part is Part.TIMELINE for line in s.lines]
    assert timeline == ["20 Aug [2009]", "24 Aug [2009]", "15 Sep [2009]"]


def test_two_dated_events_make_no_timeline() -> None:
    short = cable(
        "The parliament rejected the motion of the Farmers' Party on August 20, as the Minister had expected.",
        "The tender for two of the five terminals will open on September 15 in the capital.",
    )
    assert Part.TIMELINE not in {section.part for section in make([short]).sections}


def test_abbreviations_are_expanded_once_as_marked_insertions() -> None:
    brief = make([REFORM])
    inserted = [insertion for line in brief.lines for insertion in line.statement.insertions]
    assert inserted.count("[economic officer]") == 1
    assert len(inserted) == len(set(inserted))
    for line in brief.lines:
        for insertion in line.statement.insertions:
            assert insertion in line.statement.text
            assert insertion not in " ".join(citation.quote for citation in line.statement.citations)


def test_banner_is_the_highest_marking_with_all_caveats() -> None:
    brief = make([REFORM])
    assert brief.banner == Marking(Level.C, ("NOFORN",))
    assert brief.banner == highest(c.marking for line in brief.lines for c in line.statement.citations)


def test_banner_falls_when_the_higher_lines_are_dropped() -> None:
    brief = make([REFORM], filters=Filters(clearance=Level.SBU))
    assert brief.banner == Marking(Level.SBU)


def test_subject_above_the_banner_is_not_shown() -> None:
    mixed = cable(*REFORM.paragraphs[:2], header_marking="S", subject="THE SOURCE IN THE CABINET")
    brief = make([mixed])
    assert brief.banner == Marking(Level.SBU)
    assert brief.title == "Cable 09PORTSELWYN412"
    assert "CABINET" not in str(brief_document(brief)["sources"])


def test_what_is_above_the_clearance_changes_nothing() -> None:
    limited = Filters(clearance=Level.SBU)
    open_only = cable(*(p for p in REFORM.paragraphs if p.effective_marking.level <= Level.SBU))
    with_more, without = make([REFORM], filters=limited), make([open_only], filters=limited)
    assert shown(with_more) == shown(without)
    assert with_more.coverage == without.coverage
    assert with_more.sources == without.sources
    assert with_more.provenance == without.provenance
    assert (with_more.id, with_more.title, with_more.layout) == (without.id, without.title, without.layout)


def shown(brief: Brief) -> list[object]:
    """All lines, printed or dropped, without the places in the carrier text, which differ between the two cables."""
    return [
        (
            line.lead,
            line.value,
            line.statement.text,
            line.marking,
            [(c.index, c.quote) for c in line.statement.citations],
        )
        for line in (*brief.lines, *brief.dropped)
    ]


@pytest.mark.parametrize("held", [True, False])
def test_a_hidden_cable_and_an_absent_one_get_the_same_sentence(held: bool) -> None:
    hidden = paragraph(1, "The minister told the Ambassador of the plan on August 3.", "S")
    secret = cable(hidden, name="09PORTSELWYN9" if held else "09OTHER1", header_marking="S")
    with pytest.raises(UserError) as caught:
        make([secret, REFORM], cables=("09PORTSELWYN9",), filters=Filters(clearance=Level.C))
    expected = (
        "The library holds no cable 09PORTSELWYN9 within clearance C to brief. Nearest: 09PORTSELWYN412. "
        "`reftel list` shows what it holds."
    )
    assert str(caught.value) == expected


def test_unmarked_text_is_hidden_from_every_clearance() -> None:
    unmarked = cable(paragraph(1, "The minister told the Ambassador of the plan on August 3.", ""), header_marking="")
    with pytest.raises(UserError):
        make([unmarked], filters=Filters(clearance=Level.TS))
    assert make([unmarked]).banner == Marking(Level.UNMARKED)


def test_unknown_cable_names_the_nearest() -> None:
    with pytest.raises(UserError, match=r"holds no cable 09PORTSELWYN413 to brief\. Nearest: 09PORTSELWYN412"):
        make([REFORM], cables=("09PORTSELWYN413",))


def test_cable_without_a_body_is_said_to_have_none() -> None:
    with pytest.raises(UserError, match="has no body to brief"):
        make([cable()])


def test_text_without_a_full_sentence_is_too_short() -> None:
    with pytest.raises(UserError, match="too short for a brief"):
        make([cable("MULFORD", "NNNN")])


@pytest.mark.parametrize(("cables", "topic"), [((), ""), (("09A1",), "ports"), ((), "  ")])
def test_a_request_names_cables_or_a_topic(cables: tuple[str, ...], topic: str) -> None:
    with pytest.raises(UserError, match="made of cables or of a topic"):
        BriefRequest(cables=cables, topic=topic)


def test_topic_without_hits_says_so() -> None:
    with pytest.raises(UserError, match="Nothing was found on the topic 'fishing rights'"):
        make([REFORM], topic="fishing rights")


def test_topic_hits_of_low_score_are_no_hits() -> None:
    weak = [Evidence(REFORM, p, 0.2) for p in REFORM.paragraphs]
    with pytest.raises(UserError, match="Nothing was found"):
        make([REFORM], FixedSearch(weak), topic="quantum basket weaving")


def test_a_topic_of_which_no_name_is_held_is_refused_whatever_scores() -> None:
    hits = [Evidence(REFORM, p, 1.0) for p in REFORM.paragraphs]
    with pytest.raises(UserError, match="nothing that was searched names Tavrel"):
        make([REFORM], FixedSearch(hits, absent=["Tavrel"]), topic="the port of Tavrel")
    assert make([REFORM], FixedSearch(hits, absent=["Tavrel"]), topic="ports of Tavrel and Selwyn").lines


def test_topic_hits_above_the_clearance_are_never_used() -> None:
    hits = [Evidence(REFORM, p, 1.0) for p in REFORM.paragraphs]
    brief = make([REFORM], FixedSearch(hits), topic="port reform", filters=Filters(clearance=Level.SBU))
    assert all(line.marking.level <= Level.SBU for line in brief.lines)
    assert {key.index for key, _ in brief.provenance.retrieved} == {1, 2, 4}
    assert "dockers would stop work" not in str(brief_document(brief))


def test_one_long_cable_does_not_fill_a_topic_brief() -> None:
    long = cable(
        *(f"The port authority of berth {n} reported {n * 7} ships in the year of 2008." for n in range(1, 31))
    )
    other = cable("The port of Varn reported 410 ships and one strike.", name="09VARN7", post="VARN")
    hits = [Evidence(long, p, 1.0) for p in long.paragraphs] + [Evidence(other, other.paragraphs[0], 0.9)]
    brief = make([long, other], FixedSearch(hits), topic="ships in port")
    assert {row.cable for row in brief.sources} == {"09PORTSELWYN412", "09VARN7"}
    assert brief.coverage.paragraphs == 9


def test_near_duplicates_are_told_once_with_both_citations() -> None:
    body = "The donors' interest in health has yielded a patchwork of government that is progressive in some fields."
    twice = cable(
        paragraph(1, f"SUMMARY: {body} END SUMMARY.", role=Role.SUMMARY),
        paragraph(2, f"In the capital the visitors met many officials. {body}"),
    )
    told = [line for line in make([twice]).lines if "patchwork" in line.statement.text]
    assert len(told) == 1
    assert {citation.index for citation in told[0].statement.citations} == {1, 2}


def test_cables_that_give_other_figures_are_set_against_each_other() -> None:
    one = cable("The strike at the container port of Selwyn has been joined by 3,200 dockers so far.")
    other = cable(
        "The strike at the container port of Selwyn has been joined by 1,100 dockers so far.",
        name="09VARN7",
        post="VARN",
    )
    brief = make([one, other])
    gaps = [line for s in brief.sections if s.part is Part.GAPS for line in s.lines]
    assert gaps[0].lead.startswith("Cables differ on numbers (")
    assert [c.cable for c in gaps[0].statement.citations] == ["09PORTSELWYN412", "09VARN7"]


def test_progress_tells_every_stage() -> None:
    told: list[str] = []
    maker = BriefMaker(MemoryStores([REFORM]), FixedSearch(), Settings())
    brief = maker.make(
        BriefRequest(cables=(REFORM.id,)), lambda done, total, name: told.append(f"{done}/{total} {name}")
    )
    assert told == ["0/5 choose", "1/5 rank", "2/5 write", "3/5 check", "4/5 fit"]
    assert list(brief.timings) == ["choose", "rank", "write", "check", "fit"]


def test_a_writers_unsupported_line_never_reaches_the_page() -> None:
    class Inventor:
        def write(self, material: Material, told: Told) -> Writing:
            told("inventing")
            first = material.candidates[0]
            invented = replace(first, draft=Draft("The port lost 99 billion dollars.", first.draft.citations))
            return Writing((*material.candidates, invented), "inventor")

    brief = BriefMaker(MemoryStores([REFORM]), FixedSearch(), Settings(), Inventor()).make(
        BriefRequest(cables=(REFORM.id,))
    )
    assert "99 billion" not in " ".join(line.statement.text for line in brief.lines)
    failed = [line for line in brief.dropped if "99 billion" in line.statement.text]
    assert failed[0].statement.verdict is Verdict.UNVERIFIED
    assert brief.engine == "inventor"


def test_same_request_gives_the_same_page() -> None:
    assert make([REFORM]).lines == make([REFORM]).lines
    assert make([REFORM]).id == make([REFORM]).id
    assert make([REFORM]).date == dt.datetime.now(dt.UTC).date()


def test_exported_lines_pass_the_gate_again() -> None:
    for line in make([REFORM]).lines:
        statement = line.statement
        citations = tuple(DraftCitation(Key(c.cable, c.index), c.quote) for c in statement.citations)
        again = check(Draft(statement.text, citations, statement.insertions), evidence(REFORM))
        assert again.verdict is Verdict.VERIFIED
