"""One question, all scorers: the figures, the verdict, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from eval.facts.match import violates
from eval.run.record import Sample
from eval.scorers.briefs import PAGE_FAULTS, prints, score_page
from eval.scorers.checks import score_checks
from eval.scorers.citations import score_citations
from eval.scorers.facts import FactVerdict, judge_facts, score_facts
from eval.scorers.metrics import METRICS, Score, Unscored
from eval.suite.model import Forbidden, Item
from eval.system import Reply

Cell = Literal["answered", "declined", "refused", "error", "stale"]


@dataclass(frozen=True)
class Verdict:
    """One sample, judged.

    Attributes:
        cell: How it ended, for the table of abstention.
        scores: Every figure by name, or why it is unscored.
        facts: The verdict on each fact.
        notes: Why it did not pass; empty when it did.
    """

    id: str
    trial: int
    cell: Cell
    scores: Mapping[str, Score]
    facts: tuple[FactVerdict, ...] = ()
    notes: tuple[str, ...] = field(default=())


def judge(item: Item, sample: Sample, retrieval: Mapping[str, Score]) -> Verdict:
    """Scores one sample; `retrieval` are the ranking measures, which are computed for all samples at once."""
    reply = sample.reply
    if sample.status == "stale":
        return _unjudged(sample, "stale", f"the recording is stale: {sample.error}")
    if sample.status == "error" or reply is None or reply.outcome == "failed":
        return _unjudged(sample, "error", f"no answer was got: {sample.error or (reply.reason if reply else '')}")
    facts = judge_facts(item, reply, sample.passages)
    said = [entry.shown for entry in item.must_not if _says(item, entry, reply)]
    scores: dict[str, Score] = {
        **score_facts(facts, reply),
        **score_citations(item, reply),
        **score_checks(item, sample, reply),
        **_abstention(item, reply),
        **_cost(sample, reply),
        **retrieval,
        "must_not": float(len(said)),
    }
    if item.brief is not None:
        scores |= score_page(item.brief, sample, reply, facts)
    if item.answerable != "yes" and reply.outcome != "answered":
        scores |= dict.fromkeys(("fact_recall", "okay_recall"), Unscored("declining is right here"))
    notes = (*_faults(item, reply, facts), *(f"says what it must not: {text!r}" for text in said), *_broken(scores))
    scores["pass"] = 0.0 if notes else 1.0
    return Verdict(sample.id, sample.trial, reply.outcome, scores, facts, notes)


def _unjudged(sample: Sample, cell: Cell, reason: str) -> Verdict:
    return Verdict(sample.id, sample.trial, cell, dict.fromkeys(METRICS, Unscored(reason)), notes=(reason,))


def _says(item: Item, entry: Forbidden, reply: Reply) -> bool:
    return violates(entry, reply.text) if item.brief is None else prints(entry, reply)


def _faults(item: Item, reply: Reply, facts: tuple[FactVerdict, ...]) -> list[str]:
    if reply.outcome == "refused":
        return [f"the model refused: {reply.reason}"]
    if item.answerable == "no":
        return [] if reply.outcome == "declined" else ["answers what the cables do not say"]
    if reply.outcome == "declined":
        return [] if item.answerable == "partial" else [f"declines what the cables say: {reply.reason}"]
    notes = [f"lacks {fact.fact!r}" for fact in facts if fact.vital and not fact.stated]
    notes += [f"does not say who said {fact.fact!r}" for fact in facts if fact.attributed is False]
    notes += [f"does not keep {fact.fact!r} to its section" for fact in facts if fact.placed is False]
    if item.allowed and not any(cited.ref in item.allowed for cited in reply.citations):
        notes.append("cites nothing that supports it")
    words = len(reply.text.split())
    if item.max_words and words > item.max_words:
        notes.append(f"has {words} words, more than {item.max_words}")
    return notes


_FATAL = ("invalid_citations", "bad_quotes", "unsupported_figures", "marking_errors", "leaks", "uncited", *PAGE_FAULTS)


def _broken(scores: Mapping[str, Score]) -> list[str]:
    found = [(name, scores.get(name)) for name in _FATAL]
    notes = [f"{METRICS[name].meaning}: {score:g}" for name, score in found if isinstance(score, float) and score]
    if scores["marking"] == 0.0:
        notes.append("its highest marking is not the expected one")
    return notes


def _abstention(item: Item, reply: Reply) -> dict[str, Score]:
    declined = float(reply.outcome == "declined")
    other = Unscored("this question may be answered and declined")
    return {
        "rejection": declined if item.answerable == "no" else Unscored("the question is answerable"),
        "over_refusal": declined if item.answerable == "yes" else Unscored("the question is unanswerable"),
        "refused": float(reply.outcome == "refused"),
    } | ({"rejection": other, "over_refusal": other} if item.answerable == "partial" else {})


def _cost(sample: Sample, reply: Reply) -> dict[str, Score]:
    tokens = [value for name, value in reply.usage.items() if name in {"input_tokens", "output_tokens"}]
    replayed = Unscored("the reply is a recording")
    none = Unscored("no model was used")
    return {
        "search_seconds": replayed if sample.replayed else sample.search_seconds,
        "ask_seconds": replayed if sample.replayed else sample.ask_seconds,
        "tokens": float(sum(tokens)) if tokens else none,
        "cost": reply.usage.get("cost", none),
    }
