"""The cable's own sentence where the model's words do not hold, and whose voice it is; both judged as for extracts."""

from rag.answering.model import Citation, DraftCitation
from rag.briefs.points import Point as Sentence
from rag.briefs.points import points as sentences
from rag.briefs.voice import post_speaks
from rag.cables.model import Evidence, Role


def own_sentence(citation: Citation, evidence: Evidence) -> DraftCitation | None:
    """The sentence that a citation quotes from, with the one that it hangs on; None where none can be read alone.

    Args:
        citation: A checked one.
        evidence: The paragraph that it cites.
    """
    for one in sentences([evidence]):
        sound = not (one.hanging or one.broken or one.withheld)
        if sound and (citation.quote in one.text or one.text in citation.quote):
            return DraftCitation(one.key, one.text)
    return None


def is_post(citation: Citation, evidence: Evidence) -> bool:
    """Whether the post speaks in a sentence that a citation touches."""
    if evidence.paragraph.role is Role.COMMENT or post_speaks(citation.quote):
        return True
    text = evidence.paragraph.text
    start = text.find(citation.quote)
    end = start + len(citation.quote)
    return any(one.post and _touches(one, text, start, end) for one in sentences([evidence]))


def _touches(one: Sentence, text: str, start: int, end: int) -> bool:
    first = text.find(one.text)
    return first < end and start < first + len(one.text)
