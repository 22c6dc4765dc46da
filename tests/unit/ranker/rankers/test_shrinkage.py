"""Shrinkage, on counts drawn from known effects."""

from dataclasses import replace

import numpy as np
import pytest
import scipy.sparse as sp

from ranker.rankers.shrinkage import Counts, Effects, fit_effects

TRUE = {"artist": 0.16, "arm": 0.04}
ARTISTS, ARMS, DAYS = 120, 4, 8


def drawn(seed: int, *, exposure: float = 12.0) -> tuple[Counts, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    artist = rng.normal(0, TRUE["artist"] ** 0.5, ARTISTS)
    arm = rng.normal(0, TRUE["arm"] ** 0.5, ARTISTS * ARMS)
    arms = np.tile(np.arange(ARTISTS * ARMS), DAYS)
    day = np.repeat(np.arange(DAYS), ARTISTS * ARMS)
    of_day = rng.normal(0, 0.3, DAYS)[day]
    mean = exposure * np.exp(artist[arms // ARMS] + arm[arms] + of_day)
    design = sp.csr_array(sp.hstack([_columns(arms // ARMS), _columns(arms)], format="csr"))
    counts = Counts(
        design=design,
        groups={"artist": slice(0, ARTISTS), "arm": slice(ARTISTS, ARTISTS + ARTISTS * ARMS)},
        count=rng.poisson(mean).astype(np.float64),
        exposure=np.full(len(arms), exposure),
        weight=np.ones(len(arms)),
        day=day,
        week=np.zeros(len(arms), dtype=np.int64),
    )
    return counts, artist, arm


def _columns(place: np.ndarray) -> sp.csr_array:
    return sp.csr_array((np.ones(len(place)), (np.arange(len(place)), place)))


@pytest.fixture(scope="module")
def fitted() -> tuple[Effects, np.ndarray, np.ndarray]:
    counts, artist, arm = drawn(3)
    return fit_effects(counts, start=dict.fromkeys(TRUE, 0.05)), artist, arm


def test_finds_the_variance_of_each_group(
    fitted: tuple[Effects, np.ndarray, np.ndarray],
) -> None:
    assert fitted[0].variances == pytest.approx(TRUE, rel=0.35)


def test_finds_the_effects_whatever_the_day(
    fitted: tuple[Effects, np.ndarray, np.ndarray],
) -> None:
    effects, artist, arm = fitted
    total = effects.effect[:ARTISTS].repeat(ARMS) + effects.effect[ARTISTS:]
    assert np.corrcoef(total, artist.repeat(ARMS) + arm)[0, 1] > 0.95


def test_few_counts_are_drawn_further_in() -> None:
    spreads = []
    for exposure in (0.3, 30.0):
        counts, _, _ = drawn(4, exposure=exposure)
        effects = fit_effects(counts, start=TRUE, known=True)
        assert effects.variances == TRUE
        spreads.append(float(effects.effect.std()))
    assert spreads[0] < 0.7 * spreads[1]


def test_the_same_counts_give_the_same_bits() -> None:
    first, second = (fit_effects(drawn(5)[0], start=TRUE) for _ in range(2))
    assert np.array_equal(first.effect, second.effect)
    assert first.variances == second.variances


def test_counts_that_are_as_expected_leave_nothing_to_shrink() -> None:
    counts, _, _ = drawn(6)
    effects = fit_effects(replace(counts, count=counts.exposure), start=TRUE)
    assert np.abs(effects.effect).max() < 1e-9
    assert np.isfinite(list(effects.variances.values())).all()
