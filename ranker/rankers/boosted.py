"""The XGBoost ranker: trees over features, blended with the hierarchy of all stages of the funnel.

What is learnt, weekly say: the trees for relative efficiency and for the registration share, how
far the hierarchy shrinks, and how much of each to believe. What follows each day's data: the
hierarchy's effects and the features.
"""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ranker.errors import NotEnoughDataError
from ranker.evaluation.known import KnownFacts
from ranker.features.as_of import grouped_features
from ranker.features.cells import matured_cells
from ranker.features.panel import TrainingSet, learning_questions, training_panel
from ranker.features.sums import Array
from ranker.rankers.blend import NO_BLEND, Blend, choose_blend, held_out
from ranker.rankers.boosted_scores import BoostedScores
from ranker.rankers.efficiency import Efficiency
from ranker.rankers.funnel import Strengths, rich_efficiency, strengths_of
from ranker.rankers.held_out import HELD_OUT_DAYS, LEAST_HELD_OUT, HeldOutDays
from ranker.rankers.market_efficiency import by_market
from ranker.rankers.protocol import Facts
from ranker.rankers.teacher import panel_of, shared_rows, teaching_facts
from ranker.rankers.trees import TreeSettings, digest_of, train_trees
from ranker.scoring.plain import predict_margins
from ranker.scoring.scorer import arm_scorer

if TYPE_CHECKING:
    import xgboost as xgb

# Begins the name of every model. Another number where trees of before would be asked about other
# features than they learnt.
GENERATION = "xgboost-3-"
MIN_DAYS = 14
MIN_ROWS = 300
MIN_REGISTRATIONS = 300


@dataclass(frozen=True, kw_only=True, slots=True)
class BoostedRanker:
    """See the module. Deterministic: sums in a fixed order, the seed of the facts.

    blend: how much to believe the trees; chosen on held-out days where it is None.
    """

    settings: TreeSettings = field(default_factory=TreeSettings)
    blend: Blend | None = None
    name: str = "xgboost"

    def fit(self, facts: Facts) -> "LearntBoosted":
        """Train on matured days. Raises NotEnoughDataError where history is short."""
        teaching = teaching_facts(facts)
        cells = learning_questions(matured_cells(teaching))
        _require("matured days of performance", cells["date"].n_unique(), MIN_DAYS)
        _require("matured arm days", cells.height, MIN_ROWS)
        _require(teaching.objective, float(cells["registrations"].sum()), MIN_REGISTRATIONS)
        panel = training_panel(teaching)
        hierarchy = rich_efficiency(facts)
        trees = self._train(panel, panel.expected, facts.seed)
        share = self._train_share(facts, cells, panel)
        blend, held = self._weigh(facts, cells, panel, hierarchy)
        return LearntBoosted(
            trees=trees,
            share=share,
            strengths=strengths_of(hierarchy),
            blend=self.blend or blend,
            settings=self.settings,
            held_out=held,
            model_version=f"{GENERATION}{digest_of(trees, share)}",
        )

    def score(self, facts: Facts) -> BoostedScores:
        """Learn and score the same day. Raises NotEnoughDataError where history is short."""
        return self.fit(facts).score(facts)

    def _train(self, panel: TrainingSet, exposure: Array, seed: int) -> "xgb.Booster":
        return train_trees(panel, exposure=exposure, settings=self.settings, seed=seed)

    def _train_share(self, facts: Facts, cells: pl.DataFrame, panel: TrainingSet) -> "xgb.Booster":
        """Of what the objective counts, which the panel need not."""
        if teaching_facts(facts) is not facts:
            counted = learning_questions(matured_cells(facts))
            panel = panel_of(*shared_rows(counted, cells), panel)
        return self._train(panel, panel.market_registrations, facts.seed + 1)

    def _weigh(
        self, facts: Facts, cells: pl.DataFrame, panel: TrainingSet, hierarchy: Efficiency
    ) -> tuple[Blend, HeldOutDays | None]:
        """On the last matured days, by trees and a hierarchy that have not seen them.

        cells: the rows of the panel, from which the trees learn.
        """
        newest = facts.as_of - timedelta(days=facts.maturity_days)
        start = newest - timedelta(days=HELD_OUT_DAYS - 1)
        held = (cells["date"] >= start).to_numpy()
        if held.sum() < LEAST_HELD_OUT or (~held).sum() < MIN_ROWS:
            return NO_BLEND, None
        rows, places = cells.filter(held), np.flatnonzero(held)
        if teaching_facts(facts) is not facts:
            counted = learning_questions(matured_cells(facts)).filter(pl.col("date") >= start)
            rows, places = shared_rows(counted, cells)
        # The days before `start` as they are known now, as mature as the rest.
        earlier = replace(KnownFacts(facts=facts)(start), maturity_days=1)
        axes = hierarchy.history.axes
        known = rich_efficiency(earlier, strengths=strengths_of(hierarchy), axes=axes)
        by_hierarchy = known.rows(rows, wear=hierarchy.history.wear)
        seen = panel.rows(~held)
        booster = self._train(seen, seen.expected, facts.seed)
        by_trees = predict_margins(booster, panel.features.matrix[places]).astype(np.float64)
        blend = choose_blend(held_out(rows), trees=by_trees, hierarchy=by_hierarchy)
        mixed = blend.trees * by_trees + (1 - blend.trees) * by_hierarchy
        return blend, HeldOutDays(
            rows=rows, earlier=earlier, log_efficiency=mixed, hierarchy=hierarchy
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class LearntBoosted:
    """What was learnt; it scores the day of its facts and later ones."""

    trees: "xgb.Booster"
    share: "xgb.Booster"
    strengths: Strengths
    blend: Blend
    model_version: str
    settings: TreeSettings
    held_out: HeldOutDays | None = None
    name: str = "xgboost"

    def score(self, facts: Facts) -> BoostedScores:
        """Raises NotEnoughDataError where there is hardly any history left."""
        groups = grouped_features(teaching_facts(facts))
        return BoostedScores(
            model_version=self.model_version,
            facts=facts,
            trees=self.trees,
            share=self.share,
            groups=groups,
            efficiency=arm_scorer(self.trees, groups, templates=len(facts.templates)),
            hierarchy=by_market(rich_efficiency(facts, strengths=self.strengths)),
            blend=self.blend,
            places={market: place for place, market in enumerate(facts.markets)},
        )


def _require(what: str, found: float, needed: float) -> None:
    if found < needed:
        raise NotEnoughDataError(what=what, found=found, needed=needed)
