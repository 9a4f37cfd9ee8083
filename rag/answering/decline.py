"""When to say nothing. Thresholds and figures stand in `decline.json`, which `python -m eval.calibrate` writes."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.answering.doubts import Doubts
from rag.cables.model import Coverage
from rag.stores.filters import Filters

RULE = Path(__file__).with_name("decline.json")


NEAR = frozenset({"later", "elsewhen", "absent", "cut", "lacking", "separate"})
"""Doubts about an answer that concerns the question; with the others nothing that was found does."""


@dataclass(frozen=True)
class Rule:
    """The calibrated thresholds.

    Attributes:
        cosine: Below it the best sentence has nothing to do with the question.
        read: So many of the best sentences are read for the kind of thing asked for.
        heeded: The doubts that count, by their names in `Doubts`.
    """

    cosine: float
    read: int
    heeded: frozenset[str]


@cache
def rule() -> Rule:
    """The thresholds that ship with Reftel."""
    data = json.loads(RULE.read_text(encoding="utf-8"))["rule"]
    return Rule(cosine=float(data["cosine"]), read=int(data["read"]), heeded=frozenset(data["heeded"]))


def ground(doubts: Doubts, limits: Rule) -> tuple[str, str]:
    """The doubt for which to decline and its sentence for the reader; both "" where nothing weighs enough."""
    return next(((name, sentence) for name, sentence in grounds(doubts, limits) if name in limits.heeded), ("", ""))


def barred(coverage: Coverage, filters: Filters) -> str:
    """The sentence for the reader where the limits leave no cable to search; "" where they leave one.

    Args:
        coverage: How much they leave.
        filters: Limits under which the search was made, with the clearance in force.
    """
    if coverage.cables:
        return ""
    if filters == Filters(clearance=filters.clearance):
        return "The clearance leaves no cable to search."
    both = " and the clearance" if filters.clearance is not None else ""
    return f"The filters{both} leave no cable to search."


def grounds(doubts: Doubts, limits: Rule) -> tuple[tuple[str, str], ...]:
    """Every doubt that there is, by name, with its sentence, the plainest first."""
    lacking = " or ".join(kind.value for kind in doubts.lacking)
    stated = (
        ("missing", doubts.missing, f"The library shows no cable {_listed(doubts.missing)}."),
        (
            "silent",
            doubts.silent,
            "Nothing that was found has text from the post or time that the question asks about.",
        ),
        ("unknown", doubts.unknown, f"Nothing in what was searched names {_listed(doubts.unknown)}."),
        ("later", doubts.later, f"What was found was written before {doubts.later}, which the question asks about."),
        ("elsewhen", doubts.elsewhen, f"Nothing that was found concerns {_listed(doubts.elsewhen)}."),
        ("absent", doubts.absent, f"The cables that come nearest do not mention {_listed(doubts.absent)}."),
        ("cut", doubts.cut, "The source breaks off where the answer would stand."),
        ("lacking", doubts.lacking, f"The sentences that come nearest hold nothing that is {lacking}."),
        ("separate", doubts.separate, "What was found leaves the matter to another cable (septel)."),
        ("cosine", doubts.cosine < limits.cosine, "Nothing that was found comes near enough to the question."),
    )
    return tuple((name, sentence) for name, holds, sentence in stated if holds)


def _listed(words: tuple[str, ...]) -> str:
    return " or ".join(words)
