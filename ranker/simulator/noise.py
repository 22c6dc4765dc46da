"""Names of a chance (seed, day, arm, …) → its draw: the same whoever asks, in whatever order.

Policies are compared on common random numbers: what chance does to an ad on a day depends on the
ad and the day alone, not on which other ads are live. So each draw is a hash of its names
(SplitMix64: Steele, Lea & Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014,
p. 459) turned into the wanted distribution by its inverse.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray
from scipy import special

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


class Chance(IntEnum):
    """What is drawn; each has numbers of its own."""

    SPLIT = 1
    IMPRESSIONS = 2
    CLICKS = 3
    LUCK = 4
    REGISTRATIONS = 5
    SUBSCRIPTIONS = 6
    WITHHELD = 7
    RESTATED = 8
    BUDGET = 9
    OUTAGE = 10
    SWITCH = 11
    CHOICE = 12


def uniform(seed: int, chance: Chance, *names: Index | int) -> Array:
    """Numbers in (0, 1), one for each row of the names, which broadcast; at least one axis."""
    state = _mix(np.array([seed], dtype=np.uint64) * _GOLDEN + np.uint64(chance))
    for name in names:
        state = _mix(state + np.asarray(name, dtype=np.int64).astype(np.uint64) * _GOLDEN)
    return np.asarray(((state >> np.uint64(11)).astype(np.float64) + 0.5) * 2.0**-53)


def normal(draws: Array) -> Array:
    """Uniform draws → standard normal ones."""
    return np.asarray(special.ndtri(draws))


def gamma(draws: Array, variance: float) -> Array:
    """Uniform draws → gamma ones of mean 1 and this variance."""
    if variance <= 0:
        return np.ones_like(draws)
    shape = 1 / variance
    return np.asarray(special.gammaincinv(shape, draws) / shape)


def poisson(draws: Array, mean: Array) -> Index:
    """Uniform draws → Poisson counts of these means (which broadcast with the draws)."""
    rate = np.maximum(mean, 1e-12)
    guess = np.maximum(np.ceil(special.pdtrik(draws, rate)), 0)
    guess = np.where(np.isfinite(guess), guess, 0)
    lower = np.maximum(guess - 1, 0)
    count = np.where(special.pdtr(lower, rate) >= draws, lower, guess)
    return np.where(mean > 0, count, 0).astype(np.int64)


def _mix(state: NDArray[np.uint64]) -> NDArray[np.uint64]:
    state = state + _GOLDEN
    state = (state ^ (state >> np.uint64(30))) * _FIRST
    state = (state ^ (state >> np.uint64(27))) * _SECOND
    return np.asarray(state ^ (state >> np.uint64(31)))
