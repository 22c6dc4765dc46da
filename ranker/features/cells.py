"""Performance → one row per arm and day, with what an average arm would have brought.

Expected registrations = spend × the rate of the market and channel (registrations per spend over
the day and the six before it): with it efficiencies of all markets and currencies compare.
"""

from datetime import timedelta

import polars as pl

from ranker.features.lookback import run_query
from ranker.features.sums import UNIT
from ranker.rankers.protocol import Facts
from ranker.tables.fields import LABELS

RATE_DAYS = 7
_CELLS = """
WITH arms AS (
    SELECT date, market, channel, artist_id, template_id,
           SUM({label})::DOUBLE AS registrations, SUM(spend)::DOUBLE AS spend,
           SUM(spend) FILTER ({label} IS NOT NULL)::DOUBLE AS told_spend,
           SUM({events}) FILTER ({label} IS NOT NULL)::DOUBLE AS events,
           SUM(COALESCE(clicks, 0))::DOUBLE AS clicks,
           COALESCE(SUM(impressions) FILTER (clicks IS NOT NULL), 0)::DOUBLE AS impressions
    FROM performance WHERE spend > 0
    GROUP BY ALL
), days AS (
    SELECT date, market, channel, SUM(registrations) AS registrations, SUM(spend) AS spend,
           SUM(told_spend) AS told_spend, SUM(events) AS events, SUM(clicks) AS clicks,
           SUM(impressions) AS impressions
    FROM arms GROUP BY ALL
), rates AS (
    SELECT date, market, channel, registrations AS market_registrations, spend AS market_spend,
           impressions AS market_impressions,
           COALESCE(SUM(events) OVER week / NULLIF(SUM(registrations) OVER week, 0), 1) AS unit,
           SUM(registrations) OVER week / NULLIF(SUM(told_spend) OVER week, 0) AS rate,
           SUM(clicks) OVER week / NULLIF(SUM(impressions) OVER week, 0) AS click_rate
    FROM days
    WINDOW week AS (PARTITION BY market, channel ORDER BY date
                    RANGE BETWEEN INTERVAL {before} DAYS PRECEDING AND CURRENT ROW)
)
SELECT date, market, channel, artist_id, template_id, spend, clicks,
       registrations * unit AS registrations,
       COALESCE(market_registrations * unit, 0) AS market_registrations,
       COALESCE(told_spend * rate * unit, 0) AS expected,
       COALESCE(impressions * click_rate, 0) AS expected_clicks,
       spend / market_spend AS spend_part,
       COALESCE(impressions / NULLIF(market_impressions, 0), 0) AS shown_part
FROM arms JOIN rates USING (date, market, channel)
ORDER BY date, market, channel, artist_id, template_id
"""
# What is summed over look-backs, in whole numbers of 2⁻²⁰ (see sums.py).
SUMMED = (
    *("registrations", "expected", "market_registrations"),
    *("clicks", "expected_clicks", "spend_part", "shown_part"),
)


def arm_days(facts: Facts) -> pl.DataFrame:
    """All arm days: registrations (null: withheld), spend, clicks, and what they compare with.

    `registrations` is what the objective counts; money is counted in what a subscription brought
    in its market and channel over the week, so that currencies compare. `spend_part` and
    `shown_part`: of the spend and the impressions of the market and channel on the day.
    """
    label = LABELS.get(facts.objective, facts.objective)
    events = payment_column(facts.performance) if label == "revenue" else label
    query = _CELLS.format(label=label, events=events, before=RATE_DAYS - 1)
    found = run_query(query, {"performance": facts.performance})
    return found.with_columns((pl.col(name) * UNIT).round() / UNIT for name in SUMMED)


def payment_column(performance: pl.DataFrame) -> str:
    """What money is counted in: subscriptions bring it, where they are told.

    A payment in units of registrations, which are many more, would seem to be that much evidence.
    """
    return "subscriptions" if performance["subscriptions"].sum() else "registrations"


def matured(cells: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    """The arm days whose registrations are told and complete."""
    end = facts.as_of - timedelta(days=facts.maturity_days)
    return cells.filter((pl.col("date") <= end) & pl.col("registrations").is_not_null())


def matured_cells(facts: Facts) -> pl.DataFrame:
    """All matured arm days. See `arm_days`."""
    return matured(arm_days(facts), facts)
