"""A model and grouped features → whoever tells the scores of all arms of a market quickest."""

from typing import TYPE_CHECKING, Protocol

import numpy as np

from ranker.features.grouped import Float32, GroupedFeatures, Index
from ranker.scoring.forest import UnsupportedTreesError, read_forest
from ranker.scoring.plain import PlainScorer

if TYPE_CHECKING:
    import xgboost as xgb

# Arms of all markets from which on the preparation and numba pay (0.5 s, 2 s where nothing is
# compiled yet).
FEWEST_ARMS = 500_000
# Genres × templates × trees that may be held as masks of 8 bytes.
_MOST_MASKS = 30_000_000


class ArmScorer(Protocol):
    """Knows the score of every arm: the logarithm of its prediction for an exposure of 1."""

    def market(self, market: int) -> Float32:
        """Artists × templates of the market with this index."""


def arm_scorer(
    booster: "xgb.Booster",
    groups: GroupedFeatures,
    *,
    templates: int,
    fewest_arms: int = FEWEST_ARMS,
) -> ArmScorer:
    """Factored where it pays and the trees can be read, else plain; the scores are the same bits.

    booster: one output, trained on `groups.names`. templates: as many as the groups were made for.
    """
    plain = PlainScorer(booster=booster, groups=groups, templates=templates)
    if _arms(groups, templates) < fewest_arms:
        return plain
    try:
        forest = read_forest(booster)
    except UnsupportedTreesError:
        return plain
    if len(np.unique(groups.genres)) * templates * len(forest.leaves) > _MOST_MASKS:
        return plain
    from ranker.scoring.factored import factored_scorer  # noqa: PLC0415  # brings numba

    return factored_scorer(booster, groups, templates=templates, forest=forest)


def top_arms(scores: Float32, count: int) -> Index:
    """The best `count` arms as (artist, template) rows, best first; ties go to the earlier arm."""
    flat = scores.ravel()
    count = min(count, len(flat))
    least = np.partition(flat, len(flat) - count)[len(flat) - count]
    able = np.flatnonzero(flat >= least)
    best = able[np.argsort(-flat[able], kind="stable")[:count]]
    return np.stack(np.divmod(best, scores.shape[1]), axis=1)


def _arms(groups: GroupedFeatures, templates: int) -> int:
    """Of all markets, as far as the features tell markets apart."""
    markets = max(
        (len(value) for level, value in groups.values.items() if level.startswith("market")),
        default=1,
    )
    return markets * len(groups.genres) * templates
