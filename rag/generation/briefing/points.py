"""The map step: the points that the model makes of one reading, each judged by the gate, and one round of repair."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answering.flags import INSTRUCTION
from rag.answering.gate import check
from rag.answering.model import Draft, Statement, Verdict
from rag.cables.model import Key
from rag.generation.briefing.quoting import is_post, own_sentence
from rag.generation.briefing.reading import Reading
from rag.generation.drafting import to_draft
from rag.generation.failures import ModelFailureError
from rag.generation.masking import suspects
from rag.generation.model import Call
from rag.generation.neutral import one_line
from rag.generation.repairing import Failed, corrections
from rag.generation.session import Session
from rag.generation.shapes import SaidPoint, SaidPoints, SaidStatement
from rag.generation.sources import Ids, frame_sources
from rag.generation.spending import SpendingError

PROMPT = "brief_points"
LEAST, MOST = 1, 9
_LEADING = "bottom_line"


@dataclass(frozen=True)
class Point:
    """A point that the model made, with the gate's verdict.

    Attributes:
        draft: What it says and what it claims to rest on.
        statement: The same as the gate judged it.
        post: Whether it is the post's own view; read from the source, whatever the model says.
        leads: Whether the model would have it in the bottom line.
        value: 1 to 9, as the model gave it.
        place: Which point of its reply it was, from 0.
    """

    draft: Draft
    statement: Statement
    post: bool
    leads: bool
    value: int
    place: int

    @property
    def verified(self) -> bool:
        """Whether it passed the gate."""
        return self.statement.verdict is Verdict.VERIFIED

    @property
    def suspect(self) -> bool:
        """Whether it rests on text that reads like an instruction; such a point neither leads nor is weighed again."""
        return INSTRUCTION in self.statement.flags

    @property
    def key(self) -> Key:
        """The paragraph that it rests on first."""
        first = self.statement.citations[0]
        return Key(first.cable, first.index)


def read(session: Session, reading: Reading, topic: str) -> tuple[Point, ...]:
    """The points of one reading, verified or not, in the model's order, and the sentences that failed ones quote.

    Where the source holds text that reads like an instruction and nothing else came of it, it is read once more without
    that text; what the first reading made of it stands behind.

    Args:
        session: Of the brief.
        reading: What is read.
        topic: What the brief is about, "" for the cable itself.

    Raises:
        ModelFailureError: There is no whole reply.
        SpendingError: The spending ceiling would be crossed.
    """
    first = _Round(session, reading, topic, guarded=False).points()
    if any(one.verified and not one.suspect for one in first) or not suspects(reading.sent):
        return first
    second = _Round(session, reading, topic, guarded=True).points()
    known = {one.draft for one in second}
    return (*second, *(one for one in first if one.draft not in known))


class _Round:
    """One reading of some paragraphs."""

    def __init__(self, session: Session, reading: Reading, topic: str, *, guarded: bool) -> None:
        self._session = session
        self._sent = {one.key: one for one in reading.sent}
        self._ids = Ids(reading.sent)
        opened = frozenset({reading.cable} if reading.is_open else ())
        framed = frame_sources(reading.sent, self._ids, opened, guarded=guarded)
        self._prompt = session.prompts.load(PROMPT)
        values = {"fence": framed.fence, "sources": framed.text, "about": _about(reading, topic)}
        self._messages = self._prompt.render(session.method, values)

    def points(self) -> tuple[Point, ...]:
        session = self._session
        call = Call(self._prompt, self._messages, SaidPoints)
        reply = session.model.whole(call, session.method, session.clock, session.account)
        found = [self._judged(said, said, place) for place, said in enumerate(reply.value.statements)]
        failed = [Failed(one.place + 1, one.statement.text, one.statement.reason) for one in found if not one.verified]
        if failed:
            try:
                for better in corrections(session, failed, self._messages, reply.text):
                    place = better.number - 1
                    found[place] = self._judged(better, reply.value.statements[place], place)
            except (ModelFailureError, SpendingError):
                # What passed stands; what failed is listed as failed.
                pass
        return (*found, *self._own_words(found))

    def _own_words(self, found: Sequence[Point]) -> Iterator[Point]:
        """For each point that failed the sentence that it quotes, word for word, unless another point tells it."""
        told = {citation.quote for one in found if one.verified for citation in one.statement.citations}
        for one in found:
            if one.verified or not one.statement.citations:
                continue
            cited = one.statement.citations[0]
            citation = own_sentence(cited, self._sent[Key(cited.cable, cited.index)])
            if citation is None or any(quote in citation.quote for quote in told):
                continue
            told.add(citation.quote)
            draft = Draft(citation.quote, (citation,))
            statement = check(draft, tuple(self._sent.values()))
            if statement.verdict is Verdict.VERIFIED and INSTRUCTION not in statement.flags:
                yield replace(one, draft=draft, statement=statement, post=self._is_post(statement), leads=False)

    def _is_post(self, statement: Statement) -> bool:
        """Whether the post speaks in any of the sentences that a statement quotes."""
        return any(is_post(one, self._sent[Key(one.cable, one.index)]) for one in statement.citations)

    def _judged(self, said: SaidStatement, meant: SaidPoint, place: int) -> Point:
        draft = to_draft(said, self._ids)
        statement = check(draft, tuple(self._sent.values()))
        suspect = INSTRUCTION in statement.flags
        return Point(
            draft,
            statement,
            post=self._is_post(statement),
            leads=meant.section.strip().casefold() == _LEADING and not suspect,
            value=LEAST if suspect else min(MOST, max(LEAST, meant.value)),
            place=place,
        )


def _about(reading: Reading, topic: str) -> str:
    if topic:
        about = f"The brief is about this topic: {one_line(topic)}. Points that do not bear on it are left out."
    else:
        about = "The brief is about this cable."
    if reading.parts > 1:
        about = f"{about} Above stands part {reading.part} of {reading.parts} of it."
    return about
