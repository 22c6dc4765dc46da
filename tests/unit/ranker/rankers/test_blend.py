"""How trees and hierarchy are weighed on held-out days."""

import numpy as np
import pytest

from ranker.rankers.blend import HeldOut, choose_blend


def held_out(truth: np.ndarray, *, level: float = 1.0) -> HeldOut:
    rng = np.random.default_rng(2)
    rows = len(truth)
    exposure = rng.uniform(5, 20, rows)
    return HeldOut(
        count=rng.poisson(level * exposure * np.exp(truth)).astype(np.float64),
        exposure=exposure,
        market=["BR", "EG"] * (rows // 2),
        day=np.arange(rows) // 6,
    )


def test_believes_whoever_is_right() -> None:
    truth, wrong = np.random.default_rng(1).normal(0, 0.4, (2, 600))
    held = held_out(truth)
    assert choose_blend(held, trees=truth, hierarchy=wrong).trees == 1
    assert choose_blend(held, trees=wrong, hierarchy=truth).trees == 0


def test_two_that_err_alike_are_mixed() -> None:
    truth, one, other = np.random.default_rng(1).normal(0, 0.4, (3, 3000))
    blend = choose_blend(held_out(truth), trees=truth + one, hierarchy=truth + other)
    assert blend.trees in {0.4, 0.6}


def test_the_scale_of_each_market_is_set_right() -> None:
    truth = np.zeros(600)
    blend = choose_blend(held_out(truth, level=1.3), trees=truth, hierarchy=truth)
    assert blend.scale == pytest.approx({"BR": np.log(1.3), "EG": np.log(1.3)}, abs=0.06)
