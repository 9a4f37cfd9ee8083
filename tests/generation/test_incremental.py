import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.incremental import LONGEST, MalformedReplyError, Reader
from rag.generation.methods import Method
from rag.generation.shapes import SaidAnswer, SaidPage, SaidPoints

STATEMENTS = [
    {"citations": [{"id": "09X1¶2", "quote": 'He said "no, {never}".'}], "text": "Brackets ]} and \\ stay."},
    {"citations": [], "text": "statements: [ {"},
    {"citations": [{"id": "a", "quote": "é\u2028😀"}, {"id": "b", "quote": "\t"}], "text": "Last."},
]
VALUE = {
    "answered": "all",
    "why": "nothing_missing",
    "note": ["x", {"statements": [{"no": 1}]}],
    "statements": STATEMENTS,
}
JSON_REPLIES = [
    json.dumps(VALUE),
    json.dumps(VALUE, indent=2, ensure_ascii=False),
    "```json\n" + json.dumps(VALUE) + "\n```",
    "<think>{ maybe [ </think>\n" + json.dumps(VALUE),
    "Here it is:\n" + json.dumps({**VALUE, "after": {"statements": [{"x": 1}]}}),
]
MARKED = """ANSWERED: part
WHY: not_stated
some chatter
CITE: 09X1¶2 | He said "no".
SAY: He said no.
CITE: a | one
CITE: b | two | three
SAY: Both.
DONE
ANSWERED: all
"""
MARKED_STATEMENTS = [
    {"citations": [{"id": "09X1¶2", "quote": 'He said "no".'}], "text": "He said no.", "number": 0},
    {
        "citations": [{"id": "a", "quote": "one"}, {"id": "b", "quote": "two | three"}],
        "text": "Both.",
        "number": 0,
    },
]


def read(pieces: list[str], method: Method) -> tuple[list[dict[str, object]], dict[str, object]]:
    reader = Reader(method)
    found = [one for piece in pieces for one in reader.feed(piece)]
    return found, reader.close()


@pytest.mark.parametrize("reply", JSON_REPLIES)
def test_a_json_reply_reads_the_same_at_every_split_point(reply: str) -> None:
    for at in range(len(reply) + 1):
        found, whole = read([reply[:at], reply[at:]], Method.JSON_SCHEMA)
        assert found == STATEMENTS
        assert whole["statements"] == STATEMENTS


@pytest.mark.parametrize("reply", JSON_REPLIES)
def test_a_json_reply_reads_the_same_character_by_character(reply: str) -> None:
    assert read(list(reply), Method.JSON_OBJECT)[0] == STATEMENTS


def test_a_statement_is_there_with_its_last_character_and_not_before() -> None:
    reply = JSON_REPLIES[0]
    reader = Reader(Method.JSON_SCHEMA)
    seen = []
    for at, char in enumerate(reply):
        seen += [(statement, at) for statement in reader.feed(char)]
    for statement, at in seen:
        assert reply[: at + 1].endswith(json.dumps(statement))


def test_marked_lines_read_the_same_at_every_split_point() -> None:
    for at in range(len(MARKED) + 1):
        found, whole = read([MARKED[:at], MARKED[at:]], Method.TEXT)
        assert found == MARKED_STATEMENTS
        assert whole == {"answered": "part", "why": "not_stated", "statements": MARKED_STATEMENTS}
    assert SaidAnswer.model_validate(whole).answered == "part"


def test_marks_are_read_however_they_are_dressed() -> None:
    _, whole = read(["**ANSWERED:** all\n- CITE: a | q\n> SAY: t\nNUMBER: 3\nSAY: u\ndone"], Method.TEXT)
    assert whole["answered"] == "all"
    assert [(one["text"], one["number"]) for one in whole["statements"]] == [("t", 0), ("u", 3)]  # type: ignore[union-attr]


@given(st.text(alphabet='{}[]",:\\ statements', max_size=60), st.integers(0, 60))
def test_any_text_is_read_or_refused_alike_however_it_is_split(text: str, at: int) -> None:
    def outcome(pieces: list[str]) -> object:
        try:
            return read(pieces, Method.JSON_SCHEMA)
        except MalformedReplyError:
            return "malformed"

    assert outcome([text]) == outcome([text[:at], text[at:]])


@pytest.mark.parametrize(
    "reply",
    ["", "no json", '{"a": 1', '{"statements": [{"a": 1}', "[1]", '{"a": ]}', '{"a" 1}', "[" * 5000 + "]" * 5000],
)
def test_what_is_no_object_is_refused(reply: str) -> None:
    with pytest.raises(MalformedReplyError):
        read([reply], Method.JSON_SCHEMA)


@pytest.mark.parametrize("reply", ["", "ANSWERED: all\n", "SAY: hello\n"])
def test_marked_lines_that_break_off_are_refused(reply: str) -> None:
    with pytest.raises(MalformedReplyError):
        read([reply], Method.TEXT)


def test_a_reply_without_end_is_refused() -> None:
    reader = Reader(Method.TEXT)
    assert not list(reader.feed("x" * LONGEST))
    with pytest.raises(MalformedReplyError, match="too long"):
        list(reader.feed("x"))


def test_thinking_aloud_without_end_gives_nothing() -> None:
    with pytest.raises(MalformedReplyError):
        read(["<think>" + json.dumps(VALUE)], Method.JSON_SCHEMA)


def test_points_of_a_brief_are_read_from_marked_lines() -> None:
    reader = Reader(Method.TEXT)
    text = (
        "SECTION: Post_View\nVALUE: 7\nCITE: 09X1¶2 | It will hold.\nSAY: We think so.\nCITE: a | b\nSAY: Bare.\nDONE\n"
    )
    assert len(list(reader.feed(text))) == 2
    first, second = SaidPoints.model_validate(reader.close()).statements
    assert (first.section, first.value, first.text) == ("post_view", 7, "We think so.")
    assert (second.section, second.value) == ("", 0)


def test_the_order_of_a_page_is_read_from_marked_lines() -> None:
    reader = Reader(Method.TEXT)
    list(reader.feed("BOTTOM: 3, 7\nSAME: 1, 5\nSAME: 2 and 9\nORDER: 3, 7, 1\nDONE"))
    page = SaidPage.model_validate(reader.close())
    assert (page.bottom_line, page.same, page.differ, page.order) == ((3, 7), ((1, 5), (2, 9)), (), (3, 7, 1))
