"""Each doubt, on cables made for it: what raises it, and what does not."""

import datetime as dt

import pytest

from rag.answering.asking import Kind
from rag.answering.decline import Rule, ground, grounds, rule
from rag.answering.doubts import Doubts, names_asked, weigh
from rag.answering.selection import Choice
from rag.answering.sentences import split
from rag.cables.model import Cable, Evidence, Paragraph
from rag.retrieval.analysis import analyse
from rag.retrieval.model import Retrieved
from rag.retrieval.question import Question, Turn
from tests.answering.cables import cable

ALL = Rule(cosine=0.3, read=2, heeded=frozenset(Doubts.__dataclass_fields__))


def choices(source: Cable, *units: Paragraph) -> list[Choice]:
    """The sentences of some paragraphs, the first the best."""
    found = []
    for unit in units or source.paragraphs:
        for start, end in split(unit.text):
            score = 1.0 - 0.01 * len(found)
            found.append(Choice(Evidence(source, unit), 0, start, unit.text[start:end], score, 0.6, 0.5, 0.0))
    return found


def doubts(question: str, source: Cable, *units: Paragraph, history: tuple[Turn, ...] = ()) -> Doubts:
    analysis = analyse(Question(question, history))
    found = choices(source, *units)
    retrieved = Retrieved(
        hits=tuple(dict.fromkeys(choice.evidence for choice in found)),
        candidates=(),
        queries=(),
        timings={},
        analysis=analysis,
        missing=analysis.named,
    )
    return weigh(retrieved, found, found[:5], (), ALL.read)


def raised(question: str, source: Cable, *units: Paragraph) -> set[str]:
    return {name for name, _ in grounds(doubts(question, source, *units), ALL)}


BRIDGE = cable(
    "Minister Varga opened the bridge on August 18. It cost USD 4 million.",
    "About 10 percent of the dockers, led by Tomas Brandt, stayed away.",
    subject="BRIDGE OPENED IN SPAIN",
)


def test_a_plain_question_raises_none() -> None:
    assert raised("Who opened the bridge?", BRIDGE) == set()
    assert ground(doubts("Who opened the bridge?", BRIDGE), rule()) == ("", "")


def test_a_cable_that_is_not_held() -> None:
    assert raised("What did 09ROME7 say?", BRIDGE) == {"missing"}


def test_a_header_alone_says_nothing_unless_it_is_asked_for() -> None:
    assert "silent" in raised("What did Varga conclude?", BRIDGE, BRIDGE.header)
    assert "silent" not in raised("What is the subject of the cable?", BRIDGE, BRIDGE.header)


@pytest.mark.parametrize(
    ("question", "absent"),
    [
        ("What did Tomas Brandt do?", ()),
        ("What did Orascom do?", ("Orascom",)),
        ("What happened in Indonesia?", ("Indonesia",)),
        ("What happened in Spain in August?", ()),
        ("What did the Spanish President say?", ()),
        ("What did Madrid say?", ()),
    ],
)
def test_names_and_places_that_the_cables_do_not_have(question: str, absent: tuple[str, ...]) -> None:
    assert doubts(question, BRIDGE).absent == absent


def test_a_place_of_the_reporting_post_is_never_absent() -> None:
    rome = cable("The mayor resigned.", post="ROME", id="09ROME7", subject="MAYOR")
    assert doubts("Which Italian mayor resigned?", rome).absent == ()


@pytest.mark.parametrize(
    ("question", "later"),
    [
        ("What did Varga decide in October 2009?", "October 2009"),
        ("What did Varga decide in 2010?", "2010"),
        ("What did Varga decide in August 2009?", ""),
        ("What did Varga plan for 2010?", ""),
        ("What changed between June 2009 and October 2009?", ""),
    ],
)
def test_what_lies_after_the_cable(question: str, later: str) -> None:
    assert doubts(question, BRIDGE).later == later


def test_a_cable_without_a_date_counts_to_the_end_of_its_year() -> None:
    undated = cable("Minister Varga opened the bridge.", date=None)
    assert doubts("What did Varga open in October 2009?", undated).later == ""
    assert doubts("What did Varga open in May 2010?", undated).later == "May 2010"


def test_a_year_that_neither_date_nor_text_has() -> None:
    source = cable("In 2005 the budget of Varga was cut.", date=dt.datetime(2009, 8, 1, tzinfo=dt.UTC))
    assert doubts("What did Varga cut in 2005?", source).elsewhen == ()
    assert doubts("What did Varga cut in 2004?", source).elsewhen == ("2004",)
    assert doubts("What did Varga cut in 2008?", source).elsewhen == ()


def test_a_source_that_breaks_off_at_the_answer() -> None:
    cut = cable("The plan of Varga is in place (covering", "The press was there.", truncated=(1,))
    assert "cut" in raised("Which districts does the plan of Varga cover?", cut)
    assert "cut" not in raised("Which districts does the plan of Varga cover?", cut, cut.paragraphs[1])


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("How many dockers stayed away?", (Kind.NUMBER,)),
        ("What share of the dockers stayed away?", ()),
        ("How old is Brandt?", (Kind.AGE,)),
        ("Who stayed away?", ()),
    ],
)
def test_the_kind_of_thing_that_is_asked_for(question: str, lacking: tuple[Kind, ...]) -> None:
    # A share does not say how many; names and reasons cannot be told by their form.
    assert doubts(question, BRIDGE, BRIDGE.paragraphs[1]).lacking == lacking


def test_a_question_in_parts_is_read_further_down() -> None:
    source = cable("Varga came. Brandt came. The press came. He paid 40 euros.")
    assert doubts("How much did Varga pay?", source).lacking == (Kind.MONEY,)
    assert doubts("Who came, and how much did Varga pay?", source).lacking == ()


def test_a_matter_left_to_another_cable() -> None:
    source = cable("The case against Varga was heard (septel).")
    assert raised("What did the court do with Varga?", source) == {"separate"}


def test_distance_counts_for_plain_questions_only() -> None:
    history = (Turn("user", "Who is Varga?"), Turn("assistant", "The minister."))
    far = Rule(cosine=0.9, read=2, heeded=frozenset({"cosine"}))
    assert ground(doubts("Who opened the bridge?", BRIDGE), far)[1].startswith("Nothing that was found comes near")
    assert ground(doubts("And what did he open?", BRIDGE, history=history), far) == ("", "")


def test_only_heeded_doubts_decline() -> None:
    found = doubts("What did Orascom do?", BRIDGE)
    assert "Orascom" in ground(found, ALL)[1]
    assert ground(found, Rule(0.3, 2, frozenset())) == ("", "")


def test_names_asked_leaves_out_places_titles_and_ids() -> None:
    assert names_asked("What did President Brandt of Spain tell the CDC in 09ROME7?") == ("Brandt", "CDC")


def test_the_shipped_rule_is_one() -> None:
    shipped = rule()
    assert 0 < shipped.cosine < 1
    assert shipped.read >= 1
    assert shipped.heeded <= set(Doubts.__dataclass_fields__)
