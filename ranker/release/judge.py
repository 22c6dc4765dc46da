"""Differences from the ranking that is served → the markets that are held back, with reasons.

Over a week of the sample the daily overlap of a market's first three was 0.78 on average and
never 0, that of the first six never below 0.5 (docs/ranking.md).
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ranker.ranking import Ranking
from ranker.release.compare import Difference, compare


@dataclass(frozen=True, kw_only=True, slots=True)
class ReleasePolicy:
    """When a ranking differs wildly, and when the difference is believed.

    least_overlap: a market with less of the served picks left is wild, by itself.
    least_mean_overlap: over all markets; below it those below it are wild. largest_cost_factor:
    of the predicted relative CPR, either way. agreeing_days: so many rankings in turn, the new one
    included, that say the same are believed. agreement: the overlap that counts as the same.
    """

    least_overlap: float = 0.25
    least_mean_overlap: float = 0.45
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
    policy: ReleasePolicy | None = None,
) -> tuple[Verdict, ...]:
    """A verdict for each market that both have. Pure.

    served: the last released ranking. held: the candidates held back since, newest first.
    approved: markets that a person has released.
    """
    policy = policy or ReleasePolicy()
    differences = compare(candidate, served)
    picks = sum(difference.picks for difference in differences)
    mean = sum(difference.kept for difference in differences) / picks if picks else 1.0
    agreeing = _agreeing(candidate, held, policy)
    verdicts: list[Verdict] = []
    for difference in differences:
        days = agreeing.get(difference.market, 1)
        reason = None
        if difference.market not in approved and days < policy.agreeing_days:
            reason = _wild(difference, mean=mean, policy=policy)
        verdicts.append(Verdict(difference=difference, held=reason, agreeing=days))
    return tuple(verdicts)


def _wild(difference: Difference, *, mean: float, policy: ReleasePolicy) -> str | None:
    """Why a market differs wildly, or None."""
    left = f"{difference.kept} of {difference.picks} artists of the served picks are left"
    if difference.picks > 1 and difference.overlap < policy.least_overlap:
        return left
    if mean < policy.least_mean_overlap and difference.overlap < policy.least_mean_overlap:
        return f"{left}, and {mean:.0%} over all markets"
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
