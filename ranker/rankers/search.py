"""Facts → the settings of the trees: drawn by chance, judged on weeks of the past, kept if better.

Random search (Bergstra & Bengio, JMLR 13, 2012) with the default always among the candidates.
Each learns what had matured before a week and is judged by how the week's market days were shared
out, as the blend is. The best of many looks better than it is: it replaces the default only where
that remains beyond chance among all candidates, by the reality check (White, Econometrica 68,
2000) over blocks of days.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from ranker.errors import NotEnoughDataError, RequestInvalidError
from ranker.evaluation.bootstrap import Interval, Numbers, day_weights, interval
from ranker.features.cells import matured_cells
from ranker.features.panel import TrainingSet, learning_questions, training_panel
from ranker.features.sums import Array
from ranker.rankers.folds import Fold, make_folds
from ranker.rankers.protocol import Facts
from ranker.rankers.teacher import teaching_facts
from ranker.rankers.trees import TreeSettings, train_trees
from ranker.scoring.plain import predict_margins

_MOST_CANDIDATES = 64
# What candidates are drawn from. How long to learn is no part of it: see `_STEPS`.
_DEPTHS = (3, 4, 5)
_GRID: Mapping[str, tuple[float, ...]] = {
    "learning_rate": (0.03, 0.045, 0.06, 0.09, 0.12),
    "min_child_weight": (1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
    "row_share": (0.5, 0.7, 0.9),
    "feature_share": (0.3, 0.5, 0.7),
    "penalty": (1.0, 2.0, 4.0, 8.0, 16.0, 32.0),
}
# Rounds × learning rate after which a candidate may stop: the best on the held-out weeks is kept.
_STEPS = (3.0, 4.5, 6.0, 9.0, 13.0)
_LEAST_DAYS = 14
_LEAST_FOLDS = 2
# As seldom as the 95 % interval of a difference lies above zero by chance.
_LEVEL = 0.025


class Progress(Protocol):
    """Hears of each candidate that was judged."""

    def __call__(self, done: int, total: int, /) -> None:
        """`done` of `total`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """Settings with their rounds, and how well they foretold.

    gain: log likelihood of the held-out shares beyond that of equal arms, in nats a registration;
    for each week the rounds are those that were best in the others. change: of the gain against
    the default's, with the 95 % interval of days drawn in blocks.
    """

    settings: TreeSettings
    gain: float
    change: Interval


@dataclass(frozen=True, kw_only=True, slots=True)
class Search:
    """candidates: the default, then those that were drawn. weeks: so many judged.

    p_value: of the best's lead over the default, were all candidates no better than it.
    """

    candidates: tuple[Candidate, ...]
    weeks: int
    p_value: float

    @property
    def won(self) -> bool:
        """Whether a candidate is better than the default beyond chance."""
        return self.p_value < _LEVEL

    @property
    def settings(self) -> TreeSettings:
        """Those to learn with."""
        return self.best.settings if self.won else self.candidates[0].settings

    @property
    def best(self) -> Candidate:
        """The candidate with the greatest gain, the first of equals."""
        return max(self.candidates, key=lambda candidate: candidate.gain)


def search_settings(facts: Facts, *, candidates: int, progress: Progress | None = None) -> Search:
    """Draw and judge. The same for the same facts and seed.

    Raises RequestInvalidError for fewer than 2 candidates or more than 64, NotEnoughDataError
    where there are not two weeks to judge on after two to learn from.
    """
    if not 1 < candidates <= _MOST_CANDIDATES:
        raise RequestInvalidError(
            argument="candidates", what=str(candidates), allowed=f"2 to {_MOST_CANDIDATES}"
        )
    facts = teaching_facts(facts)
    folds = make_folds(learning_questions(matured_cells(facts)), facts, least_days=_LEAST_DAYS)
    if len(folds) < _LEAST_FOLDS:
        raise NotEnoughDataError(
            what="weeks to judge settings on", found=len(folds), needed=_LEAST_FOLDS
        )
    panel = training_panel(facts)
    judged: list[tuple[TreeSettings, Array]] = []
    for settings in draw_settings(candidates, seed=facts.seed):
        judged.append(judge(settings, panel, folds, seed=facts.seed))
        if progress is not None:
            progress(len(judged), candidates)
    counts = np.concatenate([fold.counts() for fold in folds])
    return decide(judged, counts, weeks=len(folds), seed=facts.seed)


