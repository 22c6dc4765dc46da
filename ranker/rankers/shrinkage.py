"""Counts and exposures → effects shrunk by strengths that the counts themselves suggest.

A Poisson model with independent normal effects in groups, fitted by penalised likelihood:
Breslow & Clayton, "Approximate inference in generalized linear mixed models", JASA 88 (1993),
§2; each group's variance by the fixed point of MacKay, "Bayesian interpolation", Neural
Computation 4 (1992), eq. 4.20: empirical Bayes. The level of each market's day is free, so that
an arm is compared with those that ran beside it, however good a company that was.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

Array = NDArray[np.float64]
Index = NDArray[np.int64]

# More leave less noise that is believed: better for a morning, worse in a closed loop
# (docs/ranking.md).
_ROUNDS = 10
_ROUNDS_KNOWN = 4
# Steps of Newton's method mend each other, and the probes scatter by far more than this.
_TOLERANCE, _PROBE_TOLERANCE = 1e-2, 3e-2
_SOLVER_STEPS = 100
_PROBES = 4
_WIDEST = 2.5
# How far a level is drawn towards its wider one, in registrations.
_LEVEL_PULL = 10.0
_LEAST_VARIANCE, _MOST_VARIANCE = 1e-5, 1.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Counts:
    """What was counted, n rows; p columns of the design in named groups.

    exposure: the count that an average arm would have had. weight: how much a row still matters
    (0–1). day, week: n indices of the level a row belongs to, and of the wider one.
    """

    design: sp.csr_array
    groups: Mapping[str, slice]
    count: Array
    exposure: Array
    weight: Array
    day: Index
    week: Index


@dataclass(frozen=True, kw_only=True, slots=True)
class Effects:
    """The fit: p log effects, a log level per row, and what was estimated.

    variances: per group. overdispersion: of a count with mean μ the variance is μ + φμ².
    """

    effect: Array
    level: Array
    variances: Mapping[str, float]
    overdispersion: float


def fit_effects(counts: Counts, *, start: Mapping[str, float], known: bool = False) -> Effects:
    """Shrink. `start` holds each group's variance to begin with, or to keep where `known`."""
    variances = dict(start)
    design = _Design(counts.design)
    effect = np.zeros(counts.design.shape[1])
    for turn in range(_ROUNDS_KNOWN if known else _ROUNDS):
        level = _levels(counts, _fitted(counts, effect))
        mean = counts.exposure * np.exp(_fitted(counts, effect) + level)
        overdispersion = _overdispersion(counts, mean)
        weight = counts.weight / (1 + overdispersion * mean)
        penalty = _penalty(counts, variances)
        curvature = weight * mean
        step = _Step(
            design=design,
            curvature=curvature,
            penalty=penalty,
            scale=design.diagonal(curvature) + penalty,
        )
        gradient = counts.design.T @ (weight * (counts.count - mean)) - penalty * effect
        effect = effect + step.solve(gradient)
        # Effects that have hardly moved say nothing of their variance yet.
        if not known and turn > 1:
            variances = _variances(counts, effect, step.diagonal(seed=turn), variances)
    return Effects(effect=effect, level=level, variances=variances, overdispersion=overdispersion)


def _fitted(counts: Counts, effect: Array) -> Array:
    return np.asarray(np.clip(counts.design @ effect, -_WIDEST, _WIDEST))


