"""A learnt model comes back from its files as it was."""

from dataclasses import replace

import numpy as np
import pytest

from ranker.errors import ModelUnreadableError
from ranker.rankers.boosted import BoostedRanker, LearntBoosted
from ranker.rankers.boosted_files import files_of, read_learnt
from ranker.rankers.protocol import Facts
from ranker.rankers.trees import TreeSettings
from tests.unit.ranker.builders import facts_of, planted


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


@pytest.fixture(scope="module")
def learnt(facts: Facts) -> LearntBoosted:
    return BoostedRanker(settings=TreeSettings(rounds=12)).fit(facts)


def test_scores_are_the_same_bits(learnt: LearntBoosted, facts: Facts) -> None:
    files = files_of(learnt)
    again = read_learnt(files, where="models/x")
    assert files_of(again) == files
    first, second = (model.score(facts).market("EG") for model in (learnt, again))
    assert np.array_equal(first.value, second.value)
    assert first.relative_cpr is not None
    assert second.relative_cpr is not None
    assert np.array_equal(first.relative_cpr, second.relative_cpr)


def test_trees_that_learnt_other_features_are_refused(learnt: LearntBoosted) -> None:
    files = files_of(replace(learnt, model_version="xgboost-2-0123456789ab"))
    with pytest.raises(ModelUnreadableError, match="train again"):
        read_learnt(files, where="models/x")


@pytest.mark.parametrize("name", ["model.ubj", "share.ubj", "learnt.json"])
def test_foreign_files_are_refused(name: str, learnt: LearntBoosted) -> None:
    for content in (b"", b"\x80\x04pickle", b"{}"):
        with pytest.raises(ModelUnreadableError, match="models/x: is no model"):
            read_learnt(files_of(learnt) | {name: content}, where="models/x")
