"""Pixels that blend with those of an opaque picture below them."""

from functools import cache

import numpy as np

from render_farm.paint.kernels_blend import BlendTable, blend_pixels, mix_pixels, overlay_pixels
from render_farm.paint.kernels_planes import Plane
from render_farm.paint.raster import PixelRect, Raster, spot_of
from render_farm.paint.weights import Window
from templates.blend import mixed
from templates.scene import Blend

# Modes whose result is a sum of the colour below, the layer's own, and their product.
_SHARES = {Blend.MULTIPLY: (0.0, 0.0, 1.0), Blend.SCREEN: (1.0, 1.0, -1.0)}


def blend(picture: Raster, raster: Raster, mode: Blend, window: Window, rect: PixelRect) -> None:
    """Blend the part `rect` of a raster into an opaque picture."""
    spot = spot_of(rect, canvas=(picture.x, picture.y), source=(raster.x, raster.y))
    shares = _SHARES.get(mode)
    if shares is not None:
        mix_pixels(picture.packed, raster.packed, shares, *window.weights(rect), spot)
        return
    if mode is Blend.OVERLAY:
        overlay_pixels(picture.packed, raster.packed, *window.weights(rect), spot)
        return
    blend_pixels(picture.packed, raster.packed, _tables(mode), *window.weights(rect), spot)


@cache
def _tables(mode: Blend) -> tuple[BlendTable, Plane]:
    levels = np.arange(256) / 255
    table = 255 * mixed(levels[:, None], levels[None, :], mode)
    exact = np.ascontiguousarray(np.pad(table, ((0, 0), (0, 1)), mode="edge"))
    return exact, np.floor(exact + 0.5).astype(np.uint8)
