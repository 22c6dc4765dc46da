"""A panel of arm days → boosted trees: registrations as Poisson counts of an exposure.

Objective `count:poisson` with the log exposure as base margin; scored with base margin 0 the trees
say the log efficiency. Rows count less where their counts scatter more than a Poisson's. History
dropout: some rows, by chance, are shown without the arm's own history, so that the trees know
what to think of an arm that was never advertised.
"""

import hashlib
from dataclasses import dataclass

import numpy as np
import xgboost as xgb

from ranker.features.panel import TrainingSet
from ranker.features.sums import Array

# What some training rows do not know, and which share of them. More would teach the trees to look
# away from the history where it is known; see docs/ranking.md for what was compared.
DROPOUTS = ((("own_arm",), 0.1), (("own_arm", "own_artist"), 0.1))
# Below so many rows a second thread waits longer than it works.
_ROWS_FOR_THREADS = 200_000
# More than this overdispersed, a day's count hardly says more for being larger.
_OVERDISPERSION = 0.2


@dataclass(frozen=True, kw_only=True, slots=True)
class TreeSettings:
    """Hyper-parameters; see those of XGBoost for their meaning. Stored with the model."""

    rounds: int = 100
    depth: int = 4
    learning_rate: float = 0.09
    min_child_weight: float = 4.0
    row_share: float = 0.7
    feature_share: float = 0.5
    penalty: float = 4.0
    threads: int = 2


def train_trees(
    training: TrainingSet,
    *,
    exposure: Array,
    settings: TreeSettings,
    seed: int,
) -> xgb.Booster:
    """Trees for the counts of `training` at this exposure (n, above 0).

    The same bits for the same input and seed.
    """
    threads = settings.threads if len(exposure) > _ROWS_FOR_THREADS else 1
    data = xgb.QuantileDMatrix(
        training.features.forgetful(DROPOUTS, seed=seed),
        label=training.registrations,
        base_margin=np.log(exposure),
        weight=1 / (1 + _OVERDISPERSION * exposure),
        feature_names=list(training.features.names),
        max_bin=64,
        nthread=threads,
    )
    parameters = _parameters(training.features.names, settings, seed) | {"nthread": threads}
    return xgb.train(parameters, data, settings.rounds)


def digest_of(*boosters: xgb.Booster) -> str:
    """Twelve hexadecimal digits that name these trees."""
    digest = hashlib.sha256()
    for booster in boosters:
        digest.update(booster.save_raw("ubj"))
    return digest.hexdigest()[:12]


def _parameters(names: tuple[str, ...], settings: TreeSettings, seed: int) -> dict[str, object]:
    rising = tuple(int(name.startswith("promotion_")) for name in names)
    return {
        "objective": "count:poisson",
        "base_score": 1.0,
        "max_depth": settings.depth,
        "eta": settings.learning_rate,
        "min_child_weight": settings.min_child_weight,
        "subsample": settings.row_share,
        "colsample_bynode": settings.feature_share,
        "lambda": settings.penalty,
        "max_delta_step": 0.7,
        "monotone_constraints": rising,
        "tree_method": "hist",
        "max_bin": 64,
        "seed": seed,
    }
