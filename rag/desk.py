"""The Desk: the one object behind every face of the product."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from rag.cables.clearance import visible
from rag.cables.model import Cable, Coverage
from rag.errors import UserError
from rag.results import Reference, SearchResult, Shown, find_units, to_hit
from rag.stores.filters import Filters
from rag.stores.home import Home

if TYPE_CHECKING:
    from rag.answering.model import Answer, Statement
    from rag.answering.verification import Verification
    from rag.briefs.candidates import Writer
    from rag.briefs.model import Brief, BriefRequest
    from rag.embedding.base import Embedder
    from rag.generation.engines import Engine
    from rag.generation.model import LanguageModel
    from rag.retrieval.question import Question
    from rag.retrieval.retriever import Retriever
    from rag.settings import Settings
    from rag.stores.audit import AuditReport
    from rag.stores.facets import Facets, Found
    from rag.stores.ingest import IngestReport
    from rag.stores.library import CableSummary
    from rag.stores.options import StoreOptions
    from rag.stores.removal import RemovalReport
    from rag.stores.stores import Stores

Progress = Callable[[int, int | None, str], None]


class Desk:
    """Ingest, search, ask, brief, show, delete, verify, audit: all that a face can do.

    Stores and models are opened when first needed. Every call that shows something applies the clearance of the
    settings on top of its own filters.
    """

    def __init__(self, settings: "Settings") -> None:
        self.settings = settings
        self.home = Home(settings.home)
        self._stores: Stores | None = None
        self._opening = threading.Lock()

    @classmethod
    def open(cls, settings: "Settings") -> "Desk":
        """A Desk on the home folder of the settings; nothing is opened or made yet."""
        return cls(settings)

    def close(self) -> None:
        """Lets go of the stores; the next call opens them again."""
        if self._stores is not None:
            self._stores.close()
            self._stores = None

    @property
    def engine(self) -> "Engine":
        """What answers: verbatim extracts, or the model that the settings name."""
        from rag.generation.engines import open_engine

        return open_engine(self.retriever, self.stores.library, self.settings, self.model)

    @cached_property
    def model(self) -> "LanguageModel | None":
        """The language model of the settings, None without one; what it may spend is counted over all answers."""
        if not self.settings.llm_model:
            return None
        from rag.generation.opening import open_model

        return open_model(self.settings)

    @cached_property
    def embedder(self) -> "Embedder":
        """The embedder that the settings choose."""
        from rag.embedding.factory import open_embedder

        return open_embedder(self.settings)

    @property
    def stores(self) -> "Stores":
        """The stores, open for reading.

        Raises:
            UserError: There is no library yet.
        """
        from rag.stores.stores import Stores

        with self._opening:
            if self._stores is None:
                self._stores = Stores.open(self.home, lambda: self.embedder, options=self.options)
            return self._stores

    def holds_cables(self) -> bool:
        """Whether anything has been ingested."""
        return self.home.library.exists() and self.stores.library.coverage().cables > 0

    @property
    def options(self) -> "StoreOptions":
        """How the settings want the stores opened."""
        from rag.stores.options import StoreOptions

        return StoreOptions(chroma_url=self.settings.chroma_url)

    def limits(self, filters: Filters) -> Filters:
        """The filters under the clearance of the settings."""
        return filters.under(self.settings.clearance_level)

    def ingest(
        self, paths: Sequence[Path], *, dry_run: bool = False, progress: Progress | None = None
    ) -> "IngestReport":
        """Reads files, folders, archives and dumps into the library."""
        from rag.stores.ingest import ingest

        self.close()
        return ingest(
            self.home,
            paths,
            embedder_factory=lambda: self.embedder,
            dry_run=dry_run,
            progress=progress,
            options=self.options,
        )

    def search(self, question: "Question", k: int = 8) -> SearchResult:
        """The paragraphs that bear on a question, best first."""
        import uuid

        found = self.retriever.retrieve(self._limited(question), k)
        return SearchResult(uuid.uuid4().hex[:12], tuple(to_hit(evidence) for evidence in found.hits))

    def ask(self, question: "Question") -> "Answer":
        """An answer whose every sentence has been checked, or a declined one."""
        return self.engine.answer(self._limited(question))

    def ask_stream(self, question: "Question", stop: Event | None = None) -> "Iterator[Statement | Answer]":
        """The same, sentence by sentence: each statement once it has been checked, the whole answer last.

        Args:
            question: With its conversation and limits.
            stop: Set by the caller when the reader wants no more; the answer then holds what was verified by then.
        """
        return self.engine.stream(self._limited(question), stop)

    @property
    def writer(self) -> "Writer":
        """What writes briefs: verbatim extracts, or the model that the settings name."""
        if self.model is None:
            from rag.briefs.candidates import ExtractiveWriter

            return ExtractiveWriter()
        from rag.generation.briefing.opening import open_writer

        return open_writer(self.settings, self.model)

    def brief(
        self, request: "BriefRequest", *, progress: Progress | None = None, writer: "Writer | None" = None
    ) -> "Brief":
        """One measured page.

        Args:
            request: Cables or a topic, limits and paper.
            progress: Told of each stage.
            writer: Another than `Desk.writer`, such as one over recorded replies.
        """
        from rag.briefs.maker import BriefMaker

        limited = replace(request, filters=self.limits(request.filters))
        maker = BriefMaker(self.stores, self.retriever, self.settings, writer or self.writer)
        return maker.make(limited, progress)

    def show(self, cable: str, filters: Filters = Filters(), *, paragraph: str | None = None) -> Shown:
        """A cable as the reader may see it.

        Args:
            cable: Its id.
            filters: Only the clearance counts.
            paragraph: A printed number, `8(2)`, a position `[3]`, or `0` for the header; None for all.

        Raises:
            UserError: The library shows no such cable or paragraph; the nearest ids are named.
        """
        limits = self.limits(filters)
        library = self.stores.library
        whole = library.get(cable)
        seen = visible(whole, limits.clearance) if whole else None
        if seen is None:
            near = library.nearest_ids(cable, 3, limits)
            hint = f" The nearest ids are {', '.join(near)}." if near else ""
            raise UserError(f"The library shows no cable {cable}.{hint}")
        return Shown(
            cable=seen,
            chosen=None if paragraph is None else find_units(seen, paragraph),
            references=self._references(seen, limits),
            referrers=library.referrers(cable, limits),
        )

    def cables(self, filters: Filters = Filters(), *, offset: int = 0, limit: int = 50) -> "tuple[CableSummary, ...]":
        """One page of the library's listing, oldest first."""
        return self.stores.library.summaries(self.limits(filters), offset, limit)

    def find(self, words: str, filters: Filters = Filters(), *, offset: int = 0, limit: int = 50) -> "Found":
        """Cables by parts of id, post and subject, oldest first, with their number."""
        from rag.stores.facets import find_cables

        return find_cables(self.stores.library, words, self.limits(filters), offset, limit)

    def facets(self, filters: Filters = Filters()) -> "Facets":
        """Posts, tags and months of the library with their numbers of cables."""
        from rag.stores.facets import facets

        return facets(self.stores.library, self.limits(filters))

    def coverage(self, filters: Filters = Filters()) -> Coverage:
        """How many cables and paragraphs there are, and the dates that they span."""
        return self.stores.library.coverage(self.limits(filters))

    def delete(self, cables: Sequence[str]) -> "RemovalReport":
        """Removes cables from every store, the kept answers that cite them, and what a model made of any for briefs."""
        from rag.generation.replies import brief_replies
        from rag.stores.removal import delete

        self.close()
        report = delete(self.home, cables, embedder_factory=lambda: self.embedder, options=self.options)
        # Kept by the content of requests, so that none can be told from the others; they can all be asked for again.
        # Last, so that a brief that was being written meanwhile leaves none behind.
        brief_replies(self.settings.cache).clear()
        return report

    def verify(self, file: Path) -> "Verification":
        """Checks an exported answer or brief against the library."""
        from rag.answering.verification import verify_file
        from rag.briefs.page_check import page_findings

        return verify_file(file, self.stores.library, self.settings.clearance_level, page_findings)

    def audit(self) -> "AuditReport":
        """Compares the library with itself and the indexes with the library."""
        from rag.stores.audit import audit

        return audit(self.home, embedder_name=self.embedder.name, options=self.options)

    def reindex(self, *, progress: Progress | None = None) -> str:
        """Rebuilds the indexes from the library in a new folder, then switches.

        Returns:
            The name of the new index generation.
        """
        from rag.stores.rebuild import reindex

        self.close()
        return reindex(self.home, embedder_factory=lambda: self.embedder, progress=progress, options=self.options)

    def export(self, file: Path) -> int:
        """Writes a backup of library and kept answers.

        Returns:
            The number of cables in it.
        """
        from rag.stores.backup import export_library

        return export_library(self.home, file)

    def restore(self, file: Path, *, progress: Progress | None = None) -> int:
        """Replaces the stores by those of a backup.

        Returns:
            The number of cables restored.
        """
        from rag.stores.restore import import_library

        self.close()
        return import_library(
            self.home, file, embedder_factory=lambda: self.embedder, progress=progress, options=self.options
        )

    @property
    def retriever(self) -> "Retriever":
        """Hybrid search over the stores."""
        from rag.retrieval.retriever import Retriever

        return Retriever(self.stores, self.stores.embedder, self.settings)

    def _limited(self, question: "Question") -> "Question":
        return replace(question, filters=self.limits(question.filters))

    def _references(self, cable: Cable, limits: Filters) -> tuple[Reference, ...]:
        wanted = tuple(dict.fromkeys(r.id for r in cable.references if r.id))
        held = set(self.stores.library.ids(replace(limits, cables=wanted))) if wanted else set()
        return tuple(Reference(r.letter, r.printed, r.id or "", r.id in held) for r in cable.references)
