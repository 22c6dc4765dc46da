"""The quick way to a score gives the same bits as XGBoost on the whole rows."""

from dataclasses import replace

import numpy as np
import pytest
import xgboost as xgb

from bench.rank.synthetic import Size, synthetic_groups, synthetic_model
from ranker.features.grouped import GroupedFeatures, Level
from ranker.scoring.factored import FactoredScorer
from ranker.scoring.plain import PlainScorer
from ranker.scoring.scorer import arm_scorer, top_arms

SIZE = Size(markets=3, artists=700, templates=5, genres=4, cells=40)


@pytest.fixture(scope="module")
def groups() -> GroupedFeatures:
    return synthetic_groups(SIZE, seed=3)


@pytest.fixture(scope="module")
def booster(groups: GroupedFeatures) -> xgb.Booster:
    return synthetic_model(groups, trees=20, depth=5, rows=6000)


def agree(booster: xgb.Booster, groups: GroupedFeatures, templates: int = 5) -> None:
    plain = PlainScorer(booster=booster, groups=groups, templates=templates)
    quick = arm_scorer(booster, groups, templates=templates, fewest_arms=0)
    assert isinstance(quick, FactoredScorer)
    for market in range(SIZE.markets):
        expected = plain.market(market)
        assert np.ptp(expected) > 0
        np.testing.assert_array_equal(quick.market(market), expected)


def test_the_scores_are_the_same_bits(groups: GroupedFeatures, booster: xgb.Booster) -> None:
    agree(booster, groups)


def test_trees_with_more_than_64_leaves(groups: GroupedFeatures) -> None:
    booster = synthetic_model(groups, trees=4, depth=9, rows=6000)
    leaves = booster.trees_to_dataframe().query("Feature == 'Leaf'").groupby("Tree").size()
    assert leaves.max() > 64
    agree(booster, groups)


def test_trees_that_do_not_split(groups: GroupedFeatures) -> None:
    bare = synthetic_model(groups, trees=1, depth=5, rows=6000)
    bare.set_param({"gamma": 1e9})
    rows = np.zeros((40, len(groups.names)), dtype=np.float32)
    data = xgb.DMatrix(rows, label=np.arange(40), feature_names=list(groups.names))
    bare.update(data, 1)
    assert len(bare.get_dump()[1].splitlines()) == 1
    agree(bare, groups)


def test_more_templates_than_lanes() -> None:
    size = replace(SIZE, templates=19)
    groups = synthetic_groups(size, seed=4)
    agree(synthetic_model(groups, trees=8, depth=4, rows=6000), groups, templates=19)


@pytest.mark.parametrize("level", [Level.ARTIST_TEMPLATE, Level.MARKET_ARTIST, Level.MARKET])
def test_a_level_may_have_no_columns(
    level: Level, groups: GroupedFeatures, booster: xgb.Booster
) -> None:
    """Its features are told by another level, or by no one where the model does not ask."""
    places = groups.columns[level]
    columns = {kept: found for kept, found in groups.columns.items() if kept is not level}
    constant = np.full((SIZE.templates, len(places)), np.nan, dtype=np.float32)
    merged = np.concatenate([groups.values[Level.TEMPLATE], constant], axis=1)
    values = {kept: found for kept, found in groups.values.items() if kept is not level}
    agree(
        booster,
        replace(
            groups,
            columns={**columns, Level.TEMPLATE: (*columns[Level.TEMPLATE], *places)},
            values={**values, Level.TEMPLATE: merged},
        ),
    )


def test_a_market_without_cells(groups: GroupedFeatures, booster: xgb.Booster) -> None:
    agree(booster, replace(groups, cells={0: groups.cells[0]}))


def test_few_arms_are_predicted_plainly(groups: GroupedFeatures, booster: xgb.Booster) -> None:
    assert isinstance(arm_scorer(booster, groups, templates=5), PlainScorer)


def test_trees_that_masks_cannot_hold_are_predicted_plainly(groups: GroupedFeatures) -> None:
    rows = groups.matrix(0, artists=SIZE.artists, templates=5)
    data = xgb.DMatrix(rows, label=np.arange(len(rows)) % 3, feature_names=list(groups.names))
    dart = xgb.train({"booster": "dart", "objective": "count:poisson", "rate_drop": 0.5}, data, 3)
    scorer = arm_scorer(dart, groups, templates=5, fewest_arms=0)
    assert isinstance(scorer, PlainScorer)
    assert scorer.market(0).shape == (SIZE.artists, 5)


def test_the_best_arms_in_order_and_ties_to_the_earlier() -> None:
    scores = np.array([[1, 5], [3, 5], [5, -np.inf]], dtype=np.float32)
    assert top_arms(scores, 4).tolist() == [[0, 1], [1, 1], [2, 0], [1, 0]]
    assert top_arms(scores, 2).tolist() == [[0, 1], [1, 1]]
    assert len(top_arms(scores, 99)) == 6
