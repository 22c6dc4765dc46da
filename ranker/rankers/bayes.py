"""The bayes ranker: registrations per spend, shrunk level by level by what each level deserves.

Empirical Bayes on log efficiency: template and genre, the artist elsewhere, the artist here, the
arm here, less what wear takes (`hierarchy`, `shrinkage`). How far each level is drawn in is
learnt from the history; the effects themselves follow each day's data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ranker.errors import NotEnoughDataError
from ranker.rankers.effect_reasons import reasons_of
from ranker.rankers.efficiency import Efficiency
from ranker.rankers.hierarchy import (
    NO_SIGNALS,
    History,
    axes_of,
    read_history,
    start_variances,
)
from ranker.rankers.protocol import Arm, Facts, MarketScores
from ranker.rankers.shrinkage import fit_effects
from ranker.ranking import Reason

MIN_REGISTRATIONS = 30
DIVERSITY_WEIGHT = 0.05


@dataclass(frozen=True, kw_only=True, slots=True)
class BayesRanker:
    """See the module. Learns how far to shrink, then scores."""

    name: str = "bayes"

    def fit(self, facts: Facts) -> "LearntBayes":
        """Estimate the variances. Raises NotEnoughDataError."""
        history = _history(facts)
        fitted = fit_effects(history.counts, start=start_variances(NO_SIGNALS))
        return LearntBayes(variances=fitted.variances)

    def score(self, facts: Facts) -> "BayesScores":
        """Learn and score the same day. Raises NotEnoughDataError."""
        history = _history(facts)
        fitted = fit_effects(history.counts, start=start_variances(NO_SIGNALS))
        return BayesScores(efficiency=Efficiency(facts=facts, history=history, effects=fitted))


@dataclass(frozen=True, kw_only=True, slots=True)
class LearntBayes:
    """The variances of the levels; effects are those of the day that is scored."""

    variances: Mapping[str, float]
    name: str = "bayes"

    def score(self, facts: Facts) -> "BayesScores":
        """Raises NotEnoughDataError."""
        history = _history(facts)
        fitted = fit_effects(history.counts, start=self.variances, known=True)
        return BayesScores(efficiency=Efficiency(facts=facts, history=history, effects=fitted))


@dataclass(frozen=True, kw_only=True, slots=True)
class BayesScores:
    """See Scored."""

    efficiency: Efficiency
    model_version: str = "bayes-1"
    notes: tuple[str, ...] = ()
    kept_data_as_of: None = None

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        value = self.efficiency.total(market)
        relative_cpr, share = self.efficiency.relative(market, value)
        return MarketScores(
            value=value,
            template_value=value,
            diversity_weight=DIVERSITY_WEIGHT if self.efficiency.facts.similarity.height else 0.0,
            relative_cpr=relative_cpr,
            registration_share=share,
            logarithmic=True,
        )

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """The effects of each level on these arms."""
        facts = self.efficiency.facts
        return [
            reasons_of(sums, market=market, objective=facts.objective)
            for sums in self.efficiency.sums(market, arms)
        ]


def _history(facts: Facts) -> History:
    axes = axes_of(facts)
    history = read_history(facts, axes=axes, signals=NO_SIGNALS)
    found = float(history.counts.count.sum())
    if found < MIN_REGISTRATIONS:
        raise NotEnoughDataError(what=facts.objective, found=found, needed=MIN_REGISTRATIONS)
    return history
