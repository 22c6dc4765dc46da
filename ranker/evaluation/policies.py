"""Names → the rankers that are held against each other, learners among them."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ranker.errors import CannotRankError, RequestInvalidError
from ranker.features.lookback import recent_streams
from ranker.rankers.grid import Grid, artist_grid
from ranker.rankers.heuristic import HeuristicRanker, below
from ranker.rankers.named import LEARNERS, learner_named
from ranker.rankers.protocol import Arm, Facts, MarketScores, Matrix, PlainScores, Ranker
from ranker.ranking import Reason

# In the order of a report; the first and the last need no ranker: chance, and hindsight.
POLICIES = ("random", "popularity", "heuristic", *LEARNERS, "oracle")
CHANCE, HINDSIGHT = "random", "oracle"


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """A way to rank, by name. `learn` is asked every week; what it gives scores every day."""

    name: str
    learn: Callable[[Facts], Ranker]


def make_policy(name: str) -> Policy:
    """The policy of that name. Raises RequestInvalidError for any other."""
    if name in LEARNERS:
        return Policy(name=name, learn=learner_named(name).fit)
    match name:
        case "popularity":
            return _unlearnt(PopularityRanker())
        case "heuristic":
            return _unlearnt(HeuristicRanker())
        case _:
            raise RequestInvalidError(
                argument="policies", what=repr(name), allowed=", ".join(POLICIES)
            )


def _unlearnt(ranker: Ranker) -> Policy:
    return Policy(name=ranker.name, learn=lambda _: ranker)


@dataclass(frozen=True, kw_only=True, slots=True)
class PopularityRanker:
    """The most streamed artists of the last four weeks first: what a chart alone would say."""

    window_days: int = 28
    name: str = "popularity"

    def score(self, facts: Facts) -> PlainScores:
        """See Ranker. CannotRankError without popularity."""
        streams, newest = recent_streams(facts.popularity, days=self.window_days)
        if newest is None:
            raise CannotRankError("no popularity is known")
        charts = _Charts(
            streams=artist_grid(streams, facts=facts, column="streams"),
            templates=len(facts.templates),
        )
        return PlainScores(model_version="popularity-1", part=charts.part)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Charts:
    streams: Grid
    templates: int

    def part(self, market: str) -> "_Chart":
        return _Chart(market=market, chart=self.streams.market(market), templates=self.templates)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chart:
    market: str
    chart: Matrix
    templates: int

    def scores(self) -> MarketScores:
        value = np.repeat(below(self.chart)[:, None], self.templates, axis=1)
        return MarketScores(value=value, template_value=np.zeros_like(value), diversity_weight=0.0)

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        streams = float(self.chart[arm.artist])
        text = f"{streams:.0f} streams in {self.market} in the last weeks"
        return (Reason(name="popularity", value=streams, weight=1.0, text=text),)
