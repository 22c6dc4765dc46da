"""Scores of the XGBoost ranker, and what its trees say about the arms that were picked."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ranker.features.columns import FeatureSet
from ranker.rankers.protocol import Arm, Facts, MarketScores
from ranker.ranking import Reason

if TYPE_CHECKING:
    import xgboost as xgb

_MOST_REASONS = 4
# Prefix of the features → name of the reason, and what it is about, for a marketer.
_GROUPS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("own_arm",), "own_history", "How this artist with this template did in {market}"),
    (("own_artist",), "artist_history", "How this artist’s ads did in {market}"),
    (("elsewhere",), "other_markets", "How this artist’s ads do in other markets"),
    (("similar",), "similar_artists", "How ads of similar artists do in {market}"),
    (("template",), "template", "How this template does in {market} and with this genre"),
    (("genre",), "genre", "How this genre does in {market}"),
    (("promotion",), "promotions", "How listeners answer the artist’s in-app promotions"),
    (("popularity",), "popularity", "Streams in {market} and elsewhere, and their trend"),
    (("age", "missing"), "novelty", "How new the artist is to advertising"),
    (("place",), "market", "The level of {market} and the channel"),
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
        sums = {name: 0.0 for _, name, _ in _GROUPS}
        for feature, value in zip(self.features.names, contributions, strict=True):
            sums[group_of(feature)] += float(value)
        total = sum(abs(value) for value in sums.values()) or 1.0
        texts = {name: text.format(market=market) for _, name, text in _GROUPS}
        found = [
            Reason(
                name=name,
                value=value,
                weight=abs(value) / total,
                text=f"{texts[name]}: {_effect(value)} {self.facts.objective} for the spend",
            )
            for name, value in sums.items()
            if value
        ]
        return tuple(sorted(found, key=lambda reason: -reason.weight)[:_MOST_REASONS])


def group_of(feature: str) -> str:
    """The name of the reason that a feature belongs to."""
    for prefixes, name, _ in _GROUPS:
        if feature.startswith(prefixes):
            return name
    raise KeyError(feature)


def _effect(value: float) -> str:
    """A log effect in words: +0.1 → "11 % more"."""
    percent = round(abs(math.expm1(value)) * 100)
    return f"{percent} % {'more' if value > 0 else 'fewer'}" if percent else "as many"
