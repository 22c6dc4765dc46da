"""Scores of a market → the order in which the arms that were live would have been paid."""

import numpy as np

from ranker.evaluation.spend_down import Order
from ranker.rankers.protocol import MarketScores, Matrix
from ranker.selection.graph import Graph


def order_arms(
    scores: MarketScores, *, artists: Order, templates: Order, ties: Order, graph: Graph
) -> Order:
    """Indices of the arms, best first, as the selection would pick them one by one.

    artists, templates: each arm's row and column of the scores. An arm's score is its value +
    the diversity weight × (1 − its greatest similarity to the artists before it, 1 to itself).
    `ties` (a permutation of the arms) decides among equals: no ranking gains by an id's place.
    """
    value = scores.value[artists, templates]
    second = scores.template_value[artists, templates]
    if not scores.diversity_weight:
        return np.lexsort((ties, -second, -value))
    closest = np.zeros(len(scores.value))
    free = np.ones(len(value), dtype=bool)
    order: list[int] = []
    while free.any():
        marginal = value + scores.diversity_weight * (1 - closest[artists])
        arm = _best(np.where(free, marginal, -np.inf), second, ties)
        free[arm] = False
        order.append(arm)
        closest[artists[arm]] = 1.0
        neighbours, similarities = graph.row(int(artists[arm]))
        closest[neighbours] = np.maximum(closest[neighbours], similarities)
    return np.array(order, dtype=np.intp)


def mean_similarity(artists: Order, graph: Graph) -> float:
    """The mean similarity (0–1) over all pairs of these artists; 0 for fewer than two."""
    rows = artists.tolist()
    pairs = [
        1.0 if one == other else graph.closest(one, [other])
        for place, one in enumerate(rows)
        for other in rows[place + 1 :]
    ]
    return float(np.mean(pairs)) if pairs else 0.0


def _best(score: Matrix, second: Matrix, ties: Order) -> int:
    """The place of the highest score; among equals of the highest second, then by `ties`."""
    top = np.flatnonzero(score == score.max())
    if len(top) == 1:
        return int(top[0])
    top = top[second[top] == second[top].max()]
    return int(top[np.argmin(ties[top])])
