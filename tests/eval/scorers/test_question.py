"""Whole answers with the figures that a careful reader would give, worked out by hand."""

import math

import pytest

from eval.run.record import Passage, Sample
from eval.scorers.metrics import METRICS, Unscored, finite
from eval.scorers.question import Verdict, judge
from eval.scorers.retrieval import score_retrieval
from eval.suite.model import Item
from eval.system import Cited, Hit, Reply, Said

TEXTS = {
    0: "SUBJECT: HARBOUR TALKS",
    1: "The minister said that 60 girls live in the home.",
    2: "The embassy doubts that the plan, which costs $1.2 million, will start on 15 August 2009.",
    3: "No fishing licence was issued.",
    4: "A third of the boats left.",
}
MARKS = {0: "U", 1: "C", 2: "S//NOFORN", 3: "C", 4: "C"}
ITEM = Item.model_validate(
    {
        "id": "q",
        "question": "Who lives there and what does it cost?",
        "facts": [
            {"num": 60, "unit": "girls", "by": ["the minister"]},
            {"num": 1_200_000, "unit": "dollars"},
            {"say": ["embassy"], "vital": False},
        ],
        "must_not": ["61 girls"],
        "evidence": [["09ARDENSK1", "1"], ["09ARDENSK1", "2"]],
        "also_ok": [["09ARDENSK1", "0"]],
    }
)


def cite(index: int, quote: str | None = None, marking: str | None = None, label: str | None = None) -> Cited:
    return Cited(
        cable="09ARDENSK1",
        label=str(index) if label is None else label,
        index=index,
        quote=TEXTS.get(index, "") if quote is None else quote,
        marking=MARKS.get(index, "U") if marking is None else marking,
    )


def say(text: str, *citations: Cited, verified: bool = True) -> Said:
    return Said(text=text, citations=citations, verified=verified)


def sample(reply: object, **changes: object) -> Sample:
    passages = tuple(
        Passage(
            cable="09ARDENSK1", label=str(n), index=n, text=text, marking=MARKS[n], context="1 December 2009 ARDENSK"
        )
        for n, text in TEXTS.items()
    )
    fields = {"id": "q", "trial": 0, "digest": "", "status": "done", "reply": reply, "passages": passages}
    return Sample.model_validate({**fields, **changes})


RETRIEVED = tuple(("09ARDENSK1", n) for n in TEXTS)


def answered(*statements: Said) -> Reply:
    return Reply(outcome="answered", statements=statements, retrieved=RETRIEVED)


GIRLS = say(TEXTS[1], cite(1))
MONEY = say(TEXTS[2], cite(2))
FULL = answered(GIRLS, MONEY)
PERFECT = {
    "pass": 1, "fact_recall": 1, "okay_recall": 1, "fact_support": 1, "attribution": 1, "citation_precision": 1,
    "citation_recall": 1, "quotes_verified": 1, "invalid_citations": 0, "bad_quotes": 0, "unsupported_figures": 0,
    "marking_errors": 0, "must_not": 0, "uncited": 0, "duplicates": 0, "over_refusal": 0, "refused": 0, "words": 26,
}  # fmt: skip

