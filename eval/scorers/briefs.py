"""The page of a brief: sheets, banner, and what stands at each line, against the library and not the brief's word."""

import re
from collections.abc import Sequence

from eval.facts.match import violates
from eval.facts.text import fold
from eval.run.record import Sample
from eval.scorers.checks import quote_holds
from eval.scorers.facts import FactVerdict
from eval.scorers.metrics import Score, Unscored, share
from eval.suite.model import BriefRequest, Forbidden
from eval.system import Page, Reply, Said
from rag.cables.marking import Marking, highest

PAGE_FAULTS = ("wrong_pages", "banner_errors", "unverified_lines", "mark_errors", "no_bottom_line")
"""Counts that fail a brief when they are not 0."""
LEAST_SHARED = 0.5
"""Share of a line's words that must stand in the paragraphs it cites: a paraphrase keeps them, a stranger does not."""

_WORD = re.compile(r"[a-z]{4,}")


def score_page(wanted: BriefRequest, sample: Sample, reply: Reply, facts: Sequence[FactVerdict]) -> dict[str, Score]:
    """The figures that only a brief has; a declined one has no page to score."""
    if reply.outcome != "answered":
        return dict.fromkeys((*PAGE_FAULTS, "placement", "fill"), Unscored(f"the brief was {reply.outcome}"))
    page = reply.page or Page(pages=0, banners=())
    lines = reply.statements
    placed = [fact.placed for fact in facts if fact.placed is not None]
    return {
        "wrong_pages": float(abs(page.pages - wanted.pages)),
        "banner_errors": float(_banner_errors(page, _true_marking(lines, sample))),
        "unverified_lines": float(sum(not _verified(said, sample) for said in lines)),
        "mark_errors": float(sum(not _marked(said, sample) for said in lines)),
        "no_bottom_line": float(not any(said.part == "bottom_line" for said in lines)),
        "placement": share(sum(placed), len(placed), "no stated fact has a section to stand in"),
        "fill": page.fill,
    }


def prints(entry: Forbidden, reply: Reply) -> bool:
    """Whether anything on the page says what it must not: lines, verified or not, title, sources and notes."""
    around = reply.page.around if reply.page is not None else ()
    return any(violates(entry, text) for text in (*(said.printed for said in reply.statements), *around))


def _true_marking(lines: Sequence[Said], sample: Sample) -> Marking:
    passages = (sample.passage(cited) for said in lines for cited in said.citations)
    return highest(Marking.parse(passage.marking) for passage in passages if passage is not None)


def _banner_errors(page: Page, truth: Marking) -> int:
    """One for each sheet's top and bottom that says something else, or nothing."""
    missing = max(0, 2 * page.pages - len(page.banners))
    return missing + sum(_banner(printed) != truth for printed in page.banners)


def _banner(printed: str) -> Marking | None:
    """`CONFIDENTIAL//NOFORN` as a marking, None where nothing is printed."""
    level, *caveats = printed.strip().split("//")
    return Marking(Marking.parse(level).level, tuple(sorted(caveats))) if level else None


def _verified(said: Said, sample: Sample) -> bool:
    quoted = bool(said.citations) and all(quote_holds(sample, cited) for cited in said.citations)
    return said.verified and quoted and _rests(said, sample)


def _rests(said: Said, sample: Sample) -> bool:
    text = said.text
    for insertion in said.insertions:
        text = text.replace(insertion, " ")
    passages = [passage for passage in map(sample.passage, said.citations) if passage is not None]
    known = {word for passage in passages for word in _WORD.findall(fold(f"{passage.text} {passage.context}"))}
    words = set(_WORD.findall(fold(text)))
    return len(words & known) >= LEAST_SHARED * len(words)


def _marked(said: Said, sample: Sample) -> bool:
    return bool(said.mark) and Marking.parse(said.mark) == _true_marking((said,), sample)
