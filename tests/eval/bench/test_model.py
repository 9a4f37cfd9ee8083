"""The part that measures answers by a model, over its own scripted server as a process."""

import json
from pathlib import Path

import pytest

from eval.bench.model import _ask, _joined, _part, _Seen, serving
from eval.bench.scripted import STATEMENTS, statements
from rag.desk import Desk
from rag.settings import Settings

FENCE = "<<<0123456789abcdef"
REQUEST = f"""{FENCE} SOURCES BEGIN
{FENCE} CABLE 09VANDIA7 | from VANDIA | 4 May 2009 | subject: STRIKE
{FENCE} ID 09VANDIA7¶1 | (U)
Short. The dockers walked out on March 3 over wages that nobody had paid.
{FENCE} ID 09VANDIA7¶2 | (SBU) | comment
Too short to be said.
{FENCE} SOURCES END"""


def test_the_server_says_sentences_of_its_sources_word_for_word() -> None:
    sentence = "The dockers walked out on March 3 over wages that nobody had paid."
    assert statements(REQUEST) == [{"citations": [{"id": "09VANDIA7¶1", "quote": sentence}], "text": sentence}]


def test_the_servers_own_time_is_no_overhead_and_each_statement_is_timed_from_its_last_token() -> None:
    seen = _Seen(began=10.0, ended=12.0, processor=0.25, search=0.03, check=0.004, shown={"One.": 11.2, "Two.": 11.9})
    served = {"received": 10.1, "finished": 11.95, "statements": [["One.", 11.17], ["Two.", 11.86], ["Unseen.", 11.9]]}
    asked = _joined(seen, served)
    assert asked.overhead == pytest.approx(150)
    assert asked.shown == pytest.approx((30, 40))
    rows = {row.what.strip(): row for row in _part([asked, asked]).rows}
    assert rows["all but the model, median"].met is False
    assert rows["statement shown after its last token, p95"].met is True


def test_a_library_is_asked_through_the_process(sample_library: Path, run_folder: Path) -> None:
    with serving() as (url, stamps):
        settings = Settings(
            home=sample_library,
            cache=run_folder / "cache",
            llm_model="scripted",
            llm_base_url=url,
            llm_structured="json_schema",
            llm_fallback="none",
        )
        seen = _ask(Desk.open(settings), "What do the dockers of Port Aldera demand?")
        served = json.loads(stamps.readline())
    asked = _joined(seen, served)
    assert len(asked.shown) == len(seen.shown) == STATEMENTS
    assert all(delay > 0 for delay in asked.shown)
    assert seen.began < served["received"] < served["finished"]
    assert asked.overhead > asked.search > 0
