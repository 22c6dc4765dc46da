"""Each market keeps to the best policy overall unless its own days say clearly otherwise."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.evaluation.verdicts import Verdict, market_verdicts

DAYS = [date(2025, 4, 1) + timedelta(days=i) for i in range(40)]


def bought(efficiency: dict[str, dict[str, float]], *, budget: float) -> pl.DataFrame:
    """Per market and policy the true registrations per expected one; `budget` expected a day."""
    rng = np.random.default_rng(4)
    rows = [
        (policy, day, market, float(rng.poisson(budget * worth)), budget)
        for market, policies in efficiency.items()
        for policy, worth in policies.items()
        for day in DAYS
    ]
    columns = ["policy", "date", "market", "registrations", "expected"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def verdicts(frame: pl.DataFrame) -> dict[str, Verdict]:
    return {v.market: v for v in market_verdicts(frame, candidates=("a", "b"))}


def test_noise_moves_no_market() -> None:
    same = {f"m{i}": {"a": 1.10, "b": 1.0} for i in range(12)}
    found = verdicts(bought(same, budget=8.0))
    assert {v.policy for v in found.values()} == {"a"}
    assert all(v.instead_of == "b" and 0 < v.advantage < 0.3 for v in found.values())


def test_a_market_that_differs_clearly_leaves() -> None:
    worth = {f"m{i}": {"a": 1.2, "b": 1.0} for i in range(5)} | {"odd": {"a": 0.8, "b": 1.2}}
    found = verdicts(bought(worth, budget=60.0))
    assert {market for market, v in found.items() if v.policy == "b"} == {"odd"}
    assert found["odd"].advantage == pytest.approx(1 / 3, abs=0.06)
    assert "cost 3" in found["odd"].text


def test_equals_go_to_the_earlier() -> None:
    frame = bought({"m": {"a": 1.0, "b": 1.0}}, budget=5.0).with_columns(registrations=5.0)
    found = verdicts(frame)["m"]
    assert found.policy == "a"
    assert "as much as with b" in found.text
