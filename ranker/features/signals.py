"""Popularity, promotions and age → features that a new arm has too.

These tables are complete the day after, so their look-backs end the day before the question.
"""

import polars as pl

from ranker.features.history import history_sums
from ranker.rankers.protocol import Facts

_PULL = 40.0


def popularity_features(facts: Facts, asks: pl.DataFrame) -> pl.DataFrame:
    """Log share of the market's streams, its momentum, and the share over all markets."""
    own = _sums(facts.popularity, asks, keys=("market", "artist_id"), columns=("streams",))
    market = _sums(facts.popularity, asks, keys=("market",), columns=("streams",))
    artist = _sums(facts.popularity, asks, keys=("artist_id",), columns=("streams",))
    everything = _sums(
        facts.popularity.with_columns(one=pl.lit(1)),
        asks.with_columns(one=pl.lit(1)),
        keys=("one",),
        columns=("streams",),
    )
    share = _log_share(own["streams_7"], market["streams_7"])
    before = _log_share(own["streams_28"], market["streams_28"])
    return pl.DataFrame(
        {
            "popularity_here": share,
            "popularity_momentum": share - before,
            "popularity_everywhere": _log_share(artist["streams_7"], everything["streams_7"]),
        }
    )


def _log_share(part: pl.Series, whole: pl.Series) -> pl.Series:
    """log(part ÷ whole) with a floor for artists outside the chart; null without any chart."""
    share = (part + 0.5) / (whole + 0.5)
    frame = pl.DataFrame({"share": share, "whole": whole})
    return frame.select(pl.when(pl.col("whole") > 0).then(pl.col("share").log())).to_series()


def promotion_features(facts: Facts, asks: pl.DataFrame) -> pl.DataFrame:
    """How listeners answer the artist's in-app promotions, here and everywhere."""
    here = pl.col("clicks").sum().over("date", "market")
    shown = pl.col("impressions").sum().over("date", "market")
    counted = facts.promotions.filter(
        pl.col("clicks").is_not_null() & (pl.col("impressions") > 0)
    ).with_columns(expected=pl.col("impressions") * here / shown)
    found: dict[str, pl.Series] = {}
    for name, keys in (("here", ("market", "artist_id")), ("everywhere", ("artist_id",))):
        sums = _sums(counted, asks, keys=keys, columns=("clicks", "expected"))
        rate = ((pl.col("clicks_28") + _PULL) / (pl.col("expected_28") + _PULL)).log()
        seen = pl.col("expected_28") > 0
        found[f"promotion_{name}"] = sums.select(pl.when(seen).then(rate)).to_series()
    return pl.DataFrame(found)


def age_features(facts: Facts, *, cells: pl.DataFrame, asks: pl.DataFrame) -> pl.DataFrame:
    """Days since the artist became available and since the first ad here, in logs."""
    first = cells.group_by("market", "artist_id").agg(pl.col("date").min().alias("first_ad"))
    joined = asks.join(
        facts.catalog.select("artist_id", "available_from"),
        on="artist_id",
        how="left",
        maintain_order="left",
    ).join(first, on=("market", "artist_id"), how="left", maintain_order="left")
    advertised = (pl.col("date") - pl.col("first_ad")).dt.total_days()
    available = (pl.col("date") - pl.col("available_from")).dt.total_days()
    return joined.select(
        pl.when(available >= 0).then(available.log1p()).alias("age_available"),
        pl.when(advertised > facts.maturity_days)
        .then(advertised.log1p())
        .alias("own_artist_age_advertised"),
    )


def _sums(
    table: pl.DataFrame, asks: pl.DataFrame, *, keys: tuple[str, ...], columns: tuple[str, ...]
) -> pl.DataFrame:
    return history_sums(table, asks, keys=keys, nearest_day=1, columns=columns)
