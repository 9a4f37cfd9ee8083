import datetime as dt
from dataclasses import replace

import numpy as np
import pytest

from rag.cables.model import Evidence, Key, Reference, Role
from rag.retrieval.analysis import Analysis, analyse
from rag.retrieval.fusion import LEXICAL, join
from rag.retrieval.model import Candidate
from rag.retrieval.question import Question
from rag.retrieval.references import cited_ids
from rag.retrieval.rescoring import by_role, rescore
from tests.answering.cables import cable

VECTOR = np.array([1.0, 0.0], dtype=np.float32)


def asked(text: str) -> Analysis:
    return analyse(Question(text))


def candidate(name: str, index: int, score: float) -> Candidate:
    return Candidate(Key(name, index), score, 0.0, score)


def ranked(
    *candidates: Candidate, question: str = "Who came?", named: frozenset[str] = frozenset(), **dates: dt.date
) -> list[Key]:
    pool = {one.key: one for one in candidates}
    return [one.key for one in rescore(pool, asked(question), named, dates)]


def test_both_lists_count_and_a_lexical_hit_gets_the_cosine_of_its_best_part() -> None:
    first, second = Key("09PARIS1", 1), Key("09PARIS1", 2)
    joined = join([(first, 0.5)], [(second, 10.0), (first, 4.0)], {second: np.array([[0.1, 0.9], [0.6, 0.8]])}, VECTOR)
    assert joined[first].score == pytest.approx(0.5 + 4 * LEXICAL)
    assert joined[second].cosine == pytest.approx(0.6)
    assert joined[second].score == pytest.approx(0.6 + 10 * LEXICAL)


def test_a_named_cable_comes_first() -> None:
    far, near = candidate("09PARIS1", 1, 0.2), candidate("09ROME2", 1, 0.7)
    assert ranked(far, near)[0] == near.key
    assert ranked(far, near, named=frozenset({"09PARIS1"}))[0] == far.key


def test_post_and_time_named_in_the_question_lift_a_cable() -> None:
    one, other = candidate("09PARIS1", 1, 0.5), candidate("09ROME2", 1, 0.52)
    assert ranked(one, other, question="Which French judge came?")[0] == one.key
    older, newer = candidate("08PARIS1", 1, 0.5), candidate("07PARIS2", 1, 0.52)
    assert ranked(older, newer, question="Which judge came in 2008?")[0] == older.key


def test_the_months_of_dated_cables_are_told_apart() -> None:
    one, other = candidate("09PARIS1", 1, 0.5), candidate("09PARIS2", 1, 0.52)
    dates = {"09PARIS1": dt.date(2009, 6, 2), "09PARIS2": dt.date(2009, 1, 2)}
    pool = {one.key: one, other.key: other}
    order = rescore(pool, asked("Which judge came in June 2009?"), frozenset(), dates)
    assert order[0].key == one.key


def test_the_header_stands_back_unless_it_is_asked_for() -> None:
    header, body = candidate("09PARIS1", 0, 0.55), candidate("09PARIS1", 3, 0.5)
    assert ranked(header, body)[0] == body.key
    assert ranked(header, body, question="When was the cable 09PARIS1 sent?")[0] == header.key


def test_a_paragraph_among_good_ones_of_its_cable_stands_higher() -> None:
    lone = candidate("09ROME2", 1, 0.505)
    crowd = [candidate("09PARIS1", index, score) for index, score in ((1, 0.5), (2, 0.49), (3, 0.48))]
    noise = [candidate(f"05OSLO{number}", 1, 0.1) for number in range(1, 9)]
    assert ranked(lone, *crowd, *noise)[0] == crowd[0].key


def test_equal_candidates_are_ordered_by_name() -> None:
    assert ranked(candidate("09ROME2", 1, 0.5), candidate("09PARIS1", 1, 0.5)) == [
        Key("09PARIS1", 1),
        Key("09ROME2", 1),
    ]


def test_body_before_summary_and_comment_first_for_views() -> None:
    source = cable("Sum.", "Body.", "View.", roles=(Role.SUMMARY, Role.BODY, Role.COMMENT))
    shown = [
        (Evidence(source, unit, score), candidate(source.id, unit.index, score))
        for unit, score in zip(source.paragraphs, (0.52, 0.5, 0.49), strict=True)
    ]
    assert [pair[0].paragraph.index for pair in by_role(shown, asked("Who came?"))] == [2, 3, 1]
    assert by_role(shown, asked("What did the embassy think of it?"))[0][0].paragraph.index == 3


REFERENCES = (
    Reference("A", "PARIS 1", "09PARIS1"),
    Reference("B", "ROME 2", "09ROME2"),
    Reference("C", "E-MAIL OF MAY 3", None, telegram=False),
)


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("As we reported (REF B), he left.", ("09ROME2",)),
        ("As reported in refs A and B, he left.", ("09PARIS1", "09ROME2")),
        ("Reftel described the visit.", ("09PARIS1", "09ROME2")),
        ("See ref C.", ()),
        ("The referee left.", ()),
    ],
)
def test_references_of_a_paragraph(text: str, ids: tuple[str, ...]) -> None:
    source = replace(cable(text), references=REFERENCES)
    assert cited_ids(source, source.paragraphs[0]) == ids


def test_references_without_letters_count_in_order() -> None:
    source = replace(cable("See ref B."), references=tuple(replace(one, letter="") for one in REFERENCES))
    assert cited_ids(source, source.paragraphs[0]) == ("09ROME2",)
