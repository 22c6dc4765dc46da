from unittest.mock import patch

import numpy as np
import pytest

from render_farm.paint.coverage import bars
from render_farm.paint.fill import fill
from render_farm.paint.middle import Middle
from render_farm.paint.raster import PixelRect, Raster
from render_farm.paint.shadow import shadow_of
from templates.scene import Box, Color, Shadow, Solid

INK = Solid(color=Color(red=200, green=100, blue=50, alpha=0.8))
BLACK = Color(red=10, green=0, blue=0, alpha=0.6)


def _card(box: Box, radius_px: float) -> Raster:
    rect = PixelRect(left=7, top=11, right=430, bottom=391)
    return Raster(x=7, y=11, pixels=fill(bars(rect, (box,), radius_px), INK, rect=rect, box=box))


def _whole(raster: Raster, **_: int) -> Middle:
    return Middle(top=0, rows=0, left=0, columns=0)


@pytest.mark.parametrize(
    ("box", "radius_px"),
    [
        (Box(x=7, y=11, width=423, height=380), 0.0),
        (Box(x=7.3, y=11.6, width=422.1, height=378.9), 21.5),
        (Box(x=7, y=11, width=423, height=380), 300.0),
        (Box(x=90, y=20, width=30, height=340), 12.0),
    ],
)
@pytest.mark.parametrize("sigma_px", [0.0, 3.5, 9.0, 17.3])
@pytest.mark.parametrize("to", [(0.0, 0.0), (5.0, 12.0), (-90.0, -80.0)])
def test_what_is_left_out_changes_no_pixel(
    box: Box, radius_px: float, sigma_px: float, to: tuple[float, float]
) -> None:
    raster = _card(box, radius_px)
    shadow = Shadow(dx=to[0], dy=to[1], sigma_px=sigma_px, color=BLACK)
    found = shadow_of(raster, shadow)
    with patch.object(Middle, "of", _whole):
        wanted = shadow_of(raster, shadow)
    assert found.rect == wanted.rect
    assert (found.pixels == wanted.pixels).all()


def test_what_is_alike_is_found() -> None:
    raster = _card(Box(x=7, y=11, width=423, height=380), 20.0)
    found = Middle.of(raster, reach_px=30, blocks_px=4)
    assert found.rows % 4 == 0
    assert found.columns % 4 == 0
    # 20 pixels of each corner, and the reach.
    assert 380 - 2 * (20 + 30) - 4 <= found.rows <= 380 - 2 * 30
    assert 423 - 2 * (20 + 30) - 4 <= found.columns <= 423 - 2 * 30
    spotted = raster.pixels.copy()
    spotted[200, 300, 3] -= 1
    unlike = Middle.of(Raster(x=7, y=11, pixels=spotted), reach_px=30, blocks_px=4)
    assert unlike.rows < found.rows
    assert unlike.columns < found.columns


@pytest.mark.parametrize(("rows", "columns"), [(1, 1), (3, 400), (400, 3), (90, 90)])
def test_the_place_of_what_is_left_out_is_inside(rows: int, columns: int) -> None:
    """The loops that put it back would write beside the picture."""
    even = Raster(x=0, y=0, pixels=np.full((rows, columns, 4), 255, dtype=np.uint8))
    found = Middle.of(even, reach_px=70, blocks_px=4)
    assert 0 <= found.top <= found.top + found.rows <= rows
    assert 0 <= found.left <= found.left + found.columns <= columns
    assert found.left < columns
    assert found.top < rows
    wide = found.put_back(
        even.pixels[: rows - found.rows, : columns - found.columns].copy(), left=0, top=0
    )
    assert (wide == even.pixels).all()
