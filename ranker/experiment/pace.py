"""Past arm days → how fast registrations come, and how much more they scatter than Poisson."""

from dataclasses import dataclass

import polars as pl

from ranker.errors import NotEnoughDataError

_MIN_DAYS = 7
_ARM = ("market", "channel", "artist_id", "template_id")
_PLACE = ("date", "market", "channel")


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """registrations_per_day: of all markets. dispersion: variance ÷ mean of an ad's daily count."""

    registrations_per_day: float
    dispersion: float


def read_pace(arm_days: pl.DataFrame) -> Pace:
    """From matured arm days: date, market, channel, artist_id, template_id, registrations, spend.

    What an ad brings is held against its market's rate of the day times its own mean against
    that. Raises NotEnoughDataError where there are too few days.
    """
    told = arm_days.filter(pl.col("registrations").is_not_null() & (pl.col("spend") > 0))
    days = told["date"].n_unique()
    if days < _MIN_DAYS:
        raise NotEnoughDataError(what="matured days of performance", found=days, needed=_MIN_DAYS)
    rate = pl.col("registrations").sum() / pl.col("spend").sum()
    base = told.with_columns(base=pl.col("spend") * rate.over(*_PLACE))
    own = (pl.col("registrations").sum() / pl.col("base").sum()).over(*_ARM)
    sums = base.with_columns(mean=pl.col("base") * own).select(
        squares=((pl.col("registrations") - pl.col("mean")) ** 2).sum(),
        # A mean per ad has been fitted, which takes a degree of freedom from each.
        freedom=(1 - pl.struct(_ARM).n_unique() / pl.len()).clip(lower_bound=0.5),
        total=pl.col("registrations").sum(),
    )
    squares, freedom, total = (float(value) for value in sums.row(0))
    if total <= 0:
        raise NotEnoughDataError(what="registrations", found=0, needed=1)
    return Pace(
        registrations_per_day=total / days, dispersion=max(1.0, squares / (freedom * total))
    )
