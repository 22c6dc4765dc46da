"""Spend → how worn arms are: decayed spend, in days of an average live arm of the market.

Ads tire: efficiency falls with log(1 + decayed spend), of the arm and of its artist.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

Array = NDArray[np.float64]
WORN = (("market", "artist_id", "template_id"), ("market", "artist_id"))
_KEPT_A_DAY = 0.93


@dataclass(frozen=True, kw_only=True, slots=True)
class Wear:
    """Per entry of `WORN` a frame: its keys, date, `worn` by the days before that date.

    The last date of each key is `as_of`.
    """

    as_of: date
    frames: tuple[pl.DataFrame, ...]


def worn_arms(performance: pl.DataFrame, *, as_of: date) -> Wear:
    """Wear at each day that an arm was live, and on `as_of`."""
    spend = (
        performance.filter(pl.col("spend") > 0)
        .group_by("market", "artist_id", "template_id", "date", maintain_order=True)
        .agg(pl.col("spend").sum())
    )
    usual = spend.group_by("market", maintain_order=True).agg(pl.col("spend").mean().alias("usual"))
    spend = spend.join(usual, on="market", maintain_order="left").select(
        "market", "artist_id", "template_id", "date", days=pl.col("spend") / pl.col("usual")
    )
    return Wear(as_of=as_of, frames=tuple(_worn(spend, keys, as_of) for keys in WORN))


def worn_rows(wear: Wear, rows: pl.DataFrame) -> Array:
    """log(1 + wear) of rows with the keys and date: n × `WORN`."""
    columns = [
        rows.join(frame, on=(*keys, "date"), how="left", maintain_order="left")["worn"]
        .fill_null(0)
        .to_numpy()
        for keys, frame in zip(WORN, wear.frames, strict=True)
    ]
    return np.asarray(np.log1p(np.column_stack(columns)))


def _worn(spend: pl.DataFrame, keys: tuple[str, ...], as_of: date) -> pl.DataFrame:
    days = spend.group_by(*keys, "date", maintain_order=True).agg(pl.col("days").sum())
    last = days.select(*keys).unique().with_columns(date=pl.lit(as_of), days=pl.lit(0.0))
    rows = pl.concat([days.select(last.columns), last]).sort(*keys, "date")
    age = (as_of - pl.col("date")).dt.total_days()
    kept = _KEPT_A_DAY**age
    return rows.with_columns(
        worn=((pl.col("days") * kept).cum_sum().over(*keys) - pl.col("days") * kept) / kept
    ).select(*keys, "date", pl.col("worn").clip(lower_bound=0))
