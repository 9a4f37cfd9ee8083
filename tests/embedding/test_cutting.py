import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.embedding.cutting import blocks, cut
from rag.embedding.minilm import MiniLM

hostile = st.lists(
    st.one_of(
        st.text(max_size=60),
        st.sampled_from(["word ", "中", "\U0001f600", "e\u0301", "--", "a.b.", "\x00", "ß", "ﷺ", "각", " ", "\ud800"]),
        st.integers(1, 300).map(lambda n: "x" * n),
    ).flatmap(lambda piece: st.integers(1, 60).map(lambda times: piece * times)),
    max_size=12,
).map("".join)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=hostile, room=st.integers(8, 254))
def test_parts_fit_and_lose_nothing(embedder: MiniLM, text: str, room: int) -> None:
    parts = embedder.cut(text, room)
    assert all(embedder.count(text[start:end]) - 2 <= room for start, end in parts)
    edges = [0, *(edge for part in parts for edge in part), len(text)]
    assert edges == sorted(edges)
    gaps = "".join(text[edges[at] : edges[at + 1]] for at in range(0, len(edges), 2))
    assert not gaps.strip()
    assert all(text[start:end].strip() for start, end in parts)


def test_cuts_at_sentence_ends(embedder: MiniLM) -> None:
    text = "The minister left early. The talks went on until midnight! Did anyone sign? No one would say. " * 20
    parts = embedder.cut(text, 100)
    assert len(parts) > 3
    assert all(text[start:end][-1] in ".!?" for start, end in parts)


def test_abbreviations_and_initials_end_no_sentence(embedder: MiniLM) -> None:
    text = "and " * 60 + "the guests of Mr. Brown and the U.S. envoy went on to talk " + "and " * 60
    (start, end), *_ = embedder.cut(text, 76)
    assert text[start:end].endswith("went on to talk") or not text[start:end].endswith(".")


def test_text_that_fits_is_one_part(embedder: MiniLM) -> None:
    assert embedder.cut("  One sentence. And another. ", 30) == ((2, 28),)


def test_nothing_but_white_space_is_no_part(embedder: MiniLM) -> None:
    assert embedder.cut(" \n\t ", 30) == ()
    assert embedder.cut("", 30) == ()


def test_a_word_without_end_is_many_parts(embedder: MiniLM) -> None:
    text = "a" * 200_000
    parts = embedder.cut(text, 200)
    assert [start for start, _ in parts[1:]] == [end for _, end in parts[:-1]]
    assert max(end - start for start, end in parts) <= 1600


def test_work_grows_with_the_text_not_faster() -> None:
    seen = 0

    def offsets(text: str) -> list[tuple[int, int]]:
        nonlocal seen
        seen += len(text)
        return [(at, at + 1) for at in range(len(text)) if not text[at].isspace()]

    work = []
    for times in (1000, 4000):
        seen = 0
        cut("Some words in a row. " * times, 100, offsets)
        work.append(seen / times)
    assert work[1] == pytest.approx(work[0], rel=0.02)


def test_part_that_costs_more_by_itself_is_shortened() -> None:
    def offsets(text: str) -> list[tuple[int, int]]:
        words = [(at, at + 1) for at in range(0, len(text), 2)]
        return words + words[-4:] if text.endswith("b") else words

    text = "ab" * 100
    parts = cut(text, 10, offsets)
    assert all(len(offsets(text[start:end])) <= 10 for start, end in parts)
    assert "".join(text[start:end] for start, end in parts) == text


def test_too_little_room_is_refused(embedder: MiniLM) -> None:
    with pytest.raises(ValueError, match="at least 8 tokens"):
        embedder.cut("text", 7)


def test_blocks_join_to_the_text_and_break_at_spaces() -> None:
    text = "alpha beta gamma " * 50 + "x" * 100
    pieces = list(blocks(text, 40))
    assert "".join(pieces) == text
    assert max(map(len, pieces)) <= 40
    assert pieces[1].startswith(" ")
