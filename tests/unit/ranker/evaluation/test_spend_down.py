"""An order is paid from its top until the budget is used; the last arm counts in part."""

from datetime import date

import numpy as np
import pytest

from ranker.evaluation.outcomes import MarketDay
from ranker.evaluation.spend_down import hindsight, ndcg, spend_down


def market_day(spend: list[float], registrations: list[float]) -> MarketDay:
    paid, found = np.array(spend), np.array(registrations)
    return MarketDay(
        day=date(2025, 4, 1),
        market="EG",
        artist_ids=tuple(f"a{i}" for i in range(len(spend))),
        template_ids=("t",) * len(spend),
        spend=paid,
        registrations=found,
        expected=paid * found.sum() / paid.sum(),
        clicks=found * 4,
        expected_clicks=paid,
    )


def test_the_last_arm_counts_in_part() -> None:
    day = market_day([10.0, 10.0, 20.0], [1.0, 8.0, 3.0])
    bought = spend_down(day, np.array([1, 2, 0]), share=0.5)
    assert bought.registrations == pytest.approx(8 + 3 / 2)
    assert bought.expected == pytest.approx(6.0)
    assert bought.clicks == pytest.approx(4 * bought.registrations)
    assert bought.expected_clicks == pytest.approx(20.0)


def test_all_of_the_spend_is_the_market() -> None:
    day = market_day([10.0, 10.0, 20.0], [1.0, 8.0, 3.0])
    bought = spend_down(day, np.array([2, 0, 1]), share=1.0)
    assert bought.registrations == pytest.approx(bought.expected) == pytest.approx(12.0)


def test_no_order_buys_more_than_hindsight() -> None:
    rng = np.random.default_rng(3)
    day = market_day(rng.uniform(1, 9, 12).tolist(), rng.poisson(5, 12).tolist())
    best = spend_down(day, hindsight(day), share=0.25).registrations
    for _ in range(50):
        assert spend_down(day, rng.permutation(12), share=0.25).registrations <= best + 1e-9


def test_ndcg_is_one_for_the_best_order_and_less_for_the_reverse() -> None:
    day = market_day([10.0] * 4, [8.0, 6.0, 4.0, 0.0])
    assert ndcg(day, np.array([0, 1, 2, 3]), places=3) == pytest.approx(1.0)
    assert ndcg(day, np.array([3, 2, 1, 0]), places=3) < 0.7
