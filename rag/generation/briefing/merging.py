"""Doubles folded, sides set against each other: what the model says of points is done only where it can be checked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from rag.answering.gate import check
from rag.answering.model import Draft, Verdict
from rag.briefs.disagreements import several_lead
from rag.briefs.quantities import negated, numbers
from rag.cables.model import Evidence, Key
from rag.generation.briefing.points import Point
from rag.generation.briefing.quoting import own_sentence

SIDES = 3


@dataclass(frozen=True)
class Difference:
    """Points that contradict each other, as one line.

    Attributes:
        points: The sides.
        draft: Both told, each with its citation.
        lead: Whose cables differ, in our words.
    """

    points: tuple[Point, ...]
    draft: Draft
    lead: str


def folded(best: Point, other: Point, sent: Mapping[Key, Evidence]) -> Point | None:
    """The better of two points with the citations of both; None where they may not be the same.

    A figure that only the other has, a negation that only one has, and the post's view beside a reported fact are
    reasons to keep both: that difference may be the news. So is a gate that does not pass the joined line.
    """
    ours, theirs = best.statement.text, other.statement.text
    if best.post != other.post or negated(ours) != negated(theirs) or not numbers(theirs) <= numbers(ours):
        return None
    cited = {citation.key for citation in best.draft.citations}
    fresh = tuple(citation for citation in other.draft.citations if citation.key not in cited)
    draft = replace(best.draft, citations=(*best.draft.citations, *fresh))
    statement = check(draft, list(sent.values()))
    if statement.verdict is not Verdict.VERIFIED:
        return None
    return replace(
        best, draft=draft, statement=statement, leads=best.leads or other.leads, value=max(best.value, other.value)
    )


def difference(sides: Sequence[Point], sent: Mapping[Key, Evidence]) -> Difference | None:
    """Points set against each other; None where they stand in one cable, or the line does not pass the gate.

    The sides are told in the cables' own sentences where those can be read alone, else in the points' words.
    """
    cables = {one.key.cable: sent[one.key].cable for one in sides}
    if not 2 <= len(sides) <= SIDES or len(cables) != len(sides):
        return None
    lead = several_lead(tuple(cables.values()))
    for draft in (_verbatim(sides, sent), _in_words(sides)):
        if draft is not None and check(draft, list(sent.values())).verdict is Verdict.VERIFIED:
            return Difference(tuple(sides), draft, lead)
    return None


def _verbatim(sides: Sequence[Point], sent: Mapping[Key, Evidence]) -> Draft | None:
    citations = tuple(filter(None, (own_sentence(one.statement.citations[0], sent[one.key]) for one in sides)))
    return Draft(" ".join(one.quote for one in citations), citations) if len(citations) == len(sides) else None


def _in_words(sides: Sequence[Point]) -> Draft:
    text = " ".join(one.statement.text for one in sides)
    return Draft(text, tuple(citation for one in sides for citation in one.draft.citations))
