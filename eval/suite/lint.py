"""What is wrong with a suite before anything is asked: evidence, leaks, self-contradiction, size."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from eval.facts.match import denies, places, states, violates
from eval.facts.text import fold
from eval.gate.compare import smallest_difference
from eval.suite.load import Located
from eval.suite.model import Fact, Item, Ref
from eval.system import System
from rag.cables.model import Cable

SMALL_TAG = 5


@dataclass(frozen=True)
class Finding:
    """Something to mend, or to know.

    Attributes:
        place: `file:line`, "" for the whole suite.
        severity: error (the suite cannot be trusted), warning (look at it), note.
        text: One sentence.
    """

    place: str
    severity: str
    text: str


def lint(located: Sequence[Located], system: System) -> tuple[Finding, ...]:
    """All findings, in the order of the files."""
    findings = list(_repeated(located))
    for entry in located:
        findings += _lint_item(entry, system)
    findings += _sizes([entry.item for entry in located])
    return tuple(findings)


def _repeated(located: Sequence[Located]) -> Iterator[Finding]:
    first: dict[str, str] = {}
    for entry in located:
        known = first.setdefault(entry.item.id, entry.place)
        if known != entry.place:
            yield Finding(entry.place, "error", f"the id {entry.item.id!r} is already used at {known}")


def _lint_item(entry: Located, system: System) -> Iterator[Finding]:
    item, place = entry.item, entry.place
    if item.draft:
        yield Finding(place, "warning", f"{item.id} is a draft, which the runner refuses")
    for cable in item.brief.cables if item.brief is not None else ():
        if system.show(cable) is None:
            yield Finding(place, "error", f"{item.id}: the corpus holds no cable {cable}")
    texts: dict[Ref, str] = {}
    for ref in sorted(item.allowed):
        text = _text(system.show(ref.cable), ref)
        if text is None:
            yield Finding(place, "error", f"{item.id}: the corpus holds no {ref}")
        else:
            texts[ref] = text
    for fact in item.facts:
        yield from _lint_fact(item, fact, texts, place)
    for entry_ in item.must_not:
        if item.answer and violates(entry_, item.answer):
            text = f"{item.id}: the reference answer itself says the forbidden {entry_.shown!r}"
            yield Finding(place, "error", text)
    if item.answer and item.max_words and len(item.answer.split()) > item.max_words:
        yield Finding(place, "error", f"{item.id}: the reference answer is longer than max_words")


def _text(cable: Cable | None, ref: Ref) -> str | None:
    if cable is None:
        return None
    found = [unit.text for unit in cable.units if Ref.of(cable.id, unit.label) == ref]
    return " ".join(found) or None


def _lint_fact(item: Item, fact: Fact, texts: dict[Ref, str], place: str) -> Iterator[Finding]:
    wanted = {ref for choice in fact.alternatives for ref in choice} or set(texts)
    evidence = " ".join(texts[ref] for ref in sorted(wanted) if ref in texts)
    ours = fact.part == ("gaps",)
    if evidence and not ours and not any(True for _ in places(fact, fold(evidence))):
        # A warning, since a judgement on the source ("the embassy's own comment") stands in no paragraph. What a brief
        # says of gaps is never the source's words.
        yield Finding(place, "warning", f"{item.id}: the fact {fact.shown!r} does not stand in its evidence")
    elif evidence and not fact.negated and denies(fact, evidence) and not denies(fact, item.answer):
        text = f"{item.id}: the evidence denies the fact {fact.shown!r}, so that a denial in the answer counts too"
        yield Finding(place, "note", text)
    if any(True for _ in places(fact, fold(item.question))):
        yield Finding(place, "warning", f"{item.id}: the question gives the fact {fact.shown!r} away")
    if item.answer and fact.vital and not states(fact, item.answer, (item.answer,)):
        yield Finding(place, "warning", f"{item.id}: the reference answer does not state the vital fact {fact.shown!r}")


def _sizes(items: Sequence[Item]) -> Iterator[Finding]:
    counts = Counter(tag for item in items for tag in item.groups)
    for tag, count in sorted(counts.items()):
        if count < SMALL_TAG:
            yield Finding("", "note", f"the tag {tag} has {count} questions: too few to judge alone")
    sizes = ", ".join(f"{tag} {count}" for tag, count in sorted(counts.items()))
    yield Finding("", "note", f"{len(items)} questions ({sizes})")
    if items:
        points = smallest_difference(len(items))
        yield Finding("", "note", f"the smallest difference in pass that the suite detects is {points} points")
