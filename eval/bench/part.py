"""What a part of the benchmark reports."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        what: What was measured.
        value: The figure.
        unit: Such as `texts/s`, `ms`, `MB`, `times`.
        target: What it should be in words, "" where there is none.
        met: Whether it is; None without a target.
    """

    what: str
    value: float
    unit: str
    target: str = ""
    met: bool | None = None


@dataclass(frozen=True)
class Part:
    """A table of figures about one thing.

    Attributes:
        title: What the part measures.
        subject: On what it was measured, so that a figure can be judged.
        rows: The figures, in reading order.
    """

    title: str
    subject: str
    rows: tuple[Row, ...]
