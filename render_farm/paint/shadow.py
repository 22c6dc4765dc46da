"""Pixels and a shadow → pixels with their soft shadow under them, or the shadow alone."""

import math

import numpy as np

from render_farm.paint.fill import fill
from render_farm.paint.picture import blurred
from render_farm.paint.raster import PixelRect, Raster, lay
from templates.scene import Shadow, Solid


def with_shadow(raster: Raster, shadow: Shadow) -> Raster:
    """The raster on its shadow."""
    under = shadow_of(raster, shadow)
    lay(raster, over=under)
    return under


def shadow_of(raster: Raster, shadow: Shadow) -> Raster:
    """The shadow alone: the raster's alpha, moved, blurred (Gaussian) and coloured.

    It reaches at least as far as the raster itself.
    """
    rect = _grown(raster, shadow, math.ceil(3 * shadow.sigma_px) + 1)
    alpha = np.zeros((rect.height, rect.width), dtype=np.uint8)
    left = raster.x - rect.left + round(shadow.dx)
    top = raster.y - rect.top + round(shadow.dy)
    alpha[top : top + raster.height, left : left + raster.width] = raster.pixels[:, :, 3]
    if shadow.sigma_px > 0:
        alpha = blurred(alpha, shadow.sigma_px)
    pixels = fill(alpha, Solid(color=shadow.color), rect=rect, box=rect.box)
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def _grown(raster: Raster, shadow: Shadow, reach: int) -> PixelRect:
    """The pixels that content and shadow touch."""
    dx, dy = round(shadow.dx), round(shadow.dy)
    right, bottom = raster.x + raster.width, raster.y + raster.height
    return PixelRect(
        left=min(raster.x, raster.x + dx - reach),
        top=min(raster.y, raster.y + dy - reach),
        right=max(right, right + dx + reach),
        bottom=max(bottom, bottom + dy + reach),
    )
