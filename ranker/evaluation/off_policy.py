"""Logged propensities and outcomes → what another policy's ads would have brought, roughly.

Each logged ad was chosen with a known probability π; a target policy would have chosen it with
probability τ (1 for its picks, else 0). Its outcome is weighed by w = τ ÷ π (Horvitz & Thompson,
J. Am. Stat. Assoc. 47, 1952, p. 663). IPS divides the weighed sum by the number of the target's
ads; SNIPS by the sum of the weights: a little biased, and far steadier (Swaminathan & Joachims,
NeurIPS 2015, § 4). Doubly robust takes a model's guess for each of the target's ads and weighs
only what the guess missed (Dudík, Langford & Li, ICML 2011, eq. 3).

A diagnostic, no proof: a platform moves exposure between the ads of a set, so that what an ad
brings depends on what else was shown, and an ad that the target would not have let run is no guide.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.evaluation.bootstrap import Interval, Numbers, interval
from ranker.ranking import Ranking

_AD = ("date", "market", "artist_id", "template_id")
_SUMS = ("ads", "outcome", "wanted", "guess", "weight", "weighed", "guessed", "squared", "matched")
# Fewer equally weighted ads than this tell nothing worth an interval.
LEAST_ADS = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class OffPolicy:
    """Mean efficiency (market = 1) of a policy's ads, by each estimator, with 95 % intervals.

    logged: of the ads that ran. effective_ads: (Σw)² ÷ Σw², how many equally weighted ads would
    tell as much (Kish, Survey Sampling, 1965, § 11.7). matched: the share (0–1) of the policy's ads
    that ran. days: on which something was logged.
    """

    policy: str
    logged: Interval
    ips: Interval
    snips: Interval
    doubly_robust: Interval
    ads: int
    days: int
    effective_ads: float
    matched: float


def logged_ads(rankings: Iterable[Ranking], *, channel: str) -> pl.DataFrame:
    """The picks of the channel: date, market, artist_id, template_id, propensity; the last wins."""
    rows = [
        (ranking.as_of, pick.market, pick.artist_id, pick.template_id, pick.propensity)
        for ranking in rankings
        for pick in ranking.picks
        if pick.channel == channel and not pick.stale
    ]
    types = (pl.Date, pl.String, pl.String, pl.String, pl.Float64)
    schema = dict(zip((*_AD, "propensity"), types, strict=True))
    return pl.DataFrame(rows, schema=schema, orient="row").unique(
        _AD, keep="last", maintain_order=True
    )


def logged_notes(logged: pl.DataFrame, outcomes: pl.DataFrame) -> tuple[str, ...]:
    """How much of what was logged can be used, in words; nothing where nothing was logged."""
    if logged.is_empty():
        return ()
    ran = logged.join(outcomes, on=_AD, how="semi")
    drawn = int((ran["propensity"] < 1).sum())
    return (
        f"of {logged.height} ads in stored rankings {ran.height} ran, {drawn} of them drawn by "
        f"chance; a policy of whose ads fewer than {LEAST_ADS} ran has no estimate from chances",
    )


def off_policy(
    logged: pl.DataFrame, outcomes: pl.DataFrame, wanted: pl.DataFrame, *, seed: int
) -> tuple[OffPolicy, ...]:
    """The estimates of each policy in `wanted`, by name; none where too few of its ads ran.

    logged: see `logged_ads`. outcomes: of `arm_outcomes`; a logged ad without one is left out.
    wanted: policy, date, market, artist_id, template_id and guess, the efficiency foretold: the
    picks that each policy would have made of all arms.
    """
    ran = logged.join(
        outcomes.select(
            *_AD, (pl.col("registrations") / pl.col("expected")).alias("outcome")
        ).filter(pl.col("outcome").is_finite()),
        on=_AD,
    )
    days = ran.select("date", "market").unique()
    found = []
    for name in sorted(set(wanted["policy"])):
        target = wanted.filter(pl.col("policy") == name).join(days, on=["date", "market"])
        estimate = _estimate(name, ran, target, seed=seed)
        if estimate is not None:
            found.append(estimate)
    return tuple(found)


def _estimate(
    policy: str, ran: pl.DataFrame, target: pl.DataFrame, *, seed: int
) -> OffPolicy | None:
    sums = _daily_sums(ran, target)
    total = dict(zip(_SUMS, sums.sum(axis=0).tolist(), strict=True))
    effective = total["weight"] ** 2 / total["squared"] if total["squared"] else 0.0
    if effective < LEAST_ADS:
        return None

    def estimate(numerator: Sequence[str], denominator: str) -> Interval:
        return interval(sums, _ratio(numerator, denominator), seed=seed)

    return OffPolicy(
        policy=policy,
        logged=estimate(("outcome",), "ads"),
        ips=estimate(("weighed",), "wanted"),
        snips=estimate(("weighed",), "weight"),
        doubly_robust=estimate(("guess", "weighed", "-guessed"), "wanted"),
        ads=int(total["ads"]),
        days=len(sums),
        effective_ads=effective,
        matched=total["matched"] / total["wanted"],
    )


def _ratio(numerator: Sequence[str], denominator: str) -> Callable[[Numbers], Numbers]:
    """Sums of the columns of `_SUMS` named first, ÷ that named last; - before a name subtracts."""
    signs = np.zeros(len(_SUMS))
    for name in numerator:
        signs[_SUMS.index(name.removeprefix("-"))] = -1.0 if name.startswith("-") else 1.0
    place = _SUMS.index(denominator)

    def statistic(sums: Numbers) -> Numbers:
        return np.asarray(sums @ signs / np.maximum(sums[..., place], 1e-12))

    return statistic


def _daily_sums(ran: pl.DataFrame, target: pl.DataFrame) -> Numbers:
    """Per day with logged ads the sums of `_SUMS`, over its markets."""
    weight = pl.when(pl.col("guess").is_not_null()).then(1 / pl.col("propensity")).otherwise(0.0)
    ads = ran.join(target.select(*_AD, "guess"), on=_AD, how="left").with_columns(
        weight.alias("weight"), pl.col("guess").fill_null(0.0)
    )
    first = ads.group_by("date").agg(
        pl.len().alias("ads"),
        pl.col("outcome").sum(),
        pl.col("weight").sum(),
        (pl.col("weight") * pl.col("outcome")).sum().alias("weighed"),
        (pl.col("weight") * pl.col("guess")).sum().alias("guessed"),
        (pl.col("weight") ** 2).sum().alias("squared"),
        (pl.col("weight") > 0).sum().alias("matched"),
    )
    second = target.group_by("date").agg(pl.len().alias("wanted"), pl.col("guess").sum())
    both = first.join(second, on="date", how="left").sort("date").fill_null(0)
    return both.select(pl.col(_SUMS).cast(pl.Float64)).to_numpy()
