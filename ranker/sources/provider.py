"""A jump of all markets → whether the days after it can be learnt from: verify before trusting.

Under a new attribution provider registrations are counted otherwise. If artists whose ads did
well before still do well, by the likelihood of the new counts, it measures the same thing.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ranker.sources.alarm import spoken_ratio
from ranker.sources.daily import Daily
from ranker.sources.finding import Fault, Finding, Remedy
from ranker.sources.own_past import MIXED_DAYS, WINDOW_DAYS
from ranker.sources.shifts import Switch

_PULL = 8.0
_LEAST_REGISTRATIONS = 50.0
# A smaller jump costs a ranking less, in the week whose rates mix both levels, than a lost week:
# with half of the registrations since a date the heuristic's picks agreed better with the mix in.
_TOO_MIXED = np.log(3)
_KEYS = ("market", "channel", "artist_id")


def switch_finding(
    switch: Switch, *, daily: Daily, performance: pl.DataFrame, label: str, matured: date
) -> Finding:
    """What is told of a switch, and the days to leave out; `matured`: the newest of use."""
    first = daily.day(switch.column)
    settled = first + timedelta(days=MIXED_DAYS)
    seen = (
        f"{label} per click jump to {spoken_ratio(switch.size)} what they were in most markets at "
        "once, clicks and costs do not: the attribution provider seems to have changed"
    )
    agrees = _agrees(performance, label=label, first=first, settled=settled, matured=matured)
    age_days = (matured - first).days
    verdict, left_out = "not verified yet", age_days + 1
    if agrees or age_days >= WINDOW_DAYS:
        verdict = "not verified, but weeks ago"
        if agrees:
            verdict = "verified: artists that did well before still do, so that later days count"
        left_out = MIXED_DAYS if abs(switch.size) >= _TOO_MIXED else 0
    return Finding(
        source="performance",
        fault=Fault.PROVIDER_SWITCH,
        what=f"{seen} ({verdict})",
        remedy=Remedy.DAYS_LEFT_OUT if left_out else Remedy.TOLD,
        days=tuple(first + timedelta(days=day) for day in range(left_out or 1)),
    )


def _agrees(
    performance: pl.DataFrame, *, label: str, first: date, settled: date, matured: date
) -> bool:
    """Poisson log likelihood of the counts after, given the artists' efficiencies before, > that
    of equal artists.
    """
    before = _efficiencies(performance, label, first - timedelta(days=WINDOW_DAYS), first)
    after = _efficiencies(performance, label, settled, matured + timedelta(days=1))
    both = before.join(after, on=list(_KEYS), suffix="_after", maintain_order="left")
    found, expected = (both[f"{name}_after"].to_numpy() for name in ("registrations", "expected"))
    if found.sum() < _LEAST_REGISTRATIONS:
        return False
    efficiency = (both["registrations"].to_numpy() + _PULL) / (both["expected"].to_numpy() + _PULL)
    scaled = efficiency * expected.sum() / (efficiency * expected).sum()
    return bool((found * np.log(scaled) - expected * (scaled - 1)).sum() > 0)


def _efficiencies(performance: pl.DataFrame, label: str, start: date, end: date) -> pl.DataFrame:
    """Registrations and what average artists would have brought, from `start` to before `end`."""
    rows = performance.filter(
        (pl.col("date") >= start) & (pl.col("date") < end) & pl.col(label).is_not_null()
    )
    sums = rows.group_by(_KEYS, maintain_order=True).agg(
        pl.col(label).sum().cast(pl.Float64).alias("registrations"), pl.col("spend").sum()
    )
    rate = pl.col("registrations").sum() / pl.col("spend").sum()
    return sums.with_columns(
        (pl.col("spend") * rate.over("market", "channel")).alias("expected")
    ).filter(pl.col("expected") > 0)
