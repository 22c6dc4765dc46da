import numpy as np
import pytest
from scipy import stats

from ranker.simulator.noise import Chance, gamma, poisson, uniform

MANY = 40_000


def test_a_draw_depends_on_its_names_alone() -> None:
    rows = np.arange(10)
    whole = uniform(3, Chance.LUCK, 5, rows)
    part = uniform(3, Chance.LUCK, 5, rows[::-3])
    assert np.array_equal(whole[::-3], part)
    assert not np.isin(uniform(3, Chance.CLICKS, 5, rows), whole).any()
    assert not np.isin(uniform(4, Chance.LUCK, 5, rows), whole).any()


def test_draws_are_uniform_and_unrelated() -> None:
    draws = uniform(1, Chance.LUCK, np.arange(200)[:, None], np.arange(200))
    assert stats.kstest(draws.ravel(), "uniform").pvalue > 0.001
    assert abs(np.corrcoef(draws[:, :-1].ravel(), draws[:, 1:].ravel())[0, 1]) < 0.02


@pytest.mark.parametrize("mean", [0.02, 0.7, 5.0, 4000.0])
def test_poisson_is_the_inverse_of_its_distribution(mean: float) -> None:
    draws = uniform(2, Chance.CLICKS, np.arange(3000))
    assert np.array_equal(poisson(draws, np.full(3000, mean)), stats.poisson.ppf(draws, mean))


def test_nothing_comes_of_a_mean_of_zero() -> None:
    assert not poisson(np.array([0.1, 0.999999]), np.zeros(2)).any()


def test_gamma_has_mean_one_and_its_variance() -> None:
    luck = gamma(uniform(2, Chance.LUCK, np.arange(MANY)), 0.15)
    assert luck.mean() == pytest.approx(1, abs=0.01)
    assert luck.var() == pytest.approx(0.15, rel=0.05)
    assert np.array_equal(gamma(np.array([0.2]), 0), [1.0])
