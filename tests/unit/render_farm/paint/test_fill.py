from dataclasses import replace

import numpy as np

from render_farm.paint.fill import fill, premultiplied
from render_farm.paint.raster import PixelRect
from templates.scene import LinearGradient, RadialGradient, Solid, Stop
from tests.unit.render_farm.paint.scenes import BLACK, RED, WHITE, box

RECT = PixelRect(left=10, top=20, right=110, bottom=70)
BOX = box(10, 20, 100, 50)
FULL = np.full((50, 100), 255, dtype=np.uint8)
STOPS = (Stop(at=0, color=BLACK), Stop(at=1, color=WHITE))


def test_solid_is_premultiplied_by_alpha_and_mask() -> None:
    mask = FULL.copy()
    mask[0] = 0
    mask[1] = 51
    pixels = fill(mask, Solid(color=replace(RED, alpha=0.5)), rect=RECT, box=BOX)
    assert pixels[0, 0].tolist() == [0, 0, 0, 0]
    assert pixels[1, 0].tolist() == [22, 3, 5, 26]
    assert pixels[2, 0].tolist() == [110, 15, 25, 128]


def test_premultiplied_holds_alpha_to_its_range() -> None:
    assert premultiplied(replace(WHITE, alpha=7.0)) == (255, 255, 255, 255)


def test_a_linear_gradient_rises_evenly_and_is_dithered() -> None:
    paint = LinearGradient(x0=0, y0=0, x1=1, y1=0, stops=STOPS)
    pixels = fill(FULL, paint, rect=RECT, box=BOX).astype(float)
    exact = (np.arange(100) + 0.5) / 100 * 255
    columns = pixels[:, :, 0]
    assert np.abs(columns - exact).max() < 1.1
    # Dithering keeps the mean between two levels, where rounding alone would lose it.
    assert np.abs(columns.mean(axis=0) - exact).mean() < 0.12
    assert len(np.unique(columns[:, 30])) == 2


def test_flat_ends_are_not_dithered_away() -> None:
    paint = LinearGradient(x0=0, y0=0.4, x1=0, y1=0.6, stops=STOPS)
    pixels = fill(FULL, paint, rect=RECT, box=BOX)
    assert pixels[:15, :, :3].max() == 0
    assert pixels[-15:, :, :3].min() == 255
    assert pixels[:, :, 3].min() == 255


def test_a_radial_gradient_is_round_in_pixels() -> None:
    paint = RadialGradient(cx=0.5, cy=0.5, radius=0.25, stops=STOPS)
    pixels = fill(FULL, paint, rect=RECT, box=BOX)[:, :, 0].astype(int)
    assert pixels[25, 50] < 12
    assert pixels[25, 80] == 255
    assert abs(pixels[25, 62] - pixels[37, 50]) <= 4


def test_color_never_exceeds_alpha() -> None:
    stops = (Stop(at=0, color=replace(WHITE, alpha=0.0)), Stop(at=1, color=WHITE))
    paint = LinearGradient(x0=0, y0=0, x1=1, y1=1, stops=stops)
    pixels = fill(FULL, paint, rect=RECT, box=BOX)
    assert (pixels[:, :, :3] <= pixels[:, :, 3:]).all()
