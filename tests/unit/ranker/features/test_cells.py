"""Arm days compare with their market, whatever is withheld."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from ranker.features.cells import arm_days, matured
from tests.unit.ranker.builders import AS_OF
from tests.unit.ranker.features.builders import small_facts

DAY = AS_OF - timedelta(days=10)
ROWS = [
    (DAY, "EG", "a1", 30, 100.0, 5),
    (DAY, "EG", "a2", 10, 100.0, 15),
    (DAY, "EG", "a3", None, 600.0, None),
    (DAY + timedelta(days=5), "EG", "a1", 7, 100.0, 5),
    (DAY, "JP", "a1", 4, 0.0, 5),
]


def rows() -> pl.DataFrame:
    return pl.DataFrame(
        ROWS,
        schema=["date", "market", "artist_id", "registrations", "spend", "clicks"],
        orient="row",
    ).with_columns(
        channel=pl.lit("meta"),
        template_id=pl.lit("t"),
        impressions=pl.lit(50),
        subscriptions=pl.lit(None, dtype=pl.Int64),
    )


def test_cells_compare_with_the_market_and_end_with_maturity() -> None:
    facts = replace(small_facts(), performance=rows())
    found = matured(arm_days(facts), facts)
    columns = ("artist_id", "registrations", "expected", "market_registrations")
    assert found.select(columns).rows() == [("a1", 30.0, 20.0, 40.0), ("a2", 10.0, 20.0, 40.0)]


def test_clicks_compare_with_the_impressions_whose_clicks_are_told() -> None:
    found = arm_days(replace(small_facts(), performance=rows())).filter(pl.col("date") == DAY)
    assert found["expected_clicks"].to_list() == [10.0, 10.0, 0.0]
    assert found["spend_part"].to_list() == [0.125, 0.125, 0.75]
    assert found["shown_part"].to_list() == [0.5, 0.5, 0.0]


def test_withheld_registrations_are_no_zero() -> None:
    found = arm_days(replace(small_facts(), performance=rows()))
    withheld = found.filter(pl.col("artist_id") == "a3")
    assert withheld["registrations"].to_list() == [None]


def test_money_is_counted_in_registrations_worth() -> None:
    """A market whose money is worth a thousandth gives the same numbers."""
    counted = rows().with_columns(revenue=pl.col("registrations") * pl.Series([2, 8, 1, 1, 1]))
    facts = replace(small_facts(), performance=counted, objective="value")
    dear = replace(facts, performance=counted.with_columns(pl.col("revenue", "spend") * 1000.0))
    found, other = matured(arm_days(facts), facts), matured(arm_days(dear), dear)
    assert found["registrations"].sum() == 40.0
    assert found["registrations"][1] / found["registrations"][0] == pytest.approx(80 / 60)
    columns = ("artist_id", "registrations", "expected", "market_registrations")
    assert found.select(columns).equals(other.select(columns))


def test_money_is_as_much_evidence_as_the_payments_that_brought_it() -> None:
    """Subscriptions of a fixed price say the same as their revenue, not ten times as much."""
    paid = rows().with_columns(subscriptions=pl.col("registrations") // 5)
    paid = paid.with_columns(revenue=pl.col("subscriptions") * 9.0)
    facts = replace(small_facts(), performance=paid)
    by_count, by_money = (
        arm_days(replace(facts, objective=name)) for name in ("subscriptions", "value")
    )
    assert by_money.equals(by_count)
