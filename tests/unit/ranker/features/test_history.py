"""Look-backs see matured days only, and nothing of the day itself or later."""

from datetime import date, timedelta

import polars as pl

from ranker.features.cells import cell_days
from ranker.features.history import history_sums

DAY = date(2025, 6, 1)


def facts(days: list[int]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "date": [DAY + timedelta(days=d) for d in days],
            "market": ["EG"] * len(days),
            "streams": [10**i for i in range(len(days))],
        }
    )


def asks(days: list[int], market: str = "EG") -> pl.DataFrame:
    return pl.DataFrame(
        {
            "ask": list(range(len(days))),
            "date": [DAY + timedelta(days=d) for d in days],
            "market": [market] * len(days),
        }
    )


def sums(days: list[int], at: list[int], *, nearest: int) -> dict[str, list[float]]:
    found = history_sums(
        facts(days), asks(at), keys=("market",), nearest_day=nearest, columns=("streams",)
    )
    return found.to_dict(as_series=False)


def test_the_window_ends_the_given_days_before() -> None:
    assert sums([-6, -5, 0, 1], [0], nearest=6)["streams_7"] == [1.0]
    assert sums([-1, 0, 1], [0], nearest=1)["streams_7"] == [1.0]


def test_windows_have_their_length() -> None:
    found = sums([-28, -27, -7, -8, -1], [0], nearest=1)
    assert found["streams_7"] == [100.0 + 10_000.0]
    assert found["streams_28"] == [11_111.0]
    assert sums([-29], [0], nearest=1)["streams_28"] == [0.0]


def test_answers_come_in_the_order_of_the_questions() -> None:
    assert sums([0, 5], [9, 1, 6], nearest=1)["streams_7"] == [10.0, 1.0, 11.0]


def test_other_keys_are_not_seen() -> None:
    found = history_sums(
        facts([-1]), asks([0], "JP"), keys=("market",), nearest_day=1, columns=("streams",)
    )
    assert found["streams_28"].to_list() == [0.0]


def test_cells_compare_with_the_market_and_end_with_maturity() -> None:
    rows = [
        (DAY, "EG", "a1", 30, 100.0),
        (DAY, "EG", "a2", 10, 100.0),
        (DAY, "EG", "a3", None, 900.0),
        (DAY + timedelta(days=5), "EG", "a1", 7, 100.0),
    ]
    performance = pl.DataFrame(
        rows, schema=["date", "market", "artist_id", "registrations", "spend"], orient="row"
    ).with_columns(
        channel=pl.lit("meta"), template_id=pl.lit("t"), clicks=pl.lit(5), impressions=pl.lit(50)
    )
    cells = cell_days(
        performance,
        as_of=DAY + timedelta(days=10),
        maturity_days=6,
        objective="registrations",
    )
    assert cells.select(
        "artist_id", "registrations", "expected", "market_registrations"
    ).rows() == [
        ("a1", 30.0, 20.0, 40.0),
        ("a2", 10.0, 20.0, 40.0),
    ]
