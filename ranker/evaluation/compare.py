"""A walk-forward → one line per policy: cost, clicks and order, with intervals against others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.evaluation.bootstrap import Interval, Numbers, interval
from ranker.evaluation.ledger import WalkForward

_COUNTS = ("registrations", "expected", "clicks", "expected_clicks")


@dataclass(frozen=True, kw_only=True, slots=True)
class PolicyResult:
    """How a policy did; relative to the market (= 1) unless a unit is said.

    relative_cpr: cost per registration; relative_ctr: clicks per impression. against: name of
    another policy → the change of the CPR (−0.08 is 8 % cheaper), days drawn alike for both.
    registrations: bought with the followed spend, a count. ndcg, similarity: means over
    market-days, 0–1. coverage: share (0–1) of the artists live in a market that were ever picked.
    """

    policy: str
    relative_cpr: Interval
    relative_ctr: Interval
    against: Mapping[str, Interval]
    ctr_against: Mapping[str, Interval]
    registrations: float
    ndcg: float
    similarity: float
    coverage: float


def compare(
    run: WalkForward, *, against: Sequence[str] = ("heuristic", "bayes"), seed: int = 0
) -> tuple[PolicyResult, ...]:
    """The results of all policies, in the order in which they ran.

    `against` names those to hold the others against; absent ones are left out.
    """
    sums = daily_sums(run.bought)
    others = [name for name in against if name in sums]
    return tuple(
        _result(name, run=run, sums=sums, others=[o for o in others if o != name], seed=seed)
        for name in sums
    )


def daily_sums(bought: pl.DataFrame) -> dict[str, Numbers]:
    """Per policy days × (registrations, expected, clicks, expected clicks), all markets summed."""
    days = bought.group_by("policy", "date", maintain_order=True).agg(pl.col(_COUNTS).sum())
    parts = days.partition_by("policy", maintain_order=True, as_dict=True)
    return {
        str(key[0]): part.sort("date").select(_COUNTS).to_numpy() for key, part in parts.items()
    }


def relative_cpr(sums: Numbers) -> Numbers:
    """Expected ÷ found registrations of (…, registrations, expected, …); ∞ where none came."""
    return _ratio(sums[..., 1], sums[..., 0])


def change(sums: Numbers) -> Numbers:
    """A policy's relative CPR ÷ another's − 1; the other's columns follow the policy's."""
    half = sums.shape[-1] // 2
    return relative_cpr(sums[..., :half]) / relative_cpr(sums[..., half:]) - 1


def _relative_ctr(sums: Numbers) -> Numbers:
    return _ratio(sums[..., 2], sums[..., 3])


def _ctr_change(sums: Numbers) -> Numbers:
    return _relative_ctr(sums[..., :4]) / _relative_ctr(sums[..., 4:]) - 1


def _ratio(found: Numbers, expected: Numbers) -> Numbers:
    """NaN where both are zero: a table without clicks has no click rate."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(found / expected)


def _result(
    name: str,
    *,
    run: WalkForward,
    sums: Mapping[str, Numbers],
    others: Sequence[str],
    seed: int,
) -> PolicyResult:
    own = sums[name]
    rows, picks = (frame.filter(pl.col("policy") == name) for frame in (run.bought, run.picks))
    both = {other: np.hstack([own, sums[other]]) for other in others}
    return PolicyResult(
        policy=name,
        relative_cpr=interval(own, relative_cpr, seed=seed),
        relative_ctr=interval(own, _relative_ctr, seed=seed),
        against={other: interval(pair, change, seed=seed) for other, pair in both.items()},
        ctr_against={other: interval(pair, _ctr_change, seed=seed) for other, pair in both.items()},
        registrations=float(own[:, 0].sum()),
        ndcg=float(rows["ndcg"].to_numpy().mean()),
        similarity=float(rows["similarity"].to_numpy().mean()),
        coverage=picks.select("market", "artist_id").n_unique() / max(run.live, 1),
    )
