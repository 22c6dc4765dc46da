"""Off-policy estimates of a policy whose true value is known."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.evaluation.off_policy import OffPolicy, off_policy
from ranker.selection.explore import draw, generator
from ranker.selection.greedy import select_top
from ranker.selection.quotas import Door
from tests.unit.ranker.selection.builders import graph, scores

ARTISTS = 8
DAYS = 70
FIRST = date(2025, 1, 1)
EFFICIENCY = np.linspace(0.6, 2.0, ARTISTS)
# The logger thinks the worse arms better, so that its own mean misleads.
BELIEF = scores([[value] for value in np.linspace(1.0, 0.6, ARTISTS)])
WANTED = (4, 5, 6, 7)


def world(seed: int, *, guess: float) -> tuple[OffPolicy, ...]:
    """A logger that keeps two arms and draws two; a target that wants the four best."""
    rng = np.random.default_rng(seed)
    best = select_top(BELIEF, top_k=2, graph=graph())
    logged, outcomes, wanted = [], [], []
    for place in range(DAYS):
        day = FIRST + timedelta(days=place)
        chance = generator(seed, "explore", str(day))
        drawn = draw(BELIEF, count=2, picked=best, door=Door(), graph=graph(), chance=chance)
        for pick in (*best, *drawn):
            ad = (day, "EG", str(pick.arm.artist), "t0")
            logged.append((*ad, pick.propensity))
            outcomes.append((*ad, float(rng.poisson(20 * EFFICIENCY[pick.arm.artist])), 20.0))
        wanted += [("target", day, "EG", str(arm), "t0", guess * EFFICIENCY[arm]) for arm in WANTED]
    ad_columns = ["date", "market", "artist_id", "template_id"]
    return off_policy(
        pl.DataFrame(logged, schema=[*ad_columns, "propensity"], orient="row"),
        pl.DataFrame(outcomes, schema=[*ad_columns, "registrations", "expected"], orient="row"),
        pl.DataFrame(wanted, schema=["policy", *ad_columns, "guess"], orient="row"),
        seed=seed,
    )


def test_the_truth_is_found_and_mostly_inside_the_interval() -> None:
    """Whatever the model guesses: here half of what is true."""
    truth = EFFICIENCY[list(WANTED)].mean()
    found = [world(seed, guess=0.5)[0] for seed in range(8)]
    intervals = {n: [getattr(r, n) for r in found] for n in ("ips", "snips", "doubly_robust")}
    for those in intervals.values():
        assert np.mean([one.value for one in those]) == pytest.approx(truth, rel=0.08)
    inside = [one.low <= truth <= one.high for those in intervals.values() for one in those]
    assert np.mean(inside) >= 0.8
    assert all(result.logged.value < truth for result in found)


def test_a_good_guess_narrows_the_interval() -> None:
    result = world(3, guess=1.0)[0]
    width = {n: getattr(result, n).high - getattr(result, n).low for n in ("ips", "doubly_robust")}
    assert width["doubly_robust"] < width["ips"] / 2


def test_what_was_logged_and_what_it_is_worth_is_said() -> None:
    result = world(0, guess=1.0)[0]
    assert (result.policy, result.days, result.ads) == ("target", DAYS, 4 * DAYS)
    assert 10 < result.effective_ads <= result.ads
    assert 0 < result.matched < 1


def test_a_policy_whose_ads_never_ran_has_no_estimate() -> None:
    columns = ["date", "market", "artist_id", "template_id"]
    ads = pl.DataFrame([(FIRST, "EG", "a", "t")], schema=columns, orient="row")
    wanted = pl.DataFrame(
        [("p", FIRST, "EG", "b", "t", 1.0)], schema=["policy", *columns, "guess"], orient="row"
    )
    one = pl.lit(1.0)
    logged = ads.with_columns(one.alias("propensity"))
    outcomes = ads.with_columns(one.alias("registrations"), one.alias("expected"))
    assert off_policy(logged, outcomes, wanted, seed=0) == ()
