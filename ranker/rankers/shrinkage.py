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
from scipy.sparse.linalg import LinearOperator, cg

Array = NDArray[np.float64]
Index = NDArray[np.int64]

_ROUNDS = 10
_ROUNDS_KNOWN = 4
_SOLVER_STEPS = 40
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
    effect = np.zeros(counts.design.shape[1])
    for turn in range(_ROUNDS_KNOWN if known else _ROUNDS):
        level = _levels(counts, _fitted(counts, effect))
        mean = counts.exposure * np.exp(_fitted(counts, effect) + level)
        overdispersion = _overdispersion(counts, mean)
        weight = counts.weight / (1 + overdispersion * mean)
        penalty = _penalty(counts, variances)
        step = _Step(design=counts.design, curvature=weight * mean, penalty=penalty)
        gradient = counts.design.T @ (weight * (counts.count - mean)) - penalty * effect
        effect = effect + step.solve(gradient)
        # Effects that have hardly moved say nothing of their variance yet.
        if not known and turn > 1:
            variances = _variances(counts, effect, step.diagonal(seed=turn), variances)
    return Effects(effect=effect, level=level, variances=variances, overdispersion=overdispersion)


def _fitted(counts: Counts, effect: Array) -> Array:
    return np.asarray(np.clip(counts.design @ effect, -_WIDEST, _WIDEST))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Step:
    """One Newton step's curvature, XᵀWX + penalty, never formed."""

    design: sp.csr_array
    curvature: Array
    penalty: Array

    @property
    def scale(self) -> Array:
        squares = self.design.copy()
        squares.data = squares.data**2
        return np.asarray(squares.T @ self.curvature + self.penalty)

    def solve(self, right: Array) -> Array:
        size = len(self.penalty)
        scale = self.scale
        whole = LinearOperator((size, size), matvec=self._times, dtype=np.float64)
        guess = LinearOperator((size, size), matvec=lambda v: v / scale, dtype=np.float64)
        found, _ = cg(whole, right, M=guess, maxiter=_SOLVER_STEPS, rtol=1e-5)
        return np.asarray(found)

    def diagonal(self, *, seed: int) -> Array:
        """The diagonal of the inverse, estimated by random signs (Bekas et al., 2007, eq. 1)."""
        rng = np.random.default_rng([seed, len(self.penalty)])
        least, most = 1 / self.scale, 1 / self.penalty
        total = np.zeros(len(self.penalty))
        for _ in range(_PROBES):
            signs = rng.choice([-1.0, 1.0], len(self.penalty))
            total += signs * self.solve(signs)
        return np.clip(total / _PROBES, least, most)

    def _times(self, vector: Array) -> Array:
        return np.asarray(
            self.design.T @ (self.curvature * (self.design @ vector)) + self.penalty * vector
        )


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
