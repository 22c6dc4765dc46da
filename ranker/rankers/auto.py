"""The auto ranker: in each market xgboost, unless earlier days say that another ranker is cheaper.

The rankers are judged on the last matured days, which none of them has learnt from, as the
walk-forward judges: each follows its order of the live arms until a quarter of the day's spend is
used. A market leaves xgboost only for a ranker whose cost is lower beyond chance, there or over
all markets: live arms alone say little of cold ones, which xgboost knows most of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from ranker.errors import CannotRankError
from ranker.rankers.bayes import BayesRanker
from ranker.rankers.choice import Choice, choose_rankers
from ranker.rankers.funnel import Strengths, plain_efficiency
from ranker.rankers.held_out import HeldOutDays
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.named import learner_named
from ranker.rankers.protocol import Arm, Facts, MarketScores, Ranker, Scored
from ranker.rankers.shrinkage import Array
from ranker.ranking import Reason

if TYPE_CHECKING:
    from ranker.rankers.trees import TreeSettings

_XGBOOST, _BAYES, _HEURISTIC = "xgboost", "bayes", "heuristic"


@dataclass(frozen=True, kw_only=True, slots=True)
class AutoRanker:
    """See the module. settings: of the trees, else the default."""

    settings: "TreeSettings | None" = None
    name: str = "auto"

    def fit(self, facts: Facts) -> "LearntAuto":
        """Learn all that can be learnt, and choose. CannotRankError where history is too short."""
        bayes = BayesRanker().fit(facts)
        try:
            boosted = learner_named(_XGBOOST, settings=self.settings).fit(facts)
        except CannotRankError as error:
            note = f"{_BAYES} in every market, since {_XGBOOST} cannot tell: {error}"
            return LearntAuto(rankers={_BAYES: bayes}, choices={}, rule=_BAYES, reason=note)
        rankers = {_XGBOOST: boosted, _BAYES: bayes, _HEURISTIC: HeuristicRanker()}
        held: HeldOutDays | None = getattr(boosted, "held_out", None)
        if held is None:
            note = f"{_XGBOOST} in every market: too few days to judge the rankers by"
            return LearntAuto(rankers=rankers, choices={}, rule=_XGBOOST, reason=note)
        orders = _orders(held, strengths=bayes.strengths)
        choices = choose_rankers(held.rows, orders, rule=_XGBOOST, seed=facts.seed)
        return LearntAuto(
            rankers=rankers,
            choices=choices,
            rule=_XGBOOST,
            reason=f"{_XGBOOST} in every market: no other was cheaper on earlier days",
        )

    def score(self, facts: Facts) -> "AutoScores":
        """Learn and score the same day. CannotRankError where history is too short."""
        return self.fit(facts).score(facts)


def _orders(held: HeldOutDays, *, strengths: Strengths) -> dict[str, list[float]]:
    """Per ranker what it thought of each held-out arm day before the first of them.

    strengths: of bayes; how far to shrink is taken from all days, as the hierarchy's is.
    """
    found = {_XGBOOST: held.log_efficiency.tolist()}
    axes = held.hierarchy.history.axes
    plain = plain_efficiency(held.earlier, strengths=strengths, axes=axes)
    found[_BAYES] = plain.rows(held.rows, wear=held.hierarchy.history.wear).tolist()
    try:
        scored = HeuristicRanker().score(held.earlier)
    except CannotRankError:
        return found
    return found | {_HEURISTIC: _artist_values(held, scored).tolist()}


def _artist_values(held: HeldOutDays, scored: Scored) -> Array:
    """Of each held-out arm day its artist's value; −1 where the earlier facts do not know it."""
    artists = {name: i for i, name in enumerate(held.earlier.artists)}
    place = pl.col("artist_id").replace_strict(artists, default=None, return_dtype=pl.Int64)
    rows = held.rows.select("market", place=place).with_row_index("row").drop_nulls("place")
    found = np.full(held.rows.height, -1.0)
    for (market,), here in rows.group_by("market", maintain_order=True):
        found[here["row"]] = scored.market(str(market)).value[here["place"], 0]
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class LearntAuto:
    """The rankers, and by market the choice that departs from the `rule`."""

    rankers: Mapping[str, Ranker]
    choices: Mapping[str, Choice]
    rule: str
    reason: str
    name: str = "auto"

    def score(self, facts: Facts) -> "AutoScores":
        """Raises CannotRankError where the rule's ranker cannot score these facts."""
        wanted = {self.rule, *(choice.ranker for choice in self.choices.values())}
        scored = {name: self.rankers[name].score(facts) for name in sorted(wanted)}
        left = tuple(sorted(choice.text for choice in self.choices.values()))
        whole = self.rule == _XGBOOST
        return AutoScores(
            scored=scored,
            chosen={m: self.choices[m].ranker for m in facts.markets if m in self.choices},
            rule=self.rule,
            notes=() if whole else (self.reason,),
            remarks=left or ((self.reason,) if whole else ()),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class AutoScores:
    """See Scored: each market's are those of the ranker that was chosen for it."""

    scored: Mapping[str, Scored]
    chosen: Mapping[str, str]
    rule: str
    notes: tuple[str, ...]
    remarks: tuple[str, ...]

    @property
    def model_version(self) -> str:
        """The rule's model; what single markets use instead is among the remarks."""
        return self.scored[self.rule].model_version

    @property
    def kept_data_as_of(self) -> date | None:
        """See Scored."""
        return self.scored[self.rule].kept_data_as_of

    def market(self, market: str) -> MarketScores:
        """See Scored."""
        return self._of(market).market(market)

    def explain(self, market: str, arms: Sequence[Arm]) -> list[tuple[Reason, ...]]:
        """See Scored."""
        return self._of(market).explain(market, arms)

    def _of(self, market: str) -> Scored:
        return self.scored[self.chosen.get(market, self.rule)]
