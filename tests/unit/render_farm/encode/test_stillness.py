import numpy as np

from render_farm.encode.stillness import Stillness


def watched(levels: list[int], *, tolerance: int = 2) -> Stillness:
    stillness = Stillness(tolerance=tolerance)
    for level in levels:
        stillness.add(np.full((32, 32), level, dtype=np.uint8))
    return stillness


def test_the_longest_stretch_counts() -> None:
    assert watched([10, 50, 50, 50, 90, 90]).still_frames == 2


def test_noise_is_no_movement_but_a_drift_is() -> None:
    assert watched([50, 51, 50, 52, 51]).still_frames == 4
    assert watched(list(range(50, 90))).still_frames == 2


def test_black_frames() -> None:
    assert watched([16, 17, 18, 60, 16]).black_frames == 3


def test_nothing_seen_nothing_told() -> None:
    assert watched([]).still_frames == 0
