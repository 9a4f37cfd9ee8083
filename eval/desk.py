"""The product's Desk as a system under test, and the library that a suite is run against."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType

from eval.system import Cited, Hit, Identity, Reply, Said
from rag.answering.model import Answer, Outcome, Statement, Verdict
from rag.briefs.candidates import Writer
from rag.briefs.model import BriefRequest
from rag.cables.model import Cable
from rag.desk import Desk
from rag.errors import UserError
from rag.parsing.parser import PARSER_VERSION
from rag.retrieval.question import Question
from rag.settings import Settings, load_settings

CORPUS = Path(__file__).with_name("corpus")
"""The sample cables that the shipped suites ask about."""
ENGINES = ("extractive", "llm")
EVERYTHING = 10_000_000
"""More cables than a library holds."""


class DeskSystem:
    """A Desk behind the harness's own types."""

    def __init__(self, desk: Desk, settings: Settings) -> None:
        """Wraps an open Desk; `settings` are those it was opened with."""
        self._desk = desk
        self._settings = settings
        self._cable = lru_cache(maxsize=512)(self._read)

    @property
    def desk(self) -> Desk:
        """The Desk itself."""
        return self._desk

    def identity(self) -> Identity:
        """Engine, model, settings and corpus, as they were at first sight."""
        return self._identity

    @cached_property
    def _identity(self) -> Identity:
        ids = sorted(summary.id for summary in self._desk.cables(limit=EVERYTHING))
        digest = hashlib.sha256("\n".join(ids).encode()).hexdigest()[:12]
        prompts = prompt_hash(self._settings)
        return Identity(
            engine="llm" if self._settings.llm_model else "extractive",
            model=self._settings.llm_model,
            settings=f"{self._settings.digest} prompts {prompts}" if prompts else self._settings.digest,
            corpus=f"{len(ids)} cables {digest}",
            parser=PARSER_VERSION,
        )

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        """See `System`."""
        return tuple(
            Hit(cable=hit.cable, label=hit.label, index=hit.index, score=hit.score, marking=str(hit.marking))
            for hit in self._desk.search(question, k).hits
        )

    def ask(self, question: Question) -> Reply:
        """See `System`."""
        try:
            return reply_of(self._desk.ask(question))
        except UserError as error:
            if not is_refusal(str(error)):
                raise
            return Reply(outcome="refused", reason=str(error))

    def brief(self, request: BriefRequest, writer: Writer | None = None) -> Reply:
        """See `Briefing`; a brief that the product will not make for a reason of the user's is a declined one.

        Args:
            request: What is asked for.
            writer: Another than the Desk's own, such as one over recorded replies.
        """
        from eval.paper import reply_of_brief

        try:
            made = self._desk.brief(request, writer=writer)
        except UserError as error:
            return Reply(outcome="declined", reason=str(error))
        asked = [cable for cable in map(self.show, request.cables) if cable is not None]
        return reply_of_brief(made, asked)

    def show(self, cable: str) -> Cable | None:
        """See `System`."""
        return self._cable(cable)

    def _read(self, cable: str) -> Cable | None:
        try:
            return self._desk.show(cable).cable
        except UserError:
            return None


def reply_of(answer: Answer) -> Reply:
    """An answer in the harness's types."""
    refused = answer.outcome is Outcome.FAILED and is_refusal(answer.reason)
    return Reply.model_validate(
        {
            "outcome": "refused" if refused else answer.outcome.value,
            "reason": answer.reason,
            "statements": tuple(said_of(statement) for statement in answer.statements),
            "retrieved": tuple((key.cable, key.index) for key, _ in answer.provenance.retrieved),
            "usage": dict(answer.usage),
        }
    )


def prompt_hash(settings: Settings) -> str:
    """Of the prompts in force, "" without a model."""
    if not settings.llm_model:
        return ""
    from prompts import FOLDER
    from rag.generation.prompts import Prompts

    return Prompts(settings.llm_prompts or FOLDER).digest


def is_refusal(reason: str) -> bool:
    """Whether the model refused by its own policy, which is told from a failure by how the sentence begins."""
    return reason.casefold().startswith("the model refused")


def said_of(statement: Statement) -> Said:
    """A checked statement in the harness's types."""
    return Said(
        text=statement.text,
        verified=statement.verdict is Verdict.VERIFIED,
        reason=statement.reason,
        insertions=statement.insertions,
        citations=tuple(
            Cited(cable=c.cable, label=c.label, index=c.index, quote=c.quote, marking=str(c.marking))
            for c in statement.citations
        ),
    )


def engine_settings(engine: str, home: Path | None, changes: Mapping[str, str] = MappingProxyType({})) -> Settings:
    """The settings for an engine.

    Args:
        engine: `extractive` (no model, whatever the environment names), `llm`, or "" for what the environment says.
        home: The home folder; None for that of the environment.
        changes: Other settings by their name in `rag.settings`.

    Raises:
        UserError: An unknown engine or setting, or `llm` without a model named.
    """
    if engine and engine not in ENGINES:
        raise UserError(f"{engine!r} is no engine; known are {' and '.join(ENGINES)}.")
    unknown = sorted(set(changes) - set(Settings.model_fields))
    if unknown:
        raise UserError(f"{unknown[0]!r} is no setting; known are {', '.join(sorted(Settings.model_fields))}.")
    # A run measures the model or says that it failed; it keeps replies, so that a repeated run costs nothing.
    model = {"llm_model": ""} if engine == "extractive" else {"llm_fallback": "none"}
    settings = load_settings(home=home, **{"llm_cache": "true", **changes, **model})
    if engine == "llm" and not settings.llm_model:
        raise UserError(
            "The engine llm needs a model: set REFTEL_LLM_MODEL, and REFTEL_LLM_BASE_URL for a local server."
        )
    return settings


def corpus_home(corpus: Path, cache: Path) -> Path:
    """Where the library built from a folder of cables is kept: another one for other files or another parser.

    Raises:
        UserError: The folder holds no file.
    """
    files = sorted(path for path in corpus.rglob("*") if path.is_file()) if corpus.is_dir() else []
    if not files:
        raise UserError(f"The corpus {corpus} holds no cable. Give another with --corpus, or a library with --home.")
    total = hashlib.sha256(PARSER_VERSION.encode())
    for path in files:
        total.update(f"{path.relative_to(corpus)}\0".encode() + path.read_bytes())
    return cache / "eval" / "libraries" / total.hexdigest()[:16]


@dataclass(frozen=True)
class Target:
    """Which library is asked, by which engine.

    Attributes:
        engine: `extractive`, `llm`, or "" for what the environment says.
        home: An existing library; None for that of the environment.
        corpus: A folder of cables to build a library from, which wins over `home`.
        changes: Settings that differ from the environment's.
    """

    engine: str = ""
    home: Path | None = None
    corpus: Path | None = None
    changes: Mapping[str, str] = field(default_factory=dict)


def open_system(target: Target) -> DeskSystem:
    """Opens the library, after building it where it comes from a folder of cables.

    Raises:
        UserError: The corpus or the engine cannot be used.
        OperatorError: The library cannot be opened, or the model's weights are not there.
    """
    home = target.home
    if target.corpus is not None:
        home = corpus_home(target.corpus, engine_settings(target.engine, None, target.changes).cache)
    settings = engine_settings(target.engine, home, target.changes)
    desk = Desk.open(settings)
    if target.corpus is not None:
        # Ingesting again is cheap: files that are held already are recognised by their hash.
        desk.ingest([target.corpus])
    return DeskSystem(desk, settings)
