"""Registrations per click before and after each day → level shifts, of one market or of all.

When the attribution provider changes, registrations per click jump in most markets on one date
while clicks per impression and cost per mille do not move. A shift is the log ratio of the sums
of seven days after a date to the seven before it (whole weeks, so that weekdays do not matter).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ranker.sources.alarm import Alarm, log_of
from ranker.sources.daily import Daily, Flags, Matrix
from ranker.sources.finding import Fault
from ranker.sources.own_past import MIXED_DAYS, median

_WEEK = 7
_LEAST_COUNT = 20.0
_LEAST_MARKETS = 3
_LEAST_SWITCH = np.log(1.15)
_LEAST_SHIFT = np.log(2.5)
_DEVIATIONS = 6.0
_MAD_TO_SIGMA = 1.4826
# Of the markets so many must move the same way.
_TOGETHER = 0.75
# Other signals may move by this part of the jump.
_UNMOVED = 0.4


@dataclass(frozen=True, kw_only=True, slots=True)
class Switch:
    """A jump of all markets: the first column of the new level, and its log ratio."""

    column: int
    size: float


def week_shifts(top: Matrix, bottom: Matrix, *, least: float) -> Matrix:
    """Cells × days: log (top ÷ bottom) of seven days from each on, minus that of the seven before.

    NaN where a week is not whole, or either week's `top` sums to less than `least`.
    """
    shape = top.shape
    shift = np.full(shape, np.nan)
    if shape[1] < 2 * _WEEK:
        return shift
    weeks = [_week_sums(values) for values in (top, bottom)]
    enough = weeks[0] >= least
    level = np.where(enough, log_of(weeks[0]) - log_of(weeks[1]), np.nan)
    shift[:, _WEEK : shape[1] - _WEEK + 1] = level[:, _WEEK:] - level[:, :-_WEEK]
    return shift


def find_switches(daily: Daily, *, label: str, maturity_days: int) -> tuple[Switch, ...]:
    """The dates on which most markets jumped together, newest last; labels must have matured."""
    end = daily.sums[label].shape[1] - max(0, maturity_days - 1)
    counts, clicks, shown, spend = (
        daily.sums[name][:, :end] for name in (label, "clicks", "impressions", "spend")
    )
    shift = week_shifts(counts, clicks, least=_LEAST_COUNT)
    common = _common(shift)
    if not np.isfinite(common).any():
        return ()
    still = [
        np.abs(np.nan_to_num(_common(week_shifts(top, shown, least=0))))
        <= _UNMOVED * np.abs(common)
        for top in (clicks, spend)
    ]
    together = np.nanmean(np.sign(shift) == np.sign(common), axis=0) >= _TOGETHER
    limit = max(_LEAST_SWITCH, _DEVIATIONS * _noise(common[None, :])[0])
    jumps = np.isfinite(common) & (np.abs(common) > limit) & together & still[0] & still[1]
    return tuple(
        Switch(column=column, size=float(common[column])) for column in _peaks(common, jumps)
    )


def market_shifts(
    daily: Daily, *, label: str, maturity_days: int, switches: tuple[Switch, ...]
) -> Iterator[Alarm]:
    """Single markets whose registrations per click jumped and stayed, apart from `switches`."""
    end = daily.sums[label].shape[1] - max(0, maturity_days - 1)
    shift = week_shifts(
        daily.sums[label][:, :end], daily.sums["clicks"][:, :end], least=_LEAST_COUNT
    )
    for switch in switches:
        shift[:, max(0, switch.column - _WEEK) : switch.column + _WEEK + 1] = np.nan
    limit = np.maximum(_LEAST_SHIFT, _DEVIATIONS * _noise(shift))
    flags = np.zeros(daily.sums[label].shape, dtype=bool)
    distance = np.zeros(flags.shape)
    for cell in np.flatnonzero((np.abs(np.nan_to_num(shift)) > limit[:, None]).any(axis=1)):
        jumps = np.abs(np.nan_to_num(shift[cell])) > limit[cell]
        for column in _peaks(shift[cell], jumps):
            flags[cell, column : column + MIXED_DAYS] = True
            distance[cell, column : column + MIXED_DAYS] = shift[cell, column]
    yield Alarm(
        source="performance",
        fault=Fault.LEVEL_SHIFT,
        what=f"{label} per click jump to {{ratio}} what they were and stay there",
        flags=flags & np.isfinite(daily.sums["spend"]),
        distance=distance,
    )


def _week_sums(values: Matrix) -> Matrix:
    """Column c: the sum over c to c + 6."""
    total = np.cumsum(np.nan_to_num(values), axis=1)
    padded = np.concatenate([np.zeros((len(values), 1)), total], axis=1)
    return np.asarray(padded[:, _WEEK:] - padded[:, :-_WEEK])


def _common(shift: Matrix) -> Matrix:
    """The median over the cells where enough of them are known."""
    known = np.isfinite(shift).sum(axis=0)
    return np.where(known >= _LEAST_MARKETS, median(shift, axis=0), np.nan)


def _noise(shift: Matrix) -> Matrix:
    """Per row the robust standard deviation over the days."""
    return _MAD_TO_SIGMA * np.nan_to_num(median(np.abs(shift), axis=1))


def _peaks(sizes: Matrix, jumps: Flags) -> list[int]:
    """Of each jump, whose ramp is two weeks wide, the day on which it is largest."""
    left, found = jumps.copy(), []
    while left.any():
        column = int(np.argmax(np.where(left, np.abs(sizes), -1)))
        found.append(column)
        left[max(0, column - _WEEK) : column + _WEEK + 1] = False
    return sorted(found)
