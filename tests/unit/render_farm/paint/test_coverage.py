import math

import numpy as np
import pytest

from render_farm.paint.coverage import (
    bars,
    ellipse,
    polygon,
    polygon_outline,
    rounded_box,
    without,
)
from render_farm.paint.raster import PixelRect
from templates.scene import Bars
from tests.unit.render_farm.paint.scenes import box

RECT = PixelRect(left=0, top=0, right=40, bottom=30)


def area(mask: np.typing.NDArray[np.uint8]) -> float:
    return float(mask.sum()) / 255


def test_a_rectangle_between_pixels_covers_parts_of_them() -> None:
    mask = rounded_box(RECT, box(1.5, 2.25, 10, 5), 0)
    assert mask[3, 1] == 128
    assert mask[2, 5] == 191
    assert area(mask) == pytest.approx(50, abs=0.3)


@pytest.mark.parametrize("radius", [1.0, 4.5, 10.0, 99.0])
def test_rounded_corners_have_the_right_area(radius: float) -> None:
    held = min(radius, 12.5)
    mask = rounded_box(RECT, box(2, 2.5, 36, 25), radius)
    assert area(mask) == pytest.approx(36 * 25 - (4 - math.pi) * held**2, rel=0.004)
    assert mask[2, 2] < mask[2, 20]


def test_an_ellipse_has_the_right_area() -> None:
    mask = ellipse(RECT, box(0.5, 1, 38, 27))
    assert area(mask) == pytest.approx(math.pi * 19 * 13.5, rel=0.004)
    assert mask[14, 20] == 255
    assert mask[0, 0] == 0


def test_bars_reach_from_edge_to_edge_and_stand_where_they_are_told() -> None:
    shape = Bars(heights=(1.0, 0.5, 0.0, 0.25), gap=0.5, above=1.0)
    mask = bars(RECT, shape.boxes(box(2, 4, 35, 20)), 0)
    # Four bars of 5 and three gaps of 5.
    assert area(mask) == pytest.approx(5 * 20 * 1.75, abs=0.5)
    assert [mask[23, x] for x in (2, 6, 7, 12, 22, 32, 36, 37)] == [
        255,
        255,
        0,
        255,
        0,
        255,
        255,
        0,
    ]
    assert mask[13, 12] == 0
    centred = bars(RECT, Bars(heights=(0.5,), gap=0.5).boxes(box(2, 4, 35, 20)), 0)
    assert np.flatnonzero(centred.any(axis=1)).tolist() == list(range(9, 19))


def test_bars_between_pixels_share_them_and_are_rounded() -> None:
    tight = Bars(heights=(1.0,) * 7, gap=0.0)
    assert (bars(RECT, tight.boxes(box(0, 0, 40, 30)), 0) >= 254).all()
    one = Bars(heights=(1.0,), gap=0.0)
    assert area(bars(RECT, one.boxes(box(10, 5, 8, 20)), 4)) == pytest.approx(
        8 * 20 - (4 - math.pi) * 16, rel=0.004
    )


def test_a_polygon_over_several_strips() -> None:
    tall = PixelRect(left=0, top=0, right=20, bottom=200)
    mask = polygon(tall, box(0, 0, 20, 200), ((0, 0), (1, 0), (0, 1)))
    assert area(mask) == pytest.approx(2000, rel=0.01)
    assert mask[100, 3] == 255
    assert mask[100, 17] == 0


def test_a_polygon_s_outline_lies_inside_it() -> None:
    points = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
    square = box(5, 5, 20, 20)
    outline = polygon_outline(RECT, square, points, 2.0)
    assert outline[4, 10] == 0
    assert outline[6, 10] == 255
    assert outline[10, 10] == 0
    assert area(outline) == pytest.approx(20 * 20 - 16 * 16, rel=0.06)


def test_without_leaves_a_ring() -> None:
    outer, inner = (rounded_box(RECT, box(5 + n, 5 + n, 20 - 2 * n, 20 - 2 * n), 0) for n in (0, 3))
    assert area(without(outer, inner)) == 20 * 20 - 14 * 14
