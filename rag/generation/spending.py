"""Tokens and money: what an answer took, and the ceiling that stops before it is crossed."""

import threading
from dataclasses import dataclass, field

from rag.errors import OperatorError
from rag.generation.prices import Price


class SpendingError(OperatorError):
    """The next call could cross the ceiling, or nobody knows what it costs."""


@dataclass
class Account:
    """What one answer took; written to by the model as calls end.

    Attributes:
        asked: Requests that went out, whatever came of them.
        calls: Requests that a server answered, in part at least.
        cached: Replies taken from the cache.
        sent: Tokens in.
        received: Tokens out.
        cost: US dollars, None while a price is unknown.
        estimated: Whether a server left the counting to us.
        seconds: Waited for the server.
    """

    asked: int = 0
    calls: int = 0
    cached: int = 0
    sent: int = 0
    received: int = 0
    cost: float | None = 0.0
    estimated: bool = False
    seconds: float = 0.0

    def add(self, sent: int, received: int, cost: float | None, *, estimated: bool) -> None:
        """Counts a call."""
        self.calls += 1
        self.sent += sent
        self.received += received
        self.cost = None if cost is None or self.cost is None else self.cost + cost
        self.estimated = self.estimated or estimated

    @property
    def usage(self) -> dict[str, float]:
        """By name, as an answer carries it."""
        used: dict[str, float] = {
            "calls": self.calls,
            "cached": self.cached,
            "input_tokens": self.sent,
            "output_tokens": self.received,
        }
        if self.cost is not None:
            used["cost"] = round(self.cost, 6)
        if self.estimated:
            used["estimated"] = 1.0
        return used


def price_notes(account: Account, model: str) -> tuple[str, ...]:
    """A sentence where nobody knows what the calls of an account cost."""
    if account.cost is not None:
        return ()
    return (f"Price unknown: no price table lists {model} (REFTEL_LLM_PRICES), so no cost is counted.",)


@dataclass
class Purse:
    """What the process may spend on models, all its answers together.

    Attributes:
        ceiling: US dollars; 0 for no limit.
        price: Of the model, None when unknown.
        model: Its name.
    """

    ceiling: float
    price: Price | None
    model: str
    spent: float = 0.0
    _held: float = 0.0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def hold(self, sent: int, most: int) -> float:
        """Sets aside what a call can cost at most, before it is made.

        Args:
            sent: Tokens in.
            most: Tokens out at most.

        Returns:
            What was set aside, to be given to `settle`.

        Raises:
            SpendingError: The call could cross the ceiling, or its price is unknown while there is one.
        """
        if not self.ceiling:
            return 0.0
        if self.price is None:
            raise SpendingError(
                f"REFTEL_LLM_MAX_COST is set but the price of {self.model} is unknown; name a price table with "
                "REFTEL_LLM_PRICES."
            )
        worst = self.price.cost(sent, most)
        with self._lock:
            if self.spent + self._held + worst > self.ceiling:
                raise SpendingError(
                    f"The next call to {self.model} could cost {worst:.4f} dollars and cross the ceiling of "
                    f"{self.ceiling:g} (REFTEL_LLM_MAX_COST); {self.spent:.4f} are spent. Raise it to go on."
                )
            self._held += worst
        return worst

    def settle(self, held: float, sent: int, received: int) -> float | None:
        """Gives back what was set aside and counts what the call took.

        Returns:
            US dollars; None when the price is unknown.
        """
        cost = None if self.price is None else self.price.cost(sent, received)
        with self._lock:
            self._held -= held
            self.spent += cost or 0.0
        return cost
