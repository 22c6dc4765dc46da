"""Churn: what a policy changed its mind about, not what the platform took off."""

from datetime import date, timedelta

import polars as pl
import pytest

from ranker.evaluation.churn import rank_churn

DAY = date(2025, 4, 1)


def orders(*days: str) -> pl.DataFrame:
    """One market of one policy: each letter an arm, in the order of the day."""
    rows = [
        ("p", DAY + timedelta(days=i), "EG", place, arm, "t")
        for i, order in enumerate(days)
        for place, arm in enumerate(order, start=1)
    ]
    columns = ["policy", "date", "market", "place", "artist_id", "template_id"]
    return pl.DataFrame(rows, schema=columns, orient="row")


@pytest.mark.parametrize(
    ("second", "churn"), [("abcd", 0.0), ("bacd", 0.0), ("acbd", 0.5), ("dcba", 1.0)]
)
def test_the_share_of_picks_that_were_none_the_day_before(second: str, churn: float) -> None:
    found = rank_churn(orders("abcd", second), places=2)
    assert found.rows() == [("p", DAY + timedelta(days=1), churn)]


def test_arms_of_one_day_alone_are_no_change_of_mind() -> None:
    found = rank_churn(orders("xyabcd", "azbcdw"), places=2)
    assert found["churn"].to_list() == [0.0]


def test_days_with_too_few_arms_in_common_are_left_out() -> None:
    assert rank_churn(orders("abxy", "abzw"), places=2).is_empty()
