"""Confidence intervals: Wilson for shares, clustered BCa bootstrap for means."""

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

RESAMPLES = 2000
SEED = 20090826
LEVEL = 0.95


class Interval(NamedTuple):
    """A two-sided 95 % interval."""

    low: float
    high: float


def wilson(successes: int, total: int) -> Interval:
    """Wilson's score interval of a share (Wilson 1927); 0 of 60 still means up to 6 %.

    Raises:
        ValueError: `total` is 0.
    """
    if total == 0:
        raise ValueError("a share of nothing has no interval")
    z = 1.959963984540054
    p = successes / total
    middle = p + z * z / (2 * total)
    spread = z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return Interval(max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale))


def cluster_sums(values: Sequence[float], clusters: Sequence[str]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Sum and size of each cluster, in order of first appearance.

    Raises:
        ValueError: A value has no cluster: questions of one cable are not independent, so none may be assumed.
    """
    if len(values) != len(clusters) or not all(clusters):
        raise ValueError("every value needs a cluster")
    sums: dict[str, float] = defaultdict(float)
    sizes: dict[str, int] = defaultdict(int)
    for value, cluster in zip(values, clusters, strict=True):
        sums[cluster] += value
        sizes[cluster] += 1
    return tuple(sums.values()), tuple(sizes.values())


def bootstrap_mean(values: Sequence[float], clusters: Sequence[str]) -> Interval | None:
    """BCa interval of a mean, resampling whole clusters (Efron 1987; clusters after Miller, arXiv:2411.00640).

    Returns:
        None where the clusters are fewer than 2 or do not differ: a bootstrap has nothing to go by then.
    """
    import numpy as np

    sums, sizes = (np.array(part, dtype=float) for part in cluster_sums(values, clusters))
    if len(sums) < 2 or len(set(values)) < 2:
        return None
    picks = np.random.default_rng(SEED).integers(0, len(sums), size=(RESAMPLES, len(sums)))
    means = sums[picks].sum(axis=1) / sizes[picks].sum(axis=1)
    mean = sums.sum() / sizes.sum()
    below = ((means < mean).mean() + (means <= mean).mean()) / 2
    left_out = (sums.sum() - sums) / (sizes.sum() - sizes)
    pull = left_out.mean() - left_out
    power = (pull**2).sum() ** 1.5
    acceleration = float((pull**3).sum() / (6 * power)) if power else 0.0
    low, high = _adjusted(float(np.clip(below, 1e-4, 1 - 1e-4)), acceleration)
    return Interval(float(np.quantile(means, low)), float(np.quantile(means, high)))


def _adjusted(below: float, acceleration: float) -> tuple[float, float]:
    """The bootstrap quantiles after correction for bias and skewness."""
    from statistics import NormalDist

    normal = NormalDist()
    bias = normal.inv_cdf(below)

    def quantile(tail: float) -> float:
        z = bias + normal.inv_cdf(tail)
        return normal.cdf(bias + z / (1 - acceleration * z))

    return quantile((1 - LEVEL) / 2), quantile((1 + LEVEL) / 2)


def detectable(discordance: float, n: int) -> float:
    """The smallest paired difference that n questions show with 80 % power at 5 % (Miller).

    Args:
        discordance: Share of questions that change between two runs; .15 where it is not known.
        n: Number of questions.
    """
    return (1.96 + 0.84) * math.sqrt(discordance / n)
