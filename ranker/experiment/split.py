"""Rows of a test by budget split → its units: each market-day's money and outcomes, by arm.

The budget of each market-day is split between the arms. Money of all markets and currencies
compares after it is turned into what it should bring: spend × the rate of the market and channel
over both arms and all days.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.errors import RequestInvalidError

Array = NDArray[np.float64]

# Metric → what is counted and what for.
METRICS: Mapping[str, tuple[str, str]] = {
    "cpr": ("registrations", "spend"),
    "cps": ("subscriptions", "spend"),
    "ctr": ("clicks", "impressions"),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Units:
    """Market-days in the order of their days; arrays are units × 2, treatment first.

    spend: in the market's money. counts: by metric what was counted; expected: what the same spend
    (or impressions) brings at the market's and channel's average rate.
    """

    spend: Array
    counts: Mapping[str, Array]
    expected: Mapping[str, Array]

    def __len__(self) -> int:
        return len(self.spend)


@dataclass(frozen=True, kw_only=True, slots=True)
class Split:
    """A test's rows: date, market, channel and whether they are treatment's, with sums."""

    treatment: str
    control: str
    rows: pl.DataFrame

    @property
    def days(self) -> tuple[date, ...]:
        """The days of the test, in order."""
        return tuple(self.rows["date"].unique().sort())

    def units(self, until: date | None = None) -> Units:
        """The market-days up to and with a day (default: all), by what was known then."""
        rows = self.rows if until is None else self.rows.filter(pl.col("date") <= until)
        rows = rows.with_columns(
            (pl.col(base) * (pl.col(what).sum() / pl.col(base).sum()).over("market", "channel"))
            .fill_nan(0)
            .alias(f"expected_{name}")
            for name, (what, base) in METRICS.items()
        )
        sums = rows.group_by("date", "market", "treated").agg(pl.all().exclude("channel").sum())
        wide = sums.sort("date", "market", "treated", descending=[False, False, True])

        def arms(column: str) -> Array:
            return wide[column].to_numpy().astype(np.float64).reshape(-1, 2)

        return Units(
            spend=arms("spend"),
            counts={name: arms(what) for name, (what, _) in METRICS.items()},
            expected={name: arms(f"expected_{name}") for name in METRICS},
        )


def read_split(rows: pl.DataFrame, *, treatment: str, control: str) -> Split:
    """A test from performance rows with `experiment_arm`: date, market, channel, counts, spend.

    Rows of other arms, and rows whose registrations are withheld, are left out. Only market-days
    on which both arms spent count. Raises RequestInvalidError where there is no such day.
    """
    told = rows.filter(
        pl.col("experiment_arm").is_in([treatment, control])
        & pl.col("registrations").is_not_null()
        & (pl.col("spend") > 0)
    ).with_columns(treated=pl.col("experiment_arm") == treatment)
    for arm in (treatment, control):
        if treatment == control or told.filter(pl.col("experiment_arm") == arm).is_empty():
            raise _no_arm(arm, rows)
    names = sorted({name for pair in METRICS.values() for name in pair})
    sums = told.group_by("date", "market", "channel", "treated").agg(pl.col(names).sum())
    both = sums.filter(pl.col("treated").n_unique().over("date", "market") == 2)
    if both.is_empty():
        raise RequestInvalidError(
            argument="experiment_arm",
            what=f"{treatment!r} and {control!r} never spent on the same day in the same market",
            allowed="a budget that is split between the arms in each market every day",
        )
    kept = both.sort("date", "market", "channel", "treated")
    return Split(treatment=treatment, control=control, rows=kept)


def _no_arm(arm: str, rows: pl.DataFrame) -> RequestInvalidError:
    arms = sorted(rows["experiment_arm"].drop_nulls().unique())
    return RequestInvalidError(
        argument="experiment_arm",
        what=f"{arm!r} has no rows of its own",
        allowed=f"two of {', '.join(arms)}" if arms else "names in the column experiment_arm",
    )
