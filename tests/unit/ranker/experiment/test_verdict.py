from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.errors import RequestInvalidError
from ranker.experiment.sequence import change
from ranker.experiment.split import Units, read_split
from ranker.experiment.verdict import Answer, judge

FIRST = date(2025, 3, 1)
RATES = {"JP": 0.002, "US": 0.2, "BR": 0.05}


def rows(
    *, effect: float = 1.0, days: int = 30, part: float = 0.5, seed: int = 0, daily: float = 80.0
) -> pl.DataFrame:
    """A test in three markets of very different money; treatment brings `effect` × as many."""
    rng = np.random.default_rng(seed)
    found = []
    for day in range(days):
        for market, rate in RATES.items():
            budget = daily / rate * rng.lognormal(0, 0.2)
            for arm, share, worth in (("new", part, effect), ("old", 1 - part, 1.0)):
                spend = budget * share
                count = int(rng.poisson(spend * rate * worth * rng.gamma(20, 1 / 20)))
                views = int(spend * rate * 10000)
                clicks = int(rng.poisson(views * 0.01 * worth**0.5))
                date_ = FIRST + timedelta(days=day)
                found.append((date_, market, "meta", arm, views, clicks, count, count // 9, spend))
    columns = (
        *("date", "market", "channel", "experiment_arm"),
        *("impressions", "clicks", "registrations", "subscriptions", "spend"),
    )
    return pl.DataFrame(found, schema=list(columns), orient="row")


def test_a_cheaper_treatment_is_found_and_its_change_is_right() -> None:
    verdict = judge(read_split(rows(effect=1.25), treatment="new", control="old"))
    assert verdict.answer is Answer.CHEAPER
    assert verdict.decided_on is not None
    assert verdict.decided_on < verdict.last_day
    cpr, ctr = verdict.changes["cpr"], verdict.changes["ctr"]
    assert cpr.low is not None
    assert cpr.high is not None
    assert cpr.low < 1 / 1.25 - 1 < cpr.high < 0
    assert ctr.value == pytest.approx(1.25**0.5 - 1, abs=0.02)


def test_the_arms_change_places() -> None:
    told = rows(effect=1.25)
    ahead = judge(read_split(told, treatment="new", control="old"))
    behind = judge(read_split(told, treatment="old", control="new"))
    assert behind.answer is Answer.DEARER
    assert ahead.changes["cpr"].value is not None
    assert behind.changes["cpr"].value == pytest.approx(1 / (1 + ahead.changes["cpr"].value) - 1)


def test_nothing_is_said_of_equal_arms_or_of_too_few_days() -> None:
    assert judge(read_split(rows(), treatment="new", control="old")).answer is Answer.OPEN
    short = judge(read_split(rows(effect=3, days=3), treatment="new", control="old"))
    assert short.answer is Answer.OPEN
    assert short.changes["cpr"].value is None


def test_money_that_went_astray_makes_the_test_invalid() -> None:
    verdict = judge(read_split(rows(effect=1.25, part=0.55), treatment="new", control="old"))
    assert verdict.answer is Answer.INVALID
    assert verdict.decided_on is None
    assert verdict.ratio.found == pytest.approx(0.55)
    split = read_split(rows(effect=1.25, part=0.55), treatment="new", control="old")
    assert judge(split, share=0.55).answer is Answer.CHEAPER


def test_withheld_rows_and_other_arms_count_in_neither_arm() -> None:
    told = rows(effect=1.25)
    extra = told.head(60).with_columns(
        pl.lit(None, dtype=pl.Int64).alias("registrations"), spend=pl.col("spend") * 100
    )
    third = told.with_columns(experiment_arm=pl.lit("third"), registrations=pl.lit(0))
    plain = judge(read_split(told, treatment="new", control="old"))
    mixed = judge(
        read_split(
            pl.concat([told, extra, third], how="vertical_relaxed"), treatment="new", control="old"
        )
    )
    assert mixed == plain


@pytest.mark.parametrize(("treatment", "control"), [("best", "old"), ("new", "new")])
def test_an_arm_without_rows_is_named_with_those_there_are(treatment: str, control: str) -> None:
    with pytest.raises(RequestInvalidError, match="new, old"):
        read_split(rows(days=2), treatment=treatment, control=control)


def test_arms_that_never_met_are_no_test() -> None:
    told = rows(days=4)
    odd = pl.col("date").dt.day() % 2 == 1
    apart = told.filter(odd == (pl.col("experiment_arm") == "new"))
    with pytest.raises(RequestInvalidError, match="never spent on the same day"):
        read_split(apart, treatment="new", control="old")


def test_the_interval_holds_on_all_days_together() -> None:
    """Of 200 tests looked at daily, at most one in twenty may ever exclude the truth."""
    rng = np.random.default_rng(3)
    missed = 0
    for _ in range(200):
        expected = rng.lognormal(3.4, 0.8, (300, 1)) * np.ones(2)
        luck = rng.gamma(10, 0.1, expected.shape)
        counts = rng.poisson(expected * [1.1, 1.0] * luck).astype(float)
        for units in range(20, 301, 10):
            seen = expected[:units]
            so_far = Units(spend=seen, counts={"cpr": counts[:units]}, expected={"cpr": seen})
            found = change(so_far, "cpr", alpha=0.05, planned_units=150)
            assert found.low is not None
            assert found.high is not None
            if not found.low <= 1 / 1.1 - 1 <= found.high:
                missed += 1
                break
    assert missed <= 10
