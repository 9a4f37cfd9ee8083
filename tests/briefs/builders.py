"""Cables and a library in memory for the tests of briefs, built as the parser and the stores build them."""

import datetime as dt
from collections.abc import Iterable, Sequence
from pathlib import Path

from rag.briefs.maker import BriefMaker
from rag.briefs.model import Brief, BriefRequest, Paper
from rag.cables.clearance import visible
from rag.cables.marking import Marking
from rag.cables.model import Cable, Evidence, Paragraph, ParseWarning, Role, Source, Span
from rag.retrieval.question import Question
from rag.settings import Settings
from rag.stores.filters import Filters

SENT = dt.datetime(2009, 8, 26, 8, 11, tzinfo=dt.UTC)


def paragraph(
    index: int, text: str, marking: str = "SBU", role: Role = Role.BODY, *, truncated: bool = False
) -> Paragraph:
    """A paragraph whose span is filled in by `cable`."""
    return Paragraph(str(index), index, text, (), Marking.parse(marking), marking, role=role, truncated=truncated)


def cable(
    *paragraphs: Paragraph | str,
    name: str = "09PORTSELWYN412",
    post: str = "PORT SELWYN",
    subject: str = "MINISTER VARGA ON PORT REFORM",
    sent: dt.datetime | None = SENT,
    header_marking: str = "SBU",
    refs: tuple[str, ...] = (),
    warnings: tuple[ParseWarning, ...] = (),
) -> Cable:
    """A cable of these paragraphs, its carrier text and spans belonging together."""
    carrier = f"SUBJECT: {subject}\n\n"
    placed = []
    for number, given in enumerate(paragraphs, start=1):
        one = paragraph(number, given) if isinstance(given, str) else given
        span = Span(len(carrier), len(carrier) + len(one.text))
        carrier += f"{one.text}\n\n"
        placed.append(
            Paragraph(
                one.label, one.index, one.text, (span,), one.effective_marking, one.marking, one.section, one.role,
                one.occurrence, one.truncated,
            )
        )  # fmt: skip
    header = Paragraph("0", 0, f"SUBJECT: {subject}", (Span(0, 9 + len(subject)),), Marking.parse(header_marking))
    return Cable(
        id=name,
        post=post,
        subject=subject,
        classification="",
        effective_marking=Marking.parse(header_marking),
        header=header,
        paragraphs=tuple(placed),
        source=Source(f"{name}.txt", "0" * 64, "text", carrier),
        date=sent,
        refs=refs,
        warnings=warnings,
    )


def evidence(one: Cable) -> list[Evidence]:
    """All paragraphs of a cable."""
    return [Evidence(one, unit) for unit in one.paragraphs]


class MemoryLibrary:
    """A library that holds cables in memory; what it names is within the filters, as the stored one does."""

    def __init__(self, cables: Iterable[Cable]) -> None:
        self.cables = {one.id: one for one in cables}

    def get(self, cable: str) -> Cable | None:
        return self.cables.get(cable)

    def nearest_ids(self, cable: str, n: int, filters: Filters) -> tuple[str, ...]:
        import difflib

        seen = [name for name, one in self.cables.items() if visible(one, filters.clearance) is not None]
        return tuple(difflib.get_close_matches(cable, seen, n=n, cutoff=0.6))


class MemoryStores:
    """Stores around a library in memory."""

    generation = "test"

    def __init__(self, cables: Iterable[Cable]) -> None:
        self.library = MemoryLibrary(cables)


class Found:
    """A search's result."""

    queries = ("asked",)

    def __init__(self, hits: Sequence[Evidence]) -> None:
        self.hits = tuple(hits)


class FixedSearch:
    """A search that finds what it was told to."""

    def __init__(self, hits: Sequence[Evidence] = (), absent: Sequence[str] = ()) -> None:
        self.hits = hits
        self.absent = absent

    def retrieve(self, question: Question, k: int) -> Found:
        return Found([hit for hit in self.hits if question.text][:k])

    def unknown(self, words: Iterable[str], filters: Filters) -> tuple[str, ...]:  # noqa: ARG002 - the interface's
        return tuple(word for word in words if word in self.absent)


def make(
    held: Sequence[Cable],
    search: FixedSearch | None = None,
    *,
    cables: tuple[str, ...] = (),
    topic: str = "",
    filters: Filters = Filters(),
    paper: Paper = Paper.A4,
    explain: bool = False,
) -> Brief:
    """The brief on all of the held cables, or on what is asked."""
    asked = cables or (() if topic else tuple(one.id for one in held))
    request = BriefRequest(cables=asked, topic=topic, filters=filters, paper=paper, explain=explain)
    return BriefMaker(MemoryStores(held), search or FixedSearch(), Settings()).make(request)


CORPUS = Path(__file__).resolve().parents[2] / "eval" / "corpus"


def sample_cables() -> dict[str, Cable]:
    """Every sample cable of the repository by id."""
    from rag.parsing.parser import is_candidate, parse_file

    found: dict[str, Cable] = {}
    for path in sorted(CORPUS.iterdir()):
        if path.suffix not in {".md", ".py", ".zip"} and is_candidate(path):
            for one in parse_file(path).cables:
                found.setdefault(one.id, one)
    return found


REFORM = cable(
    paragraph(
        1,
        "SUMMARY: Minister of Transport Elena Varga told the Ambassador on August 24 that the government will open the "
        "port of Selwyn to private operators next year. The dockers' union threatened a strike. END SUMMARY.",
        role=Role.SUMMARY,
    ),
    paragraph(
        2,
        "Elena Varga, Minister of Transport of the Republic of Orsena (ROO), said the port loses 14 million dollars a "
        "year. She proposed a tender for two of the five terminals. The tender will open on September 15.",
    ),
    paragraph(
        3,
        "Union leader Tomas Brek told Econoff that 3,200 dockers would stop work if the ROO signed the plan. "
        "He added that the union had not been consulted.",
        "C",
    ),
    paragraph(
        4,
        "On August 20 the parliament rejected a motion to delay the reform. The opposition plans a new motion on "
        "October 2, and expects the support of the Farmers' Party (FP), which (see reftel",
        truncated=True,
    ),
    paragraph(
        5,
        "COMMENT: We believe Varga has the votes, but the union's strike fund is larger than the government thinks. "
        "Post will report on the tender's terms as they are published. END COMMENT.",
        "C//NF",
        Role.COMMENT,
    ),
)
"""A cable with all that a brief looks for: summary, offices, dates, a comment, a break, mixed markings."""
