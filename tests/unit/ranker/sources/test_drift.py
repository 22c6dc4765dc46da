"""Inputs that are of another kind than before are told, and used."""

import polars as pl
import pytest

from ranker.sources.drift import stability
from ranker.sources.examine import trusted_facts
from ranker.sources.finding import Fault, Remedy
from tests.unit.ranker.sources.builders import broken, found, since, usual_facts, with_tables


def parts(**sizes: float) -> pl.DataFrame:
    return pl.DataFrame({"market": list(sizes), "n": list(sizes.values())})


@pytest.mark.parametrize(
    ("now", "index"),
    [
        (parts(DE=50, JP=50), 0.0),
        (parts(DE=5, JP=5), 0.0),
        (parts(DE=60, JP=40), 0.0405),
        (parts(DE=90, JP=10), 0.8789),
        (parts(DE=100), 3.4477),
        (parts(DE=0), 0.0),
    ],
)
def test_the_index_is_that_of_the_definition(now: pl.DataFrame, index: float) -> None:
    assert stability(now, parts(DE=50, JP=50), ["market"]) == pytest.approx(index, abs=1e-3)


def test_a_chart_of_another_shape_is_told_and_used() -> None:
    usual = usual_facts()
    place = pl.col("artist_id").str.slice(1).cast(pl.Int64)
    chart = usual.popularity.with_columns(streams=(place + 1) * 1000)
    before = with_tables(usual, {"popularity": chart})
    assert found(before) == ()
    after = broken(before, "popularity", since(7), streams=(place + 1) ** 4)
    trusted, health = trusted_facts(after)
    (finding,) = health.findings
    assert (finding.source, finding.fault, finding.remedy) == (
        "popularity",
        Fault.DRIFT,
        Remedy.TOLD,
    )
    assert trusted.popularity.equals(after.popularity)
