"""Dated rows → daily sums of each market (and channel), as matrices of cells × days."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Flags = NDArray[np.bool_]
# Further back than this a source is not judged: what is older counts for little.
HORIZON_DAYS = 400


@dataclass(frozen=True, kw_only=True, slots=True)
class Daily:
    """Daily sums before `as_of`. sums: name → cells × days, NaN where the cell has no row.

    cells: market and channel ("" where rows have none). first: the day of column 0; the last
    column is the day before `as_of`.
    """

    cells: tuple[tuple[str, str], ...]
    first: date
    sums: Mapping[str, Matrix]

    def day(self, column: int) -> date:
        """The day of a column."""
        return self.first + timedelta(days=column)

    def days(self, flags: Flags) -> tuple[date, ...]:
        """The days of the flagged columns; `flags` has one for each."""
        return tuple(self.day(int(column)) for column in np.flatnonzero(flags))


def daily_sums(
    rows: pl.DataFrame, *, as_of: date, sums: Mapping[str, pl.Expr], by_channel: bool
) -> Daily | None:
    """Group `rows` by day, market and, if wished, channel; None where no row is recent enough."""
    recent = rows.filter(pl.col("date") >= as_of - timedelta(days=HORIZON_DAYS))
    if recent.is_empty():
        return None
    channel = pl.col("channel") if by_channel else pl.lit("").alias("channel")
    grouped = recent.group_by("market", channel, "date", maintain_order=True).agg(
        expression.cast(pl.Float64).alias(name) for name, expression in sums.items()
    )
    cells = grouped.select("market", "channel").unique().sort("market", "channel")
    placed = grouped.join(cells.with_row_index("cell"), on=["market", "channel"])
    earliest = placed["date"].min()
    assert isinstance(earliest, date)  # noqa: S101  # a frame with rows has a least date
    shape = (cells.height, (as_of - earliest).days)
    place = (
        placed["cell"].to_numpy(),
        (placed["date"] - earliest).dt.total_days().to_numpy(),
    )
    return Daily(
        cells=tuple(cells.iter_rows()),
        first=earliest,
        sums={name: _filled(placed[name], place, shape) for name in sums},
    )


def _filled(
    values: pl.Series, place: Sequence[NDArray[np.int64]], shape: tuple[int, int]
) -> Matrix:
    matrix = np.full(shape, np.nan)
    matrix[tuple(place)] = values.to_numpy()
    return matrix
