"""Foretold efficiencies beside what came, in groups of equal exposure."""

import numpy as np
import polars as pl
from scipy.stats import chi2

from ranker.report.plots.scatter import Foretold

_GROUPS = 10


def calibrate(predictions: pl.DataFrame, *, policy: str) -> tuple[Foretold, ...]:
    """Up to ten groups of arm days, from the least to the greatest efficiency (market = 1).

    Each has a tenth of the expected registrations. What came is registrations ÷ expected, with
    the exact 95 % interval of a Poisson count (Garwood, 1936), which knows no overdispersion.
    """
    rows = predictions.filter((pl.col("policy") == policy) & (pl.col("expected") > 0))
    rows = rows.sort("efficiency", "date", "market", "artist_id", "template_id")
    whole = float(rows["expected"].sum())
    before = pl.col("expected").cum_sum() - pl.col("expected")
    group = (before * (_GROUPS / max(whole, 1e-9))).floor().alias("group")
    weighted = (pl.col("efficiency") * pl.col("expected")).sum()
    sums = (
        rows.with_columns(group)
        .group_by("group", maintain_order=True)
        .agg(pl.col("expected", "registrations").sum(), weighted.alias("foretold"))
    )
    return tuple(
        _group(foretold=foretold, expected=expected, came=came)
        for expected, came, foretold in sums.select(
            "expected", "registrations", "foretold"
        ).iter_rows()
        if came
    )


def _group(*, foretold: float, expected: float, came: float) -> Foretold:
    low, high = chi2.ppf(0.025, 2 * came) / 2, chi2.ppf(0.975, 2 * (came + 1)) / 2
    return Foretold(
        foretold=foretold / expected,
        came=came / expected,
        low=float(np.asarray(low)) / expected,
        high=float(np.asarray(high)) / expected,
    )