CASES: list[tuple[str, Reply, dict[str, float | None]]] = [
    ("all of it", FULL, PERFECT),
    ("only one of two vital facts", answered(GIRLS), {"pass": 0, "fact_recall": 0.5, "citation_recall": 0.5}),
    ("welcome fact missing", answered(GIRLS, say("It costs $1.2 million.", cite(2))), {"pass": 1, "okay_recall": 0}),
    ("header cited, which is allowed", answered(say("Talks.", cite(0)), *FULL.statements),
     {"citation_precision": 1, "citation_recall": 1, "pass": 1}),
    ("one citation beside the evidence", answered(say("No licence.", cite(3)), *FULL.statements),
     {"citation_precision": 2 / 3, "citation_recall": 1, "pass": 1}),
    ("right words, evidence never cited", answered(say(TEXTS[1] + " " + TEXTS[2], cite(3))),
     {"pass": 0, "citation_precision": 0, "citation_recall": 0, "fact_support": 0, "fact_recall": 1}),
    ("nothing cited", answered(say(TEXTS[1]), say(TEXTS[2])),
     {"pass": 0, "citation_precision": 0, "uncited": 2, "quotes_verified": None}),
    ("unverified statements do not count", answered(GIRLS, say(TEXTS[2], cite(2), verified=False)),
     {"fact_recall": 0.5, "citation_recall": 0.5, "pass": 0}),
    ("another speaker", answered(say("The mayor said that 60 girls live there.", cite(1)), MONEY),
     {"attribution": 0, "fact_recall": 1, "pass": 0}),
    ("denied", answered(say("The minister said that there were not 60 girls.", cite(1)), MONEY),
     {"fact_recall": 0.5, "attribution": None, "pass": 0}),
    ("forbidden thing said", answered(*FULL.statements, say("Or 61 girls.", cite(1))),
     {"must_not": 1, "unsupported_figures": 1, "pass": 0}),
    ("forbidden thing denied", answered(*FULL.statements, say("These are not 61 girls.", cite(1))),
     {"must_not": 0, "unsupported_figures": 1}),
    ("digit altered", answered(say("The minister said that 68 girls live in the home.", cite(1)), MONEY),
     {"unsupported_figures": 1, "fact_recall": 0.5, "pass": 0}),
    ("number in words", answered(say("The minister said that sixty girls live in the home.", cite(1)), MONEY),
     {"unsupported_figures": 0, "pass": 1}),
    ("number of the cited paragraph", answered(say("Paragraph 2 names the price.", cite(2)), GIRLS),
     {"unsupported_figures": 0}),
    ("number of another paragraph", answered(say("Paragraph 3 names the price.", cite(2)), GIRLS),
     {"unsupported_figures": 1}),
    ("year from the cable's header", answered(say("In 2009 the minister spoke of 60 girls.", cite(1)), MONEY),
     {"unsupported_figures": 0}),
    ("quote altered", answered(say(TEXTS[1], cite(1, "60 boys live in the home")), MONEY),
     {"bad_quotes": 1, "quotes_verified": 0.5, "pass": 0}),
    ("quote of another paragraph", answered(say(TEXTS[1], cite(1, TEXTS[2])), MONEY), {"bad_quotes": 1, "pass": 0}),
    ("quote with another case and quotation marks", answered(say(TEXTS[1], cite(1, "THE MINISTER  said")), MONEY),
     {"bad_quotes": 0, "pass": 1}),
    ("no quote at all", answered(say(TEXTS[1], cite(1, "")), MONEY), {"bad_quotes": 1, "pass": 0}),
    ("paragraph that does not exist", answered(GIRLS, say(TEXTS[2], cite(99, TEXTS[2]))),
     {"invalid_citations": 1, "bad_quotes": 1, "pass": 0}),
    ("number that is not the paragraph's", answered(GIRLS, say(TEXTS[2], cite(2, label="7"))),
     {"invalid_citations": 1, "pass": 0}),
    ("paragraph that was not retrieved", FULL.model_copy(update={"retrieved": (("09ARDENSK1", 1),)}),
     {"invalid_citations": 1, "pass": 0}),
    ("marking lowered", answered(GIRLS, say(TEXTS[2], cite(2, marking="U"))), {"marking_errors": 1, "pass": 0}),
    ("caveat lost", answered(GIRLS, say(TEXTS[2], cite(2, marking="S"))), {"marking_errors": 1, "pass": 0}),
    ("marking left out", answered(GIRLS, say(TEXTS[2], cite(2, marking=""))), {"marking_errors": 1, "pass": 0}),
    ("marking written otherwise", answered(GIRLS, say(TEXTS[2], cite(2, marking="(S/NF)"))), {"marking_errors": 0}),
    ("said twice", answered(GIRLS, GIRLS, MONEY), {"duplicates": 1, "citation_precision": 1}),
    ("answered with nothing", answered(), {"uncited": 1, "pass": 0, "fact_recall": 0, "citation_precision": 0}),
    ("declined", Reply(outcome="declined", reason="nothing found"),
     {"pass": 0, "over_refusal": 1, "fact_recall": 0, "citation_precision": None, "rejection": None, "words": None}),
    ("declined with what came nearest", Reply(outcome="declined", statements=(GIRLS,)),
     {"over_refusal": 1, "fact_recall": 0, "citation_precision": None}),
    ("refused by the model", Reply(outcome="refused", reason="policy"),
     {"refused": 1, "over_refusal": 0, "pass": 0, "citation_recall": None}),
]  # fmt: skip


