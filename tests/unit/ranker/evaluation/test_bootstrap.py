"""Intervals of daily sums: they repeat, they cover, and days near each other go together."""

import numpy as np
import pytest

from ranker.evaluation.bootstrap import block_length, day_weights, interval
from ranker.evaluation.compare import change, relative_cpr


def test_each_draw_has_as_many_days_as_there_are() -> None:
    weights = day_weights(27, seed=0, draws=50)
    assert weights.shape == (50, 27)
    assert np.array_equal(weights.sum(axis=1), np.full(50, 27.0))
    assert np.array_equal(weights, day_weights(27, seed=0, draws=50))
    assert block_length(27) == 3


def test_an_interval_covers_the_truth_as_often_as_it_says() -> None:
    """A hundred histories of independent days; 95 % of intervals hold 1, give or take."""
    rng = np.random.default_rng(11)
    hits = 0
    for trial in range(100):
        sums = np.column_stack([rng.poisson(40, 60), np.full(60, 40.0)])
        found = interval(sums, relative_cpr, seed=trial)
        hits += found.low <= 1 <= found.high
    assert hits >= 87


def test_days_that_hang_together_widen_the_interval() -> None:
    rng = np.random.default_rng(5)
    widths = {"slow": 0.0, "shuffled": 0.0}
    for _ in range(10):
        slow = 40 + np.repeat(rng.normal(0, 10, 10), 6)
        for name, noise in (("slow", slow), ("shuffled", rng.permutation(slow))):
            found = interval(np.column_stack([noise, np.full(60, 40.0)]), relative_cpr, seed=0)
            widths[name] += found.high - found.low
    assert widths["slow"] > 1.3 * widths["shuffled"]


def test_pairing_takes_the_days_noise_away() -> None:
    rng = np.random.default_rng(2)
    level = rng.gamma(4, 10, 50)
    sums = np.column_stack([level, level * 0.9, level * 0.8, level * 0.8])
    found = interval(sums, change, seed=0)
    assert found.value == pytest.approx(-0.1)
    assert found.high - found.low < 1e-9
