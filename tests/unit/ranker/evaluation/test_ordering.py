"""The live arms in the order of the selection: value, then the template's, then chance."""

import numpy as np
import pytest

from ranker.evaluation.ordering import mean_similarity, order_arms
from ranker.rankers.protocol import MarketScores
from tests.unit.ranker.selection.builders import graph

ARTISTS = np.array([0, 0, 1, 2])
TEMPLATES = np.array([0, 1, 0, 1])
TIES = np.array([3, 2, 1, 0])


def scores(
    value: list[float], *, second: list[float] | None = None, weight: float = 0.0
) -> MarketScores:
    """Scores of the four arms above, in a matrix of three artists and two templates."""
    matrices = [np.zeros((3, 2)), np.zeros((3, 2))]
    for matrix, numbers in zip(matrices, (value, second or [0.0] * 4), strict=True):
        matrix[ARTISTS, TEMPLATES] = numbers
    return MarketScores(value=matrices[0], template_value=matrices[1], diversity_weight=weight)


def order(found: MarketScores, *like: tuple[int, int, float]) -> list[int]:
    found_graph = graph(*like, artists=3)
    arms = order_arms(found, artists=ARTISTS, templates=TEMPLATES, ties=TIES, graph=found_graph)
    return [int(arm) for arm in arms]


def test_value_then_the_templates_value_then_chance() -> None:
    assert order(scores([1.0, 3.0, 2.0, 0.0])) == [1, 2, 0, 3]
    assert order(scores([1.0, 1.0, 0.0, 0.0], second=[0.1, 0.2, 0.0, 0.0])) == [1, 0, 3, 2]


def test_an_artist_is_like_itself_and_like_its_neighbours() -> None:
    found = scores([1.0, 0.99, 0.95, 0.9], weight=0.2)
    assert order(found) == [0, 2, 3, 1]
    assert order(found, (0, 1, 0.9)) == [0, 3, 1, 2]


def test_mean_similarity_counts_pairs() -> None:
    like = graph((0, 1, 0.6), artists=3)
    assert mean_similarity(np.array([0, 1, 2]), like) == pytest.approx(0.2)
    assert mean_similarity(np.array([2, 2]), like) == 1.0
    assert mean_similarity(np.array([1]), like) == 0.0
