import numpy as np
import pytest

from render_farm.paint.place import landing, placed
from render_farm.paint.raster import PixelRect, Raster
from render_farm.paint.state import Affine, LayerState
from tests.unit.render_farm.paint.scenes import box, rectangle

CANVAS = PixelRect(left=0, top=0, right=100, bottom=100)
LAYER = rectangle(box(20, 20, 20, 20))
SQUARE = Raster(x=20, y=20, pixels=np.full((20, 20, 4), 200, dtype=np.uint8))


def moved(matrix: Affine, raster: Raster = SQUARE) -> Raster:
    return placed(raster, LAYER, LayerState(matrix=matrix), canvas=CANVAS)


def moments(raster: Raster) -> tuple[float, float, float]:
    """How much there is (in pixels of 200), and its centre on the canvas."""
    mass = raster.pixels[:, :, 3].astype(float) / 200
    y, x = np.mgrid[0 : raster.height, 0 : raster.width]
    total = float(mass.sum())
    return (
        total,
        raster.x + 0.5 + float((mass * x).sum()) / total,
        raster.y + 0.5 + float((mass * y).sum()) / total,
    )


def test_whole_pixels_share_the_samples() -> None:
    there = moved(Affine(dx=5, dy=-3))
    assert (there.x, there.y) == (25, 17)
    assert there.pixels is SQUARE.pixels


@pytest.mark.parametrize(
    "matrix",
    [
        Affine(dx=0.25, dy=10.5),
        Affine(xx=1.3, yy=1.3, dx=-9, dy=-9),
        Affine(xx=0.9, yy=0.9, dx=3, dy=3),
        Affine(xx=0.3, yy=0.3, dx=21, dy=21.4),
        Affine(xx=0.8, xy=-0.6, yx=0.6, yy=0.8, dx=24, dy=-12),
        Affine(xx=-1.0, yy=-1.0, dx=60.5, dy=60),
        Affine(xx=0.32, xy=-0.24, yx=0.24, yy=0.32, dx=27, dy=13),
    ],
)
def test_mass_and_centre_follow_the_matrix(matrix: Affine) -> None:
    area, x, y = moments(moved(matrix))
    scale = matrix.xx * matrix.yy - matrix.xy * matrix.yx
    assert area == pytest.approx(400 * scale, rel=0.03)
    assert (x, y) == pytest.approx(matrix.apply(30, 30), abs=0.1)


def test_a_slow_drift_moves_evenly() -> None:
    places = [moments(moved(Affine(dx=step / 16)))[1] for step in range(1, 16)]
    assert np.diff(places) == pytest.approx(1 / 16, abs=0.01)


def test_only_what_falls_on_the_canvas_is_made() -> None:
    there = moved(Affine(dx=75.5, dy=0))
    assert there.rect.right == 100
    assert moved(Affine(dx=500.5)).rect.empty


def test_the_clip_of_a_turned_layer_turns_with_it() -> None:
    turned = Affine(xx=0, xy=-1, yx=1, yy=0, dx=60, dy=0)
    state = LayerState(matrix=turned, clip=(0.5, 0, 0, 0))
    area, x, y = moments(placed(SQUARE, LAYER, state, canvas=CANVAS))
    assert area == pytest.approx(200, rel=0.06)
    assert (x, y) == pytest.approx((30, 35), abs=0.3)


def test_landing_is_around_all_that_is_touched() -> None:
    matrix = Affine(xx=0.8, xy=-0.6, yx=0.6, yy=0.8, dx=24.3, dy=-12.1)
    there = moved(matrix)
    assert landing(SQUARE, matrix).covers(there.rect)
    assert int(there.pixels[0].max()) < 200
