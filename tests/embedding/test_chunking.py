import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.cables.marking import UNMARKED, Level, Marking
from rag.cables.model import Cable, Paragraph, Source, Span
from rag.embedding.chunking import chunks
from rag.embedding.minilm import MiniLM

SECRET = Marking(Level.S)
OPEN = Marking(Level.U)


def paragraph(index: int, text: str, section: str = "", marking: Marking = OPEN) -> Paragraph:
    return Paragraph(str(index), index, text, (Span(0, len(text)),), marking, section=section)


def cable(
    *texts: str,
    subject: str = "PORT STRIKE",
    section: str = "SUMMARY",
    post: str = "PORT VANDIA",
    header: str = "SUBJECT: PORT STRIKE",
    header_marking: Marking = OPEN,
) -> Cable:
    return Cable(
        id="09PORTVANDIA7",
        post=post,
        subject=subject,
        classification="UNCLASSIFIED",
        effective_marking=OPEN,
        header=Paragraph("0", 0, header, (), header_marking),
        paragraphs=tuple(paragraph(at, text, section) for at, text in enumerate(texts, 1)),
        source=Source("a.txt", "0" * 64, "text", ""),
        date=dt.datetime(2009, 3, 4, 12, tzinfo=dt.UTC),
    )


def test_one_chunk_a_unit_with_its_context(embedder: MiniLM) -> None:
    made = chunks(cable("Dockers walked out.", "Talks resume Monday."), embedder)
    assert [chunk.id for chunk in made] == ["09PORTVANDIA7:0:0", "09PORTVANDIA7:1:0", "09PORTVANDIA7:2:0"]
    assert made[0].text == "PORT VANDIA 2009-03-04\nSUBJECT: PORT STRIKE"
    assert made[1].text == "PORT VANDIA 2009-03-04. PORT STRIKE. SUMMARY\nDockers walked out."
    assert (made[2].cable, made[2].index, made[2].part) == ("09PORTVANDIA7", 2, 0)


def test_long_paragraph_is_cut_and_every_word_kept(embedder: MiniLM) -> None:
    text = " ".join(f"Delegate number {number} spoke of tariffs and left." for number in range(200))
    made = [chunk for chunk in chunks(cable(text), embedder) if chunk.index == 1]
    assert [chunk.part for chunk in made] == list(range(len(made)))
    assert len(made) > 4
    assert all(embedder.count(chunk.text) <= embedder.window for chunk in made)
    assert " ".join(chunk.text.split("\n", 1)[1] for chunk in made) == text


def test_cable_without_facts_has_bare_text(embedder: MiniLM) -> None:
    bare = cable("Dockers walked out.", subject="", section="", post="", header="")
    made = chunks(replace(bare, date=None), embedder)
    assert [(chunk.index, chunk.text) for chunk in made] == [(1, "Dockers walked out.")]


def test_context_is_bounded(embedder: MiniLM) -> None:
    made = chunks(
        cable("Dockers walked out.", subject="STRIKE " * 5000, section="X " * 5000, post="P " * 900), embedder
    )
    assert [chunk.index for chunk in made] == [0, 1]
    assert made[1].text.endswith("\nDockers walked out.")
    assert embedder.count(made[1].text) < 100


@pytest.mark.parametrize(
    ("own", "header", "highest"),
    [(OPEN, OPEN, OPEN), (OPEN, SECRET, SECRET), (SECRET, OPEN, SECRET), (OPEN, UNMARKED, UNMARKED)],
)
def test_exposure_covers_the_context(embedder: MiniLM, own: Marking, header: Marking, highest: Marking) -> None:
    given_cable = cable(header_marking=header)
    given_cable = replace(given_cable, paragraphs=(paragraph(1, "Dockers walked out.", marking=own),))
    assert [chunk.exposure for chunk in chunks(given_cable, embedder)] == [header, highest]


words = st.lists(
    st.one_of(
        st.text(max_size=40),
        st.sampled_from(["中" * 90, "\U0001f469\u200d\U0001f4bb" * 30, "x" * 400, "-" * 90, "\x00\x01", "a.b.c." * 30]),
        st.integers(1, 120).map(lambda n: "tariff talks. " * n),
    ),
    max_size=8,
).map("".join)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=words, subject=words, section=words, post=words)
def test_no_chunk_exceeds_the_window(embedder: MiniLM, text: str, subject: str, section: str, post: str) -> None:
    given_cable = cable(text, subject=subject, section=section, post=post)
    made = chunks(given_cable, embedder)
    assert all(embedder.count(chunk.text) <= embedder.window for chunk in made)
    held = "".join("".join(chunk.text.split()) for chunk in made if chunk.index == 1)
    assert len(held) >= len("".join(text.split()))
