from functools import cache

import numpy as np
import pytest

from ranker.errors import RequestInvalidError
from ranker.simulator.arena import Arena
from ranker.simulator.budget_test import pooled
from ranker.simulator.dials import Dials, read_dials
from ranker.simulator.outcome import Outcome
from ranker.simulator.platform import Ads
from ranker.simulator.simulate import simulate, simulate_tests
from ranker.simulator.world import make_world

SMALL = {"days": 8, "history_days": 10, "markets": 3, "artists": 40, "templates": 3}


def small(**changes: object) -> Dials:
    return read_dials(changes={**SMALL, **changes})


@cache
def outcome() -> Outcome:
    return simulate(small(), seeds=(1, 2), policies=("random",))


def test_the_oracle_is_the_best_and_the_heuristic_the_base() -> None:
    best = max(outcome().achieved(), key=lambda one: one.efficiency.value)
    assert best.policy == "oracle"
    by_name = {one.policy: one for one in outcome().achieved()}
    assert by_name["oracle"].gap_closed.value == pytest.approx(1)
    assert by_name["heuristic"].gap_closed.value == 0
    assert by_name["random"].gap_closed.low <= by_name["random"].gap_closed.value


def test_equal_seeds_give_equal_outcomes() -> None:
    again = simulate(small(), seeds=(2,), policies=("random",))
    first = next(r for r in outcome().runs if (r.policy, r.seed) == ("random", 2))
    second = next(r for r in again.runs if r.policy == "random")
    assert np.array_equal(first.registrations, second.registrations)


def test_chance_is_common_to_the_policies() -> None:
    """An ad that two policies show on a day meets the same luck, whatever stands beside it."""
    world = make_world(small(beta=0.0, split_noise=0.0), seed=3)
    one, other = Arena(world), Arena(world)
    shared = np.array([0, 1])
    first = one.play(Ads(markets=shared, artists=np.array([4, 5]), templates=np.array([0, 1])))
    second = other.play(
        Ads(markets=shared[::-1], artists=np.array([5, 4]), templates=np.array([1, 0]))
    )
    assert np.array_equal(first.registrations, second.registrations[::-1])


def test_worn_ads_lose_efficiency_and_recover() -> None:
    here = Arena(make_world(small(fatigue=0.3, affinity_drift=0.0), seed=3))
    first = int(np.flatnonzero(here.world.entry == 0)[0])
    seen = []
    for market in (0, 1):
        seen.append(here.truth()[0, first, 0])
        for _ in range(5):
            ads = (np.array([market]), np.array([first]), np.array([0]))
            here.play(Ads(markets=ads[0], artists=ads[1], templates=ads[2]))
    fresh, worn = seen
    assert worn < here.truth()[0, first, 0] < fresh


def test_the_platform_splits_by_efficiency_where_beta_says_so() -> None:
    ads = Ads(markets=np.zeros(6, int), artists=np.arange(6), templates=np.zeros(6, int))
    for beta in (0.0, 2.0):
        dials = small(beta=beta, split_noise=0.0, budget_noise=0.0, artist_channel=0.0)
        world = make_world(dials, seed=3)
        played = Arena(world).play(ads)
        wanted = played.efficiency**beta / (played.efficiency**beta).sum()
        assert played.spend.sum(axis=(1, 2)) == pytest.approx(world.budget[0] * wanted)


def test_tests_of_several_worlds_are_pooled() -> None:
    tests = simulate_tests(small(days=24), seeds=(1, 2, 3), treatment="oracle", control="random")
    found = pooled(tests, "cpr")
    values = [test.verdict.changes["cpr"].value for test in tests]
    assert found.low < found.value < found.high < 0
    assert min(v for v in values if v is not None) < found.value
    assert np.isnan(pooled(tests[:1], "cpr").value)


@pytest.mark.parametrize("seeds", [(), (1, 1), (-1,)])
def test_seeds_are_whole_and_each_once(seeds: tuple[int, ...]) -> None:
    with pytest.raises(RequestInvalidError, match="seeds"):
        simulate(small(), seeds=seeds, policies=("random",))


def test_an_unknown_policy_is_refused() -> None:
    with pytest.raises(RequestInvalidError, match="random"):
        simulate(small(), seeds=(1,), policies=("best",))


def test_a_dial_that_is_turned_changes_nothing_else() -> None:
    plain, longer = make_world(small(), seed=3), make_world(small(days=30, arm=0.4), seed=3)
    days = plain.dials.all_days
    assert np.array_equal(plain.drift, longer.drift[:days])
    assert np.array_equal(plain.level, longer.level[:days])
    assert np.array_equal(plain.budget, longer.budget)
    assert np.array_equal(plain.embedding, longer.embedding)
    assert not np.array_equal(plain.arm, longer.arm)


def test_what_a_name_ends_in_binds_the_selection() -> None:
    names = ("heuristic+mmr=0", "heuristic+mmr=3", "heuristic+explore")
    played = simulate(small(days=4), seeds=(1,), policies=names).achieved()
    likeness = {one.policy: one.likeness for one in played}
    assert likeness["heuristic+mmr=3"] < likeness["heuristic+mmr=0"]
    assert len({one.efficiency.value for one in played}) == len(played)


@pytest.mark.parametrize("name", ["oracle+mmr", "bayes+mmr=", "bayes+mmr=-1", "bayes+", "+mmr"])
def test_an_ending_that_says_nothing_is_refused(name: str) -> None:
    with pytest.raises(RequestInvalidError, match=r"\+explore"):
        simulate(small(), seeds=(1,), policies=(name,))
