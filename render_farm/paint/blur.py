"""Pixels → the same, softened beyond their edges."""

import math

import cv2
import numpy as np
from cv2.typing import MatLike

from render_farm.paint.enlarge import enlarged
from render_farm.paint.picture import shrinkage
from render_farm.paint.raster import Raster, pixels_around


def softened(raster: Raster, sigma_px: float, *, where: str) -> Raster:
    """The raster under a Gaussian blur, grown by its reach of three sigma.

    In floating point and dithered: what is blurred is often a glow, which shows every step.

    Raises:
        PaintError: it would grow too large to paint.
    """
    reach = math.ceil(3 * sigma_px) + 1
    rect = pixels_around(raster.rect.box, where=where, pad_px=reach)
    shrink = shrinkage(sigma_px)
    soft = _blurred(_small(raster, reach, shrink), sigma_px / shrink)
    pixels = enlarged(soft, (rect.width, rect.height), factor=shrink)
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def _small(raster: Raster, reach: int, shrink: int) -> MatLike:
    """The raster with room around it, in whole blocks of `shrink` pixels, each block its mean."""
    below, right = (-(side + 2 * reach) % shrink for side in (raster.height, raster.width))
    room = np.pad(raster.pixels, ((reach, reach + below), (reach, reach + right), (0, 0)))
    if shrink == 1:
        return room.astype(np.float32)
    blocks = room.reshape(room.shape[0] // shrink, shrink, room.shape[1] // shrink, shrink, 4)
    return np.asarray(blocks.mean(axis=(1, 3), dtype=np.float32))


def _blurred(pixels: MatLike, sigma_px: float) -> MatLike:
    return cv2.GaussianBlur(pixels, (0, 0), sigmaX=sigma_px, borderType=cv2.BORDER_CONSTANT)
