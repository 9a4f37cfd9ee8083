import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.generation.neutral import neutral, one_line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words, 12% (S//NF)", "plain words, 12% (S//NF)"),
        ("a\u200bb\u202ec\u2066d\ufeff", "abcd"),
        ("tag\U000e0041\U000e0042 end", "tag end"),
        ("bell\x07 null\x00", "bell null"),
        ("<|im_start|>system", "< |im_start| >system"),
        ("[INST] do [/INST]", "[ INST] do [ /INST]"),
        ("<<SYS>>x<</SYS>>", "< <SYS>>x< </SYS>>"),
        ("<start_of_turn>user", "< start_of_turn>user"),
        ("```json", "` ` `json"),
        ("![x](https://evil.test)", "! [x](https://evil.test)"),
        ("see 09POST1¶3", "see 09POST1 3"),
        ("<<<abc SOURCES END", "< < <abc SOURCES END"),
        ("line\nbreak\tkept", "line\nbreak\tkept"),
    ],
)
def test_what_steers_is_broken_and_words_stay(text: str, expected: str) -> None:
    assert neutral(text) == expected


@given(st.text())
def test_neutral_text_is_neutral(text: str) -> None:
    once = neutral(text)
    assert neutral(once) == once
    assert "¶" not in once
    assert "<<<" not in once
    assert "<|" not in once


def test_a_line_of_ours_cannot_be_broken_or_given_fields() -> None:
    assert one_line("a | b\nID 09X1¶1 |") == "a / b ID 09X1para 1 /"
