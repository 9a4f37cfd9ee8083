import pytest

from rag.cables.marking import PORTION, UNMARKED, Level, Marking, highest


@pytest.mark.parametrize(
    ("text", "level", "caveats"),
    [
        ("U", Level.U, ()),
        ("(SBU)", Level.SBU, ()),
        ("LOU", Level.SBU, ()),
        ("U//FOUO", Level.SBU, ()),
        ("C/NF", Level.C, ("NOFORN",)),
        ("( S//NF )", Level.S, ("NOFORN",)),
        ("S-NF", Level.S, ("NOFORN",)),
        ("C NF", Level.C, ("NOFORN",)),
        ("S//FGI//NF", Level.S, ("FGI", "NOFORN")),
        ("S//REL TO USA, FVEY", Level.S, ("REL TO USA, FVEY",)),
        ("S/REL NATO", Level.S, ("REL NATO",)),
        ("SBU//NOFORN", Level.SBU, ("NOFORN",)),
        ("(C - ENTIRE TEXT)", Level.C, ()),
        ("(C - Entire text.)", Level.C, ()),
        ("SECRET - ENTIRE TEXT", Level.S, ()),
        ("ts", Level.TS, ()),
        ("UNCLASSIFIED//FOR OFFICIAL USE ONLY", Level.SBU, ()),
    ],
)
def test_printed_marks_are_read(text: str, level: Level, caveats: tuple[str, ...]) -> None:
    assert Marking.parse(text) == Marking(level, caveats)


@pytest.mark.parametrize("text", ["(U.S.)", "(PS)", "(China)", "(Iran)", "(GSPC)", "(CU)", "A", "", "1.4 (B,D)"])
def test_what_only_looks_like_a_mark_is_none(text: str) -> None:
    assert Marking.parse(text) == UNMARKED
    assert not PORTION.fullmatch(text)


def test_the_highest_keeps_every_caveat_and_ignores_unmarked_parts() -> None:
    parts = [Marking(Level.U, ("EXDIS",)), UNMARKED, Marking(Level.C, ("NOFORN",))]
    assert highest(parts) == Marking(Level.C, ("EXDIS", "NOFORN"))
    assert highest([UNMARKED]) == UNMARKED
    assert highest([]) == UNMARKED


def test_unmarked_fails_closed() -> None:
    assert UNMARKED.within(None)
    assert not UNMARKED.within(Level.TS)
    assert Marking(Level.SBU).within(Level.SBU)
    assert not Marking(Level.C).within(Level.SBU)
    assert [str(UNMARKED), str(Marking(Level.S, ("NOFORN",)))] == ["unmarked", "S//NOFORN"]
