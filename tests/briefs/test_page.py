"""One page, measured: every sample cable on both papers, and the edges of fitting."""

import io

import pytest
from pypdf import PdfReader

from rag.answering.model import Verdict
from rag.briefs.export import encode
from rag.briefs.fit import SIZES, WORDS
from rag.briefs.formats import pdf
from rag.briefs.formats.capacity import column_shares, docx_size
from rag.briefs.formats.pdf import MIN_SIZE, measure, pictures, render
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief, Paper
from rag.cables.marking import highest
from rag.cables.model import Cable
from rag.errors import OperatorError
from tests.briefs.builders import cable, make, sample_cables

CABLES = sample_cables()


def sizes(data: bytes) -> set[float]:
    """Every type size on the first page."""
    found: set[float] = set()

    def note(text: str, _cm: object, _tm: object, _font: object, size: float) -> None:
        if text.strip():
            found.add(round(size, 2))

    PdfReader(io.BytesIO(data)).pages[0].extract_text(visitor_text=note)
    return found


@pytest.mark.parametrize("paper", list(Paper))
@pytest.mark.parametrize("name", sorted(CABLES))
def test_every_sample_cable_takes_exactly_one_page(name: str, paper: Paper) -> None:
    brief = make([CABLES[name]], paper=paper)
    data = encode(brief, ".pdf")
    assert len(PdfReader(io.BytesIO(data)).pages) == 1
    assert brief.layout.pages == 1
    assert min(sizes(data)) >= MIN_SIZE
    assert docx_size(sheet(brief), paper) is not None
    assert all(line.statement.verdict is Verdict.VERIFIED and line.statement.citations for line in brief.lines)
    assert brief.banner == highest(c.marking for line in brief.lines for c in line.statement.citations)
    assert brief.layout.fill >= 0.6 or not brief.dropped


def wordy(count: int) -> Cable:
    return cable(
        *(
            f"Minister Varga said that terminal number {n} of the port would need {n * 3} million dollars "
            f"for new cranes, {n * 7} more dockers, and a law that the parliament has refused since the year before."
            for n in range(1, count + 1)
        )
    )


@pytest.fixture(scope="module")
def full() -> Brief:
    return make([wordy(60)])


def test_the_least_valuable_lines_are_dropped(full: Brief) -> None:
    assert full.dropped
    assert min(line.value for line in full.lines) >= max(line.value for line in full.dropped)
    assert sum(len(line.statement.text.split()) for line in full.lines) <= WORDS
    assert full.layout.fill >= 0.6


def test_one_more_line_would_not_have_fitted_or_is_too_much_to_read(full: Brief) -> None:
    words = sum(len(line.statement.text.split()) for line in full.lines)
    more = len(full.dropped[0].statement.text.split())
    assert words + more > WORDS or full.layout.size == SIZES[-1]


def test_short_material_is_set_large() -> None:
    brief = make([cable("The minister of transport told the Ambassador that the port of Selwyn would close.")])
    assert brief.layout.size == SIZES[0]
    assert brief.dropped == ()


def test_very_long_title_and_sources_still_fit() -> None:
    held = [
        cable(
            f"The port of city number {n} lost {n * 11} million dollars in the year, Minister Varga said.",
            name=f"09BANDARSERIBEGAWAN{n}",
            post="BANDAR SERI BEGAWAN",
            subject="A VERY LONG SUBJECT LINE ON PORTS AND HARBORS AND " * 8,
        )
        for n in range(1, 13)
    ]
    for paper in Paper:
        brief = make(held, paper=paper)
        assert brief.layout.pages == 1
        assert len(PdfReader(io.BytesIO(encode(brief, ".pdf"))).pages) == 1
        assert sum(column_shares(sheet(brief), paper, MIN_SIZE)) == pytest.approx(1.0)


def test_measure_counts_what_is_printed(full: Brief) -> None:
    found = measure(sheet(full), Paper.A4, 14.0)
    assert found.pages == 2
    assert 0 < measure(sheet(full), Paper.A4, full.layout.size).fill <= 1


def test_pictures_are_one_image_a_page(full: Brief) -> None:
    made = pictures(sheet(full), Paper.A4, full.layout.size)
    assert len(made) == 1
    assert made[0].startswith(b"\x89PNG")


def test_a_typesetter_that_refuses_is_the_operators_matter(full: Brief, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_template", lambda: b"#panic()")
    for call in (measure, render, pictures):
        with pytest.raises(OperatorError, match="Export the brief as Markdown instead"):
            call(sheet(full), Paper.A4, 9.5)
