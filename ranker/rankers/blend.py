"""Two log efficiencies of the same held-out arm days → how much of each, and what is left over.

Trees and hierarchy are weighed on days that neither has seen, the last that have matured: by the
likelihood of how each market's day was shared out among its live arms, so that only what ranks
arms counts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.rankers.shrinkage import Array, Index

WEIGHTS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
# Registrations that a market's own correction is drawn in by.
_PULL = 50.0
_CAUTION = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOut:
    """n arm days: counts, exposures, the index of their market's day, and their market's name."""

    count: Array
    exposure: Array
    market: Sequence[str]
    day: Index


@dataclass(frozen=True, kw_only=True, slots=True)
class Blend:
    """trees: their weight, 0–1; the rest is the hierarchy's. scale: per market a log correction."""

    trees: float
    scale: Mapping[str, float]


NO_BLEND = Blend(trees=0.5, scale={})


def held_out(rows: pl.DataFrame) -> HeldOut:
    """Arm days with market, channel, date, registrations and expected, to be judged."""
    days = rows.select(pl.struct("market", "channel", "date").rank("dense")).to_series()
    return HeldOut(
        count=rows["registrations"].to_numpy(),
        exposure=rows["expected"].to_numpy(),
        market=rows["market"].to_list(),
        day=days.to_numpy().astype(np.int64) - 1,
    )


def choose_blend(held: HeldOut, *, trees: Array, hierarchy: Array) -> Blend:
    """The likeliest weight of `WEIGHTS`, and each market's shrunk scale at that weight."""
    mixes = {weight: weight * trees + (1 - weight) * hierarchy for weight in WEIGHTS}
    best = max(WEIGHTS, key=lambda weight: log_likelihood(held, mixes[weight]))
    return Blend(trees=best, scale=_scales(held, mixes[best]))


def log_likelihood(held: HeldOut, log_efficiency: Array) -> float:
    """Of each market's day shared out in proportion to exposure × efficiency; a constant aside."""
    return float(np.sum(row_log_likelihood(held, log_efficiency)))


def row_log_likelihood(held: HeldOut, log_efficiency: Array) -> Array:
    """What each arm day adds to `log_likelihood`: n."""
    mean = held.exposure * np.exp(log_efficiency)
    total = np.bincount(held.day, mean)
    return np.asarray(held.count * np.log(mean / total[held.day]))


def _scales(held: HeldOut, log_efficiency: Array) -> dict[str, float]:
    mean = held.exposure * np.exp(log_efficiency)
    names, place = np.unique(np.array(held.market), return_inverse=True)
    found, expected = (np.bincount(place, values) for values in (held.count, mean))
    scales = np.log((found + _PULL) / (expected + _PULL))
    return {str(name): float(scale) for name, scale in zip(names, scales, strict=True)}
