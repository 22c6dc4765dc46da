"""Pixels and a shadow → pixels with their soft shadow under them, or the shadow alone."""

import math

import cv2
import numpy as np

from render_farm.paint.fill import fill
from render_farm.paint.picture import shrinkage
from render_farm.paint.raster import PixelRect, Pixels, Raster, lay
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
    shrink = shrinkage(shadow.sigma_px)
    rect = _grown(raster, shadow, math.ceil(3 * shadow.sigma_px) + 1, blocks_px=shrink)
    alpha = np.zeros((rect.height, rect.width), dtype=np.uint8)
    left = raster.x - rect.left + round(shadow.dx)
    top = raster.y - rect.top + round(shadow.dy)
    alpha[top : top + raster.height, left : left + raster.width] = raster.pixels[:, :, 3]
    if shadow.sigma_px > 0:
        alpha = _blurred(alpha, shadow.sigma_px / shrink, shrink)
    pixels = fill(alpha, Solid(color=shadow.color), rect=rect, box=rect.box)
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def _blurred(alpha: Pixels, sigma: float, shrink: int) -> Pixels:
    """Blurred by sigma blocks of so many pixels on a side: what is soft needs no more samples."""
    whole = (alpha.shape[1], alpha.shape[0])
    if shrink > 1:
        size = (whole[0] // shrink, whole[1] // shrink)
        alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    soft = cv2.GaussianBlur(alpha, (0, 0), sigmaX=sigma, borderType=cv2.BORDER_CONSTANT)
    if shrink > 1:
        soft = cv2.resize(soft, whole, interpolation=cv2.INTER_CUBIC)
    return np.asarray(soft, dtype=np.uint8)


def _grown(raster: Raster, shadow: Shadow, reach: int, *, blocks_px: int) -> PixelRect:
    """The pixels that content and shadow touch, in whole blocks."""
    dx, dy = round(shadow.dx), round(shadow.dy)
    right, bottom = raster.x + raster.width, raster.y + raster.height
    left, top = min(raster.x, raster.x + dx - reach), min(raster.y, raster.y + dy - reach)
    width, height = max(right, right + dx + reach) - left, max(bottom, bottom + dy + reach) - top
    return PixelRect(
        left=left,
        top=top,
        right=left + width + -width % blocks_px,
        bottom=top + height + -height % blocks_px,
    )
