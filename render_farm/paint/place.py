"""A raster and a layer's state → pixels lying on the whole pixels of the canvas."""

import math

import cv2
import numpy as np

from render_farm.paint.kernels_rgb import resample
from render_farm.paint.raster import PixelRect, Pixels, Raster
from render_farm.paint.state import NO_CLIP, Affine, LayerState
from render_farm.paint.weights import clipped_box
from templates.scene import AnyLayer


def placed(raster: Raster, layer: AnyLayer, state: LayerState, *, canvas: PixelRect) -> Raster:
    """The raster moved, scaled and turned; only what falls on the canvas, maybe nothing.

    Whole-pixel moves copy nothing; all else is resampled bilinearly, from a halved copy when it
    shrinks to half its size or less.
    """
    matrix = state.matrix
    if matrix.whole_pixels:
        x, y = raster.x + round(matrix.dx), raster.y + round(matrix.dy)
        return Raster(x=x, y=y, pixels=raster.pixels)
    if state.clip != NO_CLIP and not matrix.upright:
        raster = _cut(raster, layer, state)
    rect = landing(raster, matrix).cut(canvas)
    pixels = np.empty((rect.height, rect.width, 4), dtype=np.uint8)
    if not rect.empty:
        _resample(raster, matrix, rect, pixels)
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def landing(raster: Raster, matrix: Affine) -> PixelRect:
    """The whole pixels of the canvas that the moved raster touches."""
    right, bottom = raster.x + raster.width, raster.y + raster.height
    corners = [matrix.apply(x, y) for x in (raster.x, right) for y in (raster.y, bottom)]
    # Half a sample of a scaled raster reaches beyond its edge.
    soft = 0.0 if matrix.whole_pixels else 0.5 * max(1.0, math.hypot(matrix.xx, matrix.xy))
    return PixelRect(
        left=math.floor(min(x for x, _ in corners) - soft),
        top=math.floor(min(y for _, y in corners) - soft),
        right=math.ceil(max(x for x, _ in corners) + soft),
        bottom=math.ceil(max(y for _, y in corners) + soft),
    )


def _resample(raster: Raster, matrix: Affine, rect: PixelRect, out: Pixels) -> None:
    source, halvings = raster.pixels, 0
    scale = math.hypot(matrix.xx, matrix.xy)
    while scale * 2**halvings <= 0.5 and min(source.shape[:2]) >= 4:
        source = _halved(source)
        halvings += 1
    back, shrink = matrix.inverse(), 0.5**halvings
    u, v = back.apply(rect.left + 0.5, rect.top + 0.5)
    steps = np.array([back.xx, back.xy, back.yx, back.yy]) * shrink
    # The source gets a border of one empty pixel, so that edges fade out between pixels.
    bordered = np.pad(source, ((1, 1), (1, 1), (0, 0)))
    first_u, first_v = (u - raster.x) * shrink + 0.5, (v - raster.y) * shrink + 0.5
    resample(bordered, first_u, first_v, steps, out)


def _halved(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    even = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)))
    size = (even.shape[1] // 2, even.shape[0] // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _cut(raster: Raster, layer: AnyLayer, state: LayerState) -> Raster:
    """The raster with the clip's parts taken away, for layers that are turned afterwards."""
    shown = clipped_box(layer.box, state)
    left, top = round(shown.x) - raster.x, round(shown.y) - raster.y
    right = left + round(shown.width)
    bottom = top + round(shown.height)
    pixels = raster.pixels.copy()
    if state.clip[0] > 0:
        pixels[:, : max(0, left)] = 0
    if state.clip[1] > 0:
        pixels[: max(0, top)] = 0
    if state.clip[2] > 0:
        pixels[:, max(0, right) :] = 0
    if state.clip[3] > 0:
        pixels[max(0, bottom) :] = 0
    return Raster(x=raster.x, y=raster.y, pixels=pixels)
