"""Daily levels → how far each day is from its own past, by medians that a fault cannot move.

The reference of a day is the median of the 28 days before it that were as usual; a day is odd
when it is further away than both a fixed factor and six robust standard deviations of the cell
(1.4826 × the median absolute deviation; Rousseeuw & Croux, JASA 1993). A new level that has stood
for two weeks is the usual one.
"""

import warnings
from dataclasses import dataclass

import numpy as np

from ranker.sources.daily import Flags, Matrix

WINDOW_DAYS = 28
LEAST_DAYS = 7
SETTLED_DAYS = 14
# Rates of a market are taken over seven days, so that six days after a jump still mix both levels.
MIXED_DAYS = 6
_DEVIATIONS = 6.0
_MAD_TO_SIGMA = 1.4826


@dataclass(frozen=True, kw_only=True, slots=True)
class Oddness:
    """Cells × days. distance: log of the day ÷ its past, NaN where it cannot be judged."""

    distance: Matrix
    reference: Matrix
    odd: Flags


def against_own_past(level: Matrix, *, factor: float) -> Oddness:
    """Judge log levels (NaN = nothing known); `factor` is the least ratio that can be odd."""
    found = Oddness(
        distance=np.full(level.shape, np.nan),
        reference=np.repeat(median(level, axis=1)[:, None], level.shape[1], axis=1),
        odd=np.zeros(level.shape, dtype=bool),
    )
    centre = found.reference[:, :1]
    limit = np.maximum(np.log(factor), _DEVIATIONS * spread(level))
    known = np.isfinite(level)
    suspects = np.flatnonzero(
        (known.sum(axis=1) >= LEAST_DAYS)
        # Where no two days are so far apart, none is that far from a median of others.
        & (np.where(known, np.abs(level - centre), 0).max(axis=1, initial=0) > limit / 2)
    )
    found.distance[:] = level - centre
    if suspects.size:
        distance, reference, odd = _walk(level[suspects], limit[suspects])
        found.distance[suspects] = distance
        found.reference[suspects], found.odd[suspects] = reference, odd
    return found


def median(values: Matrix, *, axis: int) -> Matrix:
    """The median of what is known; NaN where nothing is."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # NumPy warns of all-NaN slices
        return np.asarray(np.nanmedian(values, axis=axis))


def spread(level: Matrix) -> Matrix:
    """Per cell the robust standard deviation of the steps from day to day; 0 where unknown."""
    steps = np.diff(level, axis=1) / np.sqrt(2)
    if not steps.shape[1]:
        return np.zeros(len(level))
    return _MAD_TO_SIGMA * np.nan_to_num(median(np.abs(steps), axis=1))


def _walk(level: Matrix, limit: Matrix) -> tuple[Matrix, Matrix, Flags]:
    """Day by day, all cells at once: distance, reference, odd."""
    usual, odd = level.copy(), np.zeros(level.shape, dtype=bool)
    reference = np.full(level.shape, np.nan)
    beginning = median(level[:, :WINDOW_DAYS], axis=1)
    streak = np.zeros(len(level), dtype=np.int64)
    for day in range(level.shape[1]):
        past = usual[:, max(0, day - WINDOW_DAYS) : day]
        enough = np.isfinite(past).sum(axis=1) >= LEAST_DAYS
        reference[:, day] = np.where(enough, median(past, axis=1), beginning)
        known = np.isfinite(level[:, day])
        odd[:, day] = known & (np.abs(level[:, day] - reference[:, day]) > limit)
        usual[odd[:, day], day] = np.nan
        streak = np.where(odd[:, day], streak + 1, np.where(known, 0, streak))
        for cell in np.flatnonzero(streak >= SETTLED_DAYS):
            _settle(int(cell), day, level=level, usual=usual, odd=odd)
            streak[cell] = 0
    return level - reference, reference, odd


def _settle(cell: int, day: int, *, level: Matrix, usual: Matrix, odd: Flags) -> None:
    """The new level is the usual one; only the days that mix it with the old one stay odd."""
    as_before = np.flatnonzero(np.isfinite(level[cell, : day + 1]) & ~odd[cell, : day + 1])
    began = int(as_before[-1]) + 1 if as_before.size else 0
    usual[cell, :began] = np.nan
    usual[cell, began : day + 1] = level[cell, began : day + 1]
    odd[cell, began + MIXED_DAYS : day + 1] = False
