"""Briefs on the real cables: one page each on both papers and in LibreOffice, and the seed's content."""

import io
import shutil
import subprocess
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from rag.answering.model import Verdict
from rag.briefs.export import encode, write
from rag.briefs.model import Brief, Paper, Part
from rag.cables.marking import highest
from rag.cables.model import Cable
from rag.errors import UserError
from rag.parsing.parser import parse_file
from tests.briefs.builders import make, sample_cables

pytestmark = pytest.mark.real

BODILESS = {"06KABUL3934"}
"""The file ends with the header."""
NO_SENTENCE = {"08VLADIVOSTOK68"}
"""The body breaks off in its first words."""


@cache
def cables(folder: Path) -> dict[str, Cable]:
    found: dict[str, Cable] = {}
    for path in sorted(folder.glob("*.txt")):
        for one in parse_file(path).cables:
            found.setdefault(one.id, one)
    return found


@pytest.mark.parametrize("paper", list(Paper))
def test_every_real_cable_takes_one_page_or_is_named_too_short(shared: Path, paper: Paper) -> None:
    held = cables(shared / "cables")
    refused = set()
    for name, one in held.items():
        try:
            brief = make([one], paper=paper)
        except UserError:
            refused.add(name)
            continue
        assert brief.layout.pages == 1, name
        assert len(PdfReader(io.BytesIO(encode(brief, ".pdf"))).pages) == 1, name
        assert all(line.statement.verdict is Verdict.VERIFIED for line in brief.lines), name
        assert all(line.statement.citations for line in brief.lines), name
        assert brief.banner == highest(line.marking for line in brief.lines), name
        assert brief.layout.fill >= 0.6 or not brief.dropped, name
    assert refused == BODILESS | NO_SENTENCE
    assert len(held) >= 100


def sets(held: dict[str, Cable]) -> list[list[Cable]]:
    """Three sets of ten: one post's, one year's, and every ninth of all."""
    able = [one for name, one in sorted(held.items()) if name not in BODILESS | NO_SENTENCE]
    return [
        [one for one in able if one.post == "MADRID"][:10],
        [one for one in able if one.id.startswith("09")][:10],
        able[::9][:10],
    ]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_sets_of_ten_take_one_page_and_cite_most_of_their_cables(shared: Path, number: int) -> None:
    chosen = sets(cables(shared / "cables"))[number]
    assert len(chosen) == 10
    for paper in Paper:
        brief = make(chosen, paper=paper)
        assert len(PdfReader(io.BytesIO(encode(brief, ".pdf"))).pages) == 1
        assert all(line.statement.verdict is Verdict.VERIFIED for line in brief.lines)
        assert len(brief.sources) >= 7


@pytest.fixture(scope="module")
def seed(shared: Path) -> Brief:
    (one,) = parse_file(shared / "cables" / "scoop_09PHNOMPENH628.txt").cables
    return make([one])


def said(brief: Brief, *parts: Part) -> list[str]:
    return [f"{line.lead} {line.statement.text}" for s in brief.sections if s.part in parts for line in s.lines]


def test_seed_gives_dates_and_purpose_of_the_visit(seed: Brief) -> None:
    bottom = " ".join(said(seed, Part.BOTTOM_LINE))
    assert "August 15-19" in bottom
    assert "to discuss trafficking in persons" in bottom


def test_seed_gives_the_main_points_with_who_said_them(seed: Brief) -> None:
    points = said(seed, Part.KEY_POINTS)
    assert any("DPM has proposed that a police officer be present at every" in point for point in points)
    assert any("UNIAP's Lim Tith said" in point and "approximately 10%" in point for point in points)
    assert any("suing the shelter" in point or "sued" in point for point in points)
    assert any("Siem Reap" in point and "Unit" in point for point in points)


def test_seed_gives_the_closing_assessment_as_the_posts(seed: Brief) -> None:
    assert any("we hope in turn that it helps inform a realistic view" in view for view in said(seed, Part.POST_VIEW))


def test_seed_says_that_paragraph_two_breaks_off(seed: Brief) -> None:
    assert any("The source breaks off in ¶2" in gap for gap in said(seed, Part.GAPS))


def test_seed_names_the_deputy_prime_minister_with_his_office(seed: Brief) -> None:
    assert any(
        "Sar Kheng: Deputy Prime Minister (DPM) and Minister of Interior" in who for who in said(seed, Part.PEOPLE)
    )


def test_seed_leaves_out_the_sites_footer(seed: Brief) -> None:
    everything = " ".join(line.statement.text for line in (*seed.lines, *seed.dropped))
    assert not [word for word in ("Scoop", "IPPPR", "COVID", "More>>", "Fiji") if word in everything]


@pytest.mark.office
def test_docx_takes_one_page_in_libreoffice(shared: Path, tmp_path: Path) -> None:
    held = cables(shared / "cables")
    some = [one for name, one in sorted(held.items()) if name not in BODILESS | NO_SENTENCE][::7]
    chosen = [[one] for one in [*some, *sample_cables().values()]] + sets(held)
    names = []
    for number, group in enumerate(chosen):
        for paper in Paper:
            names.append(f"{number}-{paper.value}")
            write(make(group, paper=paper), tmp_path / f"{names[-1]}.docx")
    soffice = shutil.which("soffice") or "soffice"
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [soffice, "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *sorted(map(str, tmp_path.glob("*.docx")))], check=True, capture_output=True, timeout=600)
    pages = {name: len(PdfReader(tmp_path / f"{name}.pdf").pages) for name in names}
    assert {name: count for name, count in pages.items() if count != 1} == {}
