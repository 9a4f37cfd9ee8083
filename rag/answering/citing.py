"""From what a writer claims to cite to a checked pointer, or the reason why there is none."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from rag.answering import quotes
from rag.answering.model import Citation, DraftCitation
from rag.answering.normalise import fold
from rag.answering.quotes import Finding, Located
from rag.answering.spans import SourceMismatchError, carrier_spans
from rag.cables.model import Evidence, Key

Lookup = Callable[[Key], Evidence | None]


@dataclass(frozen=True)
class Resolved:
    """A citation that holds.

    Attributes:
        evidence: The paragraph.
        citation: The checked pointer.
        place: The quotation's range in the paragraph's text.
    """

    evidence: Evidence
    citation: Citation
    place: tuple[int, int]


def shown(evidence: Evidence) -> str:
    """How a paragraph is named to readers, `09PHNOMPENH628 ¶8`."""
    return f"{evidence.cable.id} {evidence.paragraph.shown}"


def _excerpt(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:57]}...”"


def _unsent(key: Key, lookup: Lookup | None) -> str:
    known = lookup(key) if lookup else None
    if known:
        return f"{shown(known)} was not among the paragraphs that the answer was written from"
    return f"{key.cable} has no paragraph {key.index} among those that the answer was written from"


def _not_found(claim: DraftCitation, here: Evidence, located: Located, sent: Sequence[Evidence]) -> str:
    """Why a quotation does not stand in the paragraph that is cited for it."""
    name, quote = shown(here), _excerpt(claim.quote)
    if not fold(claim.quote).text:
        return f"{name} is cited without a quotation"
    if located.finding is Finding.SHORT:
        return f"the quotation {quote} is too short to support anything"
    others = (one for one in sent if one.key != here.key)
    if elsewhere := next((one for one in others if quotes.locate(claim.quote, one.paragraph.text).found), None):
        if elsewhere.cable.id == here.cable.id:
            return f"the quote stands in {elsewhere.paragraph.shown}, not in {here.paragraph.shown}"
        return f"the quote stands in {shown(elsewhere)}, not in {name}"
    if located.finding is Finding.JOINED or quotes.joined(claim.quote, [one.paragraph.text for one in sent]):
        return f"the quotation {quote} is joined from pieces that do not stand together in {name}"
    return _altered(name, located) if located.finding is Finding.ALTERED else f"the quotation {quote} is not in {name}"


def _altered(name: str, located: Located) -> str:
    ours, theirs = map(_excerpt, located.detail)
    if not located.detail[0]:
        return f"the quotation is altered: it leaves out {theirs} of {name}"
    if not located.detail[1]:
        return f"the quotation is altered: it adds {ours} to {name}"
    return f"the quotation is altered: it has {ours} where {name} has {theirs}"


def _best(places: Sequence[tuple[int, int]], text: str, statement: str) -> tuple[int, int]:
    """Of several places the one whose sentence is most like the statement."""
    if len(places) == 1:
        return places[0]
    from rapidfuzz import fuzz

    return max(places, key=lambda place: fuzz.token_set_ratio(quotes.context(text, place), statement))


def resolve(
    claim: DraftCitation, statement: str, sent: Sequence[Evidence], lookup: Lookup | None
) -> tuple[Resolved | None, str]:
    """Checks one claim of support.

    Args:
        claim: Which paragraph, and the words that it is said to have.
        statement: The sentence that rests on it; where the words stand there twice, it decides which place is meant.
        sent: The paragraphs that the writer was given.
        lookup: The library, to tell a paragraph that was not sent from one that does not exist.

    Returns:
        The citation and "", or None and the reason in words.
    """
    here = next((one for one in sent if one.key == claim.key), None)
    if here is None:
        return None, _unsent(claim.key, lookup)
    located = quotes.locate(claim.quote, here.paragraph.text)
    if not located.found:
        return None, _not_found(claim, here, located, sent)
    place = _best(located.places, here.paragraph.text, statement)
    try:
        spans = carrier_spans(here.paragraph, here.cable.source.text, *place)
    except SourceMismatchError:
        return None, f"the source of {shown(here)} does not read as the library has it; run reftel doctor"
    paragraph = here.paragraph
    citation = Citation(
        here.cable.id,
        paragraph.label,
        paragraph.index,
        paragraph.text[place[0] : place[1]],
        spans,
        paragraph.effective_marking,
        shown(here),
    )
    return Resolved(here, citation, place), ""
