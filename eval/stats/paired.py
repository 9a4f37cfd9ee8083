"""Paired comparison: the same questions before and after."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from eval.stats.intervals import SEED, Interval, bootstrap_mean, cluster_sums

EXACT_UP_TO = 16
"""Clusters up to which every assignment of signs is tried (65,536); above it a sample of them."""
DRAWS = 20_000


@dataclass(frozen=True)
class Paired:
    """What changed in one figure.

    Attributes:
        n: Questions that both sides have.
        effect: Mean of new minus old.
        interval: 95 % of the effect, None where no resampling can tell.
        p: Two-sided p-value; 1 where nothing changed.
        up: Questions with a higher value.
        down: Questions with a lower value.
        test: Which test gave p.
    """

    n: int
    effect: float
    interval: Interval | None
    p: float
    up: int
    down: int
    test: str

    @property
    def discordance(self) -> float:
        """Share of questions that changed."""
        return (self.up + self.down) / self.n


def mcnemar(up: int, down: int) -> float:
    """Exact two-sided McNemar test: the binomial probability of a split as uneven as this (McNemar 1947)."""
    from scipy.stats import binomtest

    return float(binomtest(up, up + down, 0.5).pvalue) if up + down else 1.0


def sign_flip(differences: Sequence[float], clusters: Sequence[str]) -> float:
    """Two-sided permutation test of a mean difference of 0, flipping the sign of whole clusters.

    Exact up to 16 clusters that changed; else from random draws, the observed one counted (Phipson and Smyth 2010).
    """
    import numpy as np

    sums = np.array([total for total in cluster_sums(differences, clusters)[0] if total], dtype=float)
    if not len(sums):
        return 1.0
    observed = abs(sums.sum()) - 1e-12
    if len(sums) <= EXACT_UP_TO:
        codes = np.arange(2 ** len(sums))[:, None] >> np.arange(len(sums)) & 1
        return float((abs((2 * codes - 1) @ sums) >= observed).mean())
    signs = np.random.default_rng(SEED).choice((-1.0, 1.0), size=(DRAWS, len(sums)))
    return float(((abs(signs @ sums) >= observed).sum() + 1) / (DRAWS + 1))


def compare_paired(old: Mapping[str, float], new: Mapping[str, float], clusters: Mapping[str, str]) -> Paired | None:
    """Compares the questions that both sides have.

    Exact McNemar where every value is 0 or 1 and no two changed questions share a cluster, else sign flips by cluster.

    Returns:
        None when no question is on both sides.
    """
    names = [name for name in old if name in new]
    if not names:
        return None
    differences = [new[name] - old[name] for name in names]
    families = [clusters[name] for name in names]
    up, down = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    changed = [family for family, d in zip(families, differences, strict=True) if d]
    binary = all(value in {0.0, 1.0} for name in names for value in (old[name], new[name]))
    if binary and len(set(changed)) == len(changed):
        p, test = mcnemar(up, down), "exact McNemar"
    else:
        p, test = sign_flip(differences, families), "sign-flip permutation by cable"
    effect = math.fsum(differences) / len(differences)
    return Paired(len(names), effect, bootstrap_mean(differences, families), p, up, down, test)


def holm(p_values: Mapping[str, float]) -> dict[str, float]:
    """Holm's step-down adjustment (Holm 1979): comparable with alpha whatever their number."""
    adjusted: dict[str, float] = {}
    worst = 0.0
    ranked = sorted(p_values.items(), key=lambda pair: pair[1])
    for position, (name, p) in enumerate(ranked):
        worst = max(worst, min(1.0, p * (len(ranked) - position)))
        adjusted[name] = worst
    return adjusted
