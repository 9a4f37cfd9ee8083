"""Chooses the engine that the settings name; light, so that extracts are given without the model's client."""

import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol

from rag.answering.extractive import ENGINE as EXTRACTIVE
from rag.answering.extractive import ExtractiveEngine
from rag.answering.model import Answer, Statement
from rag.retrieval.question import Question
from rag.retrieval.retriever import Retriever
from rag.settings import Settings
from rag.stores.library import Library

if TYPE_CHECKING:
    from rag.generation.model import LanguageModel


class Engine(Protocol):
    """Anything that answers."""

    @property
    def name(self) -> str:
        """`extractive`, or the model's name."""
        ...

    @property
    def host(self) -> str:
        """Where questions and paragraphs are sent, "" for nowhere."""
        ...

    def answer(self, question: Question) -> Answer:
        """The whole answer."""
        ...

    def stream(self, question: Question, stop: threading.Event | None = None) -> Iterator[Statement | Answer]:
        """Each verified statement once it has been checked, the whole answer last."""
        ...


class Extracts:
    """The extractive engine as an `Engine`."""

    name = EXTRACTIVE
    host = ""

    def __init__(self, engine: ExtractiveEngine) -> None:
        self._engine = engine

    def answer(self, question: Question) -> Answer:
        """See `Engine`."""
        return self._engine.answer(question)

    def stream(self, question: Question, stop: threading.Event | None = None) -> Iterator[Statement | Answer]:  # noqa: ARG002 - nothing to stop: the answer is there at once
        """See `Engine`."""
        answer = self.answer(question)
        yield from answer.verified
        yield answer


def open_engine(retriever: Retriever, library: Library, settings: Settings, model: "LanguageModel | None") -> Engine:
    """The engine over open stores.

    Args:
        retriever: Finds paragraphs.
        library: Holds them.
        settings: Those of `llm_*` are read.
        model: The model of the settings, None without one.
    """
    extractive = ExtractiveEngine(retriever, library, settings)
    if model is None:
        return Extracts(extractive)
    from prompts import FOLDER
    from rag.generation.engine import GenerativeEngine
    from rag.generation.opening import open_methods
    from rag.generation.prompts import Prompts

    prompts = Prompts(settings.llm_prompts or FOLDER)
    fallback = extractive if settings.llm_fallback == "extractive" else None
    methods = open_methods(settings, prompts)
    return GenerativeEngine(retriever, library, settings, model, methods, prompts, fallback)
