"""The current live set: what was advertised last stays; and the catalogue where nothing was."""

from dataclasses import dataclass
from datetime import timedelta

import numpy as np
import polars as pl

from ranker.errors import CannotRankError
from ranker.rankers.grid import Grid, arm_grid
from ranker.rankers.protocol import Arm, Facts, MarketScores, Matrix, PlainScores
from ranker.ranking import Reason

_LIVE_DAYS = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveSetRanker:
    """Scores the arms of each market's newest days by their part of the spend."""

    name: str = "live"

    def score(self, facts: Facts) -> PlainScores:
        """CannotRankError where nothing was ever advertised."""
        if facts.performance.is_empty():
            raise CannotRankError("nothing has been advertised yet")
        newest = pl.col("date").max().over("market")
        rows = facts.performance.filter(pl.col("date") > newest - timedelta(days=_LIVE_DAYS))
        spends = Spends(grid=arm_grid(rows, facts=facts, column="spend"))
        return PlainScores(model_version="live-1", part=spends.part)


@dataclass(frozen=True, kw_only=True, slots=True)
class Spends:
    """What all markets spend on each arm now."""

    grid: Grid

    def part(self, market: str) -> "LiveSet":
        """One market's."""
        return LiveSet(market=market, spend=self.grid.market(market))


@dataclass(frozen=True, kw_only=True, slots=True)
class LiveSet:
    """What one market spends on each arm now."""

    market: str
    spend: Matrix

    def scores(self) -> MarketScores:
        """The part of the market's spend."""
        part = self.spend / max(float(self.spend.sum()), 1e-9)
        return MarketScores(value=part, template_value=part, diversity_weight=0.0)

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        """Whether the arm is live."""
        part = float(self.scores().value[arm.artist, arm.template])
        text = f"Is live in {self.market} with {part:.0%} of its spend, and stays"
        if not part:
            text = f"Fills a free place in {self.market}; nothing is known of it"
        return (Reason(name="live", value=part, weight=1.0, text=text),)


@dataclass(frozen=True, kw_only=True, slots=True)
class CatalogueRanker:
    """The last resort: the catalogue in the order of its ids, all scores 0. Never fails."""

    name: str = "catalogue"

    def score(self, facts: Facts) -> PlainScores:
        """See the class."""
        unknown = _Unknown(shape=(len(facts.artists), len(facts.templates)))
        return PlainScores(model_version="catalogue-1", part=unknown.part)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Unknown:
    """Any market."""

    shape: tuple[int, int]

    def part(self, _: str) -> "_Unknown":
        return self

    def scores(self) -> MarketScores:
        zeros = np.zeros(self.shape)
        return MarketScores(value=zeros, template_value=zeros, diversity_weight=0.0)

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        text = f"Nothing is known yet; place {arm.artist + 1} in the order of the catalogue"
        return (Reason(name="catalogue", value=0.0, weight=0.0, text=text),)
