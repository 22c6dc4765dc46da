import numpy as np
from numpy.typing import NDArray

from render_farm.encode.palette import COLORS, common_palette

INK, PAPER = (27, 9, 201), (250, 248, 245)


def picture(rows: int = 120, columns: int = 90) -> NDArray[np.uint8]:
    """A slope in all its shades above a ground of one colour, with a line of another."""
    slope = np.linspace(0, 200, rows * columns).reshape(rows, columns)
    pixels = np.stack([slope, slope[::-1], 90 + slope / 4], axis=2).astype(np.uint8)
    pixels[rows // 2 :] = PAPER
    pixels[rows - 6 : rows - 4, 10:70] = INK
    return pixels


def test_flat_colors_are_kept_exactly() -> None:
    colors = {tuple(color) for color in common_palette(picture()).tolist()}
    assert {INK, PAPER} <= colors
    assert len(colors) > 150


def test_one_place_is_left_for_what_does_not_change() -> None:
    dice = np.random.default_rng(1).integers(0, 256, (200, 200, 3), dtype=np.uint8)
    assert common_palette(dice).shape == (COLORS, 3)


def test_few_colors_are_all_of_them() -> None:
    two = np.zeros((4, 6, 3), dtype=np.uint8)
    two[2:] = PAPER
    assert sorted(map(tuple, common_palette(two).tolist())) == [(0, 0, 0), PAPER]


def test_a_small_sun_gets_colors_beside_a_large_sky() -> None:
    dice = np.random.default_rng(2)
    sky = np.stack([dice.integers(20, 60, 40_000), dice.integers(60, 120, 40_000)], axis=1)
    pixels = np.concatenate([sky, dice.integers(120, 250, (40_000, 1))], axis=1)
    pixels[:300] = np.array([240, 150, 30]) + dice.integers(-14, 15, (300, 3))
    colors = common_palette(pixels.astype(np.uint8).reshape(200, 200, 3))
    assert (colors[:, 0] > 200).sum() >= 4


def test_the_same_samples_give_the_same_colors() -> None:
    assert np.array_equal(common_palette(picture()), common_palette(picture()))
