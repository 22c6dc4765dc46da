"""Rows of features → scores, by XGBoost itself: the definition that the quicker way must meet."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ranker.features.grouped import Float32, GroupedFeatures

if TYPE_CHECKING:
    import xgboost as xgb


@dataclass(frozen=True, kw_only=True, slots=True)
class PlainScorer:
    """Writes the rows of all arms of a market down and has them predicted."""

    booster: "xgb.Booster"
    groups: GroupedFeatures
    templates: int

    def market(self, market: int) -> Float32:
        """See ArmScorer."""
        artists = len(self.groups.genres)
        rows = self.groups.matrix(market, artists=artists, templates=self.templates)
        return predict_margins(self.booster, rows).reshape(artists, self.templates)


def predict_margins(booster: "xgb.Booster", rows: Float32) -> Float32:
    """Rows × features (C order) → the logarithm of each one's prediction for an exposure of 1.

    With base margin 0: XGBoost would otherwise add the logarithm of the base score.
    """
    zero = np.zeros(len(rows), dtype=np.float32)
    return np.asarray(booster.inplace_predict(rows, base_margin=zero, predict_type="margin"))
