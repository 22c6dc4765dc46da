"""Outcomes: what an average arm of the market and day would have brought for the same spend."""

from datetime import date

import polars as pl
import pytest

from ranker.evaluation.outcomes import arm_outcomes, market_days

DAY = date(2025, 4, 1)


def performance(*rows: tuple[str, str, str, int | None, float]) -> pl.DataFrame:
    """Market, channel, artist, registrations, spend."""
    return pl.DataFrame(
        [(DAY, *row[:3], "t", 100, 10, *row[3:]) for row in rows],
        schema=[
            *("date", "market", "channel", "artist_id", "template_id", "impressions", "clicks"),
            *("registrations", "spend"),
        ],
        orient="row",
    )


def test_the_market_as_a_whole_is_one() -> None:
    rows = performance(("EG", "meta", "a", 9, 10.0), ("EG", "meta", "b", 3, 30.0))
    (found,) = market_days(arm_outcomes(rows, channel="meta", objective="registrations"))
    assert found.artist_ids == ("a", "b")
    assert found.expected.tolist() == [3.0, 9.0]
    assert found.expected.sum() == found.registrations.sum()
    assert found.expected_clicks.tolist() == [10.0, 10.0]


def test_systems_and_campaigns_are_summed_and_other_channels_left_out() -> None:
    rows = performance(
        ("EG", "meta", "a", 1, 5.0), ("EG", "meta", "a", 2, 5.0), ("EG", "tiktok", "a", 50, 1.0)
    )
    found = arm_outcomes(rows, channel="meta", objective="registrations")
    assert found.select("registrations", "spend").rows() == [(3.0, 10.0)]


@pytest.mark.parametrize("registrations", [None, 0])
def test_withheld_counts_and_days_without_registrations_are_left_out(
    registrations: int | None,
) -> None:
    rows = performance(("EG", "meta", "a", registrations, 10.0), ("JP", "meta", "b", 3, 30.0))
    found = arm_outcomes(rows, channel="meta", objective="registrations")
    assert found["market"].to_list() == ["JP"]


def test_revenue_counts_in_what_a_registration_brought_in_its_market() -> None:
    """Two markets that differ in nothing but their money weigh the same."""
    rows = performance(("EG", "meta", "a", 2, 10.0), ("EG", "meta", "b", 2, 10.0))
    euros = rows.with_columns(revenue=pl.Series([30.0, 10.0]))
    rials = euros.with_columns(pl.lit("IR").alias("market"), pl.col("spend", "revenue") * 1_000_000)
    found = arm_outcomes(pl.concat([euros, rials]), channel="meta", objective="value")
    assert found["registrations"].to_list() == [3.0, 1.0, 3.0, 1.0]
    assert found["expected"].to_list() == [2.0] * 4


def test_a_market_without_revenue_is_left_out() -> None:
    rows = performance(("EG", "meta", "a", 2, 10.0)).with_columns(revenue=pl.lit(0.0))
    assert arm_outcomes(rows, channel="meta", objective="value").is_empty()
