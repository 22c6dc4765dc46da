"""An objective late in the funnel → what the trees learn in its place.

Registrations are ten times as many as subscriptions, and what brings them brings these: trees of
registrations foretell held-out subscriptions better than trees that learnt subscriptions, alone or
warm-started (docs/ranking.md). What subscribers prefer beyond that the hierarchy learns, and the
blend decides how much of either to believe.
"""

from dataclasses import replace

import numpy as np
import polars as pl

from ranker.features.panel import TrainingSet
from ranker.rankers.protocol import Facts
from ranker.rankers.shrinkage import Index

_FIRST = "registrations"
_PLACE = "place"
_ARM_DAY = ["date", "market", "channel", "artist_id", "template_id"]


def teaching_facts(facts: Facts) -> Facts:
    """The facts whose counts the trees learn, and whose features they ask for."""
    told = facts.performance[_FIRST].sum()
    return replace(facts, objective=_FIRST) if told and facts.objective != _FIRST else facts


def shared_rows(cells: pl.DataFrame, teaching: pl.DataFrame) -> tuple[pl.DataFrame, Index]:
    """The arm days of `cells` that `teaching` holds too, in order, and their places in it."""
    known = teaching.select(_ARM_DAY).with_row_index(_PLACE)
    rows = cells.join(known, on=_ARM_DAY, how="inner", maintain_order="left")
    return rows.drop(_PLACE), rows[_PLACE].to_numpy().astype(np.int64)


def panel_of(rows: pl.DataFrame, places: Index, teaching: TrainingSet) -> TrainingSet:
    """The counts of `rows` under the features that the trees ask for."""
    return replace(
        teaching.rows(places),
        registrations=rows["registrations"].to_numpy(),
        expected=rows["expected"].to_numpy(),
        market_registrations=rows["market_registrations"].to_numpy(),
    )
