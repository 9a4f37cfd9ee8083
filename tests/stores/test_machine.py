"""Any series of ingests, deletions, rebuilds and reopenings against a plain dictionary and brute force."""

import json
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from rag.cables.marking import Level
from rag.cables.model import Cable, Key
from rag.embedding.chunking import chunks
from rag.stores.filters import Filters
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import StoreOptions
from rag.stores.probe import ProbeTask, probe
from rag.stores.rebuild import reindex
from rag.stores.removal import delete
from rag.stores.stores import Stores
from tests.stores.samples import HashingEmbedder, cable, json_reader, write_cables

IDS = st.sampled_from(["09PARIS1", "09PARIS2", "09ROME3", "09ROME4"])
WORDS = st.lists(
    st.sampled_from(["harbour", "froze", "prices", "rose", "mayor", "bridge", "vote", "visit"]), min_size=1, max_size=6
)
PARAGRAPHS = st.lists(WORDS.map(" ".join), min_size=1, max_size=3)
LEVELS = st.sampled_from(["U", "C", "S", "UNMARKED"])


class StoresMachine(RuleBasedStateMachine):
    """Each cable has a file of its own, so that the model is one dictionary of files."""

    options = StoreOptions()

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="reftel-machine-"))
        self.home = Home(self.root / "home")
        self.embedder = HashingEmbedder()
        self.model: dict[str, dict[str, object]] = {}
        self.stores: Stores | None = None

    @initialize()
    def start(self) -> None:
        self.put("09PARIS1", ["harbour froze"], "C")

    @rule(ident=IDS, paragraphs=PARAGRAPHS, level=LEVELS)
    def put(self, ident: str, paragraphs: list[str], level: str) -> None:
        self.model[ident] = {"ident": ident, "subject": "NOTE", "paragraphs": paragraphs, "level": level}
        path = write_cables(self.root / f"{ident}.json", self.model[ident])
        ingest(self.home, [path], embedder_factory=self.factory, reader=json_reader(), options=self.options)

    @rule(ident=IDS)
    def delete(self, ident: str) -> None:
        report = delete(self.home, [ident], embedder_factory=self.factory, options=self.options)
        assert bool(report.cables) == (self.model.pop(ident, None) is not None)

    @rule()
    def rebuild(self) -> None:
        reindex(self.home, embedder_factory=self.factory, options=self.options)

    @precondition(lambda self: self.stores is not None)
    @rule()
    def reopen(self) -> None:
        self.close()

    @rule(words=WORDS, clearance=st.sampled_from([None, Level.C]))
    def query(self, words: list[str], clearance: Level | None) -> None:
        stores, filters = self.open(), Filters(clearance=clearance)
        vector = self.embedder.embed([" ".join(words)])[0]
        found = stores.vectors.query(vector, 50, filters)
        wanted: dict[Key, float] = {}
        for each in self.cables():
            levels = {unit.index: unit.effective_marking for unit in each.units}
            for chunk in chunks(each, self.embedder):
                if levels[chunk.index].within(clearance):
                    key, score = Key(chunk.cable, chunk.index), float(self.embedder.embed([chunk.text])[0] @ vector)
                    wanted[key] = max(score, wanted.get(key, -2.0))
        assert dict(found) == pytest.approx(wanted, abs=1e-5)
        assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)
        hits = {key for key, _ in stores.lexical.query(" ".join(words), 50, Filters(clearance=clearance))}
        bodies = {
            Key(each.id, unit.index)
            for each in self.cables()
            for unit in each.paragraphs
            if unit.effective_marking.within(clearance) and set(words) & set(unit.text.split())
        }
        assert hits == bodies

    @invariant()
    def library_agrees(self) -> None:
        if self.model:
            library = self.open().library
            assert {ident: library.get(ident) for ident in library.ids()} == {each.id: each for each in self.cables()}
            assert library.pending() == ()

    @rule()
    def audit(self) -> None:
        stores = self.open()
        task = ProbeTask(str(self.home.path), stores.generation, "", "hashing@1")
        assert probe(task).findings == ()

    def cables(self) -> list[Cable]:
        made = []
        for ident, fields in self.model.items():
            record = json.loads(json.dumps(fields))
            level = Level[record.pop("level")]
            made.append(cable(**record, level=level, name=str(self.root / f"{ident}.json")))
        return made

    def factory(self) -> HashingEmbedder:
        return self.embedder

    def open(self) -> Stores:
        if self.stores is None:
            self.stores = Stores.open(self.home, self.factory, options=self.options)
        return self.stores

    def close(self) -> None:
        if self.stores is not None:
            self.stores.close()
            self.stores = None

    def teardown(self) -> None:
        self.close()
        shutil.rmtree(self.root, ignore_errors=True)


class GraphMachine(StoresMachine):
    """The same with Chroma's graph in place of exact search."""

    options = StoreOptions(exact_limit=0)


FEW = settings(max_examples=6, stateful_step_count=10, deadline=None, suppress_health_check=list(HealthCheck))
TestExactStores = StoresMachine.TestCase
TestExactStores.settings = FEW
TestGraphStores = GraphMachine.TestCase
TestGraphStores.settings = FEW
