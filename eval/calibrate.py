"""Sets the rule by which extractive answers are declined: `python -m eval.calibrate`.

Two numbers are chosen on the calibration suite, by leaving one cable family out at a time to see whether the choice
holds; the doubts that cost more answers than they save from being wrong are not heeded. The result, with its figures
and the date, is the data file that `rag.answering.decline` reads.
"""

import argparse
import datetime as dt
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import NamedTuple

from eval.desk import CORPUS, corpus_home, engine_settings
from eval.run.asking import to_question
from eval.stats.intervals import wilson
from eval.suite.load import load_suite
from rag.answering.decline import RULE, Rule, ground, grounds
from rag.answering.doubts import Doubts
from rag.answering.extractive import ExtractiveEngine
from rag.desk import Desk
from rag.errors import ReftelError

SUITE = Path(__file__).with_name("suites") / "calibration.jsonl"
COSINES = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4)
READ = (2, 3, 5)
DOUBTS = ("missing", "silent", "unknown", "later", "elsewhen", "absent", "cut", "lacking", "separate", "cosine")
OVER_REFUSAL = 0.1
"""The most that may be refused of what can be answered; within it, the rule that declines most is taken."""
COST = 1.0
"""A doubt is heeded if the share that it rightly declines is at least `COST` times the share that it wrongly does."""
MIDDLE = 2
"""Of rules that do equally well the one that reads nearly so many sentences is taken."""


@dataclass(frozen=True)
class Case:
    """A question with its doubts for each number of sentences read.

    Attributes:
        id: The question's.
        family: The cable that it is about.
        answerable: Whether the library answers it.
        doubts: By the number of sentences read.
    """

    id: str
    family: str
    answerable: bool
    doubts: dict[int, Doubts]

    def declined(self, rule: Rule) -> bool:
        """Whether the rule declines it."""
        return bool(ground(self.doubts[rule.read], rule)[0])


class Counts(NamedTuple):
    """What a rule did.

    Attributes:
        declined: Unanswerable questions that it declined.
        unanswerable: Out of so many.
        refused: Answerable questions that it declined.
        answerable: Out of so many.
    """

    declined: int
    unanswerable: int
    refused: int
    answerable: int

    @property
    def rejection(self) -> float:
        """Share of the unanswerable that it declined."""
        return self.declined / max(self.unanswerable, 1)

    @property
    def over_refusal(self) -> float:
        """Share of the answerable that it declined."""
        return self.refused / max(self.answerable, 1)


def cases(suite: Path, corpus: Path) -> list[Case]:
    """Runs every question of the suite against the library built from the corpus."""
    settings = engine_settings("extractive", corpus_home(corpus, engine_settings("extractive", None).cache))
    desk = Desk.open(settings)
    desk.ingest([corpus])
    engine = ExtractiveEngine(desk.retriever, desk.stores.library, settings)
    found = []
    for item in load_suite([suite]).items:
        considered = engine.consider(to_question(item))
        doubts = {read: considered.doubts(read) for read in READ}
        found.append(Case(item.id, item.family, item.answerable != "no", doubts))
    desk.close()
    return found


def count(found: Iterable[Case], rule: Rule) -> Counts:
    """What a rule does to some cases."""
    judged = [(case.answerable, case.declined(rule)) for case in found]
    return Counts(
        declined=judged.count((False, True)),
        unanswerable=sum(not answerable for answerable, _ in judged),
        refused=judged.count((True, True)),
        answerable=sum(answerable for answerable, _ in judged),
    )


def fit(found: Sequence[Case]) -> Rule:
    """The rule that declines most of the unanswerable within `OVER_REFUSAL`, the mildest of equals."""
    rules = [Rule(cosine, read, _paying(found, cosine, read)) for cosine, read in product(COSINES, READ)]

    def order(rule: Rule) -> tuple[float, float, int]:
        counts = count(found, rule)
        within = counts.over_refusal <= OVER_REFUSAL
        return (
            counts.rejection - counts.over_refusal if within else -counts.over_refusal,
            -rule.cosine,
            -abs(rule.read - MIDDLE),
        )

    return max(rules, key=order)


def _paying(found: Sequence[Case], cosine: float, read: int) -> frozenset[str]:
    """The doubts that are heeded; one that no question raises is kept, since each is a fact and the suite is small."""
    alone = {name: count(found, Rule(cosine, read, frozenset({name}))) for name in DOUBTS}
    return frozenset(name for name, counts in alone.items() if counts.rejection >= COST * counts.over_refusal)


def held_out(found: Sequence[Case]) -> Counts:
    """What happens when each family is judged by a rule fitted without it."""
    parts = [
        count([case for case in found if case.family == family], fit([case for case in found if case.family != family]))
        for family in sorted({case.family for case in found})
    ]
    return Counts(*(sum(column) for column in zip(*parts, strict=True)))


def document(found: Sequence[Case], rule: Rule, suite: Path) -> dict[str, object]:
    """The data file: the rule, and what it was seen to do."""
    alone = {name: count(found, Rule(rule.cosine, rule.read, frozenset({name}))) for name in DOUBTS}
    return {
        "rule": {"cosine": rule.cosine, "read": rule.read, "heeded": [name for name in DOUBTS if name in rule.heeded]},
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "suite": suite.name,
        "figures": {
            "fitted": _figures(count(found, rule)),
            "each_family_held_out": _figures(held_out(found)),
            "each_doubt_alone": {name: _figures(counts) for name, counts in alone.items()},
        },
    }


def _figures(counts: Counts) -> dict[str, str]:
    return {
        "unanswerable_declined": _share(counts.declined, counts.unanswerable),
        "answerable_declined": _share(counts.refused, counts.answerable),
    }


def _share(part: int, whole: int) -> str:
    interval = wilson(part, whole)
    return f"{part} of {whole} ({interval.low:.2f} to {interval.high:.2f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 0 done, 3 could not be done."""
    parser = argparse.ArgumentParser(prog="python -m eval.calibrate", description=__doc__)
    parser.add_argument("--suite", type=Path, default=SUITE)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--show", action="store_true", help="print every question with the doubts it raises")
    parser.add_argument("--dry-run", action="store_true", help="print the result without writing the data file")
    options = parser.parse_args(arguments)
    try:
        found = cases(options.suite, options.corpus)
    except ReftelError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    rule = fit(found)
    if options.show:
        for case in found:
            raised = [name for name, _ in grounds(case.doubts[rule.read], rule)]
            sys.stdout.write(f"{case.id} {'answerable' if case.answerable else 'unanswerable'}: {', '.join(raised)}\n")
    text = json.dumps(document(found, rule, options.suite), indent=1) + "\n"
    sys.stdout.write(text)
    if not options.dry_run:
        RULE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
