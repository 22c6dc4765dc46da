from dataclasses import replace

import numpy as np
import pytest

from render_farm.paint.i420 import I420, planes_of
from render_farm.paint.raster import PixelRect, Raster
from templates.scene import Color
from tests.unit.render_farm.paint.scenes import BLACK, WHITE


@pytest.mark.parametrize(
    ("rgb", "yuv"),
    [
        ((0, 0, 0), (16, 128, 128)),
        ((255, 255, 255), (235, 128, 128)),
        ((255, 0, 0), (63, 102, 240)),
        ((0, 255, 0), (173, 42, 26)),
        ((0, 0, 255), (32, 240, 118)),
        ((128, 128, 128), (126, 128, 128)),
    ],
)
def test_colours_are_bt709_limited_range(
    rgb: tuple[int, int, int], yuv: tuple[int, int, int]
) -> None:
    color = Color(red=rgb[0], green=rgb[1], blue=rgb[2])
    frame = I420.blank(4, 2, color)
    assert (frame.luma[1, 3], frame.cb[0, 1], frame.cr[0, 1]) == yuv


def test_the_planes_lie_in_one_buffer() -> None:
    frame = I420.blank(6, 4, WHITE)
    assert frame.buffer.shape == (6, 6)
    frame.cr[-1, -1] = 7
    frame.luma[0, 0] = 9
    assert (frame.buffer[-1, -1], frame.buffer[0, 0]) == (7, 9)


def test_the_exact_matrix_within_one_level() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (2, 2000, 4), dtype=np.uint8)
    pixels[:, :, 3] = 255
    pixels[1] = pixels[0]
    pixels[:, 1::2] = pixels[:, 0::2]
    planes = planes_of(Raster(x=0, y=0, pixels=pixels))
    red, green, blue = (pixels[0, :, channel].astype(float) / 255 for channel in range(3))
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    assert np.abs(planes.luma[0] - (16 + 219 * luma)).max() < 0.6
    cb, cr = 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748
    assert np.abs(planes.cb[0] - cb[::2]).max() < 0.7
    assert np.abs(planes.cr[0] - cr[::2]).max() < 0.7


def test_planes_grow_to_even_edges_with_nothing() -> None:
    pixels = np.full((3, 3, 4), 255, dtype=np.uint8)
    planes = planes_of(Raster(x=5, y=-1, pixels=pixels))
    assert planes.rect == PixelRect(left=4, top=-2, right=8, bottom=2)
    assert planes.alpha[:, 0].max() == 0
    assert planes.thin[0, 0] == 64
    assert not planes.opaque


def test_copy_from_takes_only_the_rectangle() -> None:
    black, white = I420.blank(8, 8, BLACK), I420.blank(8, 8, replace(WHITE))
    black.copy_from(white, PixelRect(left=2, top=4, right=6, bottom=8))
    assert black.luma[4, 2] == 235
    assert black.luma[3, 2] == 16
    assert black.luma[4, 6] == 16
