"""Ranking measures by ir_measures (trec_eval's definitions): evidence for recall and nDCG, anything allowed for RR."""

import re
from collections.abc import Mapping, Sequence

from eval.run.record import Sample
from eval.scorers.metrics import CUTS, Score, Unscored
from eval.suite.model import Item, Ref

Name = tuple[str, int]
"""A sample: question id and trial."""

_MEASURES = (*(f"R@{cut}" for cut in CUTS), "nDCG@8")
_TREC_CHARS = re.compile(r"\s")


def score_retrieval(items: Mapping[str, Item], samples: Sequence[Sample]) -> dict[Name, dict[str, Score]]:
    """Scores the hits of every sample.

    A paragraph that is hit twice counts once, at its better rank. Two parts of one number count as one, since suites
    name paragraphs by their printed number.
    """
    judged = [s for s in samples if s.status == "done" and items[s.id].support]
    strict = _measure({_name(s): items[s.id].support for s in judged}, judged, _MEASURES)
    loose = _measure({_name(s): items[s.id].allowed for s in judged}, judged, ("RR",))
    scores: dict[Name, dict[str, Score]] = {}
    for sample in samples:
        key = (sample.id, sample.trial)
        if sample.status != "done":
            scores[key] = dict.fromkeys((*_MEASURES, "MRR"), Unscored(f"the question ended in {sample.status}"))
        elif not items[sample.id].support:
            scores[key] = dict.fromkeys((*_MEASURES, "MRR"), Unscored("the question names no evidence"))
        else:
            scores[key] = {**strict[_name(sample)], "MRR": loose[_name(sample)]["RR"]}
    return scores


def _name(sample: Sample) -> str:
    return _TREC_CHARS.sub("_", f"{sample.id}/{sample.trial}")


def _document(ref: Ref) -> str:
    return _TREC_CHARS.sub("_", f"{ref.cable}#{ref.label}")


def _measure(
    relevant: Mapping[str, frozenset[Ref]], samples: Sequence[Sample], names: Sequence[str]
) -> dict[str, dict[str, Score]]:
    import ir_measures

    found: dict[str, dict[str, Score]] = {name: dict.fromkeys(names, 0.0) for name in relevant}
    judgements = [ir_measures.Qrel(q, _document(ref), 1) for q, refs in relevant.items() for ref in refs]
    ranking = [
        # Scores are the negated ranks: trec_eval sorts by score and would break the system's ties by document name.
        ir_measures.ScoredDoc(_name(sample), _document(ref), float(-rank))
        for sample in samples
        for rank, ref in enumerate(dict.fromkeys(hit.ref for hit in sample.hits))
    ]
    if not ranking:
        return found
    measures = [ir_measures.parse_measure(name) for name in names]
    for metric in ir_measures.iter_calc(measures, judgements, ranking):
        if metric.query_id in found:
            found[metric.query_id][str(metric.measure)] = float(metric.value)
    return found
