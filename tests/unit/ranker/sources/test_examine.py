"""Each fault is named with its place and days, and what cannot be true is left out."""

from dataclasses import replace
from datetime import timedelta

import polars as pl
import pytest

from ranker.rankers.protocol import Facts
from ranker.sources.examine import trusted_facts
from ranker.sources.finding import Fault, Remedy
from tests.unit.ranker.sources.builders import (
    AS_OF,
    DAYS,
    DE,
    MARKETS,
    ago,
    broken,
    found,
    on,
    since,
    usual_facts,
)

SPEND, REGISTRATIONS = pl.col("spend"), pl.col("registrations")
CLICKS = pl.col("clicks")


@pytest.fixture(scope="module")
def usual() -> Facts:
    return usual_facts()


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_found_where_all_is_as_usual(seed: int) -> None:
    facts = usual_facts(seed)
    trusted, health = trusted_facts(facts)
    assert health.findings == ()
    assert trusted.performance.equals(facts.performance)


@pytest.mark.parametrize("factor", [1000, 100, 20, 0.01])
def test_spend_in_another_unit_is_left_out(usual: Facts, factor: float) -> None:
    facts = broken(usual, "performance", DE & on(10), spend=SPEND * factor)
    (finding,) = found(facts)
    assert (finding.fault, finding.markets, finding.days) == (Fault.ABSURD, ("DE",), (ago(10),))
    assert "spend is" in finding.text
    trusted, _ = trusted_facts(facts)
    assert trusted.performance.equals(usual.performance.filter(~(DE & on(10))))


def test_a_thousandfold_spend_is_told_as_such(usual: Facts) -> None:
    (finding,) = found(broken(usual, "performance", DE & since(3), spend=SPEND * 1000))
    assert finding.days == (ago(3), ago(2), ago(1))
    ratio = int(finding.text.split("spend is ")[1].split(" times")[0].replace(",", ""))
    assert 700 < ratio < 1400


def test_a_larger_budget_is_no_fault(usual: Facts) -> None:
    facts = broken(
        usual,
        "performance",
        DE & since(20),
        spend=SPEND * 15,
        impressions=pl.col("impressions") * 15,
        clicks=CLICKS * 15,
        registrations=REGISTRATIONS * 15,
    )
    assert found(facts) == ()


def test_a_level_that_stands_for_two_weeks_is_the_usual_one(usual: Facts) -> None:
    facts = broken(usual, "performance", DE & since(25), spend=SPEND * 1000)
    (finding,) = found(facts)
    assert finding.days == tuple(ago(25) + timedelta(days=day) for day in range(6))
    always = broken(usual, "performance", DE, spend=SPEND * 1000)
    assert found(always) == ()


@pytest.mark.parametrize("markets", [("DE",), MARKETS])
def test_registrations_that_did_not_arrive_are_left_out(
    usual: Facts, markets: tuple[str, ...]
) -> None:
    where = pl.col("market").is_in(markets) & pl.col("date").is_between(ago(14), ago(11))
    (finding,) = found(broken(usual, "performance", where, registrations=pl.lit(0)))
    assert finding.fault is Fault.NO_REGISTRATIONS
    assert finding.markets == markets
    assert finding.days == (ago(14), ago(13), ago(12), ago(11))
    assert finding.remedy is Remedy.DAYS_LEFT_OUT


def test_zeros_of_young_days_are_told_and_nothing_is_concluded(usual: Facts) -> None:
    facts = broken(usual, "performance", since(2), registrations=pl.lit(0))
    (finding,) = found(facts)
    assert finding.remedy is Remedy.NOT_YET_USED
    assert trusted_facts(facts)[0].performance.equals(facts.performance)


def test_a_market_without_any_registration_is_judged_by_the_others(usual: Facts) -> None:
    facts = broken(usual, "performance", DE, registrations=pl.lit(0))
    trusted, health = trusted_facts(facts)
    assert health.hit(["DE", "JP"]) == {"DE"}
    assert trusted.performance.filter(DE & (pl.col("date") <= ago(6))).is_empty()
    nothing = broken(usual, "performance", pl.lit(True), registrations=pl.lit(0))
    assert [f.fault for f in found(nothing)] == [Fault.NO_REGISTRATIONS]


def test_withheld_registrations_are_no_fault(usual: Facts) -> None:
    where = DE & pl.col("date").is_between(ago(14), ago(11))
    assert found(broken(usual, "performance", where, registrations=pl.lit(None))) == ()


