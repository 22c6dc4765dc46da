"""The last matured days, kept apart: what a ranker thought of their arms before them."""

from dataclasses import dataclass

import polars as pl

from ranker.rankers.efficiency import Efficiency
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Array

# The last matured days, on which trees and hierarchy are weighed, and the fewest arm days of them.
HELD_OUT_DAYS = 7
LEAST_HELD_OUT = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class HeldOutDays:
    """rows: n arm days with their counts; earlier: the facts of the morning before the first.

    log_efficiency: n, by what was learnt from `earlier`. hierarchy: of the later facts, which
    knows how worn each arm was on each day.
    """

    rows: pl.DataFrame
    earlier: Facts
    log_efficiency: Array
    hierarchy: Efficiency
