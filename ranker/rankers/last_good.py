"""The last good ranking, kept while the model cannot answer; it ages and then is refused.

Each market keeps its newest picks that were fresh when they were made: what was kept itself does
not grow young by being kept again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path

import numpy as np

from ranker.errors import CannotRankError, RankingStaleError, RankingUnreadableError
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.protocol import Arm, Facts, MarketScores, Matrix, PlainScores
from ranker.ranking import Ranking, Reason
from ranker.store import read_ranking

HALF_LIFE_DAYS = 7.0
MAX_AGE_DAYS = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class LastGoodRanker:
    """Keeps the picks of earlier rankings, in their order, with halving scores.

    earlier: a file of a ranking, or rankings, newest first.
    """

    earlier: Path | Sequence[Ranking]
    half_life_days: float = HALF_LIFE_DAYS
    max_age_days: int = MAX_AGE_DAYS
    name: str = "last good ranking"

    def score(self, facts: Facts) -> PlainScores:
        """RankingStaleError past `max_age_days`, CannotRankError where it cannot be read."""
        rankings = self._young(facts)
        filler = _filler(facts)
        kept: dict[str, KeptMarket] = {}
        for market in facts.markets:
            ranking = _newest_of(rankings, market)
            age_days = (facts.as_of - ranking.as_of).days
            decay = 0.5 ** (age_days / self.half_life_days)
            kept[market] = KeptMarket(
                ranking=ranking,
                age_days=age_days,
                earlier=_earlier_places(ranking, market, facts) * decay,
                filler=filler.get(market, 0.0),
            )
        oldest = min((keeping.ranking for keeping in kept.values()), key=lambda r: r.as_of)
        age_days = (facts.as_of - oldest.as_of).days
        return PlainScores(
            model_version=oldest.model_version,
            markets={market: keeping.scores() for market, keeping in kept.items()},
            reasons=kept,
            notes=(f"kept from {oldest.as_of}, {age_days} days old", *_lost(kept)),
            kept_data_as_of=oldest.data_as_of,
        )

    def _young(self, facts: Facts) -> tuple[Ranking, ...]:
        """The rankings that are not too old, newest first; at least one."""
        found = _fresh(self.earlier)
        if not found:
            raise CannotRankError("there is no earlier ranking that was fresh itself")
        ages = [(facts.as_of - ranking.as_of).days for ranking in found]
        young = [0 <= age <= self.max_age_days for age in ages]
        if not any(young):
            raise RankingStaleError(
                f"it is of {found[0].as_of}, {ages[0]} days before; "
                f"0 to {self.max_age_days} days are allowed"
            )
        return tuple(compress(found, young))


@dataclass(frozen=True, kw_only=True, slots=True)
class KeptMarket:
    """One market: decayed places of the earlier picks (0 = not picked), others by `filler`."""

    ranking: Ranking
    age_days: int
    earlier: Matrix
    filler: Matrix | float

    def scores(self) -> MarketScores:
        """Earlier picks in their order, then the others, which score below 0."""
        value = np.where(self.earlier > 0, self.earlier, np.asarray(self.filler) - 1)
        return MarketScores(value=value, template_value=value, diversity_weight=0.0)

    def reasons(self, arm: Arm) -> tuple[Reason, ...]:
        """When the arm was picked, or that it fills a gap."""
        value = float(self.earlier[arm.artist, arm.template])
        text = f"Picked on {self.ranking.as_of}, {self.age_days} days ago, and kept"
        if not value:
            text = f"Fills a place that the ranking of {self.ranking.as_of} left free"
        return (Reason(name="last_good", value=value, weight=1.0, text=text),)


def _fresh(earlier: Path | Sequence[Ranking]) -> tuple[Ranking, ...]:
    """The rankings without picks that they had kept themselves; a file alone is taken whole."""
    if isinstance(earlier, Path):
        try:
            return (read_ranking(earlier),)
        except RankingUnreadableError as error:
            raise CannotRankError(str(error)) from error
    own = (
        replace(ranking, picks=tuple(pick for pick in ranking.picks if not pick.stale))
        for ranking in earlier
    )
    return tuple(ranking for ranking in own if ranking.picks)


def _newest_of(rankings: Sequence[Ranking], market: str) -> Ranking:
    """The newest with picks of the market, else the newest."""
    for ranking in rankings:
        if any(pick.market == market for pick in ranking.picks):
            return ranking
    return rankings[0]


def _filler(facts: Facts) -> dict[str, Matrix]:
    """The heuristic's scores (0–1), for places that the earlier ranking cannot fill."""
    try:
        scored = HeuristicRanker().score(facts)
    except CannotRankError:
        return {}
    return {market: scored.market(market).value * 0.99 for market in facts.markets}


def _earlier_places(ranking: Ranking, market: str, facts: Facts) -> Matrix:
    matrix = np.zeros((len(facts.artists), len(facts.templates)))
    artists = {artist: i for i, artist in enumerate(facts.artists)}
    templates = {card.template_id: i for i, card in enumerate(facts.templates)}
    picks = [pick for pick in ranking.picks if pick.market == market]
    for pick in picks:
        if pick.artist_id in artists and pick.template_id in templates:
            place = (artists[pick.artist_id], templates[pick.template_id])
            matrix[place] = 1 - (pick.rank - 1) / (len(picks) + 1)
    return matrix


def _lost(kept: Mapping[str, KeptMarket]) -> tuple[str, ...]:
    empty = [market for market, keeping in kept.items() if not keeping.earlier.any()]
    return (f"it holds nothing for {', '.join(empty)}",) if empty else ()
