import pytest

from rag.answering.asking import Kind, agreement, asked, holds, in_parts


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("How many residents did the home have?", (Kind.NUMBER,)),
        ("What was the final death toll?", (Kind.NUMBER,)),
        ("How many came, and what share left?", (Kind.SHARE, Kind.NUMBER)),
        ("How much did the painting sell for?", (Kind.MONEY,)),
        ("What salary does she draw?", (Kind.MONEY,)),
        ("What rate of interest is charged?", (Kind.SHARE,)),
        ("How old is the driver?", (Kind.AGE,)),
        ("How tall is the wall?", (Kind.LENGTH,)),
        ("When did the judge rule?", (Kind.DATE,)),
        ("Which years will the plan cover?", (Kind.YEAR,)),
        ("Who signed it, and why?", (Kind.PERSON, Kind.REASON)),
        ("What did the minister say when he was asked?", ()),
        ("What law is missing when relatives go to court?", ()),
    ],
)
def test_kinds_asked_for(question: str, kinds: tuple[Kind, ...]) -> None:
    assert asked(question) == kinds


@pytest.mark.parametrize(
    ("kind", "sentence", "held"),
    [
        (Kind.NUMBER, "Some 60 girls live there.", True),
        (Kind.NUMBER, "Two thirds agreed.", True),
        (Kind.NUMBER, "It opened in 2008.", False),
        (Kind.MONEY, "It cost USD 4.85 a ton.", True),
        (Kind.MONEY, "It cost 485 men their jobs.", False),
        (Kind.SHARE, "About 10% did.", True),
        (Kind.SHARE, "About 10 did.", False),
        (Kind.AGE, "He is a 52-year-old lawyer.", True),
        (Kind.LENGTH, "It stands at 61 of 118 meters.", True),
        (Kind.DATE, "He left on May 29.", True),
        (Kind.DATE, "He left in a hurry.", False),
        (Kind.YEAR, "He left on May 29.", False),
        (Kind.PERSON, "It was signed by Karl Anders.", True),
        (Kind.PERSON, "IT WAS SIGNED BY KARL ANDERS.", True),
        (Kind.PERSON, "It was signed by nobody.", False),
        (Kind.REASON, "They left because of the noise.", True),
    ],
)
def test_what_a_sentence_holds(kind: Kind, sentence: str, held: bool) -> None:
    assert holds(kind, sentence) is held


def test_agreement_is_the_share_of_kinds_held() -> None:
    assert agreement((Kind.NUMBER, Kind.DATE), "Some 60 girls live there.") == 0.5
    assert agreement((), "Some 60 girls live there.") == 0.0


def test_questions_in_parts() -> None:
    assert in_parts("How many came, and for what reason?")
    assert not in_parts("How many men and women came?")
