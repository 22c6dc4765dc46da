"""The bayes ranker: registrations per spend, shrunk level by level by what each level deserves.

Empirical Bayes on log efficiency: template and genre, the artist elsewhere, the artist here, the
arm here, less what wear takes (`hierarchy`, `shrinkage`). How far each level is drawn in is
learnt from the history; the effects themselves follow each day's data.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ranker.rankers.effect_reasons import reasons_of
from ranker.rankers.funnel import Strengths, plain_efficiency, strengths_of
from ranker.rankers.market_efficiency import MarketEfficiency, by_market
from ranker.rankers.protocol import DIVERSITY_WEIGHT, Arm, Facts, MarketScores, at_arms
from ranker.ranking import Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class BayesRanker:
    """See the module. Learns how far to shrink, then scores."""

    name: str = "bayes"

    def fit(self, facts: Facts) -> "LearntBayes":
        """Estimate the variances. Raises NotEnoughDataError."""
        return LearntBayes(strengths=strengths_of(plain_efficiency(facts)))

    def score(self, facts: Facts) -> "BayesScores":
        """Learn and score the same day. Raises NotEnoughDataError."""
        return BayesScores(efficiency=by_market(plain_efficiency(facts)))


@dataclass(frozen=True, kw_only=True, slots=True)
class LearntBayes:
    """How far to shrink; the effects are those of the day that is scored."""

    strengths: Strengths
    name: str = "bayes"

    def score(self, facts: Facts) -> "BayesScores":
        """Raises NotEnoughDataError."""
        known = plain_efficiency(facts, strengths=self.strengths)
        return BayesScores(efficiency=by_market(known))


@dataclass(frozen=True, kw_only=True, slots=True)
class BayesScores:
    """See Scored."""

    efficiency: MarketEfficiency
    model_version: str = "bayes-1"
    notes: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    kept_data_as_of: None = None

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        value = self.efficiency.total(market)
        relative = np.exp(value + self.efficiency.level(market))
        live = self.efficiency.live(market)
        return MarketScores(
            value=value,
            template_value=value,
            diversity_weight=DIVERSITY_WEIGHT if self._facts.similarity.height else 0.0,
            relative_cpr=1 / relative,
            registration_share=lambda arms: np.minimum(at_arms(relative, arms) / live, 1.0),
            logarithmic=True,
        )

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """The effects of each level on these arms."""
        if not arms:
            return []
        return [
            reasons_of(sums, market=market, objective=self._facts.objective)
            for sums in self.efficiency.sums(market, arms)
        ]

    @property
    def _facts(self) -> Facts:
        return self.efficiency.efficiency.facts
