"""What the trees learn where what counts comes late in the funnel."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from ranker.features.cells import matured_cells
from ranker.features.panel import learning_questions, training_panel
from ranker.rankers.boosted import BoostedRanker
from ranker.rankers.protocol import Facts
from ranker.rankers.teacher import panel_of, shared_rows, teaching_facts
from ranker.rankers.trees import TreeSettings
from tests.unit.ranker.builders import facts_of, planted


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


def test_trees_learn_registrations_where_they_are_told(facts: Facts) -> None:
    paid = replace(facts, objective="subscriptions")
    assert teaching_facts(facts) is facts
    assert teaching_facts(paid) == facts
    untold = pl.lit(None, dtype=pl.Int64).alias("registrations")
    alone = replace(paid, performance=paid.performance.with_columns(untold))
    assert teaching_facts(alone) is alone


def test_arm_days_meet_their_features_whatever_is_withheld(facts: Facts) -> None:
    hidden = pl.when(pl.col("artist_id") == "a01").then(None)
    rows = facts.performance.with_columns(
        hidden.otherwise(pl.col("registrations")).alias("registrations")
    )
    first = replace(facts, performance=rows)
    cells = learning_questions(matured_cells(first))
    counted = learning_questions(matured_cells(replace(first, objective="subscriptions")))
    shared, places = shared_rows(counted, cells)
    assert cells.height < counted.height
    assert "a01" not in shared["artist_id"]
    keys = ["date", "market", "channel", "artist_id", "template_id"]
    assert shared.select(keys).equals(cells[places].select(keys))
    panel = training_panel(first)
    found = panel_of(shared, places, panel)
    assert np.array_equal(found.features.matrix, panel.features.matrix[places], equal_nan=True)
    assert found.registrations.sum() == shared["registrations"].sum()


def test_the_second_head_learns_what_counts(facts: Facts) -> None:
    ranker = BoostedRanker(settings=TreeSettings(rounds=8))
    first, second = (
        ranker.fit(replace(facts, objective=o)) for o in ("registrations", "subscriptions")
    )
    assert first.trees.save_raw("ubj") == second.trees.save_raw("ubj")
    assert first.share.save_raw("ubj") != second.share.save_raw("ubj")
    assert second.held_out is not None
    counted = second.held_out.rows["registrations"].sum()
    assert 0 < counted < first.held_out.rows["registrations"].sum() / 5  # type: ignore[union-attr]  # it holds days out as the other does
