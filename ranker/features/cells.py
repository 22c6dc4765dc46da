"""Performance → one row per arm and day, with what an average arm would have brought.

Expected registrations = spend × the rate of the market and channel (registrations per spend over
the day and the six before it): with it efficiencies of all markets and currencies compare.
"""

from datetime import date, timedelta

import polars as pl

from ranker.features.lookback import run_query

_CELLS = """
WITH arms AS (
    SELECT date, market, channel, artist_id, template_id,
           SUM({label})::DOUBLE AS registrations, SUM(spend)::DOUBLE AS spend,
           SUM(COALESCE(clicks, 0))::DOUBLE AS clicks,
           SUM(COALESCE(impressions, 0))::DOUBLE AS impressions
    FROM performance
    WHERE {label} IS NOT NULL AND spend > 0 AND date <= $end::DATE
    GROUP BY ALL
), days AS (
    SELECT date, market, channel, SUM(registrations) AS registrations, SUM(spend) AS spend,
           SUM(clicks) AS clicks, SUM(impressions) AS impressions
    FROM arms GROUP BY ALL
), rates AS (
    SELECT date, market, channel, registrations AS market_registrations,
           SUM(registrations) OVER week / SUM(spend) OVER week AS rate,
           SUM(clicks) OVER week / NULLIF(SUM(impressions) OVER week, 0) AS click_rate
    FROM days
    WINDOW week AS (PARTITION BY market, channel ORDER BY date
                    RANGE BETWEEN INTERVAL 6 DAYS PRECEDING AND CURRENT ROW)
)
SELECT arms.*, market_registrations, spend * rate AS expected,
       COALESCE(arms.impressions * click_rate, 0) AS expected_clicks
FROM arms JOIN rates USING (date, market, channel)
ORDER BY date, market, channel, artist_id, template_id
"""


def cell_days(
    performance: pl.DataFrame, *, as_of: date, maturity_days: int, objective: str
) -> pl.DataFrame:
    """Matured arm days with registrations, spend, clicks, impressions and what was expected.

    Rows whose registrations are withheld are left out, with their spend.
    """
    end = as_of - timedelta(days=maturity_days)
    query = _CELLS.format(label=objective)
    return run_query(query, {"performance": performance}, end=end)
