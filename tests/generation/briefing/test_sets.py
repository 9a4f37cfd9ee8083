"""Briefs that a model writes of several cables: budget, ceiling, doubles, differences, order, readings that fail."""

import re
from collections.abc import Callable

import pytest

from rag.answering.model import Verdict
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief, BriefRequest, Line, Part
from rag.cables.model import Evidence, Key
from rag.embedding.tokens import count_tokens
from rag.errors import UserError
from rag.generation.briefing.reading import READS
from tests.briefs.builders import REFORM, FixedSearch, cable
from tests.generation.briefing.conftest import Bench
from tests.generation.briefing.script import (
    DOUBTS,
    FEAR,
    GOOD,
    HARBOR,
    SURVEY,
    asks_of,
    cable_of,
    page_json,
    point,
    points_json,
    scripted,
    sources_of,
)
from tests.generation.conftest import Desks
from tests.generation.server import Brain, Reply, Server

Serve = Callable[[Brain], Server]
STRIKE_A = "The strike at the container port of Selwyn has been joined by 3,200 dockers so far."
STRIKE_B = "The strike at the container port of Selwyn has been joined by 1,100 dockers so far."
DECREE = "On August 12 the cabinet of Orsena approved the decree on the port of Selwyn."
SAME_DECREE = "The cabinet of Orsena approved the decree on the port of Selwyn on August 12."
BERTH = "Harbor Master Ida Rune told us that berth four will close for repair until November."
ONE = cable(STRIKE_A, DECREE, name="09PORTSELWYN1")
OTHER = cable(STRIKE_B, SAME_DECREE, BERTH, name="09VARN2", post="VARN")
READINGS = {
    ONE.id: points_json(
        point("The strike at the port of Selwyn has been joined by 3,200 dockers.", ("09PORTSELWYN1¶1", STRIKE_A)),
        point("The cabinet of Orsena approved the decree on August 12.", ("09PORTSELWYN1¶2", DECREE), value=8),
    ),
    OTHER.id: points_json(
        point("The strike at the port of Selwyn has been joined by 1,100 dockers.", ("09VARN2¶1", STRIKE_B)),
        point("The cabinet approved the decree on the port of Selwyn.", ("09VARN2¶2", SAME_DECREE), value=4),
        point("Harbor Master Ida Rune said that berth four will close until November.", ("09VARN2¶3", BERTH), value=2),
    ),
}
"""As the model is shown them, by value: 1 the decree, 2 and 3 the strike in both cables, 4 the decree, 5 the berth."""


def lines(brief: Brief, part: Part) -> list[Line]:
    return [line for section in brief.sections if section.part is part for line in section.lines]


def texts(brief: Brief, part: Part) -> list[str]:
    return [line.statement.text for line in lines(brief, part)]


def shown(line: Line) -> list[str]:
    return [citation.shown for citation in line.statement.citations]


def test_doubles_are_one_line_with_both_citations_and_sides_stand_against_each_other(
    serve: Serve, bench: Bench
) -> None:
    server = serve(scripted(READINGS, page_json([5, 1, 2, 3, 4], [1], same=[[1, 4]], differ=[[2, 3]])))
    brief = bench.make(server, [ONE, OTHER])
    assert [asks_of(body) for body in server.requests] == ["read", "read", "weigh"]
    (bottom,) = lines(brief, Part.BOTTOM_LINE)
    assert bottom.statement.text == "The cabinet of Orsena approved the decree on August 12."
    assert shown(bottom) == ["09PORTSELWYN1 ¶2", "09VARN2 ¶2"]
    assert texts(brief, Part.KEY_POINTS) == ["Harbor Master Ida Rune said that berth four will close until November."]
    gap = lines(brief, Part.GAPS)[0]
    assert gap.lead == "Cables of 26 Aug 2009 and 26 Aug 2009 differ:"
    assert gap.statement.text == f"{STRIKE_A} {STRIKE_B}"
    assert shown(gap) == ["09PORTSELWYN1 ¶1", "09VARN2 ¶1"]
    printed = next(row for block in sheet(brief).blocks if block.part is Part.GAPS for row in block.rows)
    assert [run.text for run in printed.runs][1:] == [STRIKE_A, "[1 ¶1]", " against ", STRIKE_B, "[2 ¶1]"]
    assert len(lines(brief, Part.GAPS)) == 1
    assert not any("joined by" in line.statement.text for line in brief.dropped)


