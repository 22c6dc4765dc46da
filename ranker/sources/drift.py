"""The last week's inputs against the four before: does the same kind of data still arrive?

Population stability index, Σ (now − before) · ln(now ÷ before) over the parts of a distribution;
above 0.25 is the usual mark of a population that changed (Siddiqi, Credit Risk Scorecards, 2006,
p. 136). A change is told, not mended: a new market or a new chart is no fault.
"""

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.rankers.protocol import Facts
from ranker.sources.finding import Fault, Finding, Remedy

_LIMIT = 0.25
_NOW_DAYS = 7
_BEFORE_DAYS = 28
_LEAST_ROWS = 200
_FLOOR = 1e-3


def drift_findings(facts: Facts) -> Iterator[Finding]:
    """Of performance and promotions where they were shown, of popularity the chart's shape."""
    shown = pl.col("impressions").fill_null(0).sum()
    for source, weight in (("performance", shown), ("promotions", shown), ("popularity", pl.len())):
        now, before = _weeks(facts, source)
        if min(now.height, before.height) < _LEAST_ROWS:
            continue
        by = ["market"]
        if source == "popularity":
            now, before = _deciles(now, before)
            by = ["decile"]
        index = stability(now.group_by(by).agg(n=weight), before.group_by(by).agg(n=weight), by)
        if index > _LIMIT:
            yield Finding(
                source=source,
                fault=Fault.DRIFT,
                what=f"the last {_NOW_DAYS} days differ from the {_BEFORE_DAYS} before by a "
                f"population stability index of {index:.2f} ({by[0]}s; above {_LIMIT} is much)",
                remedy=Remedy.TOLD,
            )


def stability(now: pl.DataFrame, before: pl.DataFrame, by: list[str]) -> float:
    """The index over the parts `by`, whose sizes are `n`; parts of nothing count as 0.1 %."""
    both = before.join(now, on=by, how="full", suffix="_now", coalesce=True).sort(by)
    parts = both.select(pl.col("n", "n_now").fill_null(0).cast(pl.Float64)).to_numpy()
    if not parts.sum(axis=0).all():
        return 0.0
    was, is_now = np.maximum(parts / parts.sum(axis=0), _FLOOR).T
    return float(((is_now - was) * np.log(is_now / was)).sum())


def _weeks(facts: Facts, source: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The newest week there is, and the four before it; a late table is compared with itself."""
    rows: pl.DataFrame = getattr(facts, source)
    newest = rows["date"].max()
    if newest is None:
        return rows, rows
    middle = pl.lit(newest) - timedelta(days=_NOW_DAYS)
    recent = rows.filter(pl.col("date") > middle)
    return recent, rows.filter(
        (pl.col("date") <= middle) & (pl.col("date") > middle - timedelta(days=_BEFORE_DAYS))
    )


def _deciles(now: pl.DataFrame, before: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Streams ÷ the mean of their market and day, in tenths of the weeks before."""
    mean = pl.col("streams").mean().over("market", "date")
    now, before = (rows.with_columns(relative=pl.col("streams") / mean) for rows in (now, before))
    cuts = np.unique(np.nanquantile(before["relative"].to_numpy(), np.linspace(0.1, 0.9, 9)))
    return tuple(  # type: ignore[return-value]  # of two
        rows.with_columns(
            decile=pl.Series(np.searchsorted(cuts, rows["relative"].fill_nan(0).to_numpy()))
        )
        for rows in (now, before)
    )
