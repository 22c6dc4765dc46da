"""Two rankings → how much of the earlier one is left in each market.

Explored picks are drawn by chance and differ every day by design: they are not compared.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from ranker.ranking import Pick, Ranking


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """One market. picks: as many as can be compared; kept: artists that both rankings have.

    cost_ratio: median predicted relative CPR now ÷ before; None where either predicts none.
    """

    market: str
    picks: int
    kept: int
    cost_ratio: float | None = None

    @property
    def overlap(self) -> float:
        """The part that is left, 0 to 1."""
        return self.kept / self.picks if self.picks else 1.0


def compare(now: Ranking, before: Ranking) -> tuple[Difference, ...]:
    """A difference for each market that has picks in both, in order."""
    here, there = picks_by_market(now), picks_by_market(before)
    return tuple(
        _difference(market, here[market], there[market]) for market in here if market in there
    )


def picks_by_market(ranking: Ranking) -> Mapping[str, tuple[Pick, ...]]:
    """The picks that were not explored, by market."""
    found: dict[str, list[Pick]] = {}
    for pick in ranking.picks:
        if not pick.explored:
            found.setdefault(pick.market, []).append(pick)
    return {market: tuple(picks) for market, picks in sorted(found.items())}


def _difference(market: str, now: tuple[Pick, ...], before: tuple[Pick, ...]) -> Difference:
    # Of lists of unequal length only the shorter can be kept whole.
    shorter, longer = sorted((now, before), key=len)
    ids = {pick.artist_id for pick in longer}
    return Difference(
        market=market,
        picks=len(shorter),
        kept=sum(pick.artist_id in ids for pick in shorter),
        cost_ratio=_ratio(_median_cost(now), _median_cost(before)),
    )


def _median_cost(picks: tuple[Pick, ...]) -> float | None:
    costs = sorted(
        pick.predicted_relative_cpr for pick in picks if pick.predicted_relative_cpr is not None
    )
    return costs[len(costs) // 2] if costs else None


def _ratio(now: float | None, before: float | None) -> float | None:
    if not now or not before or not math.isfinite(now / before):
        return None
    return now / before
