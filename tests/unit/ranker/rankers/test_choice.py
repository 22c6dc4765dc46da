"""Which ranker a market should use, on days whose outcome is known."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from ranker.rankers.choice import choose_rankers

DAYS, ARMS = 7, 8


def held_out(markets: tuple[str, ...], *, scatter: float = 0.0) -> tuple[pl.DataFrame, np.ndarray]:
    """Arm days, and the true efficiency of each: what registered, apart from `scatter`."""
    rng = np.random.default_rng(4)
    keys = [(d, m, a) for d in range(DAYS) for m in markets for a in range(ARMS)]
    truth = np.array([1 + a for _, _, a in keys], dtype=np.float64)
    found = rng.poisson(20 * truth * np.exp(scatter * rng.normal(size=len(keys))))
    rows = pl.DataFrame(
        {
            "date": [date(2025, 5, 1) + timedelta(days=d) for d, _, _ in keys],
            "market": [m for _, m, _ in keys],
            "artist_id": [f"a{a}" for _, _, a in keys],
            "template_id": ["t"] * len(keys),
            "registrations": found.astype(np.float64),
            "clicks": found * 9.0,
            **dict.fromkeys(("spend", "expected", "expected_clicks"), [90.0] * len(keys)),
        }
    )
    return rows, truth


def test_a_market_leaves_the_rule_where_another_is_surely_cheaper() -> None:
    rows, truth = held_out(("BR", "EG"))
    in_eg = (rows["market"] == "EG").to_numpy()
    scores = {"xgboost": np.where(in_eg, -truth, truth), "bayes": truth}
    found = choose_rankers(
        rows, {name: values.tolist() for name, values in scores.items()}, rule="xgboost", seed=0
    )
    assert set(found) == {"EG"}
    assert found["EG"].ranker == "bayes"
    assert "cheaper than xgboost" in found["EG"].text


def test_chance_moves_nobody() -> None:
    rows, truth = held_out(("BR", "EG"), scatter=0.5)
    noise = np.random.default_rng(1).normal(0, 0.1, (2, len(truth)))
    scores = {"xgboost": truth + noise[0], "bayes": truth + noise[1]}
    found = choose_rankers(
        rows, {name: values.tolist() for name, values in scores.items()}, rule="xgboost", seed=0
    )
    assert found == {}
