"""Which sentences of the paragraphs found answer the question: chosen by measurement (`docs/retrieval.md`)."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from rag.answering import instructions
from rag.answering.asking import agreement, asked
from rag.answering.sentences import split
from rag.cables.model import HEADER_INDEX, Evidence, Role
from rag.embedding.base import Embedder
from rag.embedding.ceiling import may_leave
from rag.retrieval.model import Retrieved
from rag.retrieval.terms import content_stems, stems

READ = 8
"""Paragraphs whose sentences are considered; words weigh by their rarity among all that were retrieved."""
EMBEDDED = 16
"""Sentences that are compared by vector; 24 answered development questions no better, 12 worse."""
LONGEST = 600
"""Characters of a sentence that are embedded; a longer one is a list."""
COSINE = 0.75
WORDS = 0.1
KIND = 0.15
HEADER = 0.3
"""Taken from a header's lines where nothing of a header is asked."""
STEERED = 0.2
STEERING = 0.3
"""Taken from every sentence of a paragraph that reads like an instruction to a model, and more from the sentence that
does: it may be quoted, flagged, where nothing else answers."""
STATEMENTS = 5
PARAGRAPHS = 3
GAP = 0.08
"""A second paragraph must come this near to the best one, by their best sentences."""
COMPARED = 2
"""A question that compares gets the best of so many cables, unless they fall far behind."""
COMPARED_GAP = 0.35
DOUBLE = 0.6
"""Share of a summary sentence's content words that the body's sentence must have to count as the same."""
_DELIMITER = re.compile(
    r"\W*(?:begin|end)\s(?:of\s)?(?:summary|comment|text|note|quote|message|action)s?(?:\s(?:and\s)?[a-z]+)?\W*",
    re.IGNORECASE,
)
"""A sentence that only opens or closes a part of the cable, `End summary.`, says nothing."""
_COMPARES = re.compile(
    r"\b(?:trace|chang\w*|differ\w*|agree\w*|compar\w*|contrast\w*|contradict\w*|consistent|over time|evolv\w*)\b",
    re.IGNORECASE,
)
_SHORTEST = 12


@dataclass(frozen=True)
class Choice:
    """A sentence that may be said.

    Attributes:
        evidence: Its paragraph.
        rank: The paragraph's place among the hits, 0 for the best.
        start: Where it begins in the paragraph's text.
        text: Its words.
        score: What it is chosen by.
        cosine: With the question; 0 while not yet compared.
        words: Share of the question's content words in it, by weight.
        kind: Share of the kinds of things asked for that it holds.
    """

    evidence: Evidence
    rank: int
    start: int
    text: str
    score: float
    cosine: float
    words: float
    kind: float

    @property
    def relevance(self) -> float:
        """The score without what it gets for holding the kind of thing asked for."""
        return self.score - KIND * self.kind


def candidates(retrieved: Retrieved, embedder: Embedder) -> tuple[Choice, ...]:
    """The sentences of the best paragraphs, best first.

    Args:
        retrieved: What was found.
        embedder: The one that made the question's vector.
    """
    question = retrieved.analysis.text
    weights = _weights(content_stems(question), retrieved.hits)
    kinds = asked(question)
    found = []
    for rank, evidence in enumerate(retrieved.hits[:READ]):
        base = _base(evidence, header=retrieved.analysis.header)
        for start, end in split(evidence.paragraph.text):
            text = evidence.paragraph.text[start:end]
            if len(text) < _SHORTEST or _DELIMITER.fullmatch(text):
                continue
            held = stems(text)
            words = sum(weight for stem, weight in weights.items() if stem in held)
            kind = agreement(kinds, text)
            score = base + WORDS * words + KIND * kind - STEERING * instructions.reads_like_one(text)
            found.append(Choice(evidence, rank, start, text, score, 0.0, words, kind))
    best = sorted(found, key=lambda choice: -choice.score)[:EMBEDDED]
    if not best:
        return ()
    scored = [
        replace(choice, score=choice.score + COSINE * cosine, cosine=cosine)
        for choice, cosine in zip(best, _cosines(best, retrieved, embedder), strict=True)
    ]
    return tuple(sorted(scored, key=lambda choice: (-choice.score, choice.rank, choice.start)))


