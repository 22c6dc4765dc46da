"""Places drawn by chance: the logged propensities are the frequencies."""

import numpy as np
import pytest

from ranker.selection.explore import (
    draw,
    draw_weights,
    explored_places,
    generator,
    inclusion_probabilities,
)
from ranker.selection.greedy import select_top
from ranker.selection.quotas import Door
from tests.unit.ranker.selection.builders import graph, quotas, scores


def test_one_of_five_to_nine_places_two_of_ten_and_none_that_is_owed() -> None:
    found = [explored_places(places, share=0.2, needed=0) for places in (3, 4, 5, 9, 10, 14, 15)]
    assert found == [0, 0, 1, 1, 2, 2, 3]
    assert explored_places(6, share=0.2, needed=6) == 0


def test_probabilities_sum_to_the_places_and_none_passes_one() -> None:
    found = inclusion_probabilities(np.array([0.7, 0.1, 0.1, 0.1, 0.0]), 2)
    assert found == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3, 0])
    assert inclusion_probabilities(np.array([0.5, 0.5, 0.0]), 4).tolist() == [1, 1, 0]


@pytest.mark.parametrize("count", [1, 2])
def test_logged_propensities_are_frequencies(count: int) -> None:
    found = scores([[3, 2, 2], [2, 2, 1], [1, -np.inf, 2], [0, 1, 0], [2.5, 0, 0]])
    best = select_top(found, top_k=1, graph=graph(), quotas=quotas(artists=5))
    times = np.zeros((5, 3))
    logged = np.full((5, 3), np.nan)
    rounds = 1500
    for seed in range(rounds):
        drawn = draw(
            found,
            count=count,
            picked=best,
            door=Door(),
            graph=graph(),
            chance=generator(seed, "explore", "EG"),
        )
        assert len({pick.arm.artist for pick in drawn}) == count
        for pick in drawn:
            times[pick.arm.artist, pick.arm.template] += 1
            logged[pick.arm.artist, pick.arm.template] = pick.propensity
    weights = draw_weights(found, picked=best, door=Door())
    assert np.isnan(logged[weights == 0]).all()
    assert np.nansum(logged) == pytest.approx(count)
    error = np.sqrt(np.nan_to_num(logged) * (1 - np.nan_to_num(logged)) / rounds)
    assert (np.abs(times / rounds - np.nan_to_num(logged)) <= 4 * error + 1e-9).all()


def test_every_arm_that_may_run_has_a_chance() -> None:
    rng = np.random.default_rng(1)
    found = scores((rng.normal(size=(500, 3)) * 9).tolist())
    weights = draw_weights(found, picked=(), door=Door())
    assert weights.min() >= 0.1 / 1500
    assert weights.sum() == pytest.approx(1)


def test_equal_scores_have_equal_chances() -> None:
    weights = draw_weights(scores([[1, 1, 1], [1, 1, 1]]), picked=(), door=Door())
    assert weights == pytest.approx(np.full((2, 3), 1 / 6))


def test_nobody_is_drawn_where_nobody_may_run() -> None:
    nobody = scores([[-np.inf] * 3])
    chance = generator(0)
    assert not draw(nobody, count=1, picked=(), door=Door(), graph=graph(), chance=chance)
