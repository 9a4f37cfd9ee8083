"""When to say nothing: reasons that a reader understands, with thresholds that `eval/calibrate.py` sets."""

import datetime as dt
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from rag.answering.asking import Kind, asked, holds
from rag.answering.selection import Choice
from rag.cables.ids import full_year
from rag.cables.model import HEADER_INDEX, Cable
from rag.retrieval.analysis import Analysis
from rag.retrieval.model import Retrieved

RULE = Path(__file__).with_name("decline.json")
_AHEAD = re.compile(
    r"\b(?:will|would|plan(?:s|ned|ning)?|expect(?:s|ed)?|intend(?:s|ed)?|means? to|meant to|going to|hope[sd]?"
    r"|propose[sd]?|target(?:s|ed)?|goals?|aim(?:s|ed)?|pledge[sd]?|promise[sd]?|forecast|predict(?:s|ed)?"
    r"|by (?:when|20\d\d|19\d\d)|due|until|schedule[sd]?|is to|are to|was to|were to|seek|sought|want(?:s|ed)?|should"
    r"|could"
    r"|may|might|budget(?:ed)?|fiscal|offer(?:s|ed)?)\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(?<![\w.,-])\d[\d.,]*\s?(?:%|percent|per cent)", re.IGNORECASE)
_STRICT = frozenset({Kind.NUMBER, Kind.DATE, Kind.YEAR})
"""Kinds that can be told from their form alone."""
_COUNTED = re.compile(r"\bhow many\b", re.IGNORECASE)


@dataclass(frozen=True)
class Rule:
    """The thresholds.

    Attributes:
        cosine: Below it the best sentence has nothing to do with the question.
        read: So many of the best sentences must hold the kind of thing asked for.
    """

    cosine: float
    read: int


@cache
def rule() -> Rule:
    """The thresholds that ship with Reftel, set by `python -m eval.calibrate`."""
    data = json.loads(RULE.read_text(encoding="utf-8"))
    return Rule(cosine=float(data["rule"]["cosine"]), read=int(data["rule"]["read"]))


@dataclass(frozen=True)
class Doubts:
    """What speaks against answering.

    Attributes:
        missing: Cables that the question names and the library does not show.
        silent: Whether no cable of the post and time that the question asks of says anything.
        unknown: Names in the question that stand nowhere in the library.
        later: The period asked about, where it lies after every cable that was found, "" else.
        cut: Whether the source breaks off where the answer would stand.
        lacking: The kinds of things asked for that none of the best sentences holds.
        cosine: Of the best sentence.
    """

    missing: tuple[str, ...]
    silent: bool
    unknown: tuple[str, ...]
    later: str
    cut: bool
    lacking: tuple[Kind, ...]
    cosine: float

    def reason(self, limits: Rule) -> str:
        """Why not to answer, one sentence; "" where nothing weighs enough."""
        lacking = " and no ".join(kind.value.split(" ", 1)[1] for kind in self.lacking)
        reasons = (
            (self.missing, f"The library shows no cable {' or '.join(self.missing)}."),
            (self.silent, "The library shows no text of the post and time that the question asks about."),
            (self.unknown, f"Nothing in what was searched names {' or '.join(self.unknown)}."),
            (self.later, f"What was found was written before {self.later}, which the question asks about."),
            (self.cut, "The source breaks off where the answer would stand."),
            (self.lacking, f"What was found holds no {lacking} that would answer."),
            (self.cosine < limits.cosine, "Nothing that was found comes near enough to the question."),
        )
        return next((sentence for holds_true, sentence in reasons if holds_true), "")


def doubts(retrieved: Retrieved, chosen: Sequence[Choice], unknown: tuple[str, ...], limits: Rule) -> Doubts:
    """Weighs an answer before it is given.

    Args:
        retrieved: What was found.
        chosen: The sentences that would be said.
        unknown: Names in the question that the library does not have.
        limits: The thresholds.
    """
    analysis = retrieved.analysis
    best = sorted(chosen, key=lambda choice: -choice.score)[: limits.read]
    kinds = asked(analysis.text)
    lacking = tuple(
        kind
        for kind in kinds
        if kind in _STRICT and not any(_holds(kind, analysis.text, choice.text) for choice in best)
    )
    top = best[0] if best else None
    cut = bool(
        top
        and top.evidence.paragraph.truncated
        and top.evidence.paragraph.text.rstrip().endswith(top.text)
        and (not kinds or lacking)
    )
    return Doubts(
        missing=retrieved.missing if not retrieved.named else (),
        silent=not chosen or (not analysis.header and all(_is_header(choice) for choice in chosen)),
        unknown=unknown,
        later=_later(analysis, [choice.evidence.cable for choice in chosen]),
        cut=cut,
        lacking=lacking,
        cosine=1.0 if analysis.header or analysis.context else max((choice.cosine for choice in chosen), default=0.0),
    )


def _is_header(choice: Choice) -> bool:
    return choice.evidence.paragraph.index == HEADER_INDEX


def _holds(kind: Kind, question: str, sentence: str) -> bool:
    """A share is no answer to "how many"."""
    if kind is Kind.NUMBER and _COUNTED.search(question):
        sentence = _PERCENT.sub(" ", sentence)
    return holds(kind, sentence)


def _later(analysis: Analysis, cables: Sequence[Cable]) -> str:
    if not analysis.periods or not cables or _AHEAD.search(analysis.text):
        return ""
    last = max(analysis.periods, key=lambda period: (period.year, period.month))
    written = [date for date in map(_date, cables) if date is not None]
    if not written:
        return ""
    newest = max(written)
    before = newest.year < last.year or (newest.year == last.year and bool(last.month) and newest.month < last.month)
    if not before:
        return ""
    return dt.date(last.year, last.month, 1).strftime("%B %Y") if last.month else str(last.year)


def _date(cable: Cable) -> dt.date | None:
    if cable.date is not None:
        return cable.date.date()
    return dt.date(full_year(int(cable.id[:2])), 12, 31) if cable.id[:2].isdigit() else None
