"""The system under test as the harness sees it: what it finds, what it answers, what a paragraph says."""

from collections.abc import Sequence
from typing import Literal, Protocol, runtime_checkable

from pydantic import Field

from eval.suite.model import Ref
from eval.wire import Document
from rag.briefs.model import BriefRequest
from rag.cables.model import Cable
from rag.retrieval.question import Question

DEPTH = 20
"""How many hits a search is asked for; the deepest recall that is reported."""


class Hit(Document):
    """A paragraph that a search found; marking is its effective one (`C//NOFORN`, `unmarked`)."""

    cable: str
    label: str
    index: int
    score: float
    marking: str = ""

    @property
    def ref(self) -> Ref:
        """The paragraph as suites name it."""
        return Ref.of(self.cable, self.label)


class Cited(Document):
    """A citation as the answer shows it."""

    cable: str
    label: str
    index: int
    quote: str
    marking: str = ""

    @property
    def ref(self) -> Ref:
        """The paragraph as suites name it."""
        return Ref.of(self.cable, self.label)


class Said(Document):
    """A statement of an answer, or a line of a brief, with the system's own verdict.

    Attributes:
        insertions: Words in the text that the system says it added.
        part: The section of a brief, "" in an answer.
        lead: The brief's own words in front of the line, outside the checked text.
        mark: The marking as printed at the line.
    """

    text: str
    verified: bool = True
    reason: str = ""
    citations: tuple[Cited, ...] = ()
    insertions: tuple[str, ...] = ()
    part: str = ""
    lead: str = ""
    mark: str = ""

    @property
    def printed(self) -> str:
        """All its words."""
        return f"{self.lead} {self.text}".strip()


class Page(Document):
    """A brief as it was typeset.

    Attributes:
        pages: Sheets that it takes.
        banners: What is printed first and last on each sheet.
        around: What is printed beside the lines: title, sources, notes.
        fill: Share of the sheet that is used, 0 to 1.
    """

    pages: int
    banners: tuple[str, ...]
    around: tuple[str, ...] = ()
    fill: float = 0.0


class Reply(Document):
    """What a question got.

    Attributes:
        outcome: answered, declined (by the product), refused (by the model's policy) or failed.
        reason: Why it did not answer.
        statements: All of them, unverified ones too.
        retrieved: Cable and index of every paragraph that the answer was allowed to rest on.
        usage: Tokens and cost by name; empty without a model.
        page: Of a brief, whose lines are the statements; None for an answer.
    """

    outcome: Literal["answered", "declined", "refused", "failed"]
    reason: str = ""
    statements: tuple[Said, ...] = ()
    retrieved: tuple[tuple[str, int], ...] = ()
    usage: dict[str, float] = Field(default_factory=dict)
    page: Page | None = None

    @property
    def shown(self) -> tuple[Said, ...]:
        """The verified statements of a given answer; none when it did not answer."""
        return tuple(s for s in self.statements if s.verified) if self.outcome == "answered" else ()

    @property
    def text(self) -> str:
        """The answer's words."""
        return " ".join(statement.text for statement in self.shown)

    @property
    def citations(self) -> tuple[Cited, ...]:
        """The citations of the shown statements."""
        return tuple(cited for statement in self.shown for cited in statement.citations)


class Identity(Document):
    """What was tested, as far as it shapes results: two runs of one identity should not differ.

    Attributes:
        engine: `extractive` or `llm`.
        model: The model's name, "" without one.
        settings: Hash of the settings in force.
        corpus: Cables and a digest of their ids.
        parser: The parser's version.
    """

    engine: str
    model: str = ""
    settings: str = ""
    corpus: str = ""
    parser: str = ""


class System(Protocol):
    """Anything that searches and answers over cables. Calls may come from several threads at once."""

    def identity(self) -> Identity:
        """What is being tested."""
        ...

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        """The k best paragraphs, best first.

        Raises:
            ReftelError: It could not be done; a `RetryError` is tried again.
        """
        ...

    def ask(self, question: Question) -> Reply:
        """The answer.

        Raises:
            ReftelError: It could not be done; a `RetryError` is tried again.
        """
        ...

    def show(self, cable: str) -> Cable | None:
        """The cable as parsed, None when the library does not hold it."""
        ...


@runtime_checkable
class Briefing(Protocol):
    """A system that makes briefs too."""

    def brief(self, request: BriefRequest) -> Reply:
        """The brief as a reply: its lines as statements, and its page.

        Raises:
            ReftelError: It could not be done; a `RetryError` is tried again.
        """
        ...
