"""One round of repair: the model sees which of its statements failed and why, and may write those anew."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.generation.model import Call
from rag.generation.neutral import one_line
from rag.generation.prompts import Message
from rag.generation.session import Session
from rag.generation.shapes import SaidCorrections, SaidStatement

REPAIR = "repair"


@dataclass(frozen=True)
class Failed:
    """A statement that failed.

    Attributes:
        number: Its place in the reply, from 1.
        text: What it says.
        reason: Of the gate.
    """

    number: int
    text: str
    reason: str


def corrections(
    session: Session, failed: Sequence[Failed], messages: tuple[Message, ...], reply: str
) -> Iterator[SaidStatement]:
    """Asks once for better statements.

    Args:
        session: Of the answer.
        failed: What failed, and why.
        messages: The request that was replied to.
        reply: The reply itself.

    Returns:
        What the model writes under the numbers of failed statements, unchecked.

    Raises:
        ModelFailureError: The model gave no usable reply.
        SpendingError: The spending ceiling would be crossed.
    """
    prompt = session.prompts.load(REPAIR)
    listed = "\n".join(f'{one.number}. "{one_line(one.text)}"\n   failed: {one_line(one.reason)}' for one in failed)
    asked = prompt.render(session.method, {"failed": listed})
    call = Call(prompt, (*messages, Message("assistant", reply), *asked), SaidCorrections)
    numbers = {one.number for one in failed}
    return (said for said in session.whole(call).statements if said.number in numbers)
