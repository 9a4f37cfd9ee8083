"""The draft stage: statements from paragraphs, each judged as it comes, and one round of repair."""

import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from rag.answering.citing import Lookup
from rag.answering.gate import check
from rag.answering.model import Statement, Verdict
from rag.cables.model import Evidence, Key
from rag.generation.drafting import to_draft
from rag.generation.failures import ModelFailureError
from rag.generation.model import Call, Reply
from rag.generation.neutral import one_line
from rag.generation.prompts import Message
from rag.generation.repairing import Failed, corrections
from rag.generation.sending import Sending
from rag.generation.session import Session
from rag.generation.shapes import SaidAnswer, SaidStatement
from rag.generation.sources import Ids, frame_sources
from rag.stores.library import Library

DRAFT = "draft"


@dataclass(frozen=True)
class Written:
    """What came of the draft stage.

    Attributes:
        statements: In the model's order, the repaired ones in the place of those that they replace.
        answered: Whether `all`, `part` or `none` of the question is answered, as the model says.
        why: Its reason.
        stopped: Whether the reader stopped it.
        notes: What a reader should know of how it went.
        check_seconds: Spent in the gate.
    """

    statements: tuple[Statement, ...]
    answered: str
    why: str
    stopped: bool = False
    notes: tuple[str, ...] = ()
    check_seconds: float = 0.0


class Writer:
    """Writes from one set of paragraphs."""

    def __init__(self, sending: Sending, library: Library, session: Session, *, guarded: bool = False) -> None:
        """Frames the paragraphs.

        Args:
            sending: What is sent.
            library: Tells a paragraph that was not sent from one that does not exist.
            session: Of the answer.
            guarded: Whether sentences that read like instructions are withheld.
        """
        self._sent = sending.sent
        self._ids = Ids(sending.sent)
        self._framed = frame_sources(sending.sent, self._ids, sending.open_headers, guarded=guarded)
        self._session = session
        self._lookup = _by_label(library)
        self._judged: dict[SaidStatement, Statement] = {}
        self._seconds = 0.0

    def write(self, question: str, notes: str) -> Iterator[Statement | Written]:
        """Gives each verified statement once it is complete and checked, and what came of it all at the end.

        Args:
            question: Fit to stand alone.
            notes: What is known beyond the paragraphs.

        Raises:
            ModelFailureError: There is no whole draft.
            OperatorError: The spending ceiling would be crossed.
        """
        prompt = self._session.prompts.load(DRAFT)
        values = {
            "fence": self._framed.fence,
            "sources": self._framed.text,
            "notes": notes,
            "question": one_line(question),
        }
        messages = prompt.render(self._session.method, values)
        shown: list[Statement] = []
        reply: Reply[SaidAnswer] | None = None
        stream: Generator[SaidStatement | Reply[SaidAnswer]]
        stream = self._session.stream(Call(prompt, messages, SaidAnswer))
        with closing(stream) as parts:
            for part in parts:
                if not isinstance(part, SaidStatement):
                    reply = part
                    continue
                yield from self._new(part, shown)
                if self._session.clock.stopped:
                    break
        if reply is None:
            yield Written(tuple(shown), "part", "unclear", stopped=True)
            return
        said = reply.value.statements
        drafted = Written(tuple(self._judge(one) for one in said), reply.value.answered, reply.value.why)
        for part in self._all(drafted, messages, reply, shown):
            yield part if isinstance(part, Statement) else replace(part, check_seconds=self._seconds)

    def _all(
        self, written: Written, messages: tuple[Message, ...], reply: Reply[SaidAnswer], shown: list[Statement]
    ) -> Iterator[Statement | Written]:
        """The end: repaired where something failed and the question is answered at all."""
        failed = [at for at, one in enumerate(written.statements) if one.verdict is Verdict.UNVERIFIED]
        if not failed or written.answered == "none" or self._session.clock.stopped:
            yield written
            return
        statements = list(written.statements)
        notes: tuple[str, ...] = ()
        try:
            for at, statement in self._repaired(written.statements, failed, messages, reply.text):
                statements[at] = statement
                if statement.verdict is Verdict.VERIFIED and statement not in shown:
                    shown.append(statement)
                    yield statement
        except ModelFailureError:
            notes = ("The model gave no usable correction of the statements that failed.",)
        yield Written(tuple(statements), written.answered, written.why, notes=notes)

    def _repaired(
        self, statements: Sequence[Statement], failed: Sequence[int], messages: tuple[Message, ...], reply: str
    ) -> Iterator[tuple[int, Statement]]:
        listed = [Failed(at + 1, statements[at].text, statements[at].reason) for at in failed]
        for said in corrections(self._session, listed, messages, reply):
            yield said.number - 1, self._judge(said)

    def _new(self, said: SaidStatement, shown: list[Statement]) -> Iterator[Statement]:
        """The statement, where it is verified and has not been shown: a repeated call begins again."""
        statement = self._judge(said)
        if statement.verdict is Verdict.VERIFIED and statement not in shown:
            shown.append(statement)
            yield statement

    def _judge(self, said: SaidStatement) -> Statement:
        if said not in self._judged:
            started = time.perf_counter()
            self._judged[said] = check(to_draft(said, self._ids), self._sent, self._lookup)
            self._seconds += time.perf_counter() - started
        return self._judged[said]


def _by_label(library: Library) -> Lookup:
    """Looks a paragraph up by its printed number, which is what a model names."""

    def look_up(key: Key) -> Evidence | None:
        cable = library.get(key.cable)
        unit = next((unit for unit in cable.units if unit.label == str(key.index)), None) if cable else None
        return Evidence(cable, unit) if cable and unit else None

    return look_up
