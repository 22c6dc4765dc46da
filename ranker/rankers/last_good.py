"""The last good ranking, kept while the model cannot answer; it ages and then is refused.

Each market keeps its newest picks that were fresh when they were made: what was kept itself does
not grow young by being kept again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import compress
from pathlib import Path

import numpy as np

from ranker.errors import CannotRankError, RankingStaleError, RankingUnreadableError
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.protocol import Arm, Facts, MarketScores, Matrix, PlainScores, Scored
from ranker.ranking import Pick, Ranking, Reason
from ranker.store import read_ranking
from ranker.words import listed

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
        kept = KeptPicks(
            as_of=facts.as_of,
            artists={artist: i for i, artist in enumerate(facts.artists)},
            templates={card.template_id: i for i, card in enumerate(facts.templates)},
            newest=rankings[0],
            picks=_newest_picks(rankings, facts.markets),
            half_life_days=self.half_life_days,
            filler=_filler(facts),
        )
        oldest = min((kept.ranking(market) for market in facts.markets), key=lambda r: r.as_of)
        age_days = (facts.as_of - oldest.as_of).days
        lost = [market for market in facts.markets if not kept.places(market)]
        return PlainScores(
            model_version=oldest.model_version,
            part=kept.part,
            notes=(
                f"kept from {oldest.as_of}, {age_days} days old",
                *([f"it holds nothing for {listed(lost)}"] if lost else []),
            ),
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
class KeptPicks:
    """Of each market the earlier ranking that has picks of it, and these; else the newest one.

    artists, templates: the places of those that may be advertised now.
    """

    as_of: date
    artists: Mapping[str, int]
    templates: Mapping[str, int]
    newest: Ranking
    picks: Mapping[str, tuple[Ranking, list[Pick]]]
    half_life_days: float
    filler: Scored | None

    def ranking(self, market: str) -> Ranking:
        """The ranking that the market keeps."""
        return self.picks.get(market, (self.newest, []))[0]

    def places(self, market: str) -> dict[tuple[int, int], float]:
        """Artist and template of each kept pick → 1 for the first, falling towards 0."""
        picks = self.picks.get(market, (self.newest, []))[1]
        return {
            (self.artists[pick.artist_id], self.templates[pick.template_id]): (
                1 - (pick.rank - 1) / (len(picks) + 1)
            )
            for pick in picks
            if pick.artist_id in self.artists and pick.template_id in self.templates
        }

    def part(self, market: str) -> "KeptMarket":
        """One market."""
        ranking = self.ranking(market)
        age_days = (self.as_of - ranking.as_of).days
        earlier = np.zeros((len(self.artists), len(self.templates)))
        for place, value in self.places(market).items():
            earlier[place] = value
        return KeptMarket(
            ranking=ranking,
            age_days=age_days,
            earlier=earlier * 0.5 ** (age_days / self.half_life_days),
            filler=0.0 if self.filler is None else self.filler.market(market).value * 0.99,
        )


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


def _newest_picks(
    rankings: Sequence[Ranking], markets: Sequence[str]
) -> dict[str, tuple[Ranking, list[Pick]]]:
    """Per market the newest ranking with picks of it, and these."""
    wanted = set(markets)
    found: dict[str, tuple[Ranking, list[Pick]]] = {}
    for ranking in rankings:
        for pick in ranking.picks:
            if pick.market in wanted:
                keeper, picks = found.setdefault(pick.market, (ranking, []))
                if keeper is ranking:
                    picks.append(pick)
    return found


def _filler(facts: Facts) -> Scored | None:
    """The heuristic's scores (0–1), for places that the earlier ranking cannot fill."""
    try:
        return HeuristicRanker().score(facts)
    except CannotRankError:
        return None
