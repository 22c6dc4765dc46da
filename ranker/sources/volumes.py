"""Daily spend, impressions, clicks, streams → the days whose numbers cannot be true.

A market's spend × 1000 is a unit that changed: spend and cost per mille jump together. Spend and
impressions that rise together are a larger budget, doubted beyond fifty times only.
"""

from collections.abc import Iterator

import numpy as np

from ranker.sources.alarm import Alarm, log_of
from ranker.sources.daily import Daily
from ranker.sources.finding import Fault
from ranker.sources.own_past import against_own_past

_FACTOR = 8.0
_UNIT_FACTOR = 4.0
_LARGEST_BUDGET_FACTOR = 50.0
_LEAST_COUNT = 30.0


def absurd_spend(daily: Daily) -> Iterator[Alarm]:
    """Performance (sums spend, impressions, clicks): spend, then what was shown for it."""
    spend, shown = daily.sums["spend"], daily.sums["impressions"]
    level = against_own_past(log_of(spend), factor=_FACTOR)
    price = against_own_past(log_of(spend) - log_of(shown), factor=_UNIT_FACTOR)
    unit = price.odd & (np.sign(price.distance) == np.sign(level.distance))
    budget = level.distance > np.log(_LARGEST_BUDGET_FACTOR)
    absurd = level.odd & (unit | budget | ~(shown > 0))
    yield Alarm(
        source="performance",
        fault=Fault.ABSURD,
        what="spend is {ratio} what is usual there, which no budget explains",
        flags=absurd,
        distance=level.distance,
    )
    yield Alarm(
        source="performance",
        fault=Fault.ABSURD,
        what="spend per impression is {ratio} what is usual there",
        flags=price.odd & ~absurd & (np.abs(price.distance) > np.log(_FACTOR)),
        distance=price.distance,
    )


def absurd_counts(daily: Daily, *, source: str, column: str, per: str | None = None) -> Alarm:
    """The days on which a count (÷ the count `per`) is far from what is usual in its market."""
    counts = daily.sums[column]
    base = np.ones_like(counts) if per is None else daily.sums[per]
    found = against_own_past(log_of(counts + 0.5) - log_of(base), factor=_FACTOR)
    # Small counts vary by that much without a fault.
    many = np.fmax(counts, np.exp(found.reference) * base) >= _LEAST_COUNT
    each = "" if per is None else f" per {per.removesuffix('s')}"
    return Alarm(
        source=source,
        fault=Fault.ABSURD,
        what=f"{column}{each} are {{ratio}} what is usual there",
        flags=found.odd & many,
        distance=found.distance,
    )
