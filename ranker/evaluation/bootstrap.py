"""Daily sums of two policies → an interval for the ratio of their rates, days drawn in blocks.

The circular block bootstrap (Politis & Romano, 1992): days near each other are alike (the same
live set, the same fatigue), so that blocks of consecutive days are drawn, for all markets and
policies the same ones. Block length by the rate n^(1/3) of Hall, Horowitz & Jing (1995).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

DRAWS = 2000


@dataclass(frozen=True, kw_only=True, slots=True)
class Interval:
    """An estimate and the interval around it; low ≤ high."""

    value: float
    low: float
    high: float


def block_length(days: int) -> int:
    """How many consecutive days are drawn together."""
    return max(1, round(float(np.cbrt(days))))


@lru_cache(maxsize=32)
def day_weights(days: int, *, seed: int, draws: int = DRAWS) -> Numbers:
    """How often each draw holds each day, draws × days; each row sums to `days`. Read-only.

    Remembered: of many markets the same days are drawn, so that they compare.
    """
    rng = np.random.default_rng([seed, days])
    length = block_length(days)
    starts = rng.integers(0, days, (draws, -(-days // length)))
    drawn = (starts[:, :, None] + np.arange(length)) % days
    flat = drawn.reshape(draws, -1)[:, :days]
    weights = np.zeros((draws, days))
    np.add.at(weights, (np.arange(draws)[:, None], flat), 1.0)
    weights.setflags(write=False)
    return weights


def interval(
    sums: Numbers, statistic: Callable[[Numbers], Numbers], *, seed: int, level: float = 0.95
) -> Interval:
    """The statistic of the sums over all days, and its percentile interval over drawn days.

    sums: days × columns. statistic: (…, columns) of summed columns → (…).
    """
    drawn = statistic(day_weights(len(sums), seed=seed) @ sums)
    tail = 50 * (1 - level)
    low, high = np.percentile(drawn, [tail, 100 - tail])
    return Interval(value=float(statistic(sums.sum(axis=0))), low=float(low), high=float(high))