def test_sides_whose_sentences_cannot_be_read_alone_are_told_in_the_words_of_the_points(
    serve: Serve, bench: Bench
) -> None:
    counts = {"09PORTSELWYN1": ("3,200", "PORT SELWYN"), "09VARN2": ("1,100", "VARN")}
    readings, cables, said = {}, [], []
    for name, (count, post) in counts.items():
        hanging = f"They counted {count} dockers at the gate of the port of Selwyn."
        said.append(f"There were {count} dockers at the gate of the port of Selwyn.")
        cables.append(cable(hanging, BERTH, name=name, post=post))
        readings[name] = points_json(
            point(said[-1], (f"{name}¶1", hanging), value=9), point(BERTH, (f"{name}¶2", BERTH), value=3)
        )
    brief = bench.make(serve(scripted(readings, page_json([3, 4], [3], differ=[[1, 2]]))), cables)
    gap = lines(brief, Part.GAPS)[0]
    assert gap.statement.text == " ".join(said)
    assert shown(gap) == ["09PORTSELWYN1 ¶1", "09VARN2 ¶1"]


def test_a_long_cable_is_read_in_parts_and_its_points_are_weighed_together(serve: Serve, bench: Bench) -> None:
    server = serve(first_paragraph)
    brief = bench.make(server, LONG[:1], llm_budget_tokens=1000)
    asked = [sources_of(body) for body in server.requests]
    parts = len(asked) - 1
    assert parts > 1
    assert all(f"Above stands part {number} of {parts} of it." in asked[number - 1] for number in range(1, parts + 1))
    assert "The brief is about one cable, read in parts." in asked[-1]
    assert brief.notes[0].endswith("was given 25 paragraphs of 1 cable, marked SBU at most.")


def test_the_model_sees_the_points_with_cable_date_and_value_and_nothing_of_the_sources_else(
    serve: Serve, bench: Bench
) -> None:
    server = serve(scripted(READINGS, page_json([1])))
    bench.make(server, [ONE, OTHER])
    asked = sources_of(server.requests[-1])
    assert "POINT 1 | 09PORTSELWYN1 | 26 August 2009 | key_point | value 8" in asked
    assert "The brief is about 2 cables." in asked
    assert STRIKE_A not in asked


@pytest.mark.parametrize(
    ("said", "kept_apart"),
    [
        ({"same": [[2, 3]]}, "another figure"),
        ({"same": [[1, 99], [0, -4], [5]]}, "no such point"),
        ({"differ": [[1, 2]]}, "one cable"),
        ({"differ": [[2, 99], [3]]}, "no other side"),
    ],
)
def test_what_does_not_hold_of_the_models_judgement_is_passed_over(
    serve: Serve, bench: Bench, said: dict[str, list[list[int]]], kept_apart: str
) -> None:
    assert kept_apart
    server = serve(scripted(READINGS, page_json([7, 5, 5, -1, 1], [99, 5], **said)))
    brief = bench.make(server, [ONE, OTHER])
    told = texts(brief, Part.BOTTOM_LINE) + texts(brief, Part.KEY_POINTS)
    assert told[0].startswith("Harbor Master Ida Rune")
    assert len(told) == 5
    assert all(len(line.statement.citations) == 1 for line in lines(brief, Part.KEY_POINTS))


def test_the_order_is_the_models_and_what_it_forgets_comes_last(serve: Serve, bench: Bench) -> None:
    brief = bench.make(serve(scripted(READINGS, page_json([5, 4, 3], [4]))), [ONE, OTHER])
    ranked = sorted(lines(brief, Part.KEY_POINTS), key=lambda line: -line.value)
    assert texts(brief, Part.BOTTOM_LINE) == ["The cabinet approved the decree on the port of Selwyn."]
    assert [line.statement.text[:14] for line in ranked] == [
        "Harbor Master ",
        "The strike at ",
        "The cabinet of",
        "The strike at ",
    ]
    assert "1,100" in ranked[1].statement.text


