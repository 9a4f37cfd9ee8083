"""Checks that need no curated fact: quotes, figures, markings, clearance, citations that exist, repetition."""

import re

from eval.facts.numbers import mentions
from eval.facts.text import fold
from eval.run.record import Sample
from eval.scorers.citations import invalid
from eval.scorers.metrics import Score, Unscored, share
from eval.suite.model import Item
from eval.system import Cited, Reply, Said
from rag.cables.marking import Level, Marking, highest

_BOTH = re.compile(r"\bboth\b", re.IGNORECASE)
_BROKEN_WORD = re.compile(r"(?<=\w)- (?=\w)")


def quote_text(text: str) -> str:
    """A text for comparing quotes: folded, words broken at a line's end joined."""
    return _BROKEN_WORD.sub("", fold(text))


def score_checks(item: Item, sample: Sample, reply: Reply) -> dict[str, Score]:
    """The counts that should be 0, and the share of quotes that hold."""
    cited = reply.citations
    held = [quote_holds(sample, citation) for citation in cited]
    # A timeline tells again, in another order, what stands above it.
    texts = [fold(said.text) for said in reply.shown if said.part != "timeline"]
    return {
        "quotes_verified": share(sum(held), len(held), "nothing is quoted"),
        "bad_quotes": float(len(held) - sum(held)),
        "invalid_citations": float(sum(invalid(c, sample, reply) for c in cited)),
        "unsupported_figures": float(sum(_unsupported(sample, said) for said in reply.shown)),
        "marking_errors": float(sum(_wrong_marking(sample, n, reply) for n in range(len(cited)))),
        "leaks": float(_leaks(item, sample, reply)),
        "uncited": float(_uncited(reply)),
        "duplicates": float(len(texts) - len(set(texts))),
        "marking": _expected_marking(item, reply),
    }


def quote_holds(sample: Sample, cited: Cited) -> bool:
    """Whether the quoted words stand in the paragraph that is cited."""
    passage = sample.passage(cited)
    quote = quote_text(cited.quote)
    return passage is not None and bool(quote) and quote in quote_text(passage.text)


def _unsupported(sample: Sample, said: Said) -> int:
    text = said.text
    for insertion in said.insertions:
        text = text.replace(insertion, " ")
    passages = [p for p in (sample.passage(c) for c in said.citations) if p is not None]
    ground = " | ".join(f"{p.text} | {p.context} | {p.cable} | {p.label}" for p in passages)
    known = _figures(ground) | ({2.0} if _BOTH.search(ground) else set())
    return sum(figure not in known for figure in _figures(text))


_DIGIT_RUN = re.compile(r"\d+(?:[.,]\d+)*")


def _figures(text: str) -> set[float]:
    folded = fold(text)
    digits = {_plain(match[0]) for match in _DIGIT_RUN.finditer(folded)}
    return digits | {m.low for m in mentions(folded)} | {m.high for m in mentions(folded)}


def _plain(digits: str) -> float:
    bare = digits.replace(",", "")
    return float(bare) if bare.count(".") < 2 else float(bare.replace(".", ""))


def _wrong_marking(sample: Sample, position: int, reply: Reply) -> bool:
    cited = reply.citations[position]
    passage = sample.passage(cited)
    return passage is not None and Marking.parse(cited.marking) != Marking.parse(passage.marking)


def _leaks(item: Item, sample: Sample, reply: Reply) -> int:
    if not item.filters.clearance:
        return 0
    clearance = Level[item.filters.clearance]
    shown = [Marking.parse(hit.marking) for hit in sample.hits]
    cited = [c for said in reply.statements for c in said.citations]
    passages = [sample.passage(c) for c in cited]
    shown += [Marking.parse(p.marking) for p in passages if p is not None]
    return sum(not marking.within(clearance) for marking in shown)


def _uncited(reply: Reply) -> int:
    if reply.outcome != "answered":
        return 0
    return sum(not said.citations for said in reply.shown) if reply.text.strip() else 1


def _expected_marking(item: Item, reply: Reply) -> Score:
    if not item.marking:
        return Unscored("the question expects no marking")
    if reply.outcome != "answered":
        return Unscored(f"the question was {reply.outcome}")
    shown = highest(Marking.parse(cited.marking) for cited in reply.citations)
    return float(shown == Marking.parse(item.marking))
