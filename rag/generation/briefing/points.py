"""The map step: the points that the model makes of one reading, each judged by the gate, and one round of repair."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.answering.flags import INSTRUCTION
from rag.answering.gate import check
from rag.answering.model import Draft, Statement, Verdict
from rag.briefs.points import points as sentences
from rag.briefs.voice import post_speaks
from rag.cables.model import Evidence, Key, Role
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

    @property
    def keys(self) -> frozenset[Key]:
        """Every paragraph that it claims."""
        return frozenset(citation.key for citation in self.draft.citations)


def read(session: Session, reading: Reading, topic: str) -> tuple[Point, ...]:
    """The points of one reading, verified or not, in the model's order.

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
        self._sent = reading.sent
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
        return tuple(found)

    def _judged(self, said: SaidStatement, meant: SaidPoint, place: int) -> Point:
        draft = to_draft(said, self._ids)
        statement = check(draft, self._sent)
        suspect = INSTRUCTION in statement.flags
        return Point(
            draft,
            statement,
            post=_is_post(statement, self._sent),
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


def _is_post(statement: Statement, sent: Sequence[Evidence]) -> bool:
    """Whether the post speaks in any of the sentences that a statement quotes, judged as for extracts."""
    by_key = {one.key: one for one in sent}
    return any(_post_quoted(by_key[Key(c.cable, c.index)], c.quote) for c in statement.citations)


def _post_quoted(evidence: Evidence, quote: str) -> bool:
    if evidence.paragraph.role is Role.COMMENT or post_speaks(quote):
        return True
    text = evidence.paragraph.text
    start = text.find(quote)
    touched = ((text.find(one.text), one) for one in sentences([evidence]))
    return any(one.post and at < start + len(quote) and start < at + len(one.text) for at, one in touched)
