"""How a statement may name its cable gives no cover to what the cable does not say."""

import datetime as dt

import pytest

from rag.answering.gate import check
from rag.answering.model import Verdict
from tests.answering.cables import cable, draft, evidence

LOUD = "THE HARBOR MASTER CALLED ON MINISTER ORLAN KADIR AND SPOKE OF REASONABLE SECURITY PRECAUTIONS."
POINTS = "Econoff delivered reftel points on May 18 to Director Ilse Varga and urged that Altona support the text."
POST = "Legatt and the Embassy's legal adviser met May 4 with prosecutor Pavel Orban to discuss the latest move."
SAID = "The Embassy told the cabinet on May 20 that it would not comment on the award of the harbor concession."
SENT = evidence(cable(LOUD, POINTS, POST, SAID, date=dt.datetime(2009, 5, 5, 8, 11, tzinfo=dt.UTC)))

FAILS = [
    ("zarvonik", LOUD.replace("PRECAUTIONS", "zarvonik"), 1),
    ("zarvonik", LOUD.replace("ORLAN", "zarvonik"), 1),
    ("zarvonik", f"zarvonik {LOUD}", 1),
    ("18 May 2009", POINTS.replace(".", " (cable of 18 May 2009)."), 2),
    ("May 18", f"The May 18 cable reports that {POINTS}", 2),
    ("it has “5” where", f"Embassy Port Selwyn reported on 5 May 2009 that {POST.replace('May 4', 'May 5')}", 3),
    ("it has “5” where", SAID.replace("May 20", "May 5"), 4),
]


@pytest.mark.parametrize(("why", "text", "index"), FAILS)
def test_it_fails(why: str, text: str, index: int) -> None:
    quote = SENT[index].paragraph.text
    statement = check(draft(text, (index, quote)), SENT)
    assert statement.verdict is Verdict.UNVERIFIED
    assert why in statement.reason


@pytest.mark.parametrize(
    ("text", "index"),
    [
        (POINTS.replace(".", " (cable of 5 May 2009)."), 2),
        (f"Embassy Port Selwyn reported on 5 May 2009 that {POST}", 3),
        (f"The cable of 5 May 2009 says that {LOUD}", 1),
    ],
)
def test_it_holds(text: str, index: int) -> None:
    assert check(draft(text, (index, SENT[index].paragraph.text)), SENT).reason == ""