@pytest.mark.parametrize(("reply", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_an_answer_gets_the_figures_worked_out_by_hand(reply: Reply, expected: dict[str, float | None]) -> None:
    verdict = judge(ITEM, sample(reply), {})
    assert {name: value_of(verdict, name) for name in expected} == pytest.approx(expected)


def value_of(verdict: Verdict, name: str) -> float | None:
    score = verdict.scores[name]
    return None if isinstance(score, Unscored) else score


UNANSWERABLE = Item(id="q", question="What did it cost in 1990?", answerable="no")
EITHER = Item.model_validate({**ITEM.model_dump(by_alias=True), "answerable": "partial"})


@pytest.mark.parametrize(
    ("item", "reply", "expected"),
    [
        (UNANSWERABLE, Reply(outcome="declined"), {"rejection": 1, "pass": 1, "over_refusal": None}),
        (UNANSWERABLE, FULL, {"rejection": 0, "pass": 0, "citation_precision": None}),
        (UNANSWERABLE, Reply(outcome="refused"), {"rejection": 0, "pass": 0, "refused": 1}),
        (EITHER, Reply(outcome="declined"), {"pass": 1, "rejection": None, "over_refusal": None, "fact_recall": None}),
        (EITHER, FULL, {"pass": 1, "fact_recall": 1, "rejection": None}),
        (EITHER, answered(GIRLS), {"pass": 0}),
    ],
)
def test_answering_and_declining_are_judged_by_what_the_cables_say(
    item: Item, reply: Reply, expected: dict[str, float | None]
) -> None:
    verdict = judge(item, sample(reply), {})
    assert {name: value_of(verdict, name) for name in expected} == expected


@pytest.mark.parametrize(
    ("changes", "cell", "reason"),
    [
        ({"status": "error", "error": "the disk is full", "reply": None}, "error", "the disk is full"),
        ({"status": "stale", "error": "its model changed", "reply": None}, "stale", "its model changed"),
        ({"reply": Reply(outcome="failed", reason="time is up")}, "error", "time is up"),
    ],
)
def test_what_got_no_answer_has_no_score_but_a_reason(changes: dict[str, object], cell: str, reason: str) -> None:
    verdict = judge(ITEM, sample(**{"reply": FULL, **changes}), {})
    assert verdict.cell == cell
    scores = verdict.scores.values()
    assert len(verdict.scores) == len(METRICS)
    assert all(isinstance(score, Unscored) and reason in score.reason for score in scores)


def test_alternative_sets_are_met_by_any_of_them() -> None:
    item = Item.model_validate(
        {
            "id": "q",
            "question": "How many girls?",
            "facts": [{"num": 60, "paragraphs": [["09ARDENSK1", "3"], [["09ARDENSK1", "1"], ["09ARDENSK1", "4"]]]}],
        }
    )
    half = judge(item, sample(answered(GIRLS)), {})
    whole = judge(item, sample(answered(say(TEXTS[1], cite(1), cite(4)))), {})
    other = judge(item, sample(answered(say(TEXTS[1], cite(3)))), {})
    assert [value_of(v, "citation_recall") for v in (half, whole, other)] == [0.5, 1, 1]
    assert [value_of(v, "fact_support") for v in (half, whole, other)] == [0, 1, 1]


def test_a_question_may_limit_words_and_expect_a_marking() -> None:
    short = Item.model_validate({**ITEM.model_dump(by_alias=True), "max_words": 10, "marking": "S//NOFORN"})
    verdict = judge(short, sample(FULL), {})
    assert value_of(verdict, "marking") == 1
    assert verdict.notes == ("has 26 words, more than 10",)
    wrong = judge(short, sample(answered(GIRLS)), {})
    assert value_of(wrong, "marking") == 0
    assert "its highest marking is not the expected one" in wrong.notes


@pytest.mark.parametrize(("marking", "leaks"), [("C", 0), ("S", 1), ("unmarked", 1), ("", 1)])
def test_a_hit_above_the_clearance_is_a_leak(marking: str, leaks: int) -> None:
    item = Item.model_validate({"id": "q", "question": "?", "answerable": False, "filters": {"clearance": "C"}})
    hit = Hit(cable="09ARDENSK1", label="1", index=1, score=1.0, marking=marking)
    verdict = judge(item, sample(Reply(outcome="declined"), hits=(hit,)), {})
    assert value_of(verdict, "leaks") == leaks


def test_a_leak_through_an_unverified_citation_counts() -> None:
    item = Item.model_validate({"id": "q", "question": "?", "answerable": False, "filters": {"clearance": "C"}})
    reply = Reply(outcome="declined", statements=(say(TEXTS[2], cite(2, marking="C"), verified=False),))
    assert value_of(judge(item, sample(reply), {}), "leaks") == 1


def hits(*labels: str) -> tuple[Hit, ...]:
    return tuple(Hit(cable="09 Ardensk 1", label=label, index=n, score=0.5) for n, label in enumerate(labels))


@pytest.mark.parametrize(
    ("labels", "expected"),
    [
        (("1", "2"), {"R@1": 0.5, "R@3": 1, "MRR": 1, "nDCG@8": 1}),
        (("3", "1", "4", "2"), {"R@1": 0, "R@3": 0.5, "R@5": 1, "MRR": 0.5}),
        (("0", "1", "2"), {"R@1": 0, "R@3": 1, "MRR": 1}),
        (("", "9", "1"), {"MRR": 1, "R@3": 0.5}),
        (("1", "1", "1", "2"), {"R@3": 1}),
        (("7", "8"), {"R@20": 0, "MRR": 0, "nDCG@8": 0}),
        ((), {"R@20": 0, "MRR": 0}),
    ],
)
def test_retrieval_is_scored_by_rank(labels: tuple[str, ...], expected: dict[str, float]) -> None:
    scores = score_retrieval({"q": ITEM}, [sample(FULL, hits=hits(*labels))])["q", 0]
    assert {name: scores[name] for name in expected} == pytest.approx(expected)


def test_ndcg_has_the_gain_of_trec_eval() -> None:
    scores = score_retrieval({"q": ITEM}, [sample(FULL, hits=hits("3", "1", "2"))])["q", 0]
    ideal = 1 + 1 / math.log2(3)
    assert scores["nDCG@8"] == pytest.approx((1 / math.log2(3) + 1 / math.log2(4)) / ideal)


def test_no_scorer_may_return_what_is_no_number() -> None:
    with pytest.raises(ValueError, match="not a finite number"):
        finite(math.nan)
