"""From what a model wrote to drafts for the gate: ids led back to what was sent, whatever points outside taken out."""

import re

from rag.answering.model import Draft, DraftCitation
from rag.generation.shapes import SaidCitation, SaidStatement
from rag.generation.sources import Ids

_ADDRESS = re.compile(
    r"!?\[[^\[\]\n]{0,200}\]\([^()\s]{0,500}\)|\b(?:[a-z][a-z0-9+.-]{1,10}://|www\.)[^\s<>\"'“”]{0,500}"
    r"|\b(?:javascript|data|mailto):\S{0,500}|<(?:img|script|iframe|form|svg|a|style|video|object|embed)\b[^>]{0,500}>?",
    re.IGNORECASE,
)
_OWN_ID = re.compile(r"\s?[\[(]?\b\d\d[A-Z]{3,40}\d{1,7}\s?¶\s?\[?[\w()]{1,12}\]?[\])]?")
REMOVED = "[address removed]"


def to_draft(said: SaidStatement, ids: Ids) -> Draft:
    """A statement as the gate will judge it.

    Three things are not left to the gate. Addresses and markup that loads something are taken out of the sentence, and
    a quotation is cut before them. A pointer written into the sentence is dropped, since pointers are ours to print.
    And a sentence that rests on a paragraph which reads like an instruction is replaced by its own quotation: those
    words may be shown as what the paragraph says, never as what the answer says.

    Args:
        said: As the model wrote it.
        ids: Of the paragraphs that were sent.
    """
    citations = tuple(_citation(one, ids) for one in said.citations)
    text = " ".join(_OWN_ID.sub("", _ADDRESS.sub(REMOVED, said.text)).split())
    suspect = [one.quote for one in citations if ids.is_suspect(one.key)]
    if suspect:
        text = " ".join(f"“{quote}”" for quote in dict.fromkeys(suspect))
    return Draft(text, citations)


def _citation(said: SaidCitation, ids: Ids) -> DraftCitation:
    quote = said.quote.strip().strip('“”"').strip()
    pieces = _ADDRESS.split(quote)
    return DraftCitation(ids.key(said.id) or ids.stray(said.id), max(pieces, key=len).strip())
