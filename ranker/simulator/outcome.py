"""Runs of several policies in the same worlds → what each achieved, with paired intervals.

Worlds and their weeks are drawn again, with replacement and the same draws for all policies
(paired block bootstrap: Künsch, Annals of Statistics 17 (1989), p. 1217; here blocks of 7 days
within resampled seeds), so that what the policies have in common cancels.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from ranker.evaluation.bootstrap import DRAWS, Interval
from ranker.simulator.dials import Dials
from ranker.simulator.noise import Array
from ranker.simulator.run import Run

BASE, TOP = "heuristic", "oracle"
_BLOCK_DAYS = 7
_LEAST_GAP = 0.01


@dataclass(frozen=True, kw_only=True, slots=True)
class Achieved:
    """What a policy did, the mean over seeds, days and markets.

    efficiency: true mean registrations for the money ÷ those at efficiency 1. gap_closed: the
    share of the way from the heuristic to the oracle; cpr and ctr: relative change of cost per
    registration and of clicks per impression against the heuristic; likeness and newcomers: see
    Run. seconds: of the processor for one world.
    """

    policy: str
    efficiency: Interval
    gap_closed: Interval
    cpr: Interval
    ctr: Interval
    likeness: float
    newcomers: float
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """All runs: each policy in each seed's world, `BASE` and `TOP` among them."""

    dials: Dials
    seeds: tuple[int, ...]
    policies: tuple[str, ...]
    runs: tuple[Run, ...]

    def achieved(self) -> tuple[Achieved, ...]:
        """For each policy, in order."""
        return tuple(self._achieved(policy) for policy in self.policies)

    def gap_difference(self, policy: str, other: str) -> Interval:
        """How much more of the gap `policy` closes than `other`."""
        return self._estimate(
            "efficiency", lambda e: (e[policy] - e[other]) / _floored(e[TOP] - e[BASE])
        )

    def _achieved(self, policy: str) -> Achieved:
        runs = [run for run in self.runs if run.policy == policy]
        return Achieved(
            policy=policy,
            efficiency=self._estimate("efficiency", lambda e: e[policy]),
            gap_closed=self.gap_difference(policy, BASE),
            cpr=self._estimate("efficiency", lambda e: e[BASE] / e[policy] - 1),
            ctr=self._estimate("clicks", lambda e: e[policy] / e[BASE] - 1),
            likeness=float(np.mean([run.likeness for run in runs])),
            newcomers=float(np.mean([run.newcomers for run in runs])),
            seconds=float(np.mean([run.seconds for run in runs])),
        )

    def _estimate(self, measure: str, figure: Callable[[Mapping[str, Array]], Array]) -> Interval:
        """The figure of the means of all policies, the first draw being the data themselves."""
        weights = _draws(len(self.seeds), self.dials.days)
        days = weights @ _block_sums(np.ones((len(self.seeds), self.dials.days)))
        means = {
            policy: weights @ _block_sums(self.by_day(policy, measure)) / days
            for policy in self.policies
        }
        found = figure(means)
        low, high = np.quantile(found[1:], (0.025, 0.975))
        return Interval(value=float(found[0]), low=float(low), high=float(high))

    def by_day(self, policy: str, measure: str) -> Array:
        """A measure of a Run, seeds × days: the mean over markets."""
        by_seed = {run.seed: run for run in self.runs if run.policy == policy}
        arrays = [getattr(by_seed[seed], measure) for seed in self.seeds]
        return np.asarray(np.stack(arrays).mean(axis=2))


def written(found: Interval, style: str = "{:.2f}") -> str:
    """A figure and its interval as text."""
    value, low, high = (style.format(number) for number in (found.value, found.low, found.high))
    return f"{value} [{low}, {high}]"


def _block_sums(days: Array) -> Array:
    """Seeds × days → the sums of weeks, seed by seed; the last may be short."""
    starts = np.arange(0, days.shape[1], _BLOCK_DAYS)
    return np.asarray(np.add.reduceat(days, starts, axis=1).ravel())


def _draws(seeds: int, days: int) -> Array:
    """How often each week counts: (1 + resamples) × weeks of all seeds; once each in the first."""
    rng = np.random.default_rng([seeds, days])
    weeks = -(-days // _BLOCK_DAYS)
    drawn = rng.integers(0, seeds, (DRAWS, seeds, 1))
    places = drawn * weeks + rng.integers(0, weeks, (DRAWS, seeds, weeks))
    found = np.zeros((DRAWS + 1, seeds * weeks))
    found[0] = 1
    rows = np.arange(1, DRAWS + 1)[:, None]
    np.add.at(found, (rows, places.reshape(DRAWS, -1)), 1)
    return found


def _floored(gap: Array) -> Array:
    """A gap that may be divided by: where nothing is to be won, nothing closes it."""
    return np.maximum(gap, _LEAST_GAP)
