"""What the app remembers of each open page: its conversation, bounded in number, length and time."""

import threading
import time
import uuid
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum

from rag.answering.model import Answer, Statement, Verdict
from rag.briefs.model import Brief
from rag.cables.marking import Level
from rag.retrieval.question import Question, Turn

MAX_SESSIONS = 200
MAX_TURNS = 40
IDLE_SECONDS = 12 * 3600


class State(StrEnum):
    """How far an exchange is."""

    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


@dataclass
class Exchange:
    """A question and what came of it.

    Attributes:
        question: As asked.
        statements: In the order in which they were verified.
        state: See `State`.
        answer: The whole answer, once there is one.
        problem: Why it failed, one sentence.
        stop: Set when the reader wants no more of it.
        id: Names it on the page.
    """

    question: Question
    statements: list[Statement] = field(default_factory=list)
    state: State = State.RUNNING
    answer: Answer | None = None
    problem: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:8])

    @property
    def shown(self) -> tuple[Statement, ...]:
        """The statements to show: the answer's own order once there is one."""
        return self.answer.statements if self.answer else tuple(self.statements)

    @property
    def cables(self) -> frozenset[str]:
        """Ids of the cables whose words it may hold: what is cited or came nearest, and for an unverified sentence all
        that its writer was given.
        """
        found = {citation.cable for statement in self.shown for citation in statement.citations}
        if self.answer:
            found |= {near.cable.id for near in self.answer.nearest}
            if any(statement.verdict is Verdict.UNVERIFIED for statement in self.shown):
                found |= {key.cable for key, _ in self.answer.provenance.retrieved}
        return frozenset(found)


@dataclass
class Conversation:
    """The exchanges of one page, oldest first.

    Attributes:
        exchanges: At most `MAX_TURNS`; older ones are let go.
        brief: The brief that the page shows.
        level: The highest clearance that anything in it was made under; `UNMARKED` where there was none.
        id: Names it in the answers store.
        closed: Whether it was deleted, or goes on in another page, so that it is not kept from here any more.
    """

    exchanges: list[Exchange] = field(default_factory=list)
    brief: Brief | None = None
    level: Level = Level.U
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:12])
    closed: bool = False

    def add(self, exchange: Exchange) -> None:
        """Puts an exchange at the end."""
        self.exchanges = [*self.exchanges, exchange][-MAX_TURNS:]

    def drop(self, exchange: Exchange) -> None:
        """Takes an exchange out."""
        self.exchanges = [one for one in self.exchanges if one is not exchange]

    def find(self, ident: str) -> Exchange | None:
        """The exchange of an id."""
        return next((one for one in self.exchanges if one.id == ident), None)

    @property
    def last(self) -> Exchange | None:
        """The newest exchange."""
        return self.exchanges[-1] if self.exchanges else None

    def stop(self) -> None:
        """Ends whatever is running."""
        for exchange in self.exchanges:
            exchange.stop.set()

    def history(self) -> tuple[Turn, ...]:
        """What was said so far, as the next question's history: questions and verified sentences only."""
        turns: list[Turn] = []
        for exchange in self.exchanges:
            said = " ".join(s.text for s in exchange.shown if s.verdict.value == "verified")
            turns += [Turn("user", exchange.question.text), Turn("assistant", said)]
        return tuple(turns)


class Sessions:
    """Conversations by session key, those longest unused let go first."""

    def __init__(self, limit: int = MAX_SESSIONS, idle: float = IDLE_SECONDS) -> None:
        self._limit, self._idle = limit, idle
        self._guard = threading.Lock()
        self._held: OrderedDict[str, tuple[float, Conversation]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._held)

    def get(self, key: str | None) -> Conversation:
        """The conversation of a session; a new one where there is none, or no session."""
        now = time.monotonic()
        with self._guard:
            self._let_go(now)
            _, conversation = self._held.pop(key or "", (now, Conversation()))
            if key:
                self._held[key] = (now, conversation)
            return conversation

    def restart(self, key: str | None) -> Conversation:
        """Begins a new conversation and stops the old one; the brief on the page stays."""
        return self.take(key, Conversation())

    def take(self, key: str | None, conversation: Conversation) -> Conversation:
        """Goes on with a conversation, in this page alone: another one that has it open begins a new one."""
        self.let_go(conversation.id)
        old = self.get(key)
        old.stop()
        conversation.brief = old.brief
        with self._guard:
            if key:
                self._held[key] = (time.monotonic(), conversation)
        return conversation

    def let_go(self, ident: str) -> None:
        """Begins a new conversation on every page that has the one of this id."""
        with self._guard:
            for key, (used, held) in self._held.items():
                if held.id == ident:
                    held.closed = True
                    held.stop()
                    self._held[key] = (used, Conversation(brief=held.brief))

    def _let_go(self, now: float) -> None:
        while self._held:
            key, (used, _) = next(iter(self._held.items()))
            if now - used < self._idle and len(self._held) < self._limit:
                return
            del self._held[key]
