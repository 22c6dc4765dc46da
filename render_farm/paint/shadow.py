"""Pixels and a shadow → pixels with their soft shadow under them."""

import math

import numpy as np

from render_farm.paint.fill import fill
from render_farm.paint.kernels_rgb import over_rgba
from render_farm.paint.picture import blurred
from render_farm.paint.raster import PixelRect, Raster
from templates.scene import Box, Shadow, Solid


def with_shadow(raster: Raster, shadow: Shadow) -> Raster:
    """The raster on its shadow: its alpha, moved, blurred (Gaussian) and coloured."""
    reach = math.ceil(3 * shadow.sigma_px) + 1
    rect = _grown(raster, shadow, reach)
    left, top = raster.x - rect.left, raster.y - rect.top
    alpha = np.zeros((rect.height, rect.width), dtype=np.uint8)
    moved_x, moved_y = left + round(shadow.dx), top + round(shadow.dy)
    place = np.s_[moved_y : moved_y + raster.height, moved_x : moved_x + raster.width]
    alpha[place] = raster.pixels[:, :, 3]
    if shadow.sigma_px > 0:
        alpha = blurred(alpha, shadow.sigma_px)
    box = Box(x=rect.left, y=rect.top, width=rect.width, height=rect.height)
    pixels = fill(alpha, Solid(color=shadow.color), rect=rect, box=box)
    over_rgba(pixels[top : top + raster.height, left : left + raster.width], raster.pixels)
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
