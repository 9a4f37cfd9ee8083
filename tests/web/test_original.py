"""The original text: every unit in its place, quoted words marked exactly, hidden parts not even as blanks."""

import html
import re

import pytest

from rag.cables.clearance import visible
from rag.cables.marking import UNMARKED, Level, Marking
from rag.cables.model import Cable, Paragraph, Role, Source, Span
from rag.desk import Desk
from rag.settings import Settings
from rag.web.evidence import evidence
from rag.web.graph import graph
from rag.web.original import original

TEXT = "SUBJECT: A <TEST>\n\n1. (U) One two\nthree.\n\nPAGE 02 OF 02\n\nfour five.\n\n2. (S) Six seven.\n"


def unit(label: str, index: int, words: tuple[str, ...], level: Level, role: Role = Role.BODY) -> Paragraph:
    spans = tuple(Span(TEXT.index(part), TEXT.index(part) + len(part)) for part in words)
    return Paragraph(label, index, " ".join(words), spans, Marking(level), role=role)


@pytest.fixture
def cable() -> Cable:
    return Cable(
        id="09TEST1",
        post="TEST",
        subject="A <TEST>",
        classification="SECRET",
        effective_marking=Marking(Level.S),
        header=unit("0", 0, ("A <TEST>",), Level.U),
        paragraphs=(
            unit("1", 1, ("One two\nthree.", "four five."), Level.U, Role.SUMMARY),
            unit("2", 2, ("Six seven.",), Level.S),
        ),
        source=Source("/home/someone/a.txt", "0" * 64, "text", TEXT),
    )


def words_of(markup: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", markup))


def test_text_is_whole_and_in_order(cable: Cable) -> None:
    shown = words_of(original(cable, None, ()))
    for part in ("A <TEST>", "1. (U) One two\nthree.", "PAGE 02 OF 02", "four five.", "2. (S) Six seven."):
        assert part in shown
    assert shown.index("A <TEST>") < shown.index("One two") < shown.index("four five.") < shown.index("Six seven.")


def test_quote_over_a_page_break_marks_its_words_and_not_the_break(cable: Cable) -> None:
    quotes = (Span(TEXT.index("two"), TEXT.index("three.") + 6), Span(TEXT.index("four"), TEXT.index("four") + 4))
    markup = original(cable, 1, quotes)
    assert [html.unescape(mark) for mark in re.findall(r"<mark[^>]*>(.*?)</mark>", markup)] == ["two\nthree.", "four"]
    assert re.search(r"PAGE 02", "".join(re.findall(r'class="between">(.*?)</span>', markup)))


def test_one_section_for_a_unit_with_several_spans(cable: Cable) -> None:
    markup = original(cable, 1, ())
    assert markup.count("<section") == 3
    assert markup.count('class="unit chosen"') == 1
    assert 'data-scroll aria-label="09TEST1 ¶1"' in markup
    assert "summary" in markup


def test_hidden_paragraph_leaves_no_words_and_no_blanks(cable: Cable) -> None:
    seen = visible(cable, Level.U)
    assert seen is not None
    shown = words_of(original(seen, None, ()))
    assert "Six" not in shown
    assert not re.search(r" {40,}", shown)


def test_panel_has_the_facts_and_no_folder_of_the_machine(cable: Cable) -> None:
    from rag.results import Reference, Shown

    references = (Reference("A", "TEST 9", "09TEST9", held=True), Reference("", "E-MAIL", "", held=False))
    shown = Shown(cable, None, references, ("10TEST3",))
    markup = evidence(shown, 2, ())
    for part in (
        "09TEST1",
        "S</span> ¶2",
        "a.txt (text)",
        "A &lt;TEST&gt;",
        "09TEST9",
        "E-MAIL",
        "not resolved",
        "10TEST3",
    ):
        assert part in markup
    assert "someone" not in markup
    drawing = graph(shown)
    assert drawing is not None
    assert drawing.count("data-open") == 2
    assert 'class="node absent"' in drawing
    assert graph(Shown(cable, None, (), ())) is None


def test_every_sample_cable_is_shown_whole(sample_library: str) -> None:
    desk = Desk.open(Settings(home=sample_library))
    for summary in desk.cables(limit=100):
        shown = desk.show(summary.id)
        words = " ".join(words_of(evidence(shown)).split())
        for one in shown.cable.paragraphs:
            assert one.text.split()[-1] in words
    desk.close()


def test_unmarked_is_shown_as_such(cable: Cable) -> None:
    from dataclasses import replace

    from rag.results import Shown

    assert "unmarked" in evidence(Shown(replace(cable, effective_marking=UNMARKED), None, (), ())).lower()
