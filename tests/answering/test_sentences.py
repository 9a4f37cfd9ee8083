"""Where sentences end in cables, and where only a full stop stands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.answering.sentences import split


def pieces(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Mr. Varga met Amb. Orban and Gen. Kadir at the U.S. Embassy.",
        "The U.S. Government and the U.N. Mission agreed.",
        "J. P. Orban of No. 7 Pier paid 1.2 million on Sept. 3, 2009.",
        "THE U.S. AMBASSADOR CALLED ON GEN. KADIR IN WASHINGTON, D.C. TODAY.",
        "He named Resolution No. 1737 (ref. A) and paras. 3 and 4.",
        "It rose by 3.5 percent, i.e. more than expected, e.g. in Altona.",
        "He was silent ... and then left.",
        "Robert O. Blake, Jr. of Acme Inc. signed.",
        'He asked "Why?" and left.',
        "The website is www.example.org and nothing else.",
        "See Art. IV and Sec. B of the treaty.",
        "He came at 10 a.m. on Monday.",
    ],
)
def test_one_sentence_stays_whole(sentence: str) -> None:
    assert pieces(sentence) == [sentence]


@pytest.mark.parametrize(
    "sentences",
    [
        ("He left.", "She stayed."),
        ("He lives in the U.S.", "The family does not."),
        ("HE LIVES IN THE U.S.", "THE FAMILY DOES NOT."),
        ('He said "I go."', "Then he went."),
        ("He said no.", "The minister said yes."),
        ("(COMMENT: He knows.", "END COMMENT.)", "The DPM left."),
        ("Is it so?", "It is!", "Good."),
        ("He waited...", "Nobody came."),
        ("The items are:", "-- ships;", "-- piers.", "He left."),
        ("It rose 5 percent.", "2009 was better.", "$5 million was paid."),
        ("He came at 10 a.m.", "The guests were there."),
        ("The pier (Pier 7) is closed.", "(Note: For repair.)", "It opens soon."),
    ],
)
def test_sentences_part(sentences: tuple[str, ...]) -> None:
    assert pieces(" ".join(sentences)) == list(sentences)


def test_words_glued_at_a_lost_line_end_part() -> None:
    assert pieces("The talks ended.Then he left.") == ["The talks ended.", "Then he left."]


def test_a_lone_full_stop_belongs_to_its_neighbour() -> None:
    assert pieces("He left. . She stayed. .") == ["He left. .", "She stayed. ."]
    assert pieces(".") == ["."]
    assert pieces("") == []


@given(st.text(alphabet="Aa b.1!?\"')(-…\n", max_size=80))
def test_nothing_is_lost_and_order_is_kept(text: str) -> None:
    ranges = split(text)
    assert "".join("".join(text[start:end] for start, end in ranges).split()) == "".join(text.split())
    assert all(one[1] <= two[0] for one, two in pairwise(ranges))
    assert all(text[start:end].strip() == text[start:end] != "" for start, end in ranges)
