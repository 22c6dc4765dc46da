"""History dropout: some rows, the same for the same seed, do not know their own history."""

import numpy as np
import pytest

from ranker.features.panel import FeatureSet

NAMES = ("own_arm_efficiency_7", "own_artist_efficiency_7", "popularity_here", "missing_history")
DROPOUTS = ((("own_arm",), 0.2), (("own_arm", "own_artist"), 0.1))


def forgotten(seed: int = 0) -> np.ndarray:
    features = FeatureSet(names=NAMES, matrix=np.zeros((4000, 4), dtype=np.float32))
    return features.forgetful(DROPOUTS, seed=seed)


def test_each_share_of_rows_forgets_what_it_should() -> None:
    found = forgotten()
    arm, artist = np.isnan(found[:, 0]), np.isnan(found[:, 1])
    assert arm.mean() == pytest.approx(0.3, abs=0.03)
    assert artist.mean() == pytest.approx(0.1, abs=0.03)
    assert (arm >= artist).all()
    assert not found[:, 2].any()


def test_who_forgets_says_so() -> None:
    found = forgotten()
    assert np.array_equal(np.isnan(found[:, 0]), found[:, 3] == 1)


def test_chance_is_the_seed_s() -> None:
    assert np.array_equal(forgotten(3), forgotten(3), equal_nan=True)
    assert not np.array_equal(forgotten(3), forgotten(4), equal_nan=True)
