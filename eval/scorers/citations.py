"""Citations against the evidence of a question."""

from eval.run.record import Sample
from eval.scorers.metrics import Score, Unscored
from eval.suite.model import Item, Ref
from eval.system import Cited, Reply


def score_citations(item: Item, reply: Reply) -> dict[str, Score]:
    """Precision and recall of the cited paragraphs, on answered questions that have evidence.

    Recall is over requirements: each fact with paragraphs of its own is one, met by any of its sets; without such
    facts each evidence paragraph is one.
    """
    if item.brief is not None:
        return _both(Unscored("a brief cites more than its facts need"))
    if not item.allowed:
        return _both(Unscored("the question names no evidence"))
    if reply.outcome != "answered":
        return _both(Unscored(f"the question was {reply.outcome}"))
    cited = frozenset(c.ref for c in reply.citations)
    needs = requirements(item)
    recall = sum(max(len(cited & choice) / len(choice) for choice in need) for need in needs)
    return {
        "citation_precision": len(cited & item.allowed) / len(cited) if cited else 0.0,
        "citation_recall": recall / len(needs) if needs else Unscored("the question names no evidence"),
    }


def requirements(item: Item) -> tuple[tuple[frozenset[Ref], ...], ...]:
    """What has to be cited: for each requirement its alternative sets."""
    own = tuple(fact.alternatives for fact in item.facts if fact.vital and fact.alternatives)
    return own or tuple((frozenset((ref,)),) for ref in sorted(item.support))


def _both(score: Score) -> dict[str, Score]:
    return {"citation_precision": score, "citation_recall": score}


def invalid(cited: Cited, sample: Sample, reply: Reply) -> bool:
    """Whether a citation points to nothing, to another number than it shows, or to what was never retrieved."""
    passage = sample.passage(cited)
    if passage is None or passage.label != cited.label:
        return True
    return (cited.cable, cited.index) not in reply.retrieved
