"""Differences from the ranking that is served → the markets that are held back, with reasons.

How much of a day's picks is left on an ordinary morning depends on the ranker: of a market's first
three 0.95 with the heuristic, two thirds with xgboost on sparse logs (docs/ranking.md). Losing all
three is then ordinary in one market of thirty, so that a difference must be large *and* rarer than
the line's own past, and the other markets today, let expect.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scipy.special import bdtr

from ranker.ranking import Ranking
from ranker.release.compare import Difference, compare

# What is thought to be left before a line has a past, and in how many picks' place it stands.
ORDINARY_OVERLAP = 0.8
_OWN_PICKS = 4.0


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasePolicy:
    """When a ranking differs wildly, and when the difference is believed.

    least_overlap: a market with less of the served picks left may be wild, by itself.
    least_mean_overlap: over all markets; below it those below it may be. rare: and only where so
    few would be left with less than this probability on an ordinary day. largest_cost_factor: of
    the predicted relative CPR, either way. agreeing_days: so many rankings in turn, the new one
    included, that say the same are believed. agreement: the overlap that counts as the same.
    """

    least_overlap: float = 0.25
    least_mean_overlap: float = 0.35
    rare: float = 0.002
    largest_cost_factor: float = 3.0
    agreeing_days: int = 3
    agreement: float = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Of one market: what was compared, and why it is held back; None = released."""

    difference: Difference
    held: str | None = None
    agreeing: int = 1


def judge(
    candidate: Ranking,
    *,
    served: Ranking,
    held: Sequence[Ranking],
    approved: frozenset[str] = frozenset(),
    ordinary: float = ORDINARY_OVERLAP,
    policy: ReleasePolicy | None = None,
) -> tuple[Verdict, ...]:
    """A verdict for each market that both have. Pure.

    served: the last released ranking. held: the candidates held back since, newest first.
    approved: markets that a person has released. ordinary: the part of the picks that is left from
    one released ranking to the next.
    """
    policy = policy or ReleasePolicy()
    differences = compare(candidate, served)
    day = _Day(
        picks=sum(difference.picks for difference in differences),
        kept=sum(difference.kept for difference in differences),
        ordinary=ordinary,
    )
    agreeing = _agreeing(candidate, held, policy)
    verdicts: list[Verdict] = []
    for difference in differences:
        days = agreeing.get(difference.market, 1)
        reason = None
        if difference.market not in approved and days < policy.agreeing_days:
            reason = _wild(difference, day=day, policy=policy)
        verdicts.append(Verdict(difference=difference, held=reason, agreeing=days))
    return tuple(verdicts)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Day:
    """All markets of a day together."""

    picks: int
    kept: int
    ordinary: float

    @property
    def mean(self) -> float:
        """The part of all picks that is left."""
        return self.kept / self.picks if self.picks else 1.0

    @property
    def chance(self) -> float:
        """How probable it is on an ordinary day that no more are left."""
        return _at_most(self.kept, self.picks, self.ordinary)

    def chance_of(self, one: Difference) -> float:
        """The same of one market, by what is ordinary and what is left in the others today."""
        expected = shrunk(self.kept - one.kept, self.picks - one.picks, self.ordinary, _OWN_PICKS)
        return _at_most(one.kept, one.picks, expected)


def shrunk(kept: int, picks: int, towards: float, weight: float) -> float:
    """The part that is left, drawn towards what was thought before as by `weight` picks."""
    return (kept + weight * towards) / (picks + weight)


def _at_most(kept: int, picks: int, part: float) -> float:
    return float(bdtr(kept, picks, part)) if picks else 1.0


def _wild(difference: Difference, *, day: _Day, policy: ReleasePolicy) -> str | None:
    """Why a market differs wildly, or None."""
    left = f"{difference.kept} of {difference.picks} artists of the served picks are left"
    if difference.overlap < policy.least_overlap and day.chance_of(difference) < policy.rare:
        return left
    together = day.mean < policy.least_mean_overlap and day.chance < policy.rare
    if together and difference.overlap < policy.least_mean_overlap:
        return f"{left}, and {day.mean:.0%} over all markets"
    ratio = difference.cost_ratio
    if ratio is not None and abs(math.log(ratio)) > math.log(policy.largest_cost_factor):
        return f"the predicted cost per registration is {ratio:.2g} times that of the served picks"
    return None


def _agreeing(
    candidate: Ranking, held: Sequence[Ranking], policy: ReleasePolicy
) -> Mapping[str, int]:
    """Per market how many rankings in turn say the same, the candidate included."""
    counts: dict[str, int] = {}
    ended: set[str] = set()
    for earlier in held:
        same = {d.market: d.overlap >= policy.agreement for d in compare(candidate, earlier)}
        for market in {pick.market for pick in candidate.picks} - ended:
            if same.get(market, False):
                counts[market] = counts.get(market, 1) + 1
            else:
                ended.add(market)
    return counts
