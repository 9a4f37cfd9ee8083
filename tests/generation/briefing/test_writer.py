"""Briefs that a model writes of one cable: what stands on the page, after which checks, what becomes of the rest."""

import json
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from rag.answering.model import Verdict
from rag.briefs.document import brief_document
from rag.briefs.export import write
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief, BriefRequest, Part
from rag.errors import OperatorError, ReftelError, RetryError, UserError
from rag.generation.briefing.placing import FILLED
from rag.generation.briefing.writer import ModelWriter
from rag.generation.prices import Price
from rag.generation.replies import ReplyCache
from tests.briefs.builders import REFORM
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.generation.briefing.conftest import Bench
from tests.generation.briefing.script import (
    BID,
    BIDDING,
    DISPUTES,
    DOUBTS,
    FEAR,
    GOOD,
    HARBOR,
    PRICE,
    ROCK,
    SURVEY,
    TENDER,
    UNION,
    VIEW,
    asks_of,
    page_json,
    point,
    points_json,
    scripted,
    sources_of,
)
from tests.generation.conftest import KEY, Desks, model_of
from tests.generation.server import Brain, Reply, Server, in_turn

Serve = Callable[[Brain], Server]
ONE = BriefRequest(cables=(HARBOR,), explain=True)
TWO = BriefRequest(cables=(HARBOR, DOUBTS), explain=True)
WRONG = {
    "an id that was not sent": (point("The union counts 4,200 members.", (f"{HARBOR}¶99", UNION)), "no paragraph 99"),
    "a quotation from another paragraph": (point("The union counts 4,200 members.", (f"{HARBOR}¶3", UNION)), "¶7"),
    "an altered digit": (point("The survey came in at USD 1.8 million.", (f"{HARBOR}¶3", PRICE)), "1.8"),
    "a dropped negation": (
        point(
            "Disputes go to arbitration in Port Aldera and abroad.",
            (f"{HARBOR}¶6", DISPUTES),
        ),
        "negat",
    ),
    "no citation": (point("The union is large."), "no paragraph is cited"),
}


def texts(brief: Brief, part: Part) -> list[str]:
    """The lines of a section, without those that only fill the page."""
    lines = [line for section in brief.sections if section.part is part for line in section.lines]
    return [line.statement.text for line in lines if line.value > FILLED]


def test_what_no_point_tells_fills_the_page_word_for_word_and_last(serve: Serve, desks: Desks) -> None:
    brief = desks.open(serve(scripted({HARBOR: GOOD}))).brief(ONE)
    filling = [line for line in brief.lines if line.value <= FILLED]
    assert "Offers are due on May 4." in [line.statement.text for line in filling]
    assert brief.layout.fill > 0.6
    told = [cited["quote"] for said in (BID, SURVEY, VIEW) for cited in said["citations"]]
    assert not [quote for quote in told for line in filling for one in line.statement.citations if quote in one.quote]


def test_one_cable_takes_one_call_and_its_points_stand_in_their_sections(serve: Serve, desks: Desks) -> None:
    server = serve(scripted({HARBOR: GOOD}))
    brief = desks.open(server).brief(ONE)
    assert [asks_of(body) for body in server.requests] == ["read"]
    assert texts(brief, Part.BOTTOM_LINE) == [BID["text"]]
    assert texts(brief, Part.KEY_POINTS) == [SURVEY["text"]]
    assert texts(brief, Part.POST_VIEW) == [VIEW["text"]]
    assert {Part.GAPS, Part.PEOPLE, Part.TIMELINE} <= {section.part for section in brief.sections}
    assert all(line.statement.verdict is Verdict.VERIFIED for line in brief.lines)
    assert brief.engine == "llm"
    assert (brief.provenance.model, brief.provenance.host) == ("scripted", "127.0.0.1")
    assert brief.provenance.prompt_hash
    assert brief.usage["calls"] == 1
    assert brief.notes == (
        "Written by scripted on 127.0.0.1, which was given 10 paragraphs of 1 cable, marked SBU at most.",
    )
    assert brief.notes[0] in sheet(brief).notes
    assert brief.timings["model"] > 0


