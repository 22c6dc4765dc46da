"""Orders of day after day → how much of each policy's picks changed overnight.

Only arms that were live on both days are looked at, ranked among themselves: that the platform
took an ad off is no change of mind.
"""

from datetime import timedelta

import polars as pl

_ARM = ("policy", "market", "artist_id", "template_id")
_DAY = ("policy", "market", "date")


def rank_churn(orders: pl.DataFrame, *, places: int) -> pl.DataFrame:
    """policy, date, churn: the share (0–1) of the first `places` that were not so the day before.

    The mean over markets; days on which no market had more than `places` arms in common with the
    day before are left out.
    """
    before = orders.select(
        *_ARM, (pl.col("date") + timedelta(days=1)).alias("date"), pl.col("place").alias("before")
    )
    both = orders.join(before, on=[*_ARM, "date"], how="inner")
    ranked = both.with_columns(pl.col("place", "before").rank("ordinal").over(_DAY))
    picks = ranked.filter((pl.col("place") <= places) & (pl.len().over(_DAY) > places))
    by_market = picks.group_by(_DAY).agg((pl.col("before") > places).mean().alias("churn"))
    return by_market.group_by("policy", "date").agg(pl.col("churn").mean()).sort("policy", "date")
