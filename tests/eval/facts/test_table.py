"""Hand-written answers with the verdict a careful reader would give; many wrong ones hold the right words."""

import pytest

from eval.facts.match import states, violates
from eval.suite.model import Fact, Forbidden

TEN_PERCENT = {"num": 10, "unit": "%"}
VISIT = {"range": ["2009-08-15", "2009-08-19"]}
GIRLS = {"num": 60, "unit": "girls"}
BUDGET = {"num": 1_200_000, "unit": "dollars"}
FIVE_YEARS = {"num": 5, "unit": "years"}
DAY = {"date": "2009-08-15"}
MONTH = {"date": "2009-08"}
NAME = {"name": ["Sar Kheng", "Deputy Prime Minister Sar"]}
ROLE = {"say": ["embassy", "the post"]}
PORT = {"name": ["Jawaharlal Nehru Port", "JNPT"]}

TABLE = [
    # Numbers: the same value however it is written.
    (TEN_PERCENT, "Growth reached 10%.", True),
    (TEN_PERCENT, "Growth reached ten percent.", True),
    (TEN_PERCENT, "Growth reached 10 per cent last year.", True),
    (TEN_PERCENT, "It grew by ten pct.", True),
    (TEN_PERCENT, "Growth did not reach 10%.", False),
    (TEN_PERCENT, "Growth never reached ten percent.", False),
    (TEN_PERCENT, "The 10% target was not reached.", False),
    (TEN_PERCENT, "Growth reached 11%, short of hopes.", False),
    (TEN_PERCENT, "Growth reached 110%.", False),
    (TEN_PERCENT, "Growth reached 10.5%.", False),
    (TEN_PERCENT, "Ten villages reported growth of 3 percent.", False),
    (TEN_PERCENT, "Growth was between 10 and 20 percent.", False),
    (TEN_PERCENT, "Growth was 5 percent on 10 May.", False),
    (TEN_PERCENT, "Not only did growth reach 10%, exports rose too.", True),
    (TEN_PERCENT, "Exports fell, but growth reached 10%.", True),
    (TEN_PERCENT, "Exports did not fall, and growth reached 10%.", True),
    (GIRLS, "More than 60 girls live there.", True),
    (GIRLS, "Sixty young girls live there.", True),
    (GIRLS, "The home has 60 beds for 12 girls.", False),
    (GIRLS, "There are 160 girls.", False),
    (GIRLS, "There are no 60 girls there.", False),
    ({"num": 6, "unit": "days"}, "Two districts were without heating for six days.", True),
    ({"num": 6, "unit": "days"}, "Two districts were not without heating for six days.", False),
    (BUDGET, "The plan costs $1.2 million.", True),
    (BUDGET, "The plan costs USD 1,200,000.", True),
    (BUDGET, "The plan costs 1.2 million dollars.", True),
    (BUDGET, "The plan costs €1.2 million.", False),
    (BUDGET, "The plan costs $1.2 billion.", False),
    (BUDGET, "The plan costs $12 million.", False),
    (FIVE_YEARS, "It is a five-year plan.", True),
    (FIVE_YEARS, "The plan runs for 5 years.", True),
    (FIVE_YEARS, "It was five months late after ten years.", False),
    (FIVE_YEARS, "Five ministers served for years.", False),
    ({"num": 1137}, "Police killed 1,137 people.", True),
    ({"num": 1137}, "See 09RIODEJANEIRO1137 for more.", False),
    ({"num": 6}, "Half a dozen were held.", True),
    ({"num": 12}, "A dozen were held.", True),
    ({"num": 1}, "No one was held.", False),
    ({"num": 15}, "They met on August 15.", False),
    ({"num": 145.5, "tolerance": 0.5}, "Receipts were 145.2.", True),
    ({"num": 145.5, "tolerance": "1%"}, "Receipts were 148.", False),
    ({"num": 21_000_000}, "Twenty-one million were spent.", True),
    ({"num": [15, 20], "unit": "percent"}, "Between 15 and 20 percent agreed.", True),
    ({"num": [15, 20], "unit": "percent"}, "Between 15 and 25 percent agreed.", False),
    # Dates and ranges.
    (VISIT, "They visited from August 15-19, 2009.", True),
    (VISIT, "They visited 15 to 19 August.", True),
    (VISIT, "They arrived on 15 August and left on 19 August 2009.", True),
    (VISIT, "They visited August 15-18, 2009.", False),
    (VISIT, "They visited July 15-19, 2009.", False),
    (VISIT, "They visited on 15 August 2009.", False),
    (DAY, "The visit began on August 15th, 2009.", True),
    (DAY, "It was sent at 150811Z AUG 09.", True),
    (DAY, "The visit began on 15 Aug.", True),
    (DAY, "The visit began on 2009-08-15.", True),
    (DAY, "The visit began on August 15, 2008.", False),
    (DAY, "The visit began in August 2009.", False),
    (DAY, "The visit did not begin on August 15.", False),
    (MONTH, "The visit was in August 2009.", True),
    (MONTH, "The visit began on 15 August 2009.", True),
    (MONTH, "The visit was in August 2008.", False),
    (MONTH, "The visit was in 2009.", False),
    ({"date": "2007"}, "They hoped to be ready by 2007.", True),
    ({"date": "2007"}, "They hoped to be ready by 12 May 2007.", True),
    ({"date": "2007"}, "2,007 people hoped so.", False),
    ({"date": "--05-10"}, "It may open on May 10.", True),
    ({"date": "--05-10"}, "It may not open for 10 days.", False),
    # Names and aliases.
    (NAME, "Sar Kheng opened the meeting.", True),
    (NAME, "SAR KHENG'S ministry opened the meeting.", True),
    (NAME, "Deputy Prime Minister Sar opened it.", True),
    (NAME, "Kheng Sar opened the meeting.", False),
    (NAME, "Sar Khengsa opened the meeting.", False),
    (NAME, "Somebody other than the Minister spoke, without Sar Kheng.", False),
    (PORT, "It offered the Jawaharlal-Nehru Port.", True),
    (PORT, "It offered the Jawaharlal Nehrú Port.", True),
    (PORT, "It offered the Jawahalral Nehru Port.", True),
    (PORT, "It offered the Jawaharlal Road.", False),
    ({"name": ["Iran"]}, "Iraq agreed.", False),
    ({"name": ["Austria"]}, "Australia agreed.", False),
    ({"name": ["Niger"]}, "Nigeria agreed.", False),
    # Bare strings keep working: from the start of a word, to anywhere.
    (ROLE, "It is the Embassy’s own comment.", True),
    (ROLE, "It is not the embassy but the minister who said so.", False),
    ({"say": ["forcibl"]}, "Hizballah would not rule forcibly.", False),
    ({"say": ["forcibl"], "negated": True}, "Hizballah would not rule forcibly.", True),
    ({"say": ["not decided", "undecided"]}, "Berlin had not decided.", True),
    ({"say": ["not decided", "undecided"]}, "Berlin had decided.", False),
    ({"say": ["100"]}, "About 1,100 sites were shut.", False),
    ({"say": ["100"]}, "About 100 sites were shut.", True),
    ({"say": ["weapons", "arms"]}, "He raised the alarms.", False),
    ({"say": ["drop"]}, "Instead of being dropped, the case went on.", False),
    # Regular expressions.
    ({"re": r"\b14[48] hours\b"}, "Up to 144 hours.", True),
    ({"re": r"\b14[48] hours\b"}, "Up to 146 hours.", False),
    ({"re": r"\b14[48] hours\b"}, "Never up to 144 hours.", False),
]  # fmt: skip


