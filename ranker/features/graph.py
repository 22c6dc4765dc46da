"""The similarity graph → what an artist's neighbours did, counted for the artist."""

import polars as pl

from ranker.features.places import Places

# Weights are whole numbers too, so that sums stay exact.
_WEIGHT_UNITS = 2**10
_MOST_NEIGHBOURS = 16
_ROWS_AT_ONCE = 2**17


def spread_over_neighbours(
    rows: pl.DataFrame, edges: pl.DataFrame, *, asked: pl.DataFrame | None
) -> pl.DataFrame:
    """The rows (day, market, artist and whole numbers) of each artist's neighbours, weighted.

    For the `asked` (market, artist) alone, or for all.
    """
    numbers = [name for name in rows.columns if name not in ("day", "market", "artist")]
    daily = rows.group_by("day", "market", "artist").agg(pl.col(numbers).sum())
    parts = [_spread(part, edges, numbers, asked) for part in daily.iter_slices(_ROWS_AT_ONCE)]
    return pl.concat(parts or [_spread(daily, edges, numbers, asked)])


def _spread(
    daily: pl.DataFrame, edges: pl.DataFrame, numbers: list[str], asked: pl.DataFrame | None
) -> pl.DataFrame:
    spread = daily.join(edges, left_on="artist", right_on="neighbour").select(
        "day",
        "market",
        pl.col("asked").alias("artist"),
        *(pl.col(name) * pl.col("weight") // _WEIGHT_UNITS for name in numbers),
    )
    return spread if asked is None else spread.join(asked, on=("market", "artist"), how="semi")


def neighbour_edges(similarity: pl.DataFrame, places: Places) -> pl.DataFrame:
    """asked, neighbour, weight: the most similar of each artist, likeness counting both ways."""
    index = pl.Enum(places.names["artist"])
    pairs = similarity.select(
        *(
            pl.col(column).cast(index, strict=False).to_physical().cast(pl.Int64).alias(name)
            for column, name in (("artist_id", "asked"), ("similar_artist_id", "neighbour"))
        ),
        (pl.col("similarity") * _WEIGHT_UNITS).round().cast(pl.Int64).alias("weight"),
    ).drop_nulls()
    turned = pairs.select(
        pl.col("neighbour").alias("asked"), pl.col("asked").alias("neighbour"), "weight"
    )
    both = pl.concat([pairs, turned]).group_by("asked", "neighbour").agg(pl.col("weight").max())
    order = both.sort("asked", "weight", "neighbour", descending=[False, True, False])
    return order.filter(pl.int_range(pl.len()).over("asked") < _MOST_NEIGHBOURS)
