"""Scores of the XGBoost ranker, worked out market by market, and what made the picks' scores."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np

from ranker.features.grouped import Float32, GroupedFeatures
from ranker.rankers.blend import Blend
from ranker.rankers.effect_reasons import reasons_of
from ranker.rankers.market_efficiency import MarketEfficiency
from ranker.rankers.protocol import DIVERSITY_WEIGHT, Arm, Facts, MarketScores, Matrix
from ranker.ranking import Reason
from ranker.scoring.plain import predict_margins
from ranker.scoring.scorer import ArmScorer

if TYPE_CHECKING:
    import xgboost as xgb

# Prefix of the features → name of the reason.
_GROUPS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("own_arm",), "own_history"),
    (("own_artist",), "artist_history"),
    (("elsewhere",), "other_markets"),
    (("similar",), "similar_artists"),
    (("template",), "template"),
    (("genre",), "genre"),
    (("promotion",), "promotions"),
    (("popularity",), "popularity"),
    (("age", "missing"), "novelty"),
    (("place",), "market"),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class BoostedScores:
    """See `Scored`. The log efficiency is the blend's mean of trees and hierarchy.

    trees, share: the two heads; efficiency: the scorer of the first. places: of the markets.
    """

    model_version: str
    facts: Facts
    trees: "xgb.Booster"
    share: "xgb.Booster"
    groups: GroupedFeatures
    efficiency: ArmScorer
    hierarchy: MarketEfficiency
    places: Mapping[str, int]
    blend: Blend
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    kept_data_as_of: None = None

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        place = self.places[market]
        level = self.hierarchy.level(market)
        hierarchy = self.hierarchy.total(market) + level
        weight = self.blend.trees
        value = weight * self.efficiency.market(place) + (1 - weight) * hierarchy
        return MarketScores(
            value=value,
            template_value=value,
            diversity_weight=DIVERSITY_WEIGHT if self.facts.similarity.height else 0.0,
            relative_cpr=np.exp(-value - self.blend.scale.get(market, 0.0)),
            registration_share=partial(self._shares, market),
            logarithmic=True,
        )

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """The hierarchy's effects and the trees' SHAP values, of these arms only.

        Summed by what they are about, each side by its weight in the blend.
        """
        if not arms:
            return []
        weight = self.blend.trees
        contributions = self._contributions(self._rows(market, arms)) if weight else None
        found = []
        for i, sums in enumerate(self.hierarchy.sums(market, arms)):
            both = {name: (1 - weight) * value for name, value in sums.items()}
            if contributions is not None:
                for name, value in zip(self.groups.names, contributions[i], strict=True):
                    reason = group_of(name)
                    both[reason] = both.get(reason, 0.0) + weight * float(value)
            found.append(reasons_of(both, market=market, objective=self.facts.objective))
        return found

    def _shares(self, market: str, arms: Sequence[Arm]) -> Matrix:
        if not arms:
            return np.zeros(0)
        margins = predict_margins(self.share, self._rows(market, arms)).astype(np.float64)
        return np.minimum(np.exp(margins), 1.0)

    def _rows(self, market: str, arms: Sequence[Arm]) -> Float32:
        place = self.places[market]
        artists, templates = np.array([(arm.artist, arm.template) for arm in arms]).T
        rows = self.groups.rows(place, artists=artists, templates=templates)
        if own := self.groups.cells.get(place):
            same = (own.artists == artists[:, None]) & (own.templates == templates[:, None])
            found, where = np.nonzero(same)
            rows[found] = own.rows[where]
        return rows

    def _contributions(self, rows: Float32) -> Float32:
        import xgboost as xgb  # noqa: PLC0415  # only who trained needs it

        data = xgb.DMatrix(
            rows, base_margin=np.zeros(len(rows)), feature_names=list(self.groups.names), nthread=1
        )
        return np.asarray(self.trees.predict(data, pred_contribs=True)[:, :-1])


@cache
def group_of(feature: str) -> str:
    """The name of the reason that a feature belongs to."""
    for prefixes, name in _GROUPS:
        if feature.startswith(prefixes):
            return name
    raise KeyError(feature)
