"""Statements, citations and answers. Only the gate can make a `Statement`, so no answer holds an unchecked one."""

from collections.abc import Mapping
from dataclasses import InitVar, dataclass, field
from enum import StrEnum
from typing import final

from rag.cables.marking import Marking
from rag.cables.model import Coverage, Evidence, Key, Span


class Outcome(StrEnum):
    """The three ways an answer can end."""

    ANSWERED = "answered"
    DECLINED = "declined"
    FAILED = "failed"


class Verdict(StrEnum):
    """What the gate decided of a statement."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True)
class DraftCitation:
    """A claim of support, unchecked: cable and label or index as the writer gave them, and the words it quotes."""

    key: Key
    quote: str


@dataclass(frozen=True)
class Draft:
    """A sentence that somebody (extractor or model) would like to say.

    Attributes:
        text: The sentence.
        citations: What it claims to rest on.
        insertions: Typed insertions in `text` that are ours and not the source's (expansions of abbreviations),
            each exactly as it stands in the text; outside the checked text.
    """

    text: str
    citations: tuple[DraftCitation, ...]
    insertions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Citation:
    """A checked pointer.

    Attributes:
        cable: The cable's id.
        label: The printed number, "0" for the header, "" when unnumbered.
        index: The paragraph's position.
        quote: The words as the paragraph has them.
        spans: Where the quote stands in the cable's carrier text.
        marking: The paragraph's effective marking.
        shown: How it is printed, `09PHNOMPENH628 ¶8`.
    """

    cable: str
    label: str
    index: int
    quote: str
    spans: tuple[Span, ...]
    marking: Marking
    shown: str


_SEAL = object()
"""Held by this module and the gate (`rag.answering.gate`) alone."""


@final
@dataclass(frozen=True)
class Statement:
    """A sentence with its verdict. Made by the gate; any other construction raises.

    Nor can a checked statement be turned into an unchecked one: `dataclasses.replace`, subclasses and unpickling
    raise, copies are the statement itself. An exported one comes back through `rag.answering.recheck` only.

    Attributes:
        text: The sentence.
        citations: Checked pointers; for an unverified statement those that resolve.
        verdict: verified or unverified.
        reason: "" when verified, else why not, in words a reader understands.
        flags: Notes that are no failure, such as `instruction-like`, `comment`, `summary`, `truncated`, `insertion`.
    """

    text: str
    citations: tuple[Citation, ...]
    verdict: Verdict
    reason: str
    flags: tuple[str, ...] = ()
    insertions: tuple[str, ...] = ()
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        if seal is not _SEAL:
            raise TypeError("a Statement is made by the verification gate only")

    def __init_subclass__(cls) -> None:
        raise TypeError("a Statement has no subclasses: they could leave out the gate")

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("a Statement is not pickled: export the answer and check it again")

    def __copy__(self) -> "Statement":
        return self

    def __deepcopy__(self, memo: dict[int, object]) -> "Statement":
        return self

    @property
    def marking(self) -> Marking:
        """The highest marking among its citations."""
        from rag.cables.marking import highest

        return highest(citation.marking for citation in self.citations)


@dataclass(frozen=True)
class Provenance:
    """All that is needed to check an answer again.

    Attributes:
        settings_hash: Of the settings in force, secrets left out.
        prompt_hash: Of the prompts used, "" without a model.
        model: The model's name, "" without one.
        host: Where the model runs, "" without one.
        index_generation: Of the indexes that were searched.
        retrieved: Every candidate with its score, best first.
        queries: What was searched for.
        clearance: The clearance it was made under, "" when none is set.
        left_out: Candidates that the writer did not get, with the reason: `marking` (above the ceiling of its host),
            `budget`, or `failed` (of a brief: the call that was to read it).
        reranked: Candidates that the model put first, in its order; empty where it was not asked or gave none.
    """

    settings_hash: str
    prompt_hash: str
    model: str
    host: str
    index_generation: str
    retrieved: tuple[tuple[Key, float], ...]
    queries: tuple[str, ...]
    clearance: str = ""
    left_out: tuple[tuple[Key, str], ...] = ()
    reranked: tuple[Key, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What a question got: verified statements, and those that failed, marked as such.

    Attributes:
        id: Names it in the answers store.
        question: As asked.
        statements: In reading order.
        outcome: answered, declined or failed.
        reason: Why it declined or failed, "" else.
        coverage: What was searched.
        engine: `extractive` or `llm`.
        usage: Tokens and cost by name; empty without a model.
        timings: Seconds by stage.
        nearest: What came nearest when declined.
        notes: Sentences on how it was made: what was sent where, what was left out, why a model was not used.
    """

    id: str
    question: str
    statements: tuple[Statement, ...]
    outcome: Outcome
    reason: str
    coverage: Coverage
    engine: str
    provenance: Provenance
    usage: Mapping[str, float] = field(default_factory=dict)
    timings: Mapping[str, float] = field(default_factory=dict)
    nearest: tuple[Evidence, ...] = ()
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(type(statement) is not Statement for statement in self.statements):
            raise TypeError("an Answer is made of statements that the verification gate has made")

    @property
    def verified(self) -> tuple[Statement, ...]:
        """The statements that passed the gate."""
        return tuple(s for s in self.statements if s.verdict is Verdict.VERIFIED)

    @property
    def text(self) -> str:
        """The words of the verified statements; for a declined answer those are what came nearest, if anything."""
        return " ".join(s.text for s in self.verified)
