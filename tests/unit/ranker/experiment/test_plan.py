from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.errors import NotEnoughDataError, RequestInvalidError
from ranker.experiment.pace import read_pace
from ranker.experiment.plan import plan_test


def test_five_percent_takes_about_six_thousand_registrations_in_each_arm() -> None:
    assert plan_test(-0.05).registrations == 5967
    assert plan_test(0.05).registrations == 6595


def test_looking_every_day_costs_about_twice_as_many() -> None:
    plan = plan_test(-0.05)
    assert 1.8 < plan.any_time_registrations / plan.registrations < 2.0


def test_scatter_and_an_uneven_split_cost_more_and_days_follow() -> None:
    plain = plan_test(-0.05, registrations_per_day=400)
    assert plain.days == pytest.approx(plain.registrations / 200, abs=1)
    assert plan_test(-0.05, dispersion=2).registrations == pytest.approx(
        2 * plain.registrations, abs=1
    )
    uneven = plan_test(-0.05, share=0.2, registrations_per_day=400)
    assert uneven.days is not None
    assert plain.days is not None
    assert uneven.days > plain.days


def test_the_planned_power_is_reached() -> None:
    rng = np.random.default_rng(4)
    count = plan_test(-0.1, power=0.8).registrations
    treated, controlled = rng.poisson(count / 0.9, 4000), rng.poisson(count, 4000)
    error = np.sqrt(1 / treated + 1 / controlled)
    seen = np.abs(np.log(treated / controlled)) > 1.96 * error
    assert seen.mean() == pytest.approx(0.8, abs=0.04)


@pytest.mark.parametrize(
    ("argument", "value"),
    [("change", 0.0), ("change", -1.0), ("power", 1.0), ("alpha", 0.0), ("share", float("nan"))],
)
def test_numbers_out_of_range_are_named(argument: str, value: float) -> None:
    numbers = {"change": -0.05, argument: value}
    with pytest.raises(RequestInvalidError, match=argument):
        plan_test(**numbers)


def test_pace_finds_the_scatter_that_was_put_in() -> None:
    rng = np.random.default_rng(5)
    days, arms, mean, variance = 40, 30, 20.0, 0.1
    worth = rng.lognormal(0, 0.3, arms)
    luck = rng.gamma(1 / variance, variance, (days, arms))
    counts = rng.poisson(mean * worth * luck)
    frame = pl.DataFrame(
        {
            "date": [date(2025, 1, 1) + timedelta(days=i // arms) for i in range(days * arms)],
            "artist_id": [f"a{i}" for i in range(arms)] * days,
            "registrations": counts.ravel(),
        }
    ).with_columns(market=pl.lit("US"), channel=pl.lit("meta"), template_id=pl.lit("t"), spend=1.0)
    pace = read_pace(frame)
    assert pace.registrations_per_day == pytest.approx(counts.sum() / days)
    truth = 1 + variance * mean * (worth**2).sum() / worth.sum()
    assert pace.dispersion == pytest.approx(truth, rel=0.15)
    with pytest.raises(NotEnoughDataError):
        read_pace(frame.head(60))
