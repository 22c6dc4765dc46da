"""Pixels and a shadow → pixels with their soft shadow under them, or the shadow alone."""

import math

import cv2
import numpy as np

from render_farm.paint.fill import fill
from render_farm.paint.middle import Middle
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
    reach = math.ceil(3 * shadow.sigma_px) + 1
    # The cubic that enlarges what was blurred reaches some blocks further.
    middle = Middle.of(raster, reach_px=reach + 4 * shrink, blocks_px=shrink)
    bare = middle.alpha_without(raster)
    height, width = bare.shape
    rect = _grown((raster.x, raster.y, width, height), shadow, reach, blocks_px=shrink)
    alpha = np.zeros((rect.height, rect.width), dtype=np.uint8)
    left = raster.x - rect.left + round(shadow.dx)
    top = raster.y - rect.top + round(shadow.dy)
    alpha[top : top + height, left : left + width] = bare
    if shadow.sigma_px > 0:
        alpha = _blurred(alpha, shadow.sigma_px / shrink, shrink)
    pixels = fill(alpha, Solid(color=shadow.color), rect=rect, box=rect.box)
    whole = middle.put_back(pixels, left=left, top=top)
    return Raster(x=rect.left, y=rect.top, pixels=whole)


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


def _grown(
    content: tuple[int, int, int, int], shadow: Shadow, reach: int, *, blocks_px: int
) -> PixelRect:
    """The pixels that content (left, top, width, height) and shadow touch, in whole blocks."""
    dx, dy = round(shadow.dx), round(shadow.dy)
    right, bottom = content[0] + content[2], content[1] + content[3]
    left, top = min(content[0], content[0] + dx - reach), min(content[1], content[1] + dy - reach)
    width, height = max(right, right + dx + reach) - left, max(bottom, bottom + dy + reach) - top
    return PixelRect(
        left=left,
        top=top,
        right=left + width + -width % blocks_px,
        bottom=top + height + -height % blocks_px,
    )
