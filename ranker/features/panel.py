"""Facts → the questions to learn from and to answer, and their features.

Features are those that are known before the day's first impression: look-backs over matured
days, popularity and promotions until the day before.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.cells import cell_days
from ranker.features.columns import FeatureSet, build_features
from ranker.features.genres import genre_groups
from ranker.rankers.protocol import Facts

Array = NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, slots=True)
class TrainingSet:
    """Arm days whose labels have matured: features, registrations, and two exposures.

    `expected` is what an average arm would have brought for the same spend,
    `market_registrations` what the market and channel brought that day.
    """

    features: FeatureSet
    registrations: Array
    expected: Array
    market_registrations: Array


def matured_cells(facts: Facts) -> pl.DataFrame:
    """All matured arm days, with the artist's genre group."""
    cells = cell_days(
        facts.performance,
        as_of=facts.as_of,
        maturity_days=facts.maturity_days,
        objective=facts.objective,
    )
    return cells.join(genre_groups(facts), on="artist_id", how="left", maintain_order="left")


def learning_questions(cells: pl.DataFrame) -> pl.DataFrame:
    """Every matured arm day of a market that had registrations."""
    return cells.filter((pl.col("expected") > 0) & (pl.col("market_registrations") > 0))


def make_panel(facts: Facts, cells: pl.DataFrame) -> tuple[TrainingSet, FeatureSet]:
    """What to learn from, and the features of every market × artist × template on `as_of`."""
    learnt, asked = learning_questions(cells), _grid(facts)
    features = build_features(
        facts, cells=cells, asks=_numbered(pl.concat([learnt.select(asked.columns), asked]))
    )
    training = TrainingSet(
        features=features.rows(0, learnt.height),
        registrations=learnt["registrations"].to_numpy(),
        expected=learnt["expected"].to_numpy(),
        market_registrations=learnt["market_registrations"].to_numpy(),
    )
    return training, features.rows(learnt.height, learnt.height + asked.height)


def _grid(facts: Facts) -> pl.DataFrame:
    artists = pl.DataFrame({"artist_id": facts.artists}).join(
        genre_groups(facts), on="artist_id", how="left", maintain_order="left"
    )
    templates = pl.DataFrame({"template_id": [card.template_id for card in facts.templates]})
    arms = artists.join(templates, how="cross", maintain_order="left_right")
    grid = pl.DataFrame({"market": facts.markets}).join(
        arms, how="cross", maintain_order="left_right"
    )
    return grid.with_columns(
        pl.lit(facts.as_of).alias("date"), pl.lit(facts.channel).alias("channel")
    )


def _numbered(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows, numbered as questions."""
    return rows.with_row_index("ask").with_columns(pl.col("ask").cast(pl.Int64))
