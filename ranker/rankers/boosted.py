"""The XGBoost ranker: registrations per spend relative to the market, learnt as Poisson counts.

Objective `count:poisson` with the exposure (registrations an average arm would have brought for
the same spend) as base margin; scoring with base margin 0 leaves the relative efficiency. History
dropout: training rows are repeated without the arm's own history, so that the model knows what to
think of an arm that was never advertised.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import xgboost as xgb
from numpy.typing import NDArray

from ranker.errors import NotEnoughDataError
from ranker.features.cells import matured_cells
from ranker.features.panel import (
    FeatureSet,
    TrainingSet,
    learning_questions,
    make_panel,
)
from ranker.features.sums import Array
from ranker.rankers.boosted_reasons import BoostedScores
from ranker.rankers.protocol import Facts, MarketScores

MIN_DAYS = 14
MIN_ROWS = 300
MIN_REGISTRATIONS = 300
# What the copies of a training row do not know.
_DROPOUTS: tuple[tuple[str, ...], ...] = (("own_arm",), ("own_arm", "own_artist"))
_OVERDISPERSION = 0.2
_DIVERSITY_WEIGHT = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class BoostedRanker:
    """See the module. Deterministic: one thread, the seed of the facts."""

    rounds: int = 160
    depth: int = 4
    learning_rate: float = 0.06
    name: str = "xgboost"

    def score(self, facts: Facts) -> BoostedScores:
        """Train on matured days, score every arm. NotEnoughDataError where history is short."""
        cells = matured_cells(facts)
        _require("matured days of performance", cells["date"].n_unique(), MIN_DAYS)
        learnt = learning_questions(cells)
        _require("matured arm days", learnt.height, MIN_ROWS)
        _require(facts.objective, float(learnt["registrations"].sum()), MIN_REGISTRATIONS)
        training, grid = make_panel(facts)
        efficiency = self._train(training, training.expected, facts.seed)
        share = self._train(training, training.market_registrations, facts.seed + 1)
        return BoostedScores(
            model_version=f"xgboost-1-{_digest(efficiency, share)}",
            scores=_market_scores(facts, grid, efficiency, share),
            facts=facts,
            booster=efficiency,
            features=grid,
        )

    def _train(self, training: TrainingSet, exposure: Array, seed: int) -> xgb.Booster:
        rows = [training.features.matrix]
        rows += [training.features.blank(prefixes) for prefixes in _DROPOUTS]
        copies = len(rows)
        data = xgb.DMatrix(
            np.concatenate(rows),
            label=np.tile(training.registrations, copies),
            base_margin=np.tile(np.log(exposure), copies),
            weight=np.tile(1 / (1 + _OVERDISPERSION * training.expected), copies),
            feature_names=list(training.features.names),
            nthread=1,
        )
        return xgb.train(self._parameters(training.features.names, seed), data, self.rounds)

    def _parameters(self, names: tuple[str, ...], seed: int) -> dict[str, object]:
        rising = tuple(int(name.startswith("promotion_")) for name in names)
        return {
            "objective": "count:poisson",
            "base_score": 1.0,
            "max_depth": self.depth,
            "eta": self.learning_rate,
            "min_child_weight": 12,
            "subsample": 0.7,
            "colsample_bynode": 0.5,
            "lambda": 4.0,
            "max_delta_step": 0.7,
            "monotone_constraints": rising,
            "tree_method": "hist",
            "max_bin": 64,
            "nthread": 1,
            "seed": seed,
        }


def _market_scores(
    facts: Facts, grid: FeatureSet, efficiency: xgb.Booster, share: xgb.Booster
) -> dict[str, MarketScores]:
    shape = (len(facts.markets), len(facts.artists), len(facts.templates))
    log_efficiency = np.log(_predict(efficiency, grid)).reshape(shape)
    shares = np.minimum(_predict(share, grid), 1.0).reshape(shape)
    return {
        market: MarketScores(
            value=log_efficiency[i],
            template_value=log_efficiency[i],
            diversity_weight=_DIVERSITY_WEIGHT if facts.similarity.height else 0.0,
            relative_cpr=np.exp(-log_efficiency[i]),
            registration_share=shares[i],
            logarithmic=True,
        )
        for i, market in enumerate(facts.markets)
    }


def _predict(booster: xgb.Booster, grid: FeatureSet) -> NDArray[np.float64]:
    """With base margin 0: the prediction for an exposure of 1."""
    zero = np.zeros(len(grid.matrix), dtype=np.float32)
    found = booster.inplace_predict(grid.matrix, base_margin=zero)
    return np.asarray(found, dtype=np.float64)


def _require(what: str, found: float, needed: float) -> None:
    if found < needed:
        raise NotEnoughDataError(what=what, found=found, needed=needed)


def _digest(*boosters: xgb.Booster) -> str:
    digest = hashlib.sha256()
    for booster in boosters:
        digest.update(booster.save_raw("ubj"))
    return digest.hexdigest()[:12]
