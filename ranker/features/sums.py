"""Rows of keys and days → their sums over any look-back, exact in any order.

Values are kept as whole numbers of 2⁻²⁰, whose sums do not depend on the order of the rows: a
running total over the rows sorted by key and day gives each window as the difference of two
places, on one day or on all days of a history alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.grouped import Index

Array = NDArray[np.float64]
UNIT = 2.0**20
# Keys are spread so far apart that days (since 1970, up to the year 2300) lie between them.
SPAN = 2**17


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySums:
    """Running totals: `codes` (key × SPAN + day) rise; `totals` have one more, and begin with 0."""

    codes: Index
    totals: Mapping[str, Index]

    def edge(self, keys: Index, days: Index) -> Index:
        """How many rows come before the morning after `days`, for each key."""
        return np.searchsorted(self.codes, keys * SPAN + days, side="right")

    def between(self, column: str, start: Index, end: Index) -> Array:
        """The sums of the rows between two edges."""
        total = self.totals[column]
        return np.asarray((total[end] - total[start]) / UNIT)

    def first_days(self, keys: Index) -> Index:
        """The first day of each key; a day after all days where the key has none."""
        at = np.searchsorted(self.codes, keys * SPAN)
        codes = np.append(self.codes, np.iinfo(np.int64).max)[at]
        return np.minimum(codes - keys * SPAN, SPAN)


def day_sums(rows: pl.DataFrame, keys: Index, columns: Sequence[str]) -> DaySums:
    """Of `columns`, which `in_units` made whole; `rows` have a `day`, `keys` one for each row."""
    codes = keys * SPAN + rows["day"].to_numpy()
    order = np.argsort(codes)
    codes = codes[order]
    last = np.flatnonzero(np.append(codes[1:] != codes[:-1], len(codes) > 0))
    totals = {name: np.cumsum(rows[name].to_numpy()[order])[last] for name in columns}
    return DaySums(
        codes=codes[last],
        totals={name: np.concatenate([[0], total]) for name, total in totals.items()},
    )


def in_units(*columns: str) -> list[pl.Expr]:
    """The columns as whole numbers of 2⁻²⁰."""
    return [(pl.col(name) * UNIT).round().cast(pl.Int64).alias(name) for name in columns]