@pytest.mark.parametrize(
    ("columns", "text"),
    [
        ({"registrations": REGISTRATIONS * 1000}, "registrations per click are"),
        ({"clicks": CLICKS * 1000}, "clicks per impression are"),
        ({"impressions": pl.col("impressions") * 1000}, "spend per impression is 0.001 of"),
    ],
)
def test_absurd_counts_are_left_out(usual: Facts, columns: dict[str, pl.Expr], text: str) -> None:
    facts = broken(usual, "performance", DE & on(12), **columns)
    assert text in found(facts)[0].text
    trusted, _ = trusted_facts(facts)
    assert trusted.performance.equals(usual.performance.filter(~(DE & on(12))))


@pytest.mark.parametrize("factor", [0.2, 0.5, 0.7, 1.5, 5.0])
@pytest.mark.parametrize("days", [13, 20, 40])
def test_a_switch_of_the_provider_is_found_on_its_date(
    usual: Facts, factor: float, days: int
) -> None:
    counted = (REGISTRATIONS * factor).round().cast(pl.Int64)
    (finding,) = found(broken(usual, "performance", since(days), registrations=counted))
    assert finding.fault is Fault.PROVIDER_SWITCH
    assert abs((finding.days[0] - ago(days)).days) <= 1
    assert "verified: artists" in finding.text
    mixed = factor in {0.2, 5.0}
    assert finding.remedy is (Remedy.DAYS_LEFT_OUT if mixed else Remedy.TOLD)
    assert len(finding.days) == (6 if mixed else 1)


def test_a_provider_that_measures_something_else_is_not_learnt_from(usual: Facts) -> None:
    """Who did best before does worst after: the days after wait until they can be trusted."""
    other = (CLICKS * 0.4 / (1 + pl.col("artist_id").str.slice(1).cast(pl.Int64))).cast(pl.Int64)
    facts = broken(usual, "performance", since(20), registrations=other)
    findings = [f for f in found(facts) if f.fault is Fault.PROVIDER_SWITCH]
    assert findings
    assert "not verified yet" in findings[0].text
    assert trusted_facts(facts)[0].performance.filter(on(8)).is_empty()


def test_a_jump_of_one_market_is_its_own(usual: Facts) -> None:
    facts = broken(usual, "performance", DE & since(20), registrations=REGISTRATIONS * 4)
    (finding,) = found(facts)
    assert (finding.fault, finding.markets) == (Fault.LEVEL_SHIFT, ("DE",))
    assert abs((finding.days[0] - ago(20)).days) <= 1


@pytest.mark.parametrize(("days", "hit"), [(5, False), (40, True)])
def test_a_silent_market_is_named(usual: Facts, days: int, hit: bool) -> None:
    _, health = trusted_facts(broken(usual, "performance", DE & since(days)))
    (finding,) = [f for f in health.findings if f.fault is Fault.SILENT]
    assert finding.markets == ("DE",)
    assert finding.days[0] == ago(days)
    assert bool(health.hit(["DE"])) is hit


@pytest.mark.parametrize(("days", "hit"), [(11, False), (36, True)])
def test_a_late_table_is_named(usual: Facts, days: int, hit: bool) -> None:
    _, health = trusted_facts(broken(usual, "performance", since(days - 1)))
    assert health.findings[0].fault is Fault.LATE
    assert f"{days} days before" in health.findings[0].text
    assert bool(health.hit(["JP"])) is hit


def test_weekly_popularity_is_not_late_on_the_eighth_day(usual: Facts) -> None:
    weekly = usual.popularity.filter((pl.lit(AS_OF) - pl.col("date")).dt.total_days() % 7 == 1)
    facts = replace(usual, popularity=weekly, as_of=AS_OF)
    assert found(facts) == ()


@pytest.mark.parametrize("table", ["performance", "popularity", "promotions"])
def test_an_empty_table_is_named(usual: Facts, table: str) -> None:
    (finding,) = found(broken(usual, table, pl.lit(True)))
    assert (finding.source, finding.fault) == (table, Fault.MISSING)


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("popularity", "streams", pl.col("streams") * 1000),
        ("popularity", "streams", pl.lit(0)),
        ("promotions", "impressions", pl.col("impressions") * 1000),
        ("promotions", "clicks", pl.col("impressions")),
    ],
)
def test_absurd_signals_are_left_out(usual: Facts, table: str, column: str, value: pl.Expr) -> None:
    trusted, health = trusted_facts(broken(usual, table, DE & on(2), **{column: value}))
    assert {f.fault for f in health.findings} == {Fault.ABSURD}
    assert health.findings[0].markets == ("DE",)
    rows: pl.DataFrame = getattr(usual, table)
    assert getattr(trusted, table).equals(rows.filter(~(DE & on(2))))


def test_a_short_history_is_not_judged(usual: Facts) -> None:
    early = broken(usual, "performance", pl.col("date") < ago(5))
    facts = broken(early, "performance", DE & on(2), spend=SPEND * 1000)
    assert found(facts) == ()
    assert DAYS > 2 * 28
