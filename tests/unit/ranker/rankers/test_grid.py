"""Sums by market and arm: what is held is what a dense matrix would hold."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ranker.rankers.grid import Grid, arm_grid, artist_grid
from ranker.rankers.heuristic import HeuristicRanker
from ranker.rankers.protocol import Facts
from tests.unit.ranker.builders import facts_of, planted

ROWS = pl.DataFrame(
    [
        ("JP", "a02", "pulse", 2.0),
        ("EG", "a01", "pulse", 0.1),
        ("EG", "a01", "billboard", 0.2),
        ("EG", "a01", "pulse", 0.3),
        ("EG", "a01", "retired", 0.5),
        ("EG", "nobody", "pulse", 9.0),
        ("nowhere", "a01", "pulse", 9.0),
        ("BR", "a00", "spotlight", None),
    ],
    schema=["market", "artist_id", "template_id", "spend"],
    orient="row",
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder: Path = tmp_path_factory.mktemp("grid")
    return facts_of(planted(folder))


def test_each_market_has_its_own_sums_and_strangers_count_nowhere(facts: Facts) -> None:
    grid = arm_grid(ROWS, facts=facts, column="spend")
    assert grid.market("EG")[1].tolist() == [0.2, 0.1 + 0.3, 0.0]
    assert grid.market("JP")[2, 1] == 2.0
    assert not grid.market("BR").any()
    assert grid.part("EG")[0].tolist() == [3, 4]
    assert len(grid.sums) == 4


def test_artists_are_summed_over_templates_that_are_no_longer_offered_too(facts: Facts) -> None:
    grid = artist_grid(ROWS, facts=facts, column="spend")
    assert grid.market("EG")[1] == 0.1 + 0.2 + 0.3 + 0.5
    assert grid.everywhere().tolist() == _sum(grid, facts).tolist()


def test_no_market_is_worked_out_before_it_is_asked_for(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    market = Grid.market

    def counted(self: Grid, name: str) -> np.ndarray:
        asked.append(name)
        return market(self, name)

    monkeypatch.setattr(Grid, "market", counted)
    scored = HeuristicRanker().score(facts)
    assert not asked
    scored.market("EG")
    assert set(asked) == {"EG"}


def _sum(grid: Grid, facts: Facts) -> np.ndarray:
    total = np.zeros(grid.shape)
    for name in facts.markets:
        total = total + grid.market(name)
    return total