@pytest.mark.parametrize("page", ["{oops", "{}", "[]"])
def test_where_the_points_are_not_weighed_the_order_of_the_readings_stands(
    serve: Serve, bench: Bench, page: str
) -> None:
    brief = bench.make(serve(scripted(READINGS, page)), [ONE, OTHER])
    assert brief.engine == "llm"
    assert brief.notes[-1].startswith("The points of the cables stand in the order of the readings, ")
    assert texts(brief, Part.BOTTOM_LINE)[0] == "The cabinet of Orsena approved the decree on August 12."
    # The difference that is computed without a model is told all the same.
    assert lines(brief, Part.GAPS)[0].lead.startswith("Cables differ on")


FILLER = "the quays, the cranes, the pilots, the locks, the tugs, the buoys, the ferries, the wharves and the moles"
LONG = [
    cable(
        *(
            f"On May {day} the commission of district {number * 25 + day} reported {number * 31 + day} ships, of which "
            f"{number * 7} of them late because {FILLER} and {FILLER} had to wait for orders."
            for day in range(1, 26)
        ),
        name=f"09SELWYN{number}",
    )
    for number in range(1, 13)
]


def first_paragraph(body: dict) -> Reply:
    """A model that makes a point of the first paragraph that it sees."""
    if asks_of(body) == "weigh":
        return Reply(page_json([1]))
    seen = sources_of(body)
    name = seen.partition(" ID ")[2].split()[0]
    quote = next(line for line in seen.splitlines() if line.startswith("On May"))
    return Reply(points_json(point(quote, (name, quote))), size=2000)


@pytest.mark.parametrize("budget", [500, 1000, 6000])
def test_three_hundred_paragraphs_stay_within_the_budget_and_the_page_tells_what_was_read(
    serve: Serve, bench: Bench, budget: int
) -> None:
    assert sum(len(one.paragraphs) for one in LONG) == 300
    server = serve(first_paragraph)
    brief = bench.make(server, LONG, llm_budget_tokens=budget)
    asked = [sources_of(body) for body in server.requests if asks_of(body) == "read"]
    sizes = [count_tokens(text.partition("SOURCES BEGIN")[2].partition("SOURCES END")[0], "scripted") for text in asked]
    assert max(sizes) <= budget
    assert sum(sizes) <= READS * budget
    sent = sum(text.count(" ID ") for text in asked)
    left = [key for key, why in brief.provenance.left_out if why == "budget"]
    assert sent + len(left) == 300
    assert f"was given {sent} paragraphs of " in brief.notes[0]
    if left:
        told = f"It was not given {len(left)} paragraphs ({len(left)} beyond the budget of {budget} tokens a call)"
        assert brief.notes[1].startswith(told)
        assert brief.notes[1] in sheet(brief).notes
    assert bool(left) == (budget < 6000)
    # Every cable has its turn before a second part of any is read.
    assert len({cable_of(body) for body in server.requests if asks_of(body) == "read"}) == min(12, len(asked))
    weighed = next(sources_of(body) for body in server.requests if asks_of(body) == "weigh")
    assert count_tokens(weighed.partition("POINTS BEGIN")[2].partition("POINTS END")[0], "scripted") <= budget
    assert brief.layout.pages == 1


def test_a_paragraph_that_no_call_can_hold_is_left_to_its_own_words(serve: Serve, bench: Bench) -> None:
    huge = cable(
        f"The port of Selwyn lost 14 ships. It lost {f'{FILLER}, and ' * 30} more.",
        BERTH,
        name="09SELWYN3",
    )
    reading = points_json(point("Berth four will close until November.", ("09SELWYN3¶2", BERTH)))
    brief = bench.make(serve(scripted({huge.id: reading})), [huge], llm_budget_tokens=600)
    assert brief.provenance.left_out == ((Key("09SELWYN3", 1), "budget"),)
    assert any("lost 14 ships" in line.statement.text for line in brief.lines)


