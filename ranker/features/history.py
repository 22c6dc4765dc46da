"""Arm days → what was known of each question on its day: sums over matured look-backs.

A question (`ask`) is an arm on a day. Its history ends `maturity_days` before that day, so that
neither the label nor a day that still gains registrations can be seen.
"""

import polars as pl

from ranker.features.lookback import run_query

WINDOWS_DAYS = (7, 28)
_SUMS = ("registrations", "expected", "clicks", "expected_clicks")


def history_sums(
    facts: pl.DataFrame,
    asks: pl.DataFrame,
    *,
    keys: tuple[str, ...],
    nearest_day: int,
    columns: tuple[str, ...] = _SUMS,
) -> pl.DataFrame:
    """Per ask, in order, the sums of `columns` over the rows with the same `keys`.

    A column `<name>_<days>` for each window; a window of W days ends `nearest_day` days before
    the ask. Zero where there is no row.
    """
    query = _query(keys=keys, nearest_day=nearest_day, columns=columns)
    return run_query(query, {"facts": facts, "asks": asks}).drop("ask")


def _query(*, keys: tuple[str, ...], nearest_day: int, columns: tuple[str, ...]) -> str:
    by = ", ".join(keys)
    sums = ", ".join(f"SUM({name})::DOUBLE AS {name}" for name in columns)
    zeros = ", ".join(f"0.0 AS {name}" for name in columns)
    windows = ", ".join(
        f"w{days} AS (PARTITION BY {by} ORDER BY day "
        f"RANGE BETWEEN {nearest_day + days - 1} PRECEDING AND {nearest_day} PRECEDING)"
        for days in WINDOWS_DAYS
    )
    results = ", ".join(
        f"COALESCE(SUM({name}) OVER w{days}, 0.0) AS {name}_{days}"
        for days in WINDOWS_DAYS
        for name in columns
    )
    day = "date_diff('day', DATE '2000-01-01', date) AS day"
    return f"""
        WITH lined AS (
            SELECT {by}, {day}, NULL::BIGINT AS ask, {sums} FROM facts GROUP BY {by}, date
            UNION ALL
            SELECT {by}, {day}, ask, {zeros} FROM asks
        )
        SELECT ask, {results} FROM lined WINDOW {windows} QUALIFY ask IS NOT NULL ORDER BY ask
    """  # noqa: S608  # every part is one of our own column names or a whole number