class _Design:
    """The design (n × p) in the two orders in which products with it are quick."""

    def __init__(self, rows: sp.csr_array) -> None:
        self.rows = rows
        self._columns = sp.csc_array(rows)
        squares = rows.copy()
        squares.data = squares.data**2
        self._squares = squares.T

    def bent(self, curvature: Array, vectors: Array) -> Array:
        """XᵀWX times vectors (p × k), of one curvature a row; XᵀWX itself is never formed."""
        # One vector is quicker by rows, several are quicker by columns.
        across = self.rows if vectors.shape[1] == 1 else self._columns
        return np.asarray(self.rows.T @ (curvature[:, None] * (across @ vectors)))

    def diagonal(self, curvature: Array) -> Array:
        """The diagonal of XᵀWX: p."""
        return np.asarray(self._squares @ curvature)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """One Newton step: its curvature is XᵀWX + penalty, whose diagonal is `scale` (p)."""

    design: _Design
    curvature: Array
    penalty: Array
    scale: Array

    def solve(self, right: Array) -> Array:
        """The step that this gradient asks for: p."""
        return self._solve(right[:, None], _TOLERANCE)[:, 0]

    def diagonal(self, *, seed: int) -> Array:
        """The diagonal of the inverse, estimated by random signs (Bekas et al., 2007, eq. 1)."""
        size = len(self.penalty)
        signs = np.random.default_rng([seed, size]).choice([-1.0, 1.0], (size, _PROBES))
        found = (signs * self._solve(signs, _PROBE_TOLERANCE)).mean(axis=1)
        return np.asarray(np.clip(found, 1 / self.scale, 1 / self.penalty))

    def _solve(self, right: Array, tolerance: float) -> Array:
        """Conjugate gradients, each column of `right` (p × k) on its own, the products together.

        Hestenes & Stiefel, "Methods of conjugate gradients", J. Res. NBS 49 (1952), §3, scaled
        by the diagonal. A column rests once its remainder is so small a part of it.
        """
        found, rest, way = np.zeros_like(right), right.copy(), np.zeros_like(right)
        enough = tolerance**2 * _squared(right)
        length = np.ones(right.shape[1])
        for _ in range(_SOLVER_STEPS):
            going = _squared(rest) > enough
            if not going.any():
                break
            scaled = rest / self.scale[:, None]
            before, length = length, np.einsum("pk,pk->k", rest, scaled)
            part = np.divide(length, before, out=np.zeros_like(length), where=going)
            way = scaled + part * way
            bent = self.design.bent(self.curvature, way) + self.penalty[:, None] * way
            along = np.einsum("pk,pk->k", way, bent)
            step = np.divide(length, along, out=np.zeros_like(length), where=going)
            found += step * way
            rest -= step * bent
        return found


def _squared(vectors: Array) -> Array:
    """The squared length of each column."""
    return np.asarray(np.einsum("pk,pk->k", vectors, vectors))


def _levels(counts: Counts, fitted: Array) -> Array:
    """Per row the log level of its day, drawn towards its week, which is drawn towards 1."""
    mean = counts.exposure * np.exp(fitted)
    week = _ratio(counts.count, mean, counts.week, 1.0)
    wide = week[counts.week]
    day = _ratio(counts.count, mean, counts.day, wide)
    return np.asarray(np.log(day[counts.day]))


def _ratio(count: Array, mean: Array, place: Index, prior: Array | float) -> Array:
    size = int(place.max()) + 1
    seen = np.bincount(place, count, size)
    expected = np.bincount(place, mean, size)
    rows = np.bincount(place, minlength=size)
    drawn = np.bincount(place, np.broadcast_to(prior, place.shape), size) / np.maximum(rows, 1)
    return np.asarray((seen + _LEVEL_PULL * drawn) / (expected + _LEVEL_PULL))


def _overdispersion(counts: Counts, mean: Array) -> float:
    """The method of moments: Var = μ + φμ²."""
    excess = float(np.sum(counts.weight * ((counts.count - mean) ** 2 - mean)))
    return max(0.0, excess / max(float(np.sum(counts.weight * mean**2)), 1e-9))


def _penalty(counts: Counts, variances: Mapping[str, float]) -> Array:
    penalty = np.empty(counts.design.shape[1])
    for name, part in counts.groups.items():
        penalty[part] = 1 / variances[name]
    return penalty


def _variances(
    counts: Counts, effect: Array, diagonal: Array, before: Mapping[str, float]
) -> dict[str, float]:
    found: dict[str, float] = {}
    for name, part in counts.groups.items():
        many = part.stop - part.start
        free = many - float(np.sum(diagonal[part])) / before[name]
        value = float(np.sum(effect[part] ** 2)) / max(free, 0.05 * many, 1e-3)
        found[name] = float(np.clip(value, _LEAST_VARIANCE, _MOST_VARIANCE))
    return found
