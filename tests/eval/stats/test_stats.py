"""Statistics against scipy, published values and exhaustive enumeration."""

import itertools
import math
import random

import pytest

from eval.stats.intervals import bootstrap_mean, cluster_sums, detectable, wilson
from eval.stats.paired import compare_paired, holm, mcnemar, sign_flip


@pytest.mark.parametrize(("successes", "total"), [(0, 60), (1, 7), (30, 60), (59, 60), (60, 60)])
def test_wilson_agrees_with_scipy(successes: int, total: int) -> None:
    from scipy.stats import binomtest

    theirs = binomtest(successes, total).proportion_ci(method="wilson")
    assert wilson(successes, total) == pytest.approx((theirs.low, theirs.high), abs=1e-9)


def test_none_of_sixty_still_means_up_to_six_percent() -> None:
    assert wilson(0, 60).high == pytest.approx(0.06, abs=0.001)


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="share of nothing"):
        wilson(0, 0)


def test_bootstrap_agrees_with_scipy_where_every_value_is_its_own_cluster() -> None:
    import numpy as np
    from scipy.stats import bootstrap

    draw = random.Random(7)
    values = [draw.expovariate(1.0) for _ in range(60)]
    ours = bootstrap_mean(values, [str(n) for n in range(60)])
    theirs = bootstrap((values,), np.mean, method="BCa", n_resamples=9999, rng=1).confidence_interval
    assert ours == pytest.approx((theirs.low, theirs.high), abs=0.03)


def test_clusters_widen_the_interval() -> None:
    values = [0.0] * 20 + [1.0] * 20
    alone = bootstrap_mean(values, [str(n) for n in range(40)])
    clustered = bootstrap_mean(values, [str(n // 10) for n in range(40)])
    assert alone is not None
    assert clustered is not None
    assert clustered.high - clustered.low > 2 * (alone.high - alone.low)


@pytest.mark.parametrize(("values", "clusters"), [([1.0, 1.0], ["a", "b"]), ([0.0, 1.0], ["a", "a"]), ([1.0], ["a"])])
def test_a_bootstrap_with_nothing_to_go_by_gives_none(values: list[float], clusters: list[str]) -> None:
    assert bootstrap_mean(values, clusters) is None


@pytest.mark.parametrize("clusters", [["a"], ["a", ""]])
def test_a_missing_cluster_is_refused(clusters: list[str]) -> None:
    with pytest.raises(ValueError, match="needs a cluster"):
        cluster_sums([1.0, 2.0], clusters)


@pytest.mark.parametrize(("n", "points"), [(20, 0.24), (30, 0.20), (50, 0.15), (100, 0.11), (200, 0.08)])
def test_detectable_difference_has_the_measured_values(n: int, points: float) -> None:
    assert detectable(0.15, n) == pytest.approx(points, abs=0.006)


@pytest.mark.parametrize(("up", "down", "p"), [(0, 0, 1.0), (0, 6, 2 / 64), (1, 5, 14 / 64), (5, 5, 1.0)])
def test_mcnemar_is_the_binomial_by_hand(up: int, down: int, p: float) -> None:
    assert mcnemar(up, down) == pytest.approx(p)


def test_sign_flips_are_enumerated_exactly() -> None:
    differences = [0.5, -0.25, 1.0, 0.75, 0.0]
    sums = [abs(sum(s * d for s, d in zip(signs, differences, strict=True)))
            for signs in itertools.product((-1, 1), repeat=5)]  # fmt: skip
    expected = sum(total >= 2.0 - 1e-9 for total in sums) / len(sums)
    assert sign_flip(differences, list("abcde")) == pytest.approx(expected)


def test_sign_flips_by_cluster_do_not_count_one_cable_many_times() -> None:
    losses = [-1.0] * 8
    assert sign_flip(losses, list("abcdefgh")) == pytest.approx(2 / 256)
    assert sign_flip(losses, ["one"] * 8) == 1.0


def test_many_clusters_are_sampled_and_never_give_zero() -> None:
    p = sign_flip([-1.0] * 40, [str(n) for n in range(40)])
    assert 0 < p < 0.001


def test_a_paired_test_sees_what_an_unpaired_one_does_not() -> None:
    old = {str(n): float(n % 2) for n in range(100)}
    new = {name: 0.0 if int(name) < 16 else value for name, value in old.items()}
    found = compare_paired(old, new, {name: name for name in old})
    assert found is not None
    assert (found.down, found.up, found.test) == (8, 0, "exact McNemar")
    assert found.p == pytest.approx(2 / 256)
    assert found.effect == pytest.approx(-0.08)
    assert found.discordance == pytest.approx(0.08)
    unpaired = math.sqrt(0.5 * 0.5 / 100 + 0.42 * 0.58 / 100)
    assert abs(found.effect) / unpaired < 1.96


def test_changed_questions_of_one_cable_are_flipped_together() -> None:
    old = {"a1": 1.0, "a2": 1.0, "b": 1.0}
    new = {"a1": 0.0, "a2": 0.0, "b": 1.0}
    found = compare_paired(old, new, {"a1": "A", "a2": "A", "b": "B"})
    assert found is not None
    assert found.test == "sign-flip permutation by cable"
    assert found.p == 1.0


def test_only_shared_questions_are_compared() -> None:
    found = compare_paired({"a": 1.0, "b": 0.0}, {"b": 1.0, "c": 1.0}, {"b": "B"})
    assert found is not None
    assert (found.n, found.up) == (1, 1)
    assert compare_paired({"a": 1.0}, {"b": 1.0}, {}) is None


def test_holm_is_the_textbook_example() -> None:
    adjusted = holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005})
    assert adjusted == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({"a": 0.7, "b": 0.9}) == pytest.approx({"a": 1.0, "b": 1.0})
