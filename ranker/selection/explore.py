"""Places drawn by chance → arms with exact inclusion probabilities, so that all can be learnt of.

Which: artists are drawn without replacement by randomised systematic sampling (Madow, Ann. Math.
Statist. 20, 1949, p. 333; in random order: Hartley & Rao, Ann. Math. Statist. 33, 1962), which
meets given inclusion probabilities exactly for any number of places; then one of the artist's
templates. The logged propensity of an arm is its first-order inclusion probability: that of its
artist × that of its template. Weights are a softmax of the scores, standardised within the market,
mixed with a uniform part, so that no arm that may run has a probability of zero.
"""

import hashlib
from collections.abc import Sequence

import numpy as np

from ranker.rankers.protocol import Arm, MarketScores, Matrix
from ranker.selection.graph import Graph
from ranker.selection.greedy import Selected
from ranker.selection.quotas import Door

# In the simulated world 1000 0.15 to 0.5 gained alike, and more than no chance at all.
TEMPERATURE = 0.3
UNIFORM = 0.1


def explored_places(places: int, *, share: float, needed: int) -> int:
    """How many of the places are drawn by chance: `share` rounded down, minimums first."""
    return max(min(int(share * places + 1e-9), places - needed), 0)


def generator(seed: int, *parts: str) -> np.random.Generator:
    """Chance that depends on the seed and the parts alone."""
    digest = hashlib.sha256("\x1f".join(parts).encode()).digest()
    return np.random.default_rng([abs(seed), int.from_bytes(digest[:8], "big")])


def draw(
    scores: MarketScores,
    *,
    count: int,
    picked: Sequence[Selected],
    door: Door,
    graph: Graph,
    chance: np.random.Generator,
) -> tuple[Selected, ...]:
    """`count` arms of as many artists who were not picked and pass the door, the best first.

    Fewer where fewer may run. Each has its propensity: see the module.
    """
    weights = draw_weights(scores, picked=picked, door=door)
    by_artist = weights.sum(axis=1)
    inclusion = inclusion_probabilities(by_artist, count)
    found: list[Selected] = []
    for artist in _systematic(inclusion, chance):
        row = weights[artist] / by_artist[artist]
        template = int(chance.choice(len(row), p=row / row.sum()))
        similarity = graph.closest(artist, [choice.arm.artist for choice in picked])
        value = float(scores.value[artist, template])
        found.append(
            Selected(
                arm=Arm(artist=artist, template=template),
                score=value + scores.diversity_weight * (1 - similarity),
                similarity=similarity,
                explored=True,
                propensity=float(inclusion[artist] * row[template]),
            )
        )
    return tuple(sorted(found, key=lambda choice: (-choice.score, choice.arm.artist)))


def draw_weights(scores: MarketScores, *, picked: Sequence[Selected], door: Door) -> Matrix:
    """Artists × templates, summing to 1: 0 for who may not be drawn. All 0 where nobody may."""
    open_arms = np.isfinite(scores.value)
    if door.templates is not None:
        open_arms &= door.templates
    if door.artists is not None:
        open_arms &= door.artists[:, np.newaxis]
    open_arms[[choice.arm.artist for choice in picked]] = False
    weights = np.zeros_like(scores.value)
    values = scores.value[open_arms]
    if values.size:
        spread = values.std() or 1.0
        soft = np.exp((values - values.max()) / (spread * TEMPERATURE))
        weights[open_arms] = (1 - UNIFORM) * soft / soft.sum() + UNIFORM / values.size
    return weights


def inclusion_probabilities(weights: Matrix, count: int) -> Matrix:
    """Probabilities ∝ weights that sum to `count`, those that would pass 1 being certain."""
    inclusion = np.zeros_like(weights)
    open_units = weights > 0
    if count >= open_units.sum():
        return np.asarray(open_units, dtype=np.float64)
    certain = np.zeros(len(weights), dtype=bool)
    while True:
        rest = open_units & ~certain
        inclusion[rest] = weights[rest] * (count - certain.sum()) / weights[rest].sum()
        over = rest & (inclusion > 1)
        if not over.any():
            break
        certain |= over
        inclusion[over] = 1.0
    return inclusion


def _systematic(inclusion: Matrix, chance: np.random.Generator) -> list[int]:
    """Units whose stretch of the line, in random order, holds a point u, u + 1, u + 2, …"""
    units = np.flatnonzero(inclusion)
    order = chance.permutation(units)
    ends = np.cumsum(inclusion[order])
    points = np.arange(round(float(inclusion.sum()))) + chance.random()
    places = np.searchsorted(ends, points, side="right")
    return [int(order[place]) for place in np.minimum(places, len(order) - 1)]
