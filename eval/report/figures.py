"""Figures in words, the same in every report."""

from eval.run.result import Figure, Result
from eval.scorers.metrics import METRICS

HEADLINE = ("pass", "fact_recall", "citation_precision", "citation_recall", "rejection", "over_refusal", "R@8", "MRR")
BY_TAG = ("pass", "fact_recall", "citation_precision", "citation_recall", "R@8")


def shown(name: str, figure: Figure) -> str:
    """The value, for example `0.812`, `3`, `0.12 s`."""
    kind = METRICS[name].kind
    if kind == "count":
        return f"{figure.value:g}"
    if kind == "measure":
        unit = " s" if name.endswith("seconds") else ""
        tail = "" if figure.p95 is None else f" (95 % under {figure.p95:.3g}{unit})"
        return f"{figure.value:.3g}{unit}{tail}"
    return f"{figure.value:.3f}"


def interval(figure: Figure) -> str:
    """The 95 % interval, "" where there is none."""
    return "" if figure.low is None or figure.high is None else f"{figure.low:.2f} to {figure.high:.2f}"


def basis(figure: Figure) -> str:
    """How many questions have it, and how many do not."""
    return f"{figure.n}" + (f" (+{figure.unscored} unscored)" if figure.unscored else "")


def lacking(result: Result) -> str:
    """One sentence on what is missing, "" when nothing is."""
    parts = [f"{len(names)} {cell} ({', '.join(names[:4])}{', ...' if len(names) > 4 else ''})"
             for cell, names in result.lacking.items()]  # fmt: skip
    return f"The run is incomplete: {'; '.join(parts)}." if parts else ""


CELLS = ("answered", "declined", "refused", "error", "stale", "missing")
SHOULD = {"yes": "answerable", "no": "unanswerable", "partial": "either"}
