"""A layer's mask → how much of each pixel is seen, and pixels seen through it."""

import numpy as np

from render_farm.paint.coverage import outline
from render_farm.paint.fill import fill
from render_farm.paint.kernels_fill import multiply_masks, see_through
from render_farm.paint.raster import PixelRect, Pixels
from templates.scene import Mask
from templates.text import FontLibrary
from templates.text.raster import rasterise

_LEAST_PX = 1 / 64  # of a layout; less is no room


def seen(mask: Mask, rect: PixelRect, *, fonts: FontLibrary, where: str) -> Pixels:
    """Coverage 0-255 of `rect`: shape times fade times letters.

    Raises:
        PaintError: a polygon of less than three points.
    """
    found = np.full((rect.height, rect.width), 255, dtype=np.uint8)
    if min(mask.box.width, mask.box.height) < _LEAST_PX:
        return np.zeros_like(found)
    if mask.kind is not None:
        shape = (mask.kind, mask.radius_px, mask.points)
        found = times(found, outline(rect, mask.box, *shape, where=where))
    if mask.runs:
        found = times(found, _letters(mask, rect, fonts))
    if mask.fade is not None:
        found = fill(found, mask.fade, rect=rect, box=mask.box)[:, :, 3]
    return np.ascontiguousarray(found)


def times(one: Pixels, other: Pixels) -> Pixels:
    """The product of two masks, 255 being all."""
    product = np.empty_like(one)
    multiply_masks(one, other, product)
    return product


def masked(pixels: Pixels, mask: Pixels) -> Pixels:
    """Premultiplied pixels seen through a mask, in place."""
    see_through(pixels.view(np.uint32)[:, :, 0], mask)
    return pixels


def _letters(mask: Mask, rect: PixelRect, fonts: FontLibrary) -> Pixels:
    return rasterise(
        mask.runs,
        width_px=rect.width,
        height_px=rect.height,
        fonts=fonts,
        x_px=mask.box.x - rect.left,
        y_px=mask.box.y - rect.top,
    )