@pytest.mark.parametrize(("fact", "answer", "expected"), TABLE, ids=lambda value: str(value)[:60])
def test_a_fact_is_found_where_a_careful_reader_finds_it(fact: dict[str, object], answer: str, expected: bool) -> None:
    assert states(Fact.model_validate(fact), answer) is expected


def test_the_table_is_large_enough_and_has_both_verdicts() -> None:
    assert len(TABLE) >= 60
    assert sum(not expected for _, _, expected in TABLE) >= 30


def test_a_reference_answer_that_denies_the_fact_makes_a_denial_count() -> None:
    fact = Fact.model_validate({"say": ["guardian ad litem"]})
    assert states(fact, "There is no guardian ad litem law.", ["Cambodia has no guardian ad litem law."])
    assert not states(fact, "There is no guardian ad litem law.", ["Cambodia has a guardian ad litem law."])


@pytest.mark.parametrize(
    ("forbidden", "answer", "expected"),
    [
        ("2010-2014", "The plan covers 2010–2014.", True),
        ("2010-2014", "The plan does not say 2010-2014.", False),
        ("Sar Kheng said that lower-level", "SAR KHENG SAID  THAT lower-level officials err.", True),
        ("100 million", "He took 3,100 million.", False),
        ({"re": r"8\.5 ?m"}, "A fine of 8.5 million.", True),
    ],
)
def test_a_forbidden_thing_is_found_outside_a_denial(forbidden: object, answer: str, expected: bool) -> None:
    assert violates(Forbidden.model_validate(forbidden), answer) is expected


def test_hostile_text_is_matched_in_bounded_work() -> None:
    """Each text is of the kind that makes backtracking explode; a hang is the failure."""
    facts = [Fact.model_validate(row) for row in (TEN_PERCENT, VISIT, NAME, ROLE)]
    for text in ("twenty-" * 20_000, "1," * 30_000, "not " * 20_000, "august 1" * 10_000, "a" * 200_000):
        assert not any(states(fact, text) for fact in facts)