@pytest.mark.parametrize("name", WRONG)
def test_a_point_that_fails_is_listed_with_the_reason_and_the_sentence_that_it_quotes_stands_instead(
    serve: Serve, desks: Desks, name: str
) -> None:
    wrong, why = WRONG[name]
    brief = desks.open(serve(scripted({HARBOR: points_json(BID, wrong, VIEW)}))).brief(ONE)
    assert not any(line.statement.text == wrong["text"] for line in brief.lines)
    (failed,) = [line for line in brief.dropped if line.statement.text == wrong["text"]]
    assert failed.statement.verdict is Verdict.UNVERIFIED
    assert why in failed.statement.reason
    assert any(why in proof.verdict for proof in sheet(brief).dropped)
    # A sentence that hangs on another brings it along; a citation that does not hold leads to no sentence.
    instead = {"an altered digit": [f"{ROCK} {PRICE}"], "a dropped negation": [DISPUTES]}
    assert texts(brief, Part.KEY_POINTS) == instead.get(name, [])


def test_what_fails_may_be_corrected_once_and_keeps_its_section(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    right = {"citations": wrong["citations"], "text": "The survey came in at USD 1.9 million.", "number": 2}
    correction = json.dumps({"statements": [right, {**right, "number": 77}]})
    server = serve(scripted({HARBOR: points_json(BID, wrong, VIEW)}, correction=correction))
    brief = desks.open(server).brief(ONE)
    assert [asks_of(body) for body in server.requests] == ["read", "repair"]
    assert texts(brief, Part.KEY_POINTS) == ["The survey came in at USD 1.9 million."]
    assert not any(line.statement.verdict is Verdict.UNVERIFIED for line in brief.dropped)


def test_whose_view_it_is_is_read_from_the_source_and_not_from_the_model(serve: Serve, desks: Desks) -> None:
    swapped = points_json({**SURVEY, "section": "post_view"}, {**VIEW, "section": "bottom_line"}, {**BID, "value": 1})
    brief = desks.open(serve(scripted({HARBOR: swapped}))).brief(ONE)
    assert texts(brief, Part.POST_VIEW) == [VIEW["text"]]
    assert set(texts(brief, Part.BOTTOM_LINE) + texts(brief, Part.KEY_POINTS)) == {SURVEY["text"], BID["text"]}


def test_sections_and_values_that_are_none_do_no_harm(serve: Serve, desks: Desks) -> None:
    odd = points_json({**SURVEY, "section": "BANNER", "value": 10**9}, {**BID, "value": -3}, VIEW)
    brief = desks.open(serve(scripted({HARBOR: odd}))).brief(ONE)
    assert texts(brief, Part.BOTTOM_LINE) == [BID["text"]]
    assert texts(brief, Part.KEY_POINTS) == [SURVEY["text"]]


def test_where_the_post_alone_speaks_the_bottom_line_is_the_cables_own(serve: Serve, desks: Desks) -> None:
    brief = desks.open(serve(scripted({HARBOR: points_json(VIEW)}))).brief(ONE)
    assert texts(brief, Part.POST_VIEW) == [VIEW["text"]]
    assert texts(brief, Part.BOTTOM_LINE)


def test_a_second_brief_asks_nothing_and_what_is_kept_is_the_owners_alone(serve: Serve, desks: Desks) -> None:
    wrong, _ = WRONG["an altered digit"]
    server = serve(scripted({HARBOR: points_json(BID, wrong, VIEW)}))
    desk = desks.open(server)
    first = desk.brief(ONE)
    assert [asks_of(body) for body in server.requests] == ["read", "repair"]
    again = desks.open(server).brief(ONE)
    assert len(server.requests) == 2
    assert again.lines == first.lines
    assert again.usage == {"calls": 0, "cached": 2, "input_tokens": 0, "output_tokens": 0, "cost": 0.0}
    kept = [path for path in (desks.cache / "llm" / "briefs").rglob("*") if path.is_file()]
    assert len(kept) == 2
    assert {stat.S_IMODE(path.stat().st_mode) for path in kept} == {0o600}
    assert {stat.S_IMODE(path.parent.stat().st_mode) for path in kept} == {0o700}


def test_another_brief_with_the_same_cable_does_not_read_it_again(serve: Serve, desks: Desks) -> None:
    server = serve(scripted({HARBOR: GOOD, DOUBTS: points_json(FEAR)}, page_json([1, 2, 3, 4])))
    desk = desks.open(server)
    desk.brief(ONE)
    desk.brief(TWO)
    assert [asks_of(body) for body in server.requests] == ["read", "read", "weigh"]
    assert f"CABLE {DOUBTS} " in sources_of(server.requests[1])


def test_deleting_a_cable_forgets_what_was_made_of_it(serve: Serve, desks: Desks, tmp_path: Path) -> None:
    server = serve(scripted({HARBOR: GOOD}))
    desks.open(server).brief(ONE)
    assert (desks.cache / "llm" / "briefs").exists()
    desk = desks.open(server, home=tmp_path / "empty")
    desk.delete(["09NOWHERE1"])
    assert not (desks.cache / "llm" / "briefs").exists()


def test_replies_that_cannot_be_forgotten_are_told(tmp_path: Path) -> None:
    in_the_way = tmp_path / "briefs"
    in_the_way.write_text("no folder")
    with pytest.raises(OperatorError, match="remove that folder"):
        ReplyCache(in_the_way).clear()


FAILURES = {
    "no such model": (Reply(status=404), OperatorError, "does not know the model"),
    "busy": (Reply(status=429), RetryError, "busy (429)"),
    "out of its form": (Reply("{oops"), RetryError, "not in the form asked for"),
    "cut": (Reply(GOOD, end="cut"), RetryError, "broke off"),
    "refused": (Reply(refusal="no"), UserError, "refused"),
    "nothing that can be checked": (Reply(points_json(WRONG["no citation"][0])), UserError, "could be checked"),
    "no point at all": (Reply(points_json()), UserError, "could be checked"),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_leaves_the_page_to_extracts_and_says_so_or_is_told(serve: Serve, desks: Desks, name: str) -> None:
    reply, raised, told = FAILURES[name]
    server = serve(lambda _: reply)
    plain = desks.open(server, llm_model="").brief(ONE)
    assert (plain.engine, plain.notes, plain.usage) == ("extractive", (), {})
    fallen = desks.open(server, llm_retries=0, llm_fallback="extractive").brief(ONE)
    assert fallen.engine == "extractive"
    assert fallen.notes[0].startswith("Written by verbatim extracts, without the model scripted: ")
    assert told in fallen.notes[0]
    assert fallen.notes[0] in sheet(fallen).notes
    received = "may have received" if reply.status in (404, 429) or reply.refusal else "received"
    assert f"127.0.0.1 {received} 10 paragraphs of 1 cable, marked SBU at most." in fallen.notes
    assert [line.statement.text for line in fallen.lines] == [line.statement.text for line in plain.lines]
    with pytest.raises(raised, match=told.replace("(", r"\(").replace(")", r"\)")):
        desks.open(server, llm_retries=0).brief(ONE)


def test_the_spending_ceiling_holds_before_the_call(serve: Serve, bench: Bench) -> None:
    server = serve(scripted({REFORM.id: points_json()}))
    dear = model_of(server, ceiling=0.01, price=Price(input=1000, output=1000))
    brief = bench.make(server, [REFORM], model=dear, fallback=True)
    assert brief.engine == "extractive"
    assert "REFTEL_LLM_MAX_COST" in brief.notes[0]
    assert not any("received" in note for note in brief.notes)
    with pytest.raises(OperatorError, match="REFTEL_LLM_MAX_COST"):
        bench.make(server, [REFORM], model=dear)
    assert server.requests == []


def test_a_brief_of_a_model_is_verified_again_from_its_file(serve: Serve, desks: Desks, tmp_path: Path) -> None:
    wrong, _ = WRONG["a dropped negation"]
    desk = desks.open(serve(scripted({HARBOR: points_json(BID, SURVEY, wrong, VIEW)})))
    brief = desk.brief(ONE)
    write(brief, tmp_path / "brief.json")
    document = json.loads((tmp_path / "brief.json").read_text("utf-8"))
    assert document == json.loads(json.dumps(brief_document(brief)))
    assert (document["engine"], document["notes"], document["usage"]["calls"]) == ("llm", list(brief.notes), 2)
    assert document["provenance"]["host"] == "127.0.0.1"
    report = desk.verify(tmp_path / "brief.json")
    assert (report.kind, report.lost, report.verified) == ("brief", 0, len(brief.lines))


class Kept(dict[str, str]):
    """Replies by key."""

    def find(self, key: str) -> str | None:
        return self.get(key)

    def keep(self, key: str, reply: str) -> None:
        self[key] = reply


def test_recorded_replies_give_the_same_page_and_ask_nothing(serve: Serve, desks: Desks) -> None:
    server = serve(scripted({HARBOR: GOOD, DOUBTS: points_json(FEAR)}, page_json([2, 4, 1, 3], [2])))
    desk = desks.open(server, llm_fallback="extractive")
    writer = desk.writer
    assert isinstance(writer, ModelWriter)
    kept = Kept()
    first = desk.brief(TWO, writer=writer.recorded(kept, offline=False))
    assert len(kept) == len(server.requests) == 3
    again = desk.brief(TWO, writer=writer.recorded(kept, offline=True))
    assert len(server.requests) == 3
    assert again.lines == first.lines
    for missing in list(kept):
        with pytest.raises(ReftelError, match="There is no recording of this request"):
            desk.brief(TWO, writer=writer.recorded(Kept({k: kept[k] for k in kept if k != missing}), offline=True))


def test_the_command_says_who_wrote_it_from_what(
    serve: Serve,
    desks: Desks,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    server = serve(in_turn(Reply(GOOD), Reply(status=401, error={"message": f"bad key {KEY}"})))
    desks.configure(server, monkeypatch)
    told = run("brief", "--cable", HARBOR, "-o", str(tmp_path / "a.html"))
    assert told.code == 0
    assert "Written by scripted on 127.0.0.1, which was given 10 paragraphs of 1 cable" in told.out
    assert "Written by scripted on 127.0.0.1" in (tmp_path / "a.html").read_text("utf-8")
    fallen = run("brief", "--cable", DOUBTS, "-o", str(tmp_path / "b.json"), "--json")
    assert fallen.code == 0
    assert fallen.rows[0]["engine"] == "extractive"
    assert fallen.rows[0]["notes"][0].startswith("Written by verbatim extracts, without the model scripted: ")
    failed = run("brief", "--cable", DOUBTS, "-o", str(tmp_path / "c.json"), "--fallback", "none")
    assert failed.code == 3
    assert "refused the key (401)" in failed.err
    assert not (tmp_path / "c.json").exists()
    for text in (told.out, fallen.out, fallen.err, failed.out, failed.err):
        assert KEY not in text
        assert "Traceback" not in text


def test_a_server_without_structured_output_is_read_by_its_marked_lines(serve: Serve, desks: Desks) -> None:
    marked = "\n".join(
        line
        for one in (BID, VIEW)
        for line in (
            *(f"CITE: {cited['id']} | {cited['quote']}" for cited in one["citations"]),
            f"SECTION: {one['section']}",
            f"VALUE: {one['value']}",
            f"SAY: {one['text']}",
        )
    )
    server = serve(lambda _: Reply(f"{marked}\nDONE\n", size=200))
    brief = desks.open(server, llm_structured="text").brief(ONE)
    assert texts(brief, Part.BOTTOM_LINE) == [BID["text"]]
    assert texts(brief, Part.POST_VIEW) == [VIEW["text"]]
    assert "SECTION: bottom_line, key_point or post_view" in sources_of(server.requests[0])


def test_progress_tells_what_is_read(serve: Serve, desks: Desks) -> None:
    told: list[str] = []
    server = serve(scripted({HARBOR: GOOD, DOUBTS: points_json(FEAR)}, page_json([1, 2, 3, 4])))
    desks.open(server).brief(TWO, progress=lambda done, total, name: told.append(f"{done}/{total} {name}"))
    assert told == [
        "0/5 choose",
        "1/5 rank",
        "2/5 write",
        f"2/5 read {HARBOR}, 1 of 2",
        f"2/5 read {DOUBTS}, 2 of 2",
        "2/5 weigh 4 points",
        "3/5 check",
        "4/5 fit",
    ]


def test_quoted_words_of_the_script_stand_in_the_sample_cables(desks: Desks, serve: Serve) -> None:
    desk = desks.open(serve(scripted({})))
    whole = " ".join(unit.text for unit in desk.show(HARBOR).cable.units)
    assert all(words in whole for words in (BIDDING, f"{ROCK} {PRICE}", TENDER, UNION, DISPUTES))
