"""How worn an arm is, by hand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from ranker.rankers.wear import worn_arms, worn_rows

DAY = date(2025, 6, 1)


def test_spend_of_earlier_days_fades_and_counts_for_arm_and_artist() -> None:
    rows = [(DAY, "a", "t", 30.0), (DAY, "a", "u", 10.0), (DAY + timedelta(days=1), "a", "t", 20.0)]
    spend = pl.DataFrame(
        rows, schema=["date", "artist_id", "template_id", "spend"], orient="row"
    ).with_columns(market=pl.lit("EG"))
    as_of = DAY + timedelta(days=2)
    wear = worn_arms(spend, as_of=as_of)
    asked = pl.DataFrame(
        {
            "date": [DAY, as_of, as_of],
            "market": ["EG"] * 3,
            "artist_id": ["a"] * 3,
            "template_id": ["t", "t", "new"],
        }
    )
    kept = 0.93
    arm, artist = np.expm1(worn_rows(wear, asked)).T
    assert arm == pytest.approx([0, 1.5 * kept**2 + kept, 0])
    assert artist == pytest.approx([0, 2 * kept**2 + kept, 2 * kept**2 + kept])
