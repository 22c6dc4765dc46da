import math

import numpy as np
import pytest

from render_farm.errors import PaintError
from render_farm.paint.raster import PixelRect, Raster, lay, pixels_around
from templates.scene import Box
from tests.unit.render_farm.paint.scenes import box


def rect(left: int, top: int, right: int, bottom: int) -> PixelRect:
    return PixelRect(left=left, top=top, right=right, bottom=bottom)


def test_cut_and_join() -> None:
    a, b = rect(0, 0, 10, 10), rect(5, 8, 20, 30)
    assert a.cut(b) == rect(5, 8, 10, 10)
    assert a.join(b) == rect(0, 0, 20, 30)
    assert a.cut(rect(10, 0, 12, 5)).empty


def test_covers() -> None:
    assert rect(0, 0, 10, 10).covers(rect(2, 2, 10, 10))
    assert not rect(0, 0, 10, 10).covers(rect(2, 2, 11, 10))


def test_even_grows_outwards_also_left_of_zero() -> None:
    assert rect(-3, 1, 5, 4).even() == rect(-4, 0, 6, 4)


def test_pixels_around_a_box_between_pixels() -> None:
    assert pixels_around(box(0.5, 1, 2, 2.1), where="x") == rect(0, 1, 3, 4)


@pytest.mark.parametrize(
    "bad", [box(0, 0, 0, 5), box(0, 0, 5, -1), box(math.nan, 0, 5, 5), box(0, 0, 9e4, 9e4)]
)
def test_boxes_that_cannot_be_painted(bad: Box) -> None:
    with pytest.raises(PaintError, match="headline"):
        pixels_around(bad, where="headline")


def test_a_clear_edge_is_added_once() -> None:
    raster = Raster(x=3, y=4, pixels=np.full((2, 2, 4), 255, dtype=np.uint8))
    clear = raster.with_clear_edge()
    assert clear.rect == rect(2, 3, 6, 7)
    assert clear.pixels[0].max() == 0
    assert clear.with_clear_edge() is clear


def test_lay_is_premultiplied_over() -> None:
    under = Raster(x=0, y=0, pixels=np.zeros((2, 2, 4), dtype=np.uint8))
    under.pixels[:] = (0, 0, 200, 255)
    half = Raster(x=1, y=0, pixels=np.zeros((1, 5, 4), dtype=np.uint8))
    half.pixels[:] = (100, 0, 0, 128)
    lay(half, over=under)
    assert under.pixels[0, 1].tolist() == [100, 0, 100, 255]
    assert under.pixels[0, 0].tolist() == [0, 0, 200, 255]
