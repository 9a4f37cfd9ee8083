"""Runs a fixed series of writes, ends the process at the n-th store call, and shows what the stores then hold.

A program of its own: it loads the engines once and forks for each n, so that every n costs a fork and not a start.
Usage: python -m tests.stores.killing FOLDER
"""

import contextlib
import itertools
import json
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

import chromadb  # noqa: F401 - loaded before the forks
import tantivy  # noqa: F401 - as above

from rag.cables.marking import Level
from rag.errors import UserError
from rag.stores.answers import AnswerStore, Document, DocumentSummary
from rag.stores.codec import dump_cable
from rag.stores.filters import Filters
from rag.stores.home import Home
from rag.stores.ingest import ingest
from rag.stores.options import StoreOptions
from rag.stores.probe import ProbeTask, probe
from rag.stores.rebuild import reindex
from rag.stores.removal import delete
from rag.stores.stores import Stores
from tests.stores.samples import HashingEmbedder, json_reader, write_cables

KILLED = 9
LONG = " ".join(f"word{number}" for number in range(60))
FIRST = {
    "a.json": [{"ident": "09PARIS1"}, {"ident": "09PARIS2", "paragraphs": ["The harbour froze.", LONG]}],
    "b.json": [{"ident": "09ROME3", "post": "ROME", "tags": ["ECON"], "paragraphs": ["Prices rose."], "level": "U"}],
}
SECOND = {
    "a.json": [{"ident": "09PARIS2", "paragraphs": ["The harbour thawed."]}, {"ident": "09PARIS4"}],
    "c.json": [{"ident": "09ROME3", "carrier": "flat", "labels": False, "level": "S"}],
}
QUERIES = ("harbour froze", "harbour thawed", "prices rose", "mayor bridge", "word7 word33", "09ROME3")


class Killer:
    """Ends the process at the n-th call, as a kill would: nothing is flushed or closed."""

    def __init__(self, at: int) -> None:
        self.left = at

    def __call__(self, _: str) -> None:
        self.left -= 1
        if self.left == 0:
            os._exit(KILLED)


def commands(folder: Path, home: Home) -> list[Callable[[StoreOptions], object]]:
    """The series: ingest, ingest changed sources, delete; then a look, since the rebuild would mend anything."""

    def read(options: StoreOptions) -> object:
        sources = [folder / "work"]
        return ingest(home, sources, embedder_factory=HashingEmbedder, reader=json_reader(), options=options)

    return [
        read,
        read,
        lambda options: delete(home, ["09PARIS4"], embedder_factory=HashingEmbedder, options=options),
        lambda _: write_state(home, folder / "before.json"),
        lambda options: reindex(home, embedder_factory=HashingEmbedder, options=options),
    ]


def prepare(folder: Path, home: Home) -> None:
    """The sources, and kept answers of which one cites the cable that is deleted."""
    for name, cables in FIRST.items():
        write_cables(folder / "work" / name, *cables)
    home.create()
    with AnswerStore.open(home.answers) as answers:
        for ident, cited in (("gone", "09PARIS4"), ("kept", "09ROME3")):
            answers.put(Document(DocumentSummary(ident, "answer", "", "", Level.U), frozenset({cited}), "{}"))


def state(home: Home) -> dict[str, object]:
    """Everything that a caller can see."""
    with Stores.open(home, HashingEmbedder) as stores, AnswerStore.open(home.answers) as answers:
        vectors = stores.embedder.embed(QUERIES)
        task = ProbeTask(str(home.path), stores.generation, "", "hashing@1")
        return {
            "cables": {i: dump_cable(c).decode() for i in stores.library.ids() if (c := stores.library.get(i))},
            "vectors": [[[k.cable, k.index, round(s, 5)] for k, s in stores.vectors.query(v, 9)] for v in vectors],
            "below": [[[k.cable, k.index] for k, _ in stores.vectors.query(v, 9, BELOW)] for v in vectors],
            "words": [[[k.cable, k.index] for k, _ in stores.lexical.query(q, 9)] for q in QUERIES],
            "pending": stores.library.pending(),
            "findings": [finding.message for finding in probe(task).findings],
            "answers": [each.id for each in answers.list()],
            "folders": sorted(path.name.split("-")[0] for path in home.path.iterdir() if path.is_dir()),
        }


BELOW = Filters(clearance=Level.C)


def usable(home: Home) -> None:
    """What a reader does between the kill and the next writer: it must not fail on what is half done."""
    with contextlib.suppress(UserError), Stores.open(home, HashingEmbedder) as stores:
        for ident in stores.library.ids():
            stores.library.get(ident)
        stores.vectors.query(stores.embedder.embed(["harbour"])[0], 5)
        stores.lexical.query("harbour", 5)


def run(folder: Path, home: Home, options: StoreOptions) -> None:
    """Goes on where the last run was killed: at the command that had not ended."""
    done = folder / "done"
    start = int(done.read_text()) if done.exists() else 0
    for number, command in enumerate(commands(folder, home)[start:], start=start):
        if number == 1:
            for name, cables in SECOND.items():
                write_cables(folder / "work" / name, *cables)
        command(options)
        done.write_text(str(number + 1))


def forked(action: Callable[..., object], *args: object) -> int:
    """Runs in a child; returns its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            action(*args)
            code = 0
        finally:
            if code:
                traceback.print_exc()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def attempt(folder: Path, n: int) -> dict[str, object]:
    """The whole series, killed at the n-th store call and taken up again; 0 kills nowhere.

    Returns:
        The exit codes of the children and what the stores hold in the end.
    """
    home, result = Home(folder / "home"), folder / "state.json"
    prepare(folder, home)
    plain = StoreOptions(group=6)
    codes = [forked(run, folder, home, StoreOptions(group=6, step=Killer(n)) if n else plain)]
    if codes == [KILLED]:
        codes.append(forked(read_and_run, folder, home, plain))
    codes.append(forked(write_state, home, result))
    return {"n": n, "codes": codes, "before": load(folder / "before.json"), "state": load(result)}


def read_and_run(folder: Path, home: Home, options: StoreOptions) -> None:
    """A reader comes first, then the writer that takes up the series."""
    usable(home)
    run(folder, home, options)


def load(path: Path) -> object:
    """What a child has written, nothing when it did not come so far."""
    return json.loads(path.read_text()) if path.exists() else {}


def write_state(home: Home, result: Path) -> None:
    """Leaves the state where the parent can read it."""
    result.write_text(json.dumps(state(home)))


def main() -> None:
    """Kills at every n until the series runs through; prints one JSON object a line."""
    for n in itertools.count():
        folder = Path(sys.argv[1]) / str(n)
        folder.mkdir()
        outcome = attempt(folder, n)
        sys.stdout.write(json.dumps(outcome) + "\n")
        sys.stdout.flush()
        if n and outcome["codes"] == [0, 0]:
            return


if __name__ == "__main__":
    main()
