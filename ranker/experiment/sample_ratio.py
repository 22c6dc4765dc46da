"""Units of a test → whether the money went to the arms as planned.

A test whose arms did not get their planned parts says nothing of the arms (Fabijan et al.,
"Diagnosing sample ratio mismatch in online controlled experiments", KDD 2019, p. 2156). The unit
of a budget split is a market-day and its measure a part of money, not a count of people, so the
mean part is held against the plan by the same sequence as the verdict, at a level of 0.001.
"""

from dataclasses import dataclass

from ranker.experiment.sequence import MIN_UNITS, half_width
from ranker.experiment.split import Units

ALPHA = 0.001
# Platforms round and pace: a part that is off by no more than this biases nothing.
TOLERANCE = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleRatio:
    """Treatment's planned part of each market-day's money, what it got, and whether that holds."""

    planned: float
    found: float
    low: float
    high: float
    matches: bool


def sample_ratio(units: Units, *, planned: float, planned_units: int) -> SampleRatio:
    """The mean part of treatment. A mismatch is a part whose interval lies beyond TOLERANCE."""
    parts = units.spend[:, 0] / units.spend.sum(axis=1)
    found = float(parts.mean())
    reach = 1.0
    if len(units) >= MIN_UNITS:
        deviation = float(parts.std())
        reach = half_width(len(units), deviation, alpha=ALPHA, planned_units=planned_units)
    low, high = max(0.0, found - reach), min(1.0, found + reach)
    matches = low <= planned + TOLERANCE and high >= planned - TOLERANCE
    return SampleRatio(planned=planned, found=found, low=low, high=high, matches=matches)
