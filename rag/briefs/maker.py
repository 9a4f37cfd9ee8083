"""Makes briefs: choose, rank, write, check, fit."""

import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from rag.answering.model import Provenance
from rag.briefs.assembly import Assembler
from rag.briefs.candidates import ExtractiveWriter, Material, Writer, Writing
from rag.briefs.compose import compose
from rag.briefs.fit import fit
from rag.briefs.gaps import Known
from rag.briefs.lines import Setter
from rag.briefs.model import Brief, BriefRequest, Part
from rag.briefs.selection import Library, Searcher, Selection, select
from rag.cables.clearance import visible
from rag.cables.ids import resolve_ref
from rag.cables.marking import Level
from rag.cables.model import Cable
from rag.errors import UserError
from rag.settings import Settings

Progress = Callable[[int, int | None, str], None]
"""Told how many stages are done, of how many, and which one begins."""
_TELLING = {Part.BOTTOM_LINE, Part.KEY_POINTS, Part.POST_VIEW}
_STAGES = ("choose", "rank", "write", "check", "fit")


class Stores(Protocol):
    """What a brief needs of the stores."""

    @property
    def library(self) -> Library:
        """The truth."""

    @property
    def generation(self) -> str:
        """Of the indexes."""


class BriefMaker:
    """Makes one-page briefs from a library."""

    def __init__(self, stores: Stores, searcher: Searcher, settings: Settings, writer: Writer | None = None) -> None:
        """Takes the stores, the retriever for topics, and a writer (default: the cables' own words)."""
        self._stores = stores
        self._searcher = searcher
        self._settings = settings
        self._writer = writer or ExtractiveWriter()

    def make(self, request: BriefRequest, progress: Progress | None = None) -> Brief:
        """One page on what was asked.

        Args:
            request: Cables or a topic, limits and paper.
            progress: Told of each stage.

        Raises:
            UserError: An unknown cable, a cable without a body, nothing found on the topic, a clearance that leaves
                nothing, or no sentence that can stand on a page.
            ReftelError: The writer failed, and no other may stand in for it.
        """
        clock = _Clock(progress)
        with clock.stage("choose"):
            selection = select(request, self._stores.library, self._searcher)
        with clock.stage("rank"):
            topic = request.topic.strip()
            candidates = compose(selection, topic, self._known(request.filters.clearance))
        with clock.stage("write"):
            written = self._writer.write(Material(selection, topic, candidates), clock.told)
        with clock.stage("check"):
            setter = Setter(selection.whole)
            checked = setter.check(written.candidates)
        lines = [item for item in checked if item.printable]
        if not any(item.candidate.part in _TELLING for item in lines):
            raise UserError(_too_short(selection))
        with clock.stage("fit"):
            provenance = self._provenance(request, selection, written)
            assembler = Assembler(request, selection, setter, checked, written, provenance)
            brief = fit(lines, assembler.brief, request.paper)
        waited = {"model": written.seconds} if written.usage else {}
        return replace(brief, timings={**clock.seconds, **waited})

    def _known(self, clearance: Level | None) -> Known:
        library = self._stores.library

        def known(cable: Cable, ref: str) -> bool:
            name = resolve_ref(ref, cable.date.year if cable.date else None)
            held = library.get(name) if name else None
            return held is not None and visible(held, clearance) is not None

        return known

    def _provenance(self, request: BriefRequest, selection: Selection, written: Writing) -> Provenance:
        clearance = request.filters.clearance
        return Provenance(
            settings_hash=self._settings.digest,
            prompt_hash=written.prompt_hash,
            model=written.model,
            host=written.host,
            index_generation=self._stores.generation,
            retrieved=selection.ranked,
            queries=selection.queries,
            clearance="" if clearance is None else clearance.name,
            left_out=written.left_out,
        )


class _Clock:
    """Times stages and tells of them."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._at = 0
        self.seconds: dict[str, float] = {}

    def told(self, what: str) -> None:
        """Says what the stage in hand is at."""
        if self._progress:
            self._progress(self._at, len(_STAGES), what)

    @contextmanager
    def stage(self, name: str) -> Generator[None]:
        self._at = _STAGES.index(name)
        self.told(name)
        started = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - started


def _too_short(selection: Selection) -> str:
    names = ", ".join(cable.id for cable in selection.cables[:3])
    return f"{names}: too short for a brief: the text holds no full sentence. `reftel show` prints the text."
