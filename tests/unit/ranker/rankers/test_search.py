"""The search for settings: what is drawn, how it is judged, and when the default gives way."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from ranker import NotEnoughDataError, RequestInvalidError
from ranker.features.cells import matured_cells
from ranker.rankers.folds import make_folds
from ranker.rankers.protocol import Facts
from ranker.rankers.search import decide, draw_settings, search_settings
from ranker.rankers.trees import TreeSettings
from tests.unit.ranker.builders import facts_of, planted

DAYS, MANY = 28, 16


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    return facts_of(planted(tmp_path_factory.mktemp("planted")))


def test_the_default_is_among_candidates_that_all_differ() -> None:
    drawn = list(draw_settings(MANY, seed=1))
    assert drawn[0] == TreeSettings()
    assert len(set(drawn)) == MANY
    assert drawn == list(draw_settings(MANY, seed=1))
    assert drawn[1:] != list(draw_settings(MANY, seed=2))[1:]


def test_no_week_is_judged_by_what_was_not_known_before_it(facts: Facts) -> None:
    cells = matured_cells(facts)
    folds = make_folds(cells, facts, least_days=14)
    assert len(folds) == 2
    last_held_out_week = facts.as_of - timedelta(days=facts.maturity_days + 7)
    for fold in folds:
        judged = cells.filter(pl.Series(fold.judged))["date"]
        learnt = cells.filter(pl.Series(fold.learnt))["date"]
        assert judged.n_unique() == fold.days == 7
        gap = judged.min() - learnt.max()  # type: ignore[operator]  # dates, since there are rows
        assert gap == timedelta(days=facts.maturity_days)
        assert judged.max() <= last_held_out_week  # type: ignore[operator]  # as above


def noise(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Gains of the default and fifteen as good ones, dates × candidates, and registrations."""
    rng = np.random.default_rng(seed)
    return rng.normal(2, 1, (DAYS, MANY)), rng.poisson(400, DAYS).astype(np.float64)


def judged(gains: np.ndarray) -> list[tuple[TreeSettings, np.ndarray]]:
    return list(zip(draw_settings(MANY, seed=0), gains.T, strict=True))


def test_the_best_of_equals_does_not_win() -> None:
    won = []
    for seed in range(30):
        gains, counts = noise(seed)
        found = decide(judged(gains), counts, weeks=4, seed=seed)
        assert found.settings == (found.best.settings if found.won else TreeSettings())
        won.append(found.won)
    # Of fifteen single comparisons at 95 % one would win in every third search.
    assert np.mean(won) <= 0.1


def test_who_is_better_beyond_chance_wins() -> None:
    gains, counts = noise(3)
    gains[:, 5] += 2
    found = decide(judged(gains), counts, weeks=4, seed=0)
    assert found.won
    assert found.settings == list(draw_settings(MANY, seed=0))[5]
    assert found.best.change.low > 0
    assert found.candidates[0].change.value == 0


def test_equal_facts_give_an_equal_search(facts: Facts) -> None:
    told: list[tuple[int, int]] = []
    found = search_settings(facts, candidates=2, progress=lambda *now: told.append(now))
    assert found == search_settings(facts, candidates=2)
    assert told == [(1, 2), (2, 2)]
    assert found.weeks == 2
    assert all(0 < candidate.gain < 1 for candidate in found.candidates)
    drawn = found.candidates[1].settings
    assert 3 <= drawn.rounds * drawn.learning_rate <= 13.1


def test_what_cannot_be_searched_is_said(facts: Facts) -> None:
    with pytest.raises(RequestInvalidError, match="candidates: 1; allowed: 2 to 64"):
        search_settings(facts, candidates=1)
    with pytest.raises(NotEnoughDataError, match="1 weeks to judge settings on, 2 needed"):
        search_settings(replace(facts, as_of=facts.as_of - timedelta(days=1)), candidates=2)
    nothing = replace(facts, performance=facts.performance.clear())
    with pytest.raises(NotEnoughDataError, match="0 weeks"):
        search_settings(nothing, candidates=2)
