"""Markup is escaped where it is made."""

import pytest

from rag.web.markup import Markup, join, number, tag, text


def test_text_is_escaped_and_stays_on_one_line() -> None:
    assert text('<b a="1">&\n\r\'') == "&lt;b a=&quot;1&quot;&gt;&amp;&#10;&#x27;"


@pytest.mark.parametrize(("hidden", "shown"), [("\u202e", "\\u202e"), ("\x00", "\\u0000"), ("\U000e0041", "\\ue0041")])
def test_characters_that_hide_or_turn_text_become_visible(hidden: str, shown: str) -> None:
    assert text(f"a{hidden}b") == f"a{shown}b"


def test_children_are_escaped_unless_they_are_markup() -> None:
    assert tag("p", "<i>", tag("b", "&"), None) == "<p>&lt;i&gt;<b>&amp;</b></p>"
    assert join(("<", Markup("<br>"))) == "&lt;<br>"


def test_attributes_are_named_and_escaped() -> None:
    made = tag("img", class_="a", data_open='"><script>', hidden=True, alt=None, draggable=False, width=3)
    assert made == '<img class="a" data-open="&quot;&gt;&lt;script&gt;" hidden width="3">'


def test_number_takes_the_plural() -> None:
    assert [number(1, "cable"), number(1200, "cable"), number(2, "reply", "replies")] == [
        "1 cable",
        "1,200 cables",
        "2 replies",
    ]
