"""Performance → what became of each arm that was live, beside what an average arm would have done.

An arm's expected registrations on a day are its spend × the registrations per spend of its market
on that day, so that the market as a whole is 1 and outcomes of all markets and currencies add up.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.features.lookback import run_query
from ranker.tables.fields import LABELS

Numbers = NDArray[np.float64]

_OUTCOMES = """
WITH told AS (
    SELECT *, {label} AS found FROM performance
    WHERE {label} IS NOT NULL AND spend > 0 AND channel = $channel
), units AS (
    SELECT market, {unit} AS unit FROM told GROUP BY market
), arms AS (
    SELECT date, market, artist_id, template_id,
           (SUM(found) * ANY_VALUE(unit))::DOUBLE AS registrations, SUM(spend)::DOUBLE AS spend,
           SUM(COALESCE(clicks, 0))::DOUBLE AS clicks,
           SUM(COALESCE(impressions, 0))::DOUBLE AS impressions
    FROM told JOIN units USING (market)
    WHERE unit IS NOT NULL
    GROUP BY ALL
)
SELECT *, spend * SUM(registrations) OVER day / SUM(spend) OVER day AS expected,
       COALESCE(impressions * SUM(clicks) OVER day / NULLIF(SUM(impressions) OVER day, 0), 0)
           AS expected_clicks
FROM arms
WINDOW day AS (PARTITION BY date, market)
QUALIFY SUM(registrations) OVER day > 0
ORDER BY date, market, artist_id, template_id
"""
# Money in what a registration brought in the market, so that currencies add up.
_MONEY = "SUM(registrations) / NULLIF(SUM(found), 0)"


@dataclass(frozen=True, kw_only=True, slots=True)
class MarketDay:
    """The live arms of a market on a day, in order of their ids; arrays of one number an arm.

    spend is money, expected and expected_clicks are counts, see the module.
    """

    day: date
    market: str
    artist_ids: tuple[str, ...]
    template_ids: tuple[str, ...]
    spend: Numbers
    registrations: Numbers
    expected: Numbers
    clicks: Numbers
    expected_clicks: Numbers

    def __len__(self) -> int:
        return len(self.artist_ids)


def arm_outcomes(performance: pl.DataFrame, *, channel: str, objective: str) -> pl.DataFrame:
    """One row per day, market and live arm of the channel, with what was expected of it.

    What the objective counts stands as registrations; revenue in what a registration brought in
    its market. Rows in which it is withheld are left out with their spend, and market-days that
    brought nothing.
    """
    label = LABELS[objective]
    query = _OUTCOMES.format(label=label, unit=_MONEY if label == "revenue" else "1.0")
    return run_query(query, {"performance": performance}, channel=channel)


def market_days(outcomes: pl.DataFrame) -> list[MarketDay]:
    """The rows of `arm_outcomes`, by market and day, in the order of the rows."""
    parts = outcomes.partition_by("date", "market", maintain_order=True)
    return [_market_day(part) for part in parts]


def _market_day(part: pl.DataFrame) -> MarketDay:
    columns = ("spend", "registrations", "expected", "clicks", "expected_clicks")
    return MarketDay(
        day=part.item(0, "date"),
        market=part.item(0, "market"),
        artist_ids=tuple(part["artist_id"]),
        template_ids=tuple(part["template_id"]),
        **{name: part[name].to_numpy() for name in columns},
    )
