"""An objective of which no row tells, and money, which does not scatter as counts do."""

from dataclasses import replace

import polars as pl
import pytest

from ranker.rankers.protocol import Facts
from ranker.sources.examine import trusted_facts
from tests.unit.ranker.sources.builders import usual_facts


@pytest.fixture(scope="module")
def usual() -> Facts:
    facts = usual_facts()
    subscribed = (pl.col("registrations") // 8).alias("subscriptions")
    return replace(facts, performance=facts.performance.with_columns(subscribed))


@pytest.mark.parametrize("nothing", [pl.lit(0.0), pl.lit(None, dtype=pl.Float64)])
def test_the_next_stage_of_the_funnel_that_is_told_counts(usual: Facts, nothing: pl.Expr) -> None:
    rows = usual.performance.with_columns(nothing.alias("revenue"))
    asked = replace(usual, performance=rows, objective="value")
    trusted, health = trusted_facts(asked)
    assert trusted.objective == "subscriptions"
    said = "performance: no revenue in any row; ranked for subscriptions instead"
    assert health.texts[0] == said
    poorer = rows.with_columns(subscriptions=nothing.cast(pl.Int64))
    trusted, health = trusted_facts(replace(asked, performance=poorer))
    assert trusted.objective == "registrations"
    assert health.texts[:2] == (
        said,
        "performance: no subscriptions in any row; ranked for registrations instead",
    )


def test_where_nothing_is_told_the_objective_stays(usual: Facts) -> None:
    rows = usual.performance.with_columns(
        *(pl.lit(0).alias(n) for n in ("registrations", "subscriptions")), revenue=pl.lit(0.0)
    )
    trusted, health = trusted_facts(replace(usual, performance=rows, objective="value"))
    assert trusted.objective == "value"
    assert any("no revenue in any row" in text for text in health.texts)


def test_money_raises_no_alarm_that_its_payments_do_not(usual: Facts) -> None:
    """Few dear payments a day: days without one are chance, however large the usual sum."""
    few = (pl.col("registrations") // 25).alias("subscriptions")
    rows = usual.performance.with_columns(few).with_columns(
        revenue=pl.col("subscriptions") * 4000.0
    )
    counted = replace(usual, performance=rows, objective="subscriptions")
    by_count, by_money = (
        trusted_facts(asked)[1].texts for asked in (counted, replace(counted, objective="value"))
    )
    assert by_money == tuple(text.replace("subscriptions", "revenue") for text in by_count)
