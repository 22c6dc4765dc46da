"""Performance → since when each arm runs in each market, and on how many of the last days."""

from collections.abc import Mapping

import polars as pl

from ranker.rankers.protocol import Facts

_COLUMNS = {
    "artist_id": pl.String,
    "template_id": pl.String,
    "first": pl.Date,
    "live_days": pl.Int64,
}


def live_arms(facts: Facts, *, days: int) -> Mapping[str, pl.DataFrame]:
    """Per market a row per arm that ever had spend on the channel.

    first: its first day with spend. live_days: the number of the last `days` days that had some.
    A market in which nothing ran has an empty frame.
    """
    ran = facts.performance.filter((pl.col("channel") == facts.channel) & (pl.col("spend") > 0))
    age = pl.lit(facts.as_of).sub(pl.col("date")).dt.total_days()
    arms = ran.group_by("market", "artist_id", "template_id").agg(
        pl.col("date").min().alias("first"),
        pl.col("date").filter(age <= days).n_unique().cast(pl.Int64).alias("live_days"),
    )
    parts = {str(key[0]): part for key, part in arms.partition_by("market", as_dict=True).items()}
    nothing = pl.DataFrame(schema=_COLUMNS)
    return {
        market: parts.get(market, nothing).select(*_COLUMNS).sort("artist_id", "template_id")
        for market in facts.markets
    }
