"""Daily registrations → the days on which they did not arrive, or cannot be true.

Days younger than the maturity still gain registrations: nothing is concluded from them, but a
market without a single one is told.
"""

from collections.abc import Iterator

import numpy as np

from ranker.sources.alarm import Alarm, log_of
from ranker.sources.daily import Daily, Flags, Matrix
from ranker.sources.finding import Fault, Remedy
from ranker.sources.own_past import against_own_past, median

_FACTOR = 8.0
# Poisson counts of this mean are zero once in 3 million days, gamma-Poisson ones rarely.
_LEAST_EXPECTED = 15.0
# What a day that is still young may lack without a fault.
_YOUNG_PART = 0.2


def label_alarms(daily: Daily, *, label: str, maturity_days: int) -> Iterator[Alarm]:
    """`daily` sums rows whose label is not withheld: label, clicks, spend."""
    counts, base = daily.sums[label], _base(daily)
    young = np.zeros(counts.shape, dtype=bool)
    young[:, max(0, counts.shape[1] - maturity_days + 1) :] = True
    # Half a registration, so that a day without any has a level too.
    level = np.where(base > 0, log_of(counts + 0.5) - log_of(base), np.nan)
    found = against_own_past(np.where(young, np.nan, level), factor=_FACTOR)
    usual = np.exp(_reference(found.reference, counts, base)) * base
    gone = (counts <= usual / _FACTOR) & (usual >= _LEAST_EXPECTED) & ~young
    gone |= (counts == 0) & _long_enough(counts == 0, np.where(young, 0, usual)) & ~young
    yield Alarm(
        source="performance",
        fault=Fault.NO_REGISTRATIONS,
        what=f"hardly any {label} although there were clicks and spend as usual",
        flags=gone,
        distance=found.distance,
    )
    yield Alarm(
        source="performance",
        fault=Fault.ABSURD,
        what=f"{label} per click are {{ratio}} what is usual there",
        flags=found.odd & (found.distance > 0) & (counts >= 2 * _LEAST_EXPECTED) & ~young,
        distance=found.distance,
    )
    yield Alarm(
        source="performance",
        fault=Fault.NO_REGISTRATIONS,
        what=f"no {label} have come yet",
        flags=(counts == 0) & _long_enough(counts == 0, _YOUNG_PART * usual) & young,
        distance=found.distance,
        remedy=Remedy.NOT_YET_USED,
    )


def _base(daily: Daily) -> Matrix:
    """What registrations come from: clicks, or spend where a market has no clicks at all."""
    clicks, spend = daily.sums["clicks"], daily.sums["spend"]
    counted = np.nansum(clicks, axis=1, keepdims=True) > 0
    return np.where(counted, clicks, spend)


def _reference(reference: Matrix, counts: Matrix, base: Matrix) -> Matrix:
    """Where a cell never had any, what is usual elsewhere stands for its past."""
    never = ~(np.nansum(counts, axis=1) > 0)
    whole = log_of(np.nansum(counts, axis=1)) - log_of(np.nansum(base, axis=1))
    elsewhere = median(whole[None, :], axis=1)
    return np.where(never[:, None], elsewhere, reference)


def _long_enough(flags: Flags, usual: Matrix) -> Flags:
    """Runs of flagged days over which enough would usually have come; gaps do not end a run."""
    flags = flags | ~np.isfinite(usual)
    gain = np.where(flags, np.nan_to_num(usual), 0.0)
    total = np.cumsum(gain, axis=1)
    ends = np.where(~flags, total, 0.0)
    before = np.maximum.accumulate(ends, axis=1)
    # The run's whole sum is what has come up to its last day.
    after = np.where(~flags, total, np.inf)
    until = np.minimum.accumulate(after[:, ::-1], axis=1)[:, ::-1]
    until = np.where(np.isinf(until), total[:, -1:], until)
    return flags & (until - before >= _LEAST_EXPECTED)
