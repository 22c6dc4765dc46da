"""An order of a market-day's arms → what the budget would have bought from its top.

A ranking is judged by the arms that it would pay first: its order is followed, each arm with the
spend that it had, until a share of the day's spend is used; the last arm counts in part. Sums over
equal arms, or over the best in hindsight, would reward noise in arms of little spend.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ranker.evaluation.outcomes import MarketDay, Numbers

Order = NDArray[np.intp]

# Expected registrations that an arm's gain is pulled towards the market's with: a day's count of
# a small arm says little about it.
_PULL = 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Bought:
    """What a share of a market-day's spend bought: counts, and those of an average arm."""

    registrations: float
    expected: float
    clicks: float
    expected_clicks: float

    def counts(self) -> tuple[float, float, float, float]:
        """Registrations, expected, clicks, expected clicks."""
        return self.registrations, self.expected, self.clicks, self.expected_clicks


def spend_down(day: MarketDay, order: Order, *, share: float) -> Bought:
    """Follow `order` (indices of arms, best first) until `share` (0–1) of the spend is used."""
    spend = day.spend[order]
    before = np.cumsum(spend) - spend
    taken = np.clip((share * spend.sum() - before) / spend, 0.0, 1.0)
    return Bought(
        registrations=float(taken @ day.registrations[order]),
        expected=float(taken @ day.expected[order]),
        clicks=float(taken @ day.clicks[order]),
        expected_clicks=float(taken @ day.expected_clicks[order]),
    )


def ndcg(day: MarketDay, order: Order, *, places: int) -> float:
    """Normalised discounted cumulative gain of the first `places` (Järvelin & Kekäläinen, 2002).

    The gain of an arm is its registrations ÷ those expected, both with one more.
    """
    gains = (day.registrations + _PULL) / (day.expected + _PULL)
    return _dcg(gains[order], places) / _dcg(-np.sort(-gains), places)


def hindsight(day: MarketDay) -> Order:
    """The best order there was: by registrations per spend. No ranking can know it."""
    return np.argsort(-day.registrations / day.spend, kind="stable")


def _dcg(gains: Numbers, places: int) -> float:
    top = gains[:places]
    return float(top @ (1 / np.log2(np.arange(2, len(top) + 2))))