def test_nothing_above_the_ceiling_is_sent_and_the_page_has_it_word_for_word(serve: Serve, desks: Desks) -> None:
    server = serve(scripted({HARBOR: GOOD, DOUBTS: points_json(FEAR)}, page_json([1, 2, 3])))
    desk = desks.open(server)
    assert desk.model is not None
    desk.model.host = "api.example.test"
    brief = desk.brief(BriefRequest(cables=(HARBOR, DOUBTS)))
    sent = "\n".join(sources_of(body) for body in server.requests)
    assert "| (C" not in sent
    assert "FINANCE MINISTER" not in sent
    assert "(U)" in sent
    assert brief.provenance.host == "api.example.test"
    held = desk.show(DOUBTS).cable
    above = {Key(DOUBTS, one.index) for one in held.paragraphs if one.effective_marking.level > 2}
    assert {key for key, why in brief.provenance.left_out if why == "marking"} == above
    assert brief.notes[1] == (
        f"It was not given {len(above)} paragraphs ({len(above)} marked above SBU or not at all): lines from those are "
        "the cables' own words."
    )
    kept = [
        line
        for part in (Part.BOTTOM_LINE, Part.KEY_POINTS, Part.POST_VIEW)
        for line in lines(brief, part)
        if line.keys[0] in above
    ]
    assert kept
    assert all(line.statement.text.startswith(c.quote) for line in kept for c in line.statement.citations[:1])
    assert SURVEY["text"] in texts(brief, Part.KEY_POINTS)
    assert str(brief.banner).startswith("C")


def test_where_nothing_may_be_sent_nothing_is_asked(serve: Serve, desks: Desks) -> None:
    server = serve(scripted({}))
    asked = BriefRequest(cables=("07STATE118844",))
    told = "Nothing may be sent to api.example.test: 6 paragraphs are marked above U or not at all"
    for fallback in ("extractive", "none"):
        desk = desks.open(server, llm_max_marking="U", llm_fallback=fallback)
        assert desk.model is not None
        desk.model.host = "api.example.test"
        if fallback == "none":
            with pytest.raises(UserError, match=re.escape(told)):
                desk.brief(asked)
        else:
            brief = desk.brief(asked)
            assert brief.engine == "extractive"
            assert told in brief.notes[0]
    assert server.requests == []


def test_a_cable_whose_reading_fails_is_told_in_its_own_words(serve: Serve, bench: Bench) -> None:
    def brain(body: dict) -> Reply:
        refused = asks_of(body) == "read" and cable_of(body) == ONE.id
        return Reply(refusal="no") if refused else scripted(READINGS)(body)

    brief = bench.make(serve(brain), [ONE, OTHER], fallback=True)
    assert brief.engine == "llm"
    assert set(brief.provenance.left_out) == {(Key(ONE.id, 1), "failed"), (Key(ONE.id, 2), "failed")}
    assert "which was given 5 paragraphs of 2 cables" in brief.notes[0]
    assert brief.notes[1] == "The reading of 2 paragraphs failed: lines from those are the cables' own words."
    assert brief.notes[2].startswith(f"{ONE.id}: The model refused")
    assert STRIKE_A in texts(brief, Part.BOTTOM_LINE) + texts(brief, Part.KEY_POINTS)
    with pytest.raises(UserError, match="refused"):
        bench.make(serve(brain), [ONE, OTHER])


def test_after_a_failure_of_the_server_no_other_cable_is_tried(serve: Serve, bench: Bench) -> None:
    def brain(body: dict) -> Reply:
        return scripted(READINGS)(body) if cable_of(body) == ONE.id else Reply(status=401)

    server = serve(brain)
    brief = bench.make(server, [ONE, OTHER, REFORM], fallback=True)
    assert len(server.requests) == 2
    assert [why for _, why in brief.provenance.left_out] == ["failed"] * 8
    given, kept = brief.notes[0], brief.notes[1]
    assert "of 2 cables" in given
    assert f"({len(REFORM.paragraphs)} after a failure)" in kept
    assert brief.notes[3].startswith(f"{OTHER.id}, {REFORM.id}: The model server at 127.0.0.1 refused the key")


def test_a_topic_is_told_to_the_model_and_its_paragraphs_alone_are_read(serve: Serve, bench: Bench) -> None:
    hits = [Evidence(ONE, ONE.paragraphs[1], 0.9), Evidence(OTHER, OTHER.paragraphs[2], 0.8)]
    server = serve(scripted(READINGS, page_json([1, 2])))
    brief = bench.make(server, [ONE, OTHER], topic="the decree\non the port", search=FixedSearch(hits))
    first = sources_of(server.requests[0])
    assert "The brief is about this topic: the decree on the port." in first
    assert DECREE in first
    assert STRIKE_A not in first
    assert brief.coverage.paragraphs == 2
    failed = [line for line in brief.dropped if line.statement.verdict is Verdict.UNVERIFIED]
    assert {line.statement.text[:10] for line in failed} >= {"The strike"}
