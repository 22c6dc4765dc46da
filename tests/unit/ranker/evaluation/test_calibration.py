"""Groups of equal exposure, each with what was foretold and what came."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from ranker.evaluation.calibration import calibrate


def predictions(bias: float) -> pl.DataFrame:
    rng = np.random.default_rng(0)
    efficiency = rng.uniform(0.5, 2.0, 4000)
    return pl.DataFrame(
        {
            "policy": "p",
            "date": date(2025, 4, 1),
            "market": "EG",
            "artist_id": [f"a{i}" for i in range(4000)],
            "template_id": "t",
            "efficiency": efficiency,
            "expected": np.full(4000, 3.0),
            "registrations": rng.poisson(3 * efficiency * bias).astype(float),
        }
    )


@pytest.mark.parametrize("bias", [1.0, 1.5])
def test_what_came_is_the_truth_within_its_interval(bias: float) -> None:
    groups = calibrate(predictions(bias), policy="p")
    assert len(groups) == 10
    assert [g.foretold for g in groups] == sorted(g.foretold for g in groups)
    held = sum(group.low <= group.foretold * bias <= group.high for group in groups)
    assert held >= 8
    assert np.mean([g.came / g.foretold for g in groups]) == pytest.approx(bias, rel=0.03)


def test_an_unknown_policy_has_no_groups() -> None:
    assert calibrate(predictions(1.0), policy="q") == ()
