"""Facts and forbidden strings against a text."""

from collections.abc import Iterable, Iterator

from eval.facts.dates import says_date, says_range
from eval.facts.names import names
from eval.facts.negation import denied
from eval.facts.numbers import says_number
from eval.facts.span import Found
from eval.facts.text import fold, patterns, phrases
from eval.suite.model import Fact, Forbidden


def places(fact: Fact, text: str) -> Iterator[Found]:
    """Every place of a folded text where some form of the fact stands, denied or not."""
    for form in fact.say:
        yield from phrases(form, text)
    for form in fact.name:
        yield from names(form, text)
    if fact.num is not None:
        low, high = fact.num if isinstance(fact.num, tuple) else (fact.num, fact.num)
        yield from says_number(text, low, high, fact.unit, tolerance(fact))
    if fact.date:
        yield from says_date(text, fact.date)
    if fact.range is not None:
        yield from says_range(text, *fact.range)
    if fact.re:
        yield from patterns(fact.re, text)


def tolerance(fact: Fact) -> float:
    """The accepted distance of a number, in the number's own unit."""
    if not fact.tolerance.endswith("%"):
        return float(fact.tolerance)
    size = max(abs(end) for end in fact.num) if isinstance(fact.num, tuple) else abs(fact.num or 0.0)
    return float(fact.tolerance[:-1]) / 100 * size


def states(fact: Fact, text: str, references: Iterable[str] = ()) -> bool:
    """Whether the text states the fact.

    A match under a denial does not count, unless the fact is a denial itself: because it says so (`negated`), or
    because a reference denies it too.

    Args:
        fact: What to look for.
        text: The answer, or one statement of it.
        references: The suite's reference answer, and the evidence paragraphs where they are known.
    """
    folded = fold(text)
    denial_counts = fact.negated or any(denies(fact, reference) for reference in references)
    return any(denial_counts or not denied(folded, found) for found in places(fact, folded))


def denies(fact: Fact, text: str) -> bool:
    """Whether the text names the fact only under a denial."""
    folded = fold(text)
    found = list(places(fact, folded))
    return bool(found) and all(denied(folded, place) for place in found)


def violates(entry: Forbidden, text: str) -> bool:
    """Whether the text says what it must not, outside a denial."""
    folded = fold(text)
    found = phrases(entry.text, folded) if entry.text else patterns(entry.re, folded)
    return any(not denied(folded, place) for place in found)
