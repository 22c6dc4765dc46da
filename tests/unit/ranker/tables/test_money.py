"""A row's own currency → its market's."""

from pathlib import Path

from ranker import Tables
from tests.unit.ranker.builders import load

HEAD = (
    "date,market,channel,os,artist_id,template_id,impressions,clicks,registrations,"
    "subscriptions,spend,currency,revenue\n"
)


def spent(folder: Path, *rows: tuple[str, str, float], mapping: str = "") -> Tables:
    lines = [
        f"2025-06-0{i},{market},meta,,a1,t1,,,,,{spend},{currency},10\n"
        for i, (market, currency, spend) in enumerate(rows, start=1)
    ]
    return load(folder, performance=HEAD + "".join(lines), mapping=mapping)


def test_rates_convert_spend_and_revenue(tmp_path: Path) -> None:
    tables = spent(
        tmp_path,
        ("EG", "", 8.0),
        ("EG", "EGP", 8.0),
        ("EG", "EUR", 8.0),
        ("JP", "EUR", 1.0),
        mapping="currencies: {EUR: 1.0, EGP: 0.02, JPY: 0.008}\n",
    )
    assert tables.problems == ()
    rows = tables.performance.reports()
    assert rows["spend"].to_list() == [8.0, 8.0, 400.0, 125.0]
    assert rows["revenue"].to_list() == [10.0, 10.0, 500.0, 1250.0]
    assert rows["currency"].to_list() == [None, "EGP", "EGP", "JPY"]


def test_without_a_rate_the_row_is_set_aside(tmp_path: Path) -> None:
    tables = spent(
        tmp_path, ("EG", "USD", 8.0), ("JP", "JPY", 8.0), mapping="currencies: {USD: 1}\n"
    )
    assert tables.performance.reports()["currency"].to_list() == ["JPY"]
    (problem,) = tables.problems
    assert (problem.row, problem.column, problem.value) == (2, "currency", "USD")
    assert "the currency of its market, or rates of both" in problem.allowed
    assert tables.rejects["performance"].height == 1