def choose(found: Sequence[Choice], question: str, *, compares: bool) -> tuple[Choice, ...]:
    """At most `STATEMENTS` sentences of few paragraphs, in reading order.

    Args:
        found: From `candidates`.
        question: The question's own words.
        compares: Whether it is known to concern several times or cables.
    """
    if not found:
        return ()
    lead: dict[tuple[str, int], Choice] = {}
    for choice in found:
        lead.setdefault(_place(choice), choice)
    top = found[0].score
    kept = [place for place, choice in list(lead.items())[:PARAGRAPHS] if top - choice.score <= GAP]
    first: list[Choice] = []
    if compares or _COMPARES.search(question):
        first = _one_of_each_cable(lead.values(), top)
        kept += [_place(choice) for choice in first]
    rest = [choice for choice in found if _place(choice) in kept and choice not in first]
    chosen: list[Choice] = []
    seen: set[str] = set()
    for choice in (*first, *rest):
        words = " ".join(choice.text.casefold().split())
        if words not in seen and len(chosen) < STATEMENTS:
            seen.add(words)
            chosen.append(choice)
    order = {
        place: at for at, place in enumerate(dict.fromkeys(_place(choice) for choice in sorted(chosen, key=_by_cable)))
    }
    return tuple(sorted(chosen, key=lambda choice: (order[_place(choice)], choice.start)))


def _cosines(choices: Sequence[Choice], retrieved: Retrieved, embedder: Embedder) -> list[float]:
    """Each sentence's cosine with the question; its paragraph's, where the sentence may not be sent to the embedder."""
    own = {candidate.key: candidate.cosine for candidate in retrieved.candidates}
    cosines = [own.get(choice.evidence.key, 0.0) for choice in choices]
    sent = [
        at
        for at, choice in enumerate(choices)
        if may_leave(choice.evidence.paragraph.effective_marking, embedder.host, embedder.ceiling)
    ]
    if sent:
        vectors = embedder.embed([choices[at].text[:LONGEST] for at in sent])
        for at, cosine in zip(sent, vectors @ np.asarray(retrieved.vector, dtype=np.float32), strict=True):
            cosines[at] = float(cosine)
    return cosines


def _base(evidence: Evidence, *, header: bool) -> float:
    score = evidence.score
    if evidence.paragraph.index == HEADER_INDEX and not header:
        score -= HEADER
    if instructions.reads_like_one(evidence.paragraph.text):
        score -= STEERED
    return score


def _weights(wanted: Iterable[str], hits: Sequence[Evidence]) -> dict[str, float]:
    """Weights of the question's stems by their rarity among the hits; they add up to 1."""
    counts = Counter(stem for evidence in hits for stem in stems(evidence.paragraph.text))
    raw = {stem: math.log(1 + (len(hits) + 1) / (1 + counts[stem])) for stem in wanted}
    total = sum(raw.values()) or 1.0
    return {stem: weight / total for stem, weight in raw.items()}


def _one_of_each_cable(leads: Iterable[Choice], top: float) -> list[Choice]:
    best: dict[str, Choice] = {}
    for choice in leads:
        best.setdefault(choice.evidence.cable.id, choice)
    return [choice for choice in list(best.values())[:COMPARED] if top - choice.score <= COMPARED_GAP]


def _place(choice: Choice) -> tuple[str, int]:
    return choice.evidence.key.cable, choice.evidence.key.index


def _by_cable(choice: Choice) -> tuple[str, str, int, int]:
    date = choice.evidence.cable.date
    return (date.isoformat() if date else "", choice.evidence.cable.id, choice.evidence.paragraph.index, choice.start)


def doubles(choice: Choice, hits: Sequence[Evidence]) -> tuple[Evidence, str] | None:
    """A summary of the same cable that says the same: its paragraph and sentence, a second source; None if none."""
    if choice.evidence.paragraph.role is Role.SUMMARY:
        return None
    own = set(content_stems(choice.text))
    for evidence in hits:
        if evidence.cable.id != choice.evidence.cable.id or evidence.paragraph.role is not Role.SUMMARY:
            continue
        for start, end in split(evidence.paragraph.text):
            said = set(content_stems(evidence.paragraph.text[start:end]))
            if len(said) >= 5 and len(said & own) >= DOUBLE * len(said):
                return evidence, evidence.paragraph.text[start:end]
    return None
