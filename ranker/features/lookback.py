"""Look-backs over the tables, in DuckDB: sums over a window of days, per market and artist."""

from datetime import date, timedelta

import polars as pl

from ranker.duck import ask_duckdb
from ranker.tables.fields import LABELS

_STREAMS = """
SELECT market, artist_id, SUM(streams)::DOUBLE AS streams
FROM popularity
WHERE date > $newest::DATE - $days::INTEGER AND date <= $newest::DATE
GROUP BY market, artist_id
ORDER BY market, artist_id
"""

_REGISTRATIONS = """
SELECT market, artist_id, template_id,
       SUM({label})::DOUBLE AS registrations, SUM(spend)::DOUBLE AS spend
FROM performance
WHERE date > $end::DATE - $days::INTEGER AND date <= $end::DATE AND {label} IS NOT NULL
GROUP BY market, artist_id, template_id
ORDER BY market, artist_id, template_id
"""


def run_query(query: str, frames: dict[str, pl.DataFrame], **values: object) -> pl.DataFrame:
    """Run `query` over `frames` in DuckDB, on one thread, so that sums repeat."""
    with ask_duckdb() as connection:
        for name, table in frames.items():
            connection.register(name, table)
        frame: pl.DataFrame = connection.sql(query, params=values).pl()
        return frame


def recent_streams(popularity: pl.DataFrame, *, days: int) -> tuple[pl.DataFrame, date | None]:
    """Streams per market and artist over the newest `days` days, and the newest day.

    The window ends with the newest day there is: a late table still says who is popular.
    """
    newest = popularity["date"].max()
    if not isinstance(newest, date):
        return _nothing("streams"), None
    frames = {"popularity": popularity}
    return run_query(_STREAMS, frames, newest=newest, days=days), newest


def matured_registrations(
    performance: pl.DataFrame, *, as_of: date, maturity_days: int, days: int, objective: str
) -> pl.DataFrame:
    """Registrations and spend per market, artist and template over the last matured `days`.

    What the objective counts is summed as registrations; rows that withhold it count in neither.
    """
    if performance.is_empty():
        return _nothing("registrations", "spend").with_columns(template_id=pl.lit(""))
    return run_query(
        _REGISTRATIONS.format(label=LABELS[objective]),
        {"performance": performance},
        end=as_of - timedelta(days=maturity_days),
        days=days,
    )


def _nothing(*numbers: str) -> pl.DataFrame:
    texts = ("market", "artist_id")
    return pl.DataFrame(
        {name: pl.Series([], dtype=pl.String) for name in texts}
        | {name: pl.Series([], dtype=pl.Float64) for name in numbers}
    )
