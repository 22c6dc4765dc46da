"""What the stages of the funnel and the tables beside performance tell of arms without history."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from ranker.rankers.funnel import plain_efficiency, rich_efficiency, strengths_of
from ranker.rankers.market_efficiency import by_market
from ranker.rankers.protocol import Facts
from tests.unit.ranker.builders import BEST, facts_of, planted

COUNTS = ("clicks", "registrations")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


def lead(facts: Facts, values: np.ndarray) -> float:
    """How far BEST is above the mean of the others."""
    best = facts.artists.index(BEST)
    return float(values[best].mean() - np.delete(values, best, axis=0).mean())


def selling(facts: Facts) -> Facts:
    """BEST and four others sell three times as well as now; nothing but performance is known."""
    well = pl.col("artist_id").is_in([BEST, "a02", "a05", "a08", "a13"])
    more = {name: pl.when(well).then(pl.col(name) * 3).otherwise(pl.col(name)) for name in COUNTS}
    return replace(
        facts,
        performance=facts.performance.with_columns(**more),
        popularity=facts.popularity.clear(),
        promotions=facts.promotions.clear(),
        similarity=facts.similarity.clear(),
    )


def test_promotions_tell_of_an_artist_who_was_never_advertised(facts: Facts) -> None:
    known = selling(facts)
    well = pl.col("artist_id").is_in([BEST, "a02", "a05", "a08", "a13"])
    answers = facts.promotions.with_columns(clicks=pl.when(well).then(60).otherwise(20))
    without = known.performance.filter(pl.col("artist_id") != BEST)
    cold = replace(known, performance=without, promotions=answers)
    assert lead(cold, by_market(rich_efficiency(cold)).total("EG")) > 0.3
    assert abs(lead(cold, by_market(plain_efficiency(cold)).total("EG"))) < 0.4


def test_clicks_of_days_without_registrations_count(facts: Facts) -> None:
    """BEST was live too late for its registrations to have matured, but not for its clicks."""
    known = selling(facts)
    young = pl.col("date") >= facts.as_of - timedelta(days=10)
    late = replace(
        known,
        maturity_days=11,
        performance=known.performance.filter(young | (pl.col("artist_id") != BEST)),
    )
    assert lead(late, by_market(rich_efficiency(late)).total("EG")) > 0.2
    assert lead(late, by_market(plain_efficiency(late)).total("EG")) < 0.05


def test_subscriptions_stand_on_clicks_and_registrations(facts: Facts) -> None:
    efficiency = rich_efficiency(replace(facts, objective="subscriptions"))
    assert set(strengths_of(efficiency)) == {"clicks", "registrations", "subscriptions"}
    assert lead(facts, by_market(efficiency).total("EG")) > 0.5


def test_one_artist_is_enough(facts: Facts) -> None:
    alone = pl.col("artist_id") == BEST
    tables = {
        name: getattr(facts, name).filter(alone)
        for name in ("catalog", "performance", "popularity", "promotions", "similarity")
    }
    efficiency = by_market(rich_efficiency(replace(facts, artists=(BEST,), **tables)))
    assert np.isfinite(efficiency.total("EG")).all()
