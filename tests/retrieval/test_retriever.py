import datetime as dt
from dataclasses import replace

import pytest

from rag.cables.marking import Level
from rag.desk import Desk
from rag.retrieval.question import Question, Turn
from rag.retrieval.retriever import Retriever
from rag.stores.filters import Filters

STRIKE = "How many trains a day fell away because of the stoppage on the Port Aldera quays?"


def found(retriever: Retriever, question: Question, k: int = 8) -> list[tuple[str, str]]:
    return [(hit.cable.id, hit.paragraph.label) for hit in retriever.retrieve(question, k).hits]


def test_a_fact_is_found_by_other_words(retriever: Retriever) -> None:
    assert ("09PORTALDERA268", "6") in found(retriever, Question(STRIKE), 3)


def test_hits_are_best_first_and_no_more_than_asked(retriever: Retriever) -> None:
    retrieved = retriever.retrieve(Question(STRIKE), 5)
    scores = [hit.score for hit in retrieved.hits]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)
    assert [hit.key for hit in retrieved.hits] == [candidate.key for candidate in retrieved.candidates]
    assert set(retrieved.timings) == {"embed", "search", "rescore"}


def test_an_id_goes_straight_to_its_cable(retriever: Retriever) -> None:
    retrieved = retriever.retrieve(Question("What does 06LINDEHAVN219 say of a dock strike?"), 3)
    assert {hit.cable.id for hit in retrieved.hits} == {"06LINDEHAVN219"}
    assert retrieved.named == ("06LINDEHAVN219",)


@pytest.mark.parametrize("text", ["What was asked in STATE 118844?", "What was asked in STATE 118844 of August 2007?"])
def test_an_id_without_its_year_is_resolved_in_the_library(retriever: Retriever, text: str) -> None:
    assert retriever.retrieve(Question(text), 3).named == ("07STATE118844",)


def test_a_cable_that_is_not_held_is_named_as_missing(retriever: Retriever) -> None:
    retrieved = retriever.retrieve(Question("What did 07TOVMARIK301 say about the dam?"), 3)
    assert (retrieved.named, retrieved.missing) == ((), ("07TOVMARIK301",))


def test_the_header_answers_questions_about_it(retriever: Retriever) -> None:
    assert found(retriever, Question("Which TAGS does 09PORTALDERA305 carry?"), 1) == [("09PORTALDERA305", "0")]


def test_a_follow_up_stays_with_the_cable_of_the_conversation(retriever: Retriever) -> None:
    history = (Turn("user", "Who leads the dockers?"), Turn("assistant", "Tomas Verhane [09PORTALDERA214 ¶7]."))
    question = Question("How old is he, and what does he play?", history)
    assert found(retriever, question, 1) == [("09PORTALDERA214", "8")]
    assert len(retriever.retrieve(question, 1).queries) == 2


def test_filters_hold_for_every_hit(retriever: Retriever) -> None:
    limits = Filters(posts=("port aldera",), first=dt.date(2009, 4, 1), last=dt.date(2009, 12, 31))
    hits = retriever.retrieve(Question(STRIKE, filters=limits), 20).hits
    assert hits
    assert {hit.cable.post for hit in hits} == {"PORT ALDERA"}
    assert all(dt.date(2009, 4, 1) <= hit.cable.date.date() <= dt.date(2009, 12, 31) for hit in hits if hit.cable.date)


def test_a_cable_filter_is_not_widened_by_an_id_in_the_question(retriever: Retriever) -> None:
    question = Question("What does 06LINDEHAVN219 say?", filters=Filters(cables=("09PORTALDERA268",)))
    retrieved = retriever.retrieve(question, 20)
    assert {hit.cable.id for hit in retrieved.hits} == {"09PORTALDERA268"}
    assert retrieved.missing == ("06LINDEHAVN219",)


def test_nothing_above_the_clearance_is_found_or_shown_beside_a_hit(low_desk: Desk) -> None:
    question = Question("What was promised to Transport Minister Anselm Dray for the Kestrel Point concession?")
    hits = low_desk.retriever.retrieve(question, 20).hits
    shown = [unit for hit in hits for unit in hit.cable.units]
    assert hits
    assert all(unit.effective_marking.level <= Level.SBU or not unit.text for unit in shown)
    assert "Consorzio Litoral has promised" not in "".join(hit.cable.source.text for hit in hits)


def test_a_secret_cable_is_as_unknown_as_none(low_desk: Desk) -> None:
    limits = Filters(clearance=Level.U)
    retrieved = low_desk.retriever.retrieve(Question("What does 08TOVMARIK55 say?", filters=limits), 3)
    assert (retrieved.named, retrieved.missing) == ((), ("08TOVMARIK55",))


def test_a_reference_brings_its_cable_in(retriever: Retriever, monkeypatch: pytest.MonkeyPatch) -> None:
    # A pool so small that the breach report (ref B of the cable asked about) is no candidate by its own words.
    monkeypatch.setattr("rag.retrieval.retriever.POOL", 1)
    question = Question("How many cavities did drillers find in the limestone of the left bank?")

    def cables() -> set[str]:
        return {cable for cable, _ in found(retriever, question, 20)}

    assert "07SAMRUKENT701" in cables()
    monkeypatch.setattr("rag.retrieval.retriever.FOLLOWED", 0)
    assert "07SAMRUKENT701" not in cables()


def test_names_that_nothing_holds(retriever: Retriever) -> None:
    assert retriever.unknown(("Verhane", "Zzyzx"), Filters()) == ("Zzyzx",)
    assert retriever.unknown(("Verhane",), Filters(posts=("LINDEHAVN",))) == ("Verhane",)


@pytest.mark.parametrize("text", ["???", "the of and", "\x00\u202e", '"AND" OR (NOT [', "x" * 5000])
def test_odd_questions_find_something_or_nothing_without_an_error(retriever: Retriever, text: str) -> None:
    assert len(found(retriever, Question(text), 3)) <= 3


def test_the_same_question_finds_the_same(retriever: Retriever) -> None:
    question = Question(STRIKE)
    assert found(retriever, question, 20) == found(retriever, replace(question), 20)
