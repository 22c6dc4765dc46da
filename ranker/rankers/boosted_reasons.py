"""Scores of the XGBoost ranker, and what its trees say about the arms that were picked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ranker.features.panel import FeatureSet
from ranker.rankers.effect_reasons import reasons_of
from ranker.rankers.protocol import Arm, Facts, MarketScores
from ranker.ranking import Reason

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
    """See `Scored`; `features` are the rows of market × artist × template."""

    model_version: str
    scores: Mapping[str, MarketScores]
    facts: Facts
    booster: "xgb.Booster"
    features: FeatureSet
    notes: tuple[str, ...] = ()
    kept_data_as_of: None = None

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        return self.scores[market]

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """SHAP values of these arms only, summed by what they are about."""
        import xgboost as xgb  # noqa: PLC0415  # only who trained needs it

        if not arms:
            return []
        rows = self.features.matrix[[self._row(market, arm) for arm in arms]]
        data = xgb.DMatrix(
            rows,
            base_margin=np.zeros(len(rows)),
            feature_names=list(self.features.names),
            nthread=1,
        )
        contributions = self.booster.predict(data, pred_contribs=True)[:, :-1]
        return [self._reasons(market, row) for row in contributions]

    def _row(self, market: str, arm: Arm) -> int:
        place = self.facts.markets.index(market) * len(self.facts.artists) + arm.artist
        return place * len(self.facts.templates) + arm.template

    def _reasons(self, market: str, contributions: Sequence[float]) -> tuple[Reason, ...]:
        sums: dict[str, float] = {}
        for feature, value in zip(self.features.names, contributions, strict=True):
            sums[group_of(feature)] = sums.get(group_of(feature), 0.0) + float(value)
        return reasons_of(sums, market=market, objective=self.facts.objective)


def group_of(feature: str) -> str:
    """The name of the reason that a feature belongs to."""
    for prefixes, name in _GROUPS:
        if feature.startswith(prefixes):
            return name
    raise KeyError(feature)
