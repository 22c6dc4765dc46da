"""Registrations → shrunk registration shares: an arm's part of its market's registrations."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from ranker.features.lookback import matured_registrations
from ranker.rankers.grid import arm_matrices, artist_vectors
from ranker.rankers.protocol import Facts, Matrix


@dataclass(frozen=True, kw_only=True, slots=True)
class Shares:
    """Per market the shrunk share of each artist, and of each artist × template."""

    artists: Mapping[str, Matrix]
    arms: Mapping[str, Matrix]


def shrunk_shares(facts: Facts, *, shrinkage: float, days: int) -> Shares:
    """(r + κ·prior) ÷ (registrations of the market + κ), the prior being the share elsewhere.

    All zero where nobody registered anywhere. Retired templates count for their artist.
    """
    rows = matured_registrations(
        facts.performance,
        as_of=facts.as_of,
        maturity_days=facts.maturity_days,
        days=days,
        objective=facts.objective,
    )
    sums = rows.group_by("market").agg(pl.col("registrations").sum())
    totals: dict[str, float] = dict(sums.iter_rows())
    artists = artist_vectors(rows, facts=facts, column="registrations")
    arms = arm_matrices(rows, facts=facts, column="registrations")
    return Shares(
        artists=_shrink(artists, totals, shrinkage), arms=_shrink(arms, totals, shrinkage)
    )


def _shrink(
    registrations: Mapping[str, Matrix], totals: Mapping[str, float], shrinkage: float
) -> dict[str, Matrix]:
    everywhere, total = sum(registrations.values()), sum(totals.values())
    shares: dict[str, Matrix] = {}
    for market, here in registrations.items():
        own = totals.get(market, 0.0)
        elsewhere = total - own
        prior = (everywhere - here) / elsewhere if elsewhere > 0 else here * 0
        shares[market] = (here + shrinkage * prior) / (own + shrinkage)
    return shares