def draw_settings(many: int, *, seed: int) -> Iterator[TreeSettings]:
    """The default, then `many` − 1 that differ from it and from each other."""
    rng = np.random.default_rng([seed, _MOST_CANDIDATES])
    drawn = [TreeSettings()]
    while len(drawn) < many:
        depth = int(rng.choice(_DEPTHS))
        values = {name: float(rng.choice(grid)) for name, grid in _GRID.items()}
        if (settings := TreeSettings(depth=depth, **values)) not in drawn:  # type: ignore[arg-type]  # all of the grid are floats
            drawn.append(settings)
    yield from drawn


def judge(
    settings: TreeSettings, panel: TrainingSet, folds: Sequence[Fold], *, seed: int
) -> tuple[TreeSettings, Array]:
    """The settings with the rounds that were best, and the gain of each date of all folds.

    The default keeps its rounds: it is what would be used without a search.
    """
    rounds = [settings.rounds]
    if settings != TreeSettings():
        rounds = [round(steps / settings.learning_rate) for steps in _STEPS]
    gains = [_gains(settings, rounds, panel, fold, seed=seed) for fold in folds]
    totals = np.array([found.sum(axis=1) for found in gains])
    elsewhere = totals.sum(axis=0) - totals
    chosen = [found[place] for found, place in zip(gains, elsewhere.argmax(axis=1), strict=True)]
    best = rounds[int(totals.sum(axis=0).argmax())]
    return replace(settings, rounds=best), np.concatenate(chosen)


def decide(
    judged: Sequence[tuple[TreeSettings, Array]], counts: Array, *, weeks: int, seed: int
) -> Search:
    """What the gains say. judged: the default first; counts: registrations of each date."""
    gains = np.stack([found for _, found in judged], axis=1)
    change = gains - gains[:, :1]
    return Search(
        candidates=tuple(
            Candidate(
                settings=settings,
                gain=float(found.sum() / counts.sum()),
                change=interval(np.stack([lead, counts], axis=1), _ratio, seed=seed),
            )
            for (settings, found), lead in zip(judged, change.T, strict=True)
        ),
        weeks=weeks,
        p_value=_reality_check(change, counts, seed=seed),
    )


def _gains(
    settings: TreeSettings, rounds: Sequence[int], panel: TrainingSet, fold: Fold, *, seed: int
) -> Array:
    """After each number of rounds the gain of each date: rounds × dates."""
    learnt = panel.rows(fold.learnt)
    longest = replace(settings, rounds=max(rounds))
    booster = train_trees(learnt, exposure=learnt.expected, settings=longest, seed=seed)
    asked = panel.features.matrix[fold.judged]
    margins = (predict_margins(booster[:end], asked) for end in rounds)
    return np.array([fold.gains(margin.astype(np.float64)) for margin in margins])


def _ratio(sums: Numbers) -> Numbers:
    return np.asarray(sums[..., 0] / sums[..., 1])


def _reality_check(change: Array, counts: Array, *, seed: int) -> float:
    """How often the best lead of drawn days, less what it is over all, exceeds the best over all.

    change: dates × candidates, the default's 0.
    """
    found = change.sum(axis=0) / counts.sum()
    weights = day_weights(len(counts), seed=seed)
    drawn = (weights @ change) / (weights @ counts)[:, None]
    return float(np.mean((drawn - found).max(axis=1) >= found.max()))
