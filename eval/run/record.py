"""What a run keeps of each question: enough to score, show and check it again without the library."""

from typing import Literal

from eval.suite.model import Ref
from eval.system import Cited, Hit, Reply
from eval.wire import Document
from rag.cables.model import Cable, Paragraph

RECORD_VERSION: Literal[1] = 1


class Passage(Document):
    """A paragraph that an answer cites or a suite names as evidence.

    Attributes:
        marking: The effective marking as the library has it.
        context: The cable's date in words, post and subject, which a statement may rest on too.
    """

    cable: str
    label: str
    index: int
    text: str
    marking: str
    context: str = ""

    @classmethod
    def of(cls, cable: Cable, paragraph: Paragraph) -> "Passage":
        """As the library has it."""
        day = "" if cable.date is None else f"{cable.date:%-d %B %Y}"
        return cls(
            cable=cable.id,
            label=paragraph.label,
            index=paragraph.index,
            text=paragraph.text,
            marking=str(paragraph.effective_marking),
            context=f"{day} {cable.post} {cable.subject} {cable.header.text}",
        )

    @property
    def ref(self) -> Ref:
        """The paragraph as suites name it."""
        return Ref.of(self.cable, self.label)


class Sample(Document):
    """One question, once.

    Attributes:
        id: Of the question.
        trial: 0 for the first of several repetitions.
        digest: Of the question as it was asked; a changed question is asked again.
        status: done; error (no answer was got); stale (a recording exists, but of another request).
        error: Why there is no answer, "" when there is one.
        passages: Cited and evidence paragraphs that the library holds.
        search_seconds: Wall time of the search.
        ask_seconds: Wall time of the answer.
        attempts: How many times it was tried.
        replayed: Whether the reply comes from a recording, so that its times mean nothing.
    """

    id: str
    trial: int
    digest: str
    status: Literal["done", "error", "stale"]
    error: str = ""
    hits: tuple[Hit, ...] = ()
    reply: Reply | None = None
    passages: tuple[Passage, ...] = ()
    search_seconds: float = 0.0
    ask_seconds: float = 0.0
    attempts: int = 1
    replayed: bool = False

    def passage(self, cited: Cited) -> Passage | None:
        """What a citation points to, None when the library holds no such paragraph."""
        return next((p for p in self.passages if p.cable == cited.cable and p.index == cited.index), None)
