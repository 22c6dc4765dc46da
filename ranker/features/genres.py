"""Genres as customers write them → genre groups."""

import polars as pl

from ranker.rankers.protocol import Facts


def genre_groups(facts: Facts) -> pl.DataFrame:
    """artist_id, genre: the first of the artist's genres, `unknown` where there is none."""
    first = pl.col("genre").str.to_lowercase().str.extract(r"^\s*([^,;/]*[^,;/\s])")
    return facts.catalog.select("artist_id", first.fill_null("unknown").alias("genre"))
