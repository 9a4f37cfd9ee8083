"""A draft that may have followed its sources is written again without what could have led it."""

from collections.abc import Iterator
from dataclasses import replace

from rag.answering.model import Statement, Verdict
from rag.generation.masking import suspects
from rag.generation.sending import Sending
from rag.generation.session import Session
from rag.generation.writing import Writer, Written
from rag.stores.library import Library

FLAG = "instruction-like"
NOTE = "Some sources hold text that reads like an instruction; the answer was written again without it."


def write_guarded(
    sending: Sending, library: Library, session: Session, question: str, notes: str
) -> Iterator[Statement | Written]:
    """Writes, and where sources read like instructions and nothing else came of it, writes once more without those.

    Statements of the first draft that only repeat such a source, or that failed, stand behind those of the second.

    Args:
        sending: What is sent.
        library: See `Writer`.
        session: Of the answer.
        question: Fit to stand alone.
        notes: What is known beyond the paragraphs.

    Raises:
        ModelFailureError: There is no whole draft.
        SpendingError: The spending ceiling would be crossed.
    """
    for part in Writer(sending, library, session).write(question, notes):
        if isinstance(part, Statement) or not _led(part, sending):
            yield part
            continue
        for second in Writer(sending, library, session, guarded=True).write(question, notes):
            yield second if isinstance(second, Statement) else _joined(part, second)


def _led(written: Written, sending: Sending) -> bool:
    """Whether the draft may have followed an instruction in its sources: it says nothing of its own."""
    own = any(one.verdict is Verdict.VERIFIED and FLAG not in one.flags for one in written.statements)
    return not own and not written.stopped and suspects(sending.sent)


def _joined(first: Written, second: Written) -> Written:
    kept = tuple(one for one in first.statements if one not in second.statements)
    return replace(
        second,
        statements=(*second.statements, *kept),
        notes=(*first.notes, NOTE, *second.notes),
        check_seconds=first.check_seconds + second.check_seconds,
    )
