from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from render_farm.encode.kernels_animation import dither, nearest_colors, planes_to_rgb

Bytes = NDArray[np.uint8]
GRAYS = np.array([[level, level, level] for level in (0, 80, 160, 240)], dtype=np.int32)


@pytest.mark.parametrize(
    ("planes", "rgb"),
    [
        ((16, 128, 128), (0, 0, 0)),
        ((235, 128, 128), (255, 255, 255)),
        ((63, 102, 240), (255, 1, 0)),
        ((126, 128, 128), (128, 128, 128)),
        ((0, 128, 128), (0, 0, 0)),
    ],
    ids=["black", "white", "red", "gray", "below black"],
)
def test_planes_become_srgb_by_bt709(
    planes: tuple[int, int, int], rgb: tuple[int, int, int]
) -> None:
    luma, cb, cr = (np.full((2, 3), level, dtype=np.uint8) for level in planes)
    pixels = np.empty((2, 3, 3), dtype=np.uint8)
    planes_to_rgb(luma, cb, cr, pixels)
    assert np.abs(pixels.astype(int) - rgb).max() <= 1


@dataclass
class Screen:
    """What a GIF shows, picture after picture."""

    rows: int = 24
    columns: int = 32
    tolerance: int = 4

    def __post_init__(self) -> None:
        shape = (self.rows, self.columns)
        self.shown: Bytes = np.zeros(shape, dtype=np.uint8)
        self.before: Bytes = np.zeros((*shape, 3), dtype=np.uint8)
        self.source = np.full((*shape, 3), -1000, dtype=np.int16)
        self.errors = np.zeros((2, self.columns + 2, 3), dtype=np.int32)
        self.table: Bytes = np.empty((64, 64, 64), dtype=np.uint8)
        nearest_colors(GRAYS, self.table)

    def show(self, picture: Bytes) -> bool:
        return dither(
            picture, self.before, GRAYS, self.table, self.source, self.shown, self.errors,
            self.tolerance,
        )  # fmt: skip


def gray(level: float | NDArray[np.float64], rows: int = 24, columns: int = 32) -> Bytes:
    return np.broadcast_to(
        np.asarray(level, dtype=np.uint8)[..., None], (rows, columns, 3)
    ).copy()  # fmt: skip


def test_the_nearest_color_of_each_cell() -> None:
    table = np.empty((64, 64, 64), dtype=np.uint8)
    nearest_colors(GRAYS, table)
    assert [int(table[i, i, i]) for i in (0, 9, 11, 20, 41, 63)] == [0, 0, 1, 1, 2, 3]


def test_a_color_of_the_palette_stays_clean() -> None:
    screen = Screen()
    assert screen.show(gray(160))
    assert set(screen.shown.reshape(-1).tolist()) == {2}


def test_what_lies_between_two_colors_is_mixed_of_both() -> None:
    screen = Screen()
    screen.show(gray(120))
    assert set(screen.shown.reshape(-1).tolist()) == {1, 2}
    assert abs(GRAYS[screen.shown][..., 0].mean() - 120) < 4


def test_what_stands_does_not_flicker_while_its_neighbor_moves() -> None:
    screen = Screen()
    picture = gray(np.linspace(10, 230, 24 * 32).reshape(24, 32))
    screen.show(picture)
    first = screen.shown.copy()
    moving = picture.copy()
    moving[:6] = 255 - moving[:6]
    assert screen.show(moving)
    assert np.array_equal(screen.shown[6:], first[6:])


def test_the_same_picture_again_changes_nothing() -> None:
    screen = Screen()
    picture = gray(np.linspace(10, 230, 24 * 32).reshape(24, 32))
    screen.show(picture)
    assert not screen.show(picture)


def test_a_pixel_lags_while_it_moves_and_is_right_when_it_rests() -> None:
    screen = Screen()
    screen.show(gray(80))
    assert not screen.show(gray(83))
    assert screen.show(gray(83))
    assert abs(GRAYS[screen.shown][..., 0].mean() - 83) < 4


def test_a_slow_fade_is_followed() -> None:
    screen = Screen()
    for level in range(80, 161):
        screen.show(gray(level))
    screen.show(gray(160))
    assert set(screen.shown.reshape(-1).tolist()) == {2}
