"""Briefs: the time of a page on one cable, on ten and on a topic, without a model, and how full the pages are."""

import statistics
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.bench.part import Part, Row
from rag.briefs.export import encode
from rag.briefs.model import Brief, BriefRequest
from rag.desk import Desk
from rag.errors import UserError
from rag.settings import Settings

ONE_TARGET, TEN_TARGET = 1.5, 6.0
SET_SIZE, SETS, MOST_CABLES = 10, 3, 40
TOPICS = ("money and the minister", "the strike at the port", "water and the dam", "children at work", "an election")


def measure(folder: Path, settings: Settings) -> Part:
    """Makes and prints briefs on the cables of a folder.

    Args:
        folder: Cable files.
        settings: For the cache of the embedded model; the library is made in a temporary home.

    Returns:
        Medians of the time from request to PDF, and of how much of the page is used.
    """
    with TemporaryDirectory() as home:
        desk = Desk.open(settings.model_copy(update={"home": Path(home)}))
        desk.ingest([folder])
        try:
            return _part(desk)
        finally:
            desk.close()


def _part(desk: Desk) -> Part:
    names = [summary.id for summary in desk.cables(limit=1000)]
    singles = _timed(desk, [BriefRequest(cables=(name,)) for name in names[:MOST_CABLES]])
    sets = _timed(desk, [BriefRequest(cables=tuple(names[n::SETS][:SET_SIZE])) for n in range(SETS)])
    topics = _timed(desk, [BriefRequest(topic=topic) for topic in TOPICS])
    one, ten = _median(singles), _median(sets)
    rows = (
        Row("one cable, request to PDF, median", one, "s", f"<= {ONE_TARGET} s", one <= ONE_TARGET),
        Row(f"{SET_SIZE} cables, median", ten, "s", f"<= {TEN_TARGET} s", ten <= TEN_TARGET),
        Row("topic, median", _median(topics), "s"),
        Row("page used, one cable, median", statistics.median(b.layout.fill for b, _ in singles), "share"),
        Row("lines on a page, one cable, median", statistics.median(len(b.lines) for b, _ in singles), "lines"),
    )
    return Part("Briefs without a model", f"{len(singles)} cables, {len(sets)} sets, {len(topics)} topics", rows)


def _timed(desk: Desk, requests: Sequence[BriefRequest]) -> list[tuple[Brief, float]]:
    """Each brief with the seconds from request to PDF; a request that the library cannot meet is left out."""
    made = []
    for request in requests:
        started = time.perf_counter()
        try:
            brief = desk.brief(request)
        except UserError:
            continue
        encode(brief, ".pdf")
        made.append((brief, time.perf_counter() - started))
    return made


def _median(timed: Sequence[tuple[Brief, float]]) -> float:
    return statistics.median(seconds for _, seconds in timed) if timed else 0.0
