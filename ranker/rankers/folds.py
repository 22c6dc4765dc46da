"""Matured arm days → folds in order of time: weeks to judge on, and the days known before each.

The last held-out week, by which trees and hierarchy are weighed, is none of them.
"""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.sums import Array
from ranker.rankers.blend import HeldOut, held_out, row_log_likelihood
from ranker.rankers.held_out import HELD_OUT_DAYS, LEAST_HELD_OUT
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Index

MOST_FOLDS = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Fold:
    """learnt, judged: which of the arm days; test: those that are judged, `day` their date's place.

    `days`: how many dates there are.
    """

    learnt: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    test: HeldOut
    day: Index
    days: int

    def counts(self) -> Array:
        """Registrations of each date."""
        return self._by_date(self.test.count)

    def gains(self, log_efficiency: Array) -> Array:
        """Log likelihood of each date's shares beyond that of equal arms, in nats."""
        equal = np.zeros_like(log_efficiency)
        gain = row_log_likelihood(self.test, log_efficiency) - row_log_likelihood(self.test, equal)
        return self._by_date(gain)

    def _by_date(self, values: Array) -> Array:
        return np.asarray(np.bincount(self.day, values, self.days), dtype=np.float64)


def make_folds(cells: pl.DataFrame, facts: Facts, *, least_days: int) -> tuple[Fold, ...]:
    """At most `MOST_FOLDS` weeks, the oldest first; fewer where history is short.

    cells: matured arm days in order of the panel's rows. What is learnt from had matured on the
    morning of the week's first day, and has at least so many days.
    """
    if cells.is_empty():
        return ()
    newest = facts.as_of - timedelta(days=facts.maturity_days + HELD_OUT_DAYS)
    found: list[Fold] = []
    for place in range(MOST_FOLDS):
        end = newest - timedelta(days=place * HELD_OUT_DAYS)
        start = end - timedelta(days=HELD_OUT_DAYS - 1)
        learnt = cells["date"] <= start - timedelta(days=facts.maturity_days)
        judged = cells["date"].is_between(start, end)
        known = cells.filter(learnt)["date"].n_unique()
        if known < least_days or judged.sum() < LEAST_HELD_OUT:
            break
        found.append(_fold(cells.filter(judged), learnt, judged))
    return tuple(reversed(found))


def _fold(rows: pl.DataFrame, learnt: pl.Series, judged: pl.Series) -> Fold:
    dates, day = np.unique(rows["date"].to_numpy(), return_inverse=True)
    return Fold(
        learnt=learnt.to_numpy(),
        judged=judged.to_numpy(),
        test=held_out(rows),
        day=day.astype(np.int64),
        days=len(dates),
    )
