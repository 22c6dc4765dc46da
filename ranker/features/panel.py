"""Facts → the matured arm days to learn from, with what was known before each day began."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.cells import arm_days
from ranker.features.columns import ARM_AXES, Columns, axes_of, level_columns
from ranker.features.grouped import Float32, Index, Level
from ranker.features.history import History, Rows, Source, history_of
from ranker.features.sums import SPAN, UNIT, Array
from ranker.rankers.protocol import Facts

MISSING_FLAG = "missing_history"
_LABELS = ("registrations", "expected", "market_registrations")
_LEVELS = (*(level for level in Level if level is not Level.ARTIST_TEMPLATE), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureSet:
    """A float32 matrix, one row per question; NaN stands for "not known"."""

    names: tuple[str, ...]
    matrix: Float32

    def forgetful(self, dropouts: Sequence[tuple[Sequence[str], float]], *, seed: int) -> Float32:
        """A copy in which some rows do not know some columns: history dropout.

        dropouts: prefixes of columns and the share of rows that lack them; each row lacks one of
        them at most. Shares add up to 1 or less.
        """
        copy = self.matrix.copy()
        draws = np.random.default_rng([seed, len(copy)]).random(len(copy))
        start = 0.0
        for prefixes, share in dropouts:
            rows = np.flatnonzero((draws >= start) & (draws < start + share))
            gone = [i for i, name in enumerate(self.names) if name.startswith(tuple(prefixes))]
            for column in gone:
                copy[rows, column] = np.nan
            if MISSING_FLAG in self.names:
                copy[rows, self.names.index(MISSING_FLAG)] = 1
            start += share
        return copy


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingSet:
    """Arm days whose labels have matured: features, registrations, and two exposures.

    `expected` is what an average arm would have brought for the same spend,
    `market_registrations` what the market and channel brought that day. `days` count from 1970;
    `markets` are places among those of the facts, then others.
    """

    features: FeatureSet
    registrations: Array
    expected: Array
    market_registrations: Array
    days: Index
    markets: Index

    def rows(self, which: NDArray[np.bool_] | Index) -> "TrainingSet":
        """The rows where `which` is true, or at these places."""
        return TrainingSet(
            features=FeatureSet(names=self.features.names, matrix=self.features.matrix[which]),
            registrations=self.registrations[which],
            expected=self.expected[which],
            market_registrations=self.market_registrations[which],
            days=self.days[which],
            markets=self.markets[which],
        )


def training_panel(facts: Facts, *, without: Sequence[str] = ()) -> TrainingSet:
    """Every matured arm day of a market that had registrations, in order of the days.

    Leaves out the features whose names begin with one of `without`.
    """
    history = history_of(facts, arm_days(facts))
    learnt = learning_questions(history.rows[Source.MATURED])
    places = {axis: learnt[axis].to_numpy() for axis in (*ARM_AXES, "channel", "genre")}
    rows = Rows(days=learnt["day"].to_numpy(), axes=places)
    counts = {name: learnt[name].to_numpy() / UNIT for name in _LABELS}
    return TrainingSet(
        features=_features(history, rows, without),
        days=rows.days,
        markets=places["market"],
        **counts,
    )


def learning_questions(cells: pl.DataFrame) -> pl.DataFrame:
    """The arm days of `cells` on which there was something to compare with."""
    return cells.filter((pl.col("expected") > 0) & (pl.col("market_registrations") > 0))


def _features(history: History, rows: Rows, without: Sequence[str]) -> FeatureSet:
    """Each level's columns, worked out once per place and day and dealt to the rows."""
    names: list[str] = []
    parts: list[tuple[Columns, Index]] = []
    for level in _LEVELS:
        axes = axes_of(level)
        key = history.key(rows.axes, axes, len(rows.days)) * SPAN + rows.days
        _, first, place = np.unique(key, return_index=True, return_inverse=True)
        asked = Rows(days=rows.days[first], axes={axis: rows.axes[axis][first] for axis in axes})
        found = level_columns(history, asked, level, without=without)
        parts.append((found, place))
        names += found.names
    matrix = np.empty((len(rows.days), len(names)), dtype=np.float32)
    start = 0
    for found, place in parts:
        end = start + len(found.names)
        matrix[:, start:end] = found.values[place]
        start = end
    return FeatureSet(names=tuple(names), matrix=matrix)
