"""From a question to the paragraphs that may answer it."""

import datetime as dt
import time
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from rag.cables.clearance import visible
from rag.cables.model import Cable, Evidence, Key
from rag.embedding.base import Embedder
from rag.retrieval.analysis import Analysis, analyse
from rag.retrieval.fusion import POOL, join
from rag.retrieval.model import Candidate, Retrieved
from rag.retrieval.question import Question
from rag.retrieval.references import cited_ids
from rag.retrieval.rescoring import by_role, rescore
from rag.settings import Settings
from rag.stores.filters import Filters
from rag.stores.library import Library
from rag.stores.stores import Stores

OWN = 0.65
"""Weight of a follow-up's own words against the same words with their conversation before them."""
FOLLOWED = 3
"""So many of the best hits are read for references to other cables."""
MARGIN = 8
"""So many more hits are read, since a paragraph's role, known once its cable is read, moves it a little."""
_YEARS = tuple(f"{year:02d}" for year in range(100))


class Retriever:
    """Hybrid search over the stores of one home; filters and clearance are applied inside the stores."""

    def __init__(self, stores: Stores, embedder: Embedder, settings: Settings) -> None:
        self._stores = stores
        self._embedder = embedder
        self._settings = settings

    @property
    def library(self) -> Library:
        """The library that is searched."""
        return self._stores.library

    @property
    def embedder(self) -> Embedder:
        """Made the vectors that are searched."""
        return self._embedder

    @property
    def generation(self) -> str:
        """Of the indexes that are searched."""
        return self._stores.generation

    def retrieve(self, question: Question, k: int) -> Retrieved:
        """Finds the paragraphs that may answer a question.

        Args:
            question: With its conversation and limits.
            k: How many paragraphs at most.

        Raises:
            OperatorError: A store is damaged, or the embedder cannot be reached.
        """
        started = time.perf_counter()
        filters = question.filters.under(self._settings.clearance_level)
        analysis = analyse(question)
        named, missing = self._known(analysis.named or analysis.carried, analysis, filters)
        vector = self._vector(analysis)
        embedded = time.perf_counter()
        pool = self._search(analysis, vector, filters)
        if named:
            pool |= self._search(analysis, vector, _only(filters, named))
        searched = time.perf_counter()
        ranked = self._rank(pool, analysis, frozenset(named), filters)
        cables = _Cables(self.library, filters)
        referred = self._referred(ranked, filters, cables)
        if referred:
            pool |= self._search(analysis, vector, _only(filters, referred))
            ranked = self._rank(pool, analysis, frozenset(named), filters)
        shown = by_role(cables.best(ranked, k + MARGIN), analysis)[:k]
        done = time.perf_counter()
        return Retrieved(
            hits=tuple(evidence for evidence, _ in shown),
            candidates=tuple(candidate for _, candidate in shown),
            queries=(analysis.text,) if not analysis.context else (analysis.text, analysis.resolved),
            timings={"embed": embedded - started, "search": searched - embedded, "rescore": done - searched},
            analysis=analysis,
            named=named,
            missing=missing if analysis.named else (),
            vector=tuple(vector.tolist()),
        )

    def unknown(self, words: Iterable[str], filters: Filters) -> tuple[str, ...]:
        """Those of some words that stand nowhere in what the filters leave of the library."""
        limits = filters.under(self._settings.clearance_level)
        return tuple(word for word in words if not self._stores.lexical.query(word, 1, limits))

    def _vector(self, analysis: Analysis) -> np.ndarray:
        if not analysis.context:
            return self._embedder.embed([analysis.text])[0]
        own, resolved = self._embedder.embed([analysis.text, analysis.resolved])
        mixed = OWN * own + (1 - OWN) * resolved
        return (mixed / np.linalg.norm(mixed)).astype(np.float32)

    def _search(self, analysis: Analysis, vector: np.ndarray, filters: Filters) -> dict[Key, Candidate]:
        dense = self._stores.vectors.query(vector, POOL, filters)
        if analysis.context:
            own = self._stores.lexical.query(analysis.text, POOL, filters)
            whole = self._stores.lexical.query(analysis.resolved, POOL, filters)
            lexical = [(key, OWN * score) for key, score in own] + [(key, (1 - OWN) * score) for key, score in whole]
        else:
            lexical = self._stores.lexical.query(analysis.text, POOL, filters)
        have = {key for key, _ in dense}
        return join(dense, lexical, self._stores.vectors.vectors({key for key, _ in lexical} - have), vector)

    def _rank(
        self, pool: dict[Key, Candidate], analysis: Analysis, named: frozenset[str], filters: Filters
    ) -> list[Candidate]:
        dates: dict[str, dt.date] = {}
        if analysis.periods and pool:
            cables = tuple({key.cable for key in pool})
            listed = self.library.summaries(replace(filters, cables=cables), limit=len(cables))
            dates = {summary.id: summary.date.date() for summary in listed if summary.date}
        return rescore(pool, analysis, named, dates)

    def _known(
        self, names: Iterable[str], analysis: Analysis, filters: Filters
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The cables named that the library shows, and the names of those that it does not."""
        known: list[str] = []
        missing: list[str] = []
        years = tuple(f"{period.year % 100:02d}" for period in analysis.periods)
        for name in names:
            forms = (name,) if name[:1].isdigit() else tuple(year + name for year in years or _YEARS)
            limits = _only(filters, forms)
            found = tuple(self.library.ids(limits)) if limits.cables else ()
            known += found
            missing += () if found else (name,)
        return tuple(dict.fromkeys(known)), tuple(missing)

    def _referred(self, ranked: list[Candidate], filters: Filters, cables: "_Cables") -> tuple[str, ...]:
        """Cables that the best hits refer to and the library shows."""
        wanted: list[str] = []
        for candidate in ranked[:FOLLOWED]:
            found = cables.evidence(candidate)
            if found is not None:
                wanted += cited_ids(found.cable, found.paragraph)
        limits = _only(filters, tuple(dict.fromkeys(wanted)))
        return tuple(self.library.ids(limits)) if limits.cables and wanted else ()


class _Cables:
    """The cables of one search, each read once, under the reader's clearance."""

    def __init__(self, library: Library, filters: Filters) -> None:
        self._library = library
        self._clearance = filters.clearance
        self._read: dict[str, Cable | None] = {}

    def evidence(self, candidate: Candidate) -> Evidence | None:
        """The paragraph with its cable; None where the cable has been deleted since the index was read."""
        name, index = candidate.key.cable, candidate.key.index
        if name not in self._read:
            whole = self._library.get(name)
            self._read[name] = visible(whole, self._clearance) if whole else None
        cable = self._read[name]
        unit = next((unit for unit in cable.units if unit.index == index), None) if cable else None
        return Evidence(cable, unit, candidate.score) if cable and unit else None

    def best(self, ranked: Iterable[Candidate], k: int) -> list[tuple[Evidence, Candidate]]:
        """The first k candidates that can be shown."""
        shown: list[tuple[Evidence, Candidate]] = []
        for candidate in ranked:
            if len(shown) == k:
                break
            found = self.evidence(candidate)
            if found is not None:
                shown.append((found, candidate))
        return shown


def _only(filters: Filters, cables: tuple[str, ...]) -> Filters:
    """The same limits, and only these cables; none is left where the caller's own limits exclude them all."""
    kept = tuple(cable for cable in cables if not filters.cables or cable in filters.cables)
    return replace(filters, cables=kept)
