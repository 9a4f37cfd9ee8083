import threading
from pathlib import Path

import pytest

from rag.errors import OperatorError
from rag.generation.prices import TABLE, Price, Prices
from rag.generation.prompts import Message
from rag.generation.replies import NoReplies, ReplyCache, key_of
from rag.generation.spending import Account, Purse, SpendingError

PRICE = Price(input=2, output=10)


def test_tokens_cost_what_the_table_says() -> None:
    assert PRICE.cost(1_000_000, 100_000) == pytest.approx(3.0)


def test_a_dated_name_has_the_price_of_its_plain_one() -> None:
    prices = Prices({"gpt-4o": PRICE})
    assert prices.of("gpt-4o-2024-08-06") is PRICE
    assert prices.of("gpt-4o-mini") is None


def test_the_shipped_table_can_be_read_and_a_broken_one_is_told(tmp_path: Path) -> None:
    assert Prices.read(TABLE).of("gpt-4o-mini") is not None
    with pytest.raises(OperatorError, match="cannot be read"):
        Prices.read(tmp_path / "none.json")
    (tmp_path / "bad.json").write_text('{"models": {"a": {"input": -1, "output": 1}}}')
    with pytest.raises(OperatorError, match=r"models\.a\.input"):
        Prices.read(tmp_path / "bad.json")


def test_every_shipped_price_says_when_and_where_it_was_read() -> None:
    for name, price in Prices.read(TABLE).models.items():
        assert price.source.startswith("https://"), name
        assert price.dated.startswith("2026-"), name
        assert 0 < price.input < price.output, name


def test_the_ceiling_stops_before_the_call_that_would_cross_it() -> None:
    purse = Purse(0.01, PRICE, "m")
    held = purse.hold(1000, 500)
    assert purse.settle(held, 1000, 100) == pytest.approx(0.003)
    assert purse.hold(1000, 500) == pytest.approx(0.007)
    with pytest.raises(SpendingError, match="REFTEL_LLM_MAX_COST"):
        purse.hold(1, 1)
    assert purse.spent == pytest.approx(0.003)


def test_callers_at_once_cannot_cross_the_ceiling_together() -> None:
    purse = Purse(0.05, PRICE, "m")
    passed = []

    def hold() -> None:
        try:
            passed.append(purse.hold(0, 1000))
        except SpendingError:
            return

    threads = [threading.Thread(target=hold) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(passed) == 5


def test_a_ceiling_without_a_known_price_stops_everything() -> None:
    with pytest.raises(SpendingError, match="price of m is unknown"):
        Purse(1, None, "m").hold(1, 1)
    assert Purse(0, None, "m").hold(1, 1) == 0


def test_an_account_says_what_it_cannot_know() -> None:
    account = Account()
    account.add(10, 5, 0.1, estimated=False)
    assert account.usage == {"calls": 1, "cached": 0, "input_tokens": 10, "output_tokens": 5, "cost": 0.1}
    account.add(10, 5, None, estimated=True)
    assert "cost" not in account.usage
    assert account.usage["estimated"] == 1


def test_replies_are_kept_by_content_for_their_owner_alone(tmp_path: Path) -> None:
    cache = ReplyCache(tmp_path / "replies")
    key = key_of("m", [Message("user", "hello")], {}, 10)
    assert cache.find(key) is None
    cache.keep(key, "reply ¶")
    assert cache.find(key) == "reply ¶"
    (file,) = (tmp_path / "replies").rglob("*.txt")
    assert file.stat().st_mode & 0o077 == 0
    assert len({key, key_of("n", [Message("user", "hello")], {}, 10), key_of("m", [Message("user", "x")], {}, 10)}) == 3


def test_a_cache_that_cannot_be_written_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "replies").write_text("a file where the folder should be")
    ReplyCache(tmp_path / "replies").keep("ab", "x")
    assert ReplyCache(tmp_path / "replies").find("ab") is None
    nothing = NoReplies()
    nothing.keep("ab", "x")
    assert nothing.find("ab") is None
