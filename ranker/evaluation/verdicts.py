"""A walk-forward → which policy each market should use.

The best of few noisy numbers flatters itself, the more so in a small market. So the policy that is
best over all markets is the rule, and a market leaves it only where another still is cheaper there
after its advantage was shrunk towards that policy's advantage everywhere, by as much as the
market's own days leave it uncertain (empirical Bayes; Efron & Morris, 1975).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ranker.evaluation.bootstrap import Numbers, day_weights
from ranker.objective import WORDS

# Registrations that each side of a market's ratio is given, so that a few days without any tell
# little instead of infinitely much.
_PULL = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """The policy to use in a market. advantage: by how much (0–1) its CPR is below `instead_of`'s.

    instead_of: the best policy over all markets where the market leaves it, else the next best.
    """

    market: str
    policy: str
    instead_of: str
    advantage: float
    text: str


def market_verdicts(
    bought: pl.DataFrame,
    *,
    candidates: Sequence[str],
    objective: str = "registrations",
    seed: int = 0,
) -> tuple[Verdict, ...]:
    """One verdict per market of `WalkForward.bought`, in order of the markets.

    candidates: at least two names; of equals the earlier is preferred. objective: what was bought.
    """
    markets = bought["market"].unique().sort().to_list()
    costs = {name: _log_costs(bought, name, markets, seed=seed) for name in candidates}
    whole = {name: _whole_cost(bought, name) for name in candidates}
    best = min(candidates, key=lambda name: whole[name])
    advantages = {
        name: np.zeros(len(markets)) if name == best else _shrunk(costs[best] - costs[name])
        for name in candidates
    }
    one = WORDS[objective].one
    gains = [{name: float(advantages[name][i]) for name in candidates} for i in range(len(markets))]
    return tuple(
        _verdict(market, here, best=best, one=one)
        for market, here in zip(markets, gains, strict=True)
    )


def _whole_cost(bought: pl.DataFrame, policy: str) -> float:
    rows = bought.filter(pl.col("policy") == policy)
    return float(rows["expected"].sum()) / max(float(rows["registrations"].sum()), 1e-9)


def _log_costs(bought: pl.DataFrame, policy: str, markets: Sequence[str], *, seed: int) -> Numbers:
    """Log relative CPR, (1 + draws) × markets: the first row from all days, then drawn days."""
    days = bought["date"].unique().sort().to_list()
    weights = np.vstack([np.ones(len(days)), day_weights(len(days), seed=seed, draws=400)])
    mine = bought.filter(pl.col("policy") == policy)
    found, expected = (
        weights @ _days_by_markets(mine, column, days, markets)
        for column in ("registrations", "expected")
    )
    return np.log((expected + _PULL) / (found + _PULL))


def _days_by_markets(
    rows: pl.DataFrame, column: str, days: Sequence[object], markets: Sequence[str]
) -> Numbers:
    table = np.zeros((len(days), len(markets)))
    places = {day: i for i, day in enumerate(days)}
    columns = {market: i for i, market in enumerate(markets)}
    for day, market, value in rows.select("date", "market", column).iter_rows():
        table[places[day], columns[market]] += value
    return table


def _shrunk(gains: Numbers) -> Numbers:
    """Per market the posterior mean of a log gain, of (1 + draws) × markets."""
    found, variance = gains[0], gains[1:].var(axis=0) + 1e-12
    mean = float(np.average(found, weights=1 / variance))
    spread = max(0.0, float(np.mean((found - mean) ** 2 - variance)))
    trust = spread / (spread + variance)
    return np.asarray(trust * found + (1 - trust) * mean)


def _verdict(market: str, advantages: Mapping[str, float], *, best: str, one: str) -> Verdict:
    """`advantages`: log gains over the policy that is best everywhere, whose own is 0."""
    chosen = max(advantages, key=lambda name: (advantages[name], name == best))
    rest = {name: gain for name, gain in advantages.items() if name != chosen}
    other = best if chosen != best else max(rest, key=lambda name: rest[name])
    share = 1 - float(np.exp(rest[other] - advantages[chosen]))
    less = f"{share:.0%} less than" if round(share, 2) else "as much as"
    text = f"{chosen}: {one} cost {less} with {other} on earlier days"
    return Verdict(market=market, policy=chosen, instead_of=other, advantage=share, text=text)
