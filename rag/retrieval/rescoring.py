"""What is known of a candidate beyond its words: its cable, post, date and place, and its neighbours' standing."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from rag.cables.ids import full_year
from rag.cables.model import HEADER_INDEX, Evidence, Key, Role
from rag.retrieval.analysis import Analysis
from rag.retrieval.model import Candidate

NAMED = 0.6
"""A cable that the question names, or that the conversation is about, comes before all others."""
POST = 0.1
PERIOD = 0.1
HEADER = 0.1
"""Taken from a header where nothing of a header is asked: it repeats the subject and says nothing of it."""
HEADER_ASKED = 0.25
SUMMARY = 0.05
"""Taken from a summary: the body says the same with the particulars."""
COMMENT_ASKED = 0.05
CABLE = 0.6
BEST = 3
"""A paragraph stands higher among other good ones of its cable: it gets `CABLE` of the mean lead of the best three."""

_ID = re.compile(r"(\d\d)?([A-Z]+)\d+")


def rescore(
    candidates: Mapping[Key, Candidate],
    analysis: Analysis,
    named: frozenset[str],
    dates: Mapping[str, dt.date],
) -> list[Candidate]:
    """Ranks candidates.

    Args:
        candidates: From `rag.retrieval.fusion.join`.
        analysis: The question.
        named: Cables that it is about, known to the library.
        dates: Dates of the candidates' cables where known; the year in the id serves for others.

    Returns:
        All of them, best first; equal ones in the order of cable and paragraph.
    """
    cable_bonus = {cable: _bonus(cable, analysis, named, dates) for cable in {key.cable for key in candidates}}
    scores = {
        key: candidate.score + cable_bonus[key.cable] + _place(key, analysis) for key, candidate in candidates.items()
    }
    leads = _leads(scores)
    ranked = [replace(candidates[key], score=score + CABLE * leads[key.cable]) for key, score in scores.items()]
    return sorted(ranked, key=lambda candidate: (-candidate.score, candidate.key))


def by_role(shown: Iterable[tuple[Evidence, Candidate]], analysis: Analysis) -> list[tuple[Evidence, Candidate]]:
    """Moves paragraphs by their role: the body before the summary, the comment first where the post's view is asked."""
    moved = []
    for evidence, candidate in shown:
        role, score = evidence.paragraph.role, candidate.score
        if role is Role.SUMMARY:
            score -= SUMMARY
        if role is Role.COMMENT and analysis.view:
            score += COMMENT_ASKED
        moved.append((replace(evidence, score=score), replace(candidate, score=score)))
    return sorted(moved, key=lambda pair: (-pair[1].score, pair[1].key))


def _bonus(cable: str, analysis: Analysis, named: frozenset[str], dates: Mapping[str, dt.date]) -> float:
    bonus = NAMED if cable in named else 0.0
    match = _ID.fullmatch(cable)
    if match and match[2] in analysis.posts:
        bonus += POST
    date = dates.get(cable)
    if date is None and match and match[1]:
        date = dt.date(full_year(int(match[1])), 1, 1)
    if date is not None and analysis.periods:
        bonus += PERIOD * max(period.agreement(date) for period in analysis.periods)
    return bonus


def _place(key: Key, analysis: Analysis) -> float:
    if key.index != HEADER_INDEX:
        return 0.0
    return HEADER_ASKED if analysis.header else -HEADER


def _leads(scores: Mapping[Key, float]) -> dict[str, float]:
    """By how much the best paragraphs of each cable exceed the mean of all candidates."""
    if not scores:
        return {}
    mean = sum(scores.values()) / len(scores)
    by_cable: dict[str, list[float]] = {}
    for key, score in scores.items():
        by_cable.setdefault(key.cable, []).append(score - mean)
    return {cable: sum(sorted(leads, reverse=True)[:BEST]) / BEST for cable, leads in by_cable.items()}
