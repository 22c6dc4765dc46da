"""Registrations → shrunk registration shares: an arm's part of its market's registrations."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.features.lookback import matured_registrations
from ranker.rankers.grid import Grid, arm_grid, artist_grid
from ranker.rankers.protocol import Facts, Matrix


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """Shrunk shares, worked out market by market: (r + κ·prior) ÷ (registrations there + κ).

    The prior is the share elsewhere; all is zero where nobody registered anywhere. everywhere: the
    sum of the grid's markets. totals: by market, everyone's; total: their sum. shrinkage: κ.
    """

    registrations: Grid
    everywhere: Matrix
    totals: Mapping[str, float]
    total: float
    shrinkage: float

    def market(self, market: str) -> Matrix:
        """The shares in a market."""
        here, own = self.registrations.market(market), self.totals.get(market, 0.0)
        elsewhere = self.total - own
        prior = (self.everywhere - here) / elsewhere if elsewhere > 0 else here * 0
        return np.asarray((here + self.shrinkage * prior) / (own + self.shrinkage))

    def known(self, market: str) -> bool:
        """Whether any share of the market is above 0."""
        _, sums = self.registrations.part(market)
        elsewhere = self.total - self.totals.get(market, 0.0)
        return bool(sums.any() or (elsewhere > 0 and self.everywhere.any()))


@dataclass(frozen=True, kw_only=True, slots=True)
class BothShares:
    """The shares of artists, and of artists × templates."""

    artists: Shares
    arms: Shares


def shrunk_shares(facts: Facts, *, shrinkage: float, days: int) -> BothShares:
    """The shares over the last matured `days`. Retired templates count for their artist."""
    rows = matured_registrations(
        facts.performance,
        as_of=facts.as_of,
        maturity_days=facts.maturity_days,
        days=days,
        objective=facts.objective,
    )
    sums = rows.group_by("market", maintain_order=True).agg(pl.col("registrations").sum())
    totals: dict[str, float] = dict(sums.iter_rows())

    def shares(registrations: Grid) -> Shares:
        return Shares(
            registrations=registrations,
            everywhere=registrations.everywhere(),
            totals=totals,
            total=sum(totals.values()),
            shrinkage=shrinkage,
        )

    return BothShares(
        artists=shares(artist_grid(rows, facts=facts, column="registrations")),
        arms=shares(arm_grid(rows, facts=facts, column="registrations")),
    )
