"""Another order for what the search found, by one call of the model that sees numbered passages and gives numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from rag.answering.sentences import split
from rag.answering.vocabulary import FUNCTION
from rag.answering.words import clean, stem, words
from rag.cables.marking import highest
from rag.cables.model import Evidence, Key
from rag.generation.failures import Kind, ModelFailureError
from rag.generation.finding import FOUND, Found
from rag.generation.model import Call
from rag.generation.neutral import one_line
from rag.generation.sending import Ceiling, Sending, choose
from rag.generation.session import Session
from rag.generation.shapes import SaidRanking
from rag.generation.sources import frame_passages
from rag.generation.spending import SpendingError

RERANK = "rerank"
RANKED = 30
"""Paragraphs that are put in order."""
LONGEST = 600
"""Characters of a passage; of a longer paragraph the part is shown that shares most words with the question."""
_FEWEST = 2


@dataclass(frozen=True)
class Ranking:
    """What came of it.

    Attributes:
        found: In the new order, or as it was.
        order: The paragraphs that the model put first, in its order; none where it gave no usable one.
        notes: What a reader should know of how it went.
    """

    found: Found
    order: tuple[Key, ...] = ()
    notes: tuple[str, ...] = ()


def rerank(found: Found, ceiling: Ceiling, budget: int, session: Session) -> Ranking:
    """Asks the model once for the order of the best paragraphs.

    What may not be sent is not shown to it. Numbers that it was not given and repeated ones are passed over; paragraphs
    that it leaves out follow in the order of the search. Whatever goes wrong, that order stays.

    Args:
        found: By the search, more than an answer is written from.
        ceiling: Who may be sent what.
        budget: Tokens for all passages.
        session: Of the answer.

    Raises:
        ModelFailureError: Replies are recorded ones, and this one is not among them.
    """
    passages = [_passage(one, found.question) for one in found.hits[:RANKED]]
    sending = choose(passages, ceiling, budget, session.model.count)
    if len(sending.sent) < _FEWEST:
        return Ranking(_cut(found, found.hits))
    told = _told(sending, session.model.host)
    framed = frame_passages(sending.sent, sending.open_headers)
    prompt = session.prompts.load(RERANK)
    values = {"fence": framed.fence, "passages": framed.text, "question": one_line(found.question)}
    call = Call(prompt, prompt.render(session.method, values), SaidRanking, final=lambda _: True)
    try:
        said = session.whole(call)
    except ModelFailureError as failure:
        if failure.kind is Kind.UNRECORDED:
            raise
        return _unranked(found, told, str(failure.told(session.model.name, session.model.host)))
    except SpendingError as error:
        return _unranked(found, "", str(error))
    numbers = dict.fromkeys(number for number in said.order if 1 <= number <= len(sending.sent))
    if not numbers:
        return _unranked(found, told, "It named none of them.")
    order = tuple(sending.sent[number - 1].key for number in numbers)
    by_key = {one.key: one for one in found.hits}
    rest = [one for one in found.hits if one.key not in order]
    return Ranking(_cut(found, [*(by_key[key] for key in order), *rest]), order, (told,))


def _told(sending: Sending, host: str) -> str:
    banner = highest(one.paragraph.effective_marking for one in sending.sent)
    return (
        f"{host} received the question and {len(sending.sent)} paragraphs or parts of them, marked {banner} at most, "
        "to put them in order."
    )


def _unranked(found: Found, told: str, why: str) -> Ranking:
    note = f"The paragraphs stay in the order of the search, since the model gave no other: {why}"
    return Ranking(_cut(found, found.hits), notes=(*filter(None, [told]), note))


def _cut(found: Found, hits: Sequence[Evidence]) -> Found:
    """As many as an answer is written from; what the last answer cited stays."""
    kept = {one.key for one in hits[:FOUND]} | found.added
    return replace(found, hits=tuple(one for one in hits if one.key in kept))


def _passage(one: Evidence, question: str) -> Evidence:
    """The paragraph as the model sees it here, by its best part where it is long."""
    text = one.paragraph.text
    if len(text) <= LONGEST:
        return one
    wanted = {stem(word.key) for word in words(clean(question)) if word.key not in FUNCTION}
    sentences = split(text)
    shared = [len(wanted & {stem(word.key) for word in words(clean(text[start:end]))}) for start, end in sentences]
    best = shared.index(max(shared))
    start = sentences[max(0, best - 1)][0]
    if sentences[best][1] - start > LONGEST:
        start = sentences[best][0]
    part = text[start : start + LONGEST].rsplit(" ", 1)[0] if len(text) - start > LONGEST else text[start:]
    return replace(one, paragraph=replace(one.paragraph, text=part))
