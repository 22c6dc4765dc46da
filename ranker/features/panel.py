"""Facts → the matured arm days to learn from, with what was known before each day began."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.features.as_of import grouped_features
from ranker.features.cells import arm_days, matured
from ranker.features.columns import Columns, axes_of, level_columns
from ranker.features.grouped import Float32, Index, Level
from ranker.features.history import History, Rows, history_of
from ranker.features.sums import SPAN, Array
from ranker.rankers.protocol import Facts

MISSING_FLAG = "missing_history"
_LEVELS = (*(level for level in Level if level is not Level.ARTIST_TEMPLATE), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class FeatureSet:
    """A float32 matrix, one row per question; NaN stands for "not known"."""

    names: tuple[str, ...]
    matrix: Float32

    def blank(self, prefixes: Sequence[str]) -> Float32:
        """A copy that does not know the columns with these prefixes: history dropout."""
        copy = self.matrix.copy()
        for i, name in enumerate(self.names):
            if name.startswith(tuple(prefixes)):
                copy[:, i] = np.nan
        if MISSING_FLAG in self.names:
            copy[:, self.names.index(MISSING_FLAG)] = 1
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


def training_panel(facts: Facts, *, without: Sequence[str] = ()) -> TrainingSet:
    """Every matured arm day of a market that had registrations, in order of the days.

    Leaves out the features whose names begin with one of `without`.
    """
    cells = arm_days(facts)
    history = history_of(facts, cells)
    learnt = learning_questions(matured(cells, facts))
    placed = history.places.place(learnt)
    axes = {name: placed[name].to_numpy() for name in ("market", "channel", "artist", "template")}
    axes["genre"] = history.places.genres[axes["artist"]]
    rows = Rows(days=placed["day"].to_numpy(), axes=axes)
    return TrainingSet(
        features=_features(history, rows, without),
        registrations=placed["registrations"].to_numpy(),
        expected=placed["expected"].to_numpy(),
        market_registrations=placed["market_registrations"].to_numpy(),
        days=rows.days,
        markets=axes["market"],
    )


def learning_questions(cells: pl.DataFrame) -> pl.DataFrame:
    """The arm days of `cells` on which there was something to compare with."""
    return cells.filter((pl.col("expected") > 0) & (pl.col("market_registrations") > 0))


def make_panel(facts: Facts) -> tuple[TrainingSet, FeatureSet]:
    """What to learn from, and the features of every market × artist × template on `as_of`."""
    grouped = grouped_features(facts)
    shape = {"artists": len(facts.artists), "templates": len(facts.templates)}
    grid = [grouped.matrix(market, **shape) for market in range(len(facts.markets))]
    return training_panel(facts), FeatureSet(names=grouped.names, matrix=np.concatenate(grid))


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
