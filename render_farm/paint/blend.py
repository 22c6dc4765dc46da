"""Pixels that blend with those of an opaque picture below them."""

from functools import cache

import numpy as np

from render_farm.paint.kernels_blend import BlendTable, blend_pixels
from render_farm.paint.raster import PixelRect, Raster, spot_of
from render_farm.paint.weights import Window
from templates.blend import mixed
from templates.scene import Blend


def blend(picture: Raster, raster: Raster, mode: Blend, window: Window, rect: PixelRect) -> None:
    """Blend the part `rect` of a raster into an opaque picture."""
    spot = spot_of(rect, canvas=(picture.x, picture.y), source=(raster.x, raster.y))
    blend_pixels(picture.packed, raster.packed, _table(mode), *window.weights(rect), spot)


@cache
def _table(mode: Blend) -> BlendTable:
    levels = np.arange(256) / 255
    table = 255 * mixed(levels[:, None], levels[None, :], mode)
    return np.ascontiguousarray(np.pad(table, ((0, 0), (0, 1)), mode="edge"))
