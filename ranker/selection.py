"""Scores of one market → its top K: greedy, diverse, with the kinds of ad that are asked for.

One template per artist. The greedy step and its diversity term are maximal marginal relevance
(Carbonell & Goldstein, SIGIR 1998).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from ranker.rankers.protocol import Arm, MarketScores, Matrix

Similarity = Mapping[int, Mapping[int, float]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """An arm that was picked: its score and its greatest similarity to the earlier picks."""

    arm: Arm
    score: float
    similarity: float


def similarity_graph(similarity: pl.DataFrame, artists: Sequence[str]) -> Similarity:
    """Artist index → neighbour index → similarity (0–1), the greater of both directions."""
    index = {artist: i for i, artist in enumerate(artists)}
    graph: dict[int, dict[int, float]] = {}
    for one, other, value in similarity.select(
        "artist_id", "similar_artist_id", "similarity"
    ).iter_rows():
        a, b = index.get(one), index.get(other)
        if a is None or b is None:
            continue
        for x, y in ((a, b), (b, a)):
            row = graph.setdefault(x, {})
            row[y] = max(row.get(y, 0.0), value)
    return graph


def select_top(
    scores: MarketScores,
    *,
    kinds: Sequence[str],
    top_k: int,
    min_per_kind: Mapping[str, int],
    graph: Similarity,
) -> tuple[Selected, ...]:
    """The best `top_k` arms, or as many as there are artists with one; −inf is no arm.

    `kinds` are those of the templates, in the order of the scores' columns. While places
    remain the best arm takes the next; the last ones are kept for kinds still owed.
    Ties go to the earlier artist. `top_k` must be at least the sum of `min_per_kind`.
    """
    places = min(top_k, len(scores.value))
    closest = np.zeros(len(scores.value))
    free = np.ones(len(scores.value), dtype=bool)
    owed = dict(min_per_kind)
    picked: list[Selected] = []
    dealt = 0
    for remaining in range(places, 0, -1):
        allowed = _allowed_templates(kinds, owed, remaining)
        if not np.isfinite(scores.value[np.ix_(free, allowed)]).any():
            # Nobody can be shown in a kind that is owed.
            allowed = np.arange(len(kinds))
        best = scores.value[:, allowed].max(axis=1) + scores.diversity_weight * (1 - closest)
        artist = int(np.argmax(np.where(free, best, -np.inf)))
        if not free[artist] or not np.isfinite(best[artist]):
            break
        template, was_dealt = _choose_template(scores, artist, allowed, dealt)
        dealt += was_dealt
        arm = Arm(artist=artist, template=template)
        picked.append(
            Selected(arm=arm, score=float(best[artist]), similarity=float(closest[artist]))
        )
        free[artist] = False
        owed[kinds[template]] = owed.get(kinds[template], 0) - 1
        for other, value in graph.get(artist, {}).items():
            closest[other] = max(closest[other], value)
    return tuple(picked)


def _allowed_templates(
    kinds: Sequence[str], owed: Mapping[str, int], remaining: int
) -> NDArray[np.intp]:
    """All templates, or those of owed kinds once every place left is owed."""
    debt = sum(count for count in owed.values() if count > 0)
    everything = np.arange(len(kinds))
    if debt < remaining:
        return everything
    due = np.array([owed.get(kind, 0) > 0 for kind in kinds])
    return everything[due] if due.any() else everything


def _choose_template(
    scores: MarketScores, artist: int, allowed: NDArray[np.intp], dealt: int
) -> tuple[int, bool]:
    """The artist's best template; among equals the next in turn, and whether it was dealt."""
    best = _ties(scores.value[artist], allowed)
    best = _ties(scores.template_value[artist], best)
    return int(best[dealt % len(best)]), len(best) > 1


def _ties(row: Matrix, among: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.asarray(among[row[among] == row[among].max()])
