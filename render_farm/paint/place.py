"""A raster and a layer's state → pixels lying on the whole pixels of the canvas."""

import math
from dataclasses import dataclass

import cv2
import numpy as np

from render_farm.paint.grid import Axis
from render_farm.paint.kernels_pixels import resample_turned
from render_farm.paint.kernels_resample import resample_upright
from render_farm.paint.kernels_turn import NO_CORE, sample_plane, spans_along
from render_farm.paint.raster import PixelRect, Pixels, Raster
from render_farm.paint.state import NO_CLIP, Affine, LayerState
from render_farm.paint.weights import clipped_box
from templates.scene import AnyLayer


def placed(raster: Raster, layer: AnyLayer, state: LayerState, *, canvas: PixelRect) -> Raster:
    """The raster moved, scaled and turned; only what falls on the canvas, maybe nothing.

    It may have one channel, a mask, as well as four.

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
    shape = (rect.height, rect.width, raster.pixels.shape[2])
    moved = Raster(x=rect.left, y=rect.top, pixels=np.empty(shape, dtype=np.uint8))
    if not rect.empty:
        source = _source(raster, math.hypot(matrix.xx, matrix.xy))
        resample = _resample_upright if matrix.upright and matrix.xx > 0 else _resample_turned
        resample(source, matrix.inverse(), moved)
    return moved


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


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """Pixels to take samples from, the outermost ones empty.

    x, y: place of their left and top edge on the canvas. size: samples in a pixel of the canvas.
    """

    pixels: Pixels
    x: float
    y: float
    size: float

    def first_place(self, back: Affine, out: Raster) -> tuple[float, float]:
        """Where the first output pixel lies, in samples between centres."""
        x, y = back.apply(out.x + 0.5, out.y + 0.5)
        return (x - self.x) * self.size - 0.5, (y - self.y) * self.size - 0.5


def _source(raster: Raster, scale: float) -> _Source:
    """The raster with a clear edge, halved until it need not shrink to half again."""
    if scale > 0.5:
        clear = raster.with_clear_edge()
        return _Source(pixels=clear.pixels, x=clear.x, y=clear.y, size=1.0)
    # Halved without its clear edge, which would be mixed into the content.
    pixels = raster.pixels[1:-1, 1:-1] if raster.clear_edge else raster.pixels
    edge, size = int(raster.clear_edge), 1.0
    while scale <= 0.5 * size and min(pixels.shape[:2]) >= 4:
        pixels, size = _halved(pixels), size / 2
    pixels = np.pad(pixels, ((1, 1), (1, 1), (0, 0)))
    return _Source(
        pixels=pixels,
        x=raster.x + edge - 1 / size,
        y=raster.y + edge - 1 / size,
        size=size,
    )


def _resample_upright(source: _Source, back: Affine, out: Raster) -> None:
    u, v = source.first_place(back, out)
    height, width, channels = source.pixels.shape
    resample_upright(
        source.pixels.reshape(height, -1),
        Axis(first=u, step=back.xx * source.size).columns(0, out.width, width, channels=channels),
        Axis(first=v, step=back.yy * source.size).rows(0, out.height, height),
        channels,
        out.pixels.reshape(out.height, -1),
        0,
        0,
    )


def _resample_turned(source: _Source, back: Affine, out: Raster) -> None:
    u, v = source.first_place(back, out)
    steps = (back.xx, back.xy, back.yx, back.yy)
    xx, xy, yx, yy = (round(step * source.size * 65536) for step in steps)
    if out.pixels.shape[2] == 1:
        plane, spans = source.pixels[:, :, 0], np.empty((out.height, 4), dtype=np.int64)
        grid, size = (round(u * 65536), round(v * 65536), xx, xy, yx, yy), plane.shape
        spans_along(grid, (size[0], size[1]), (NO_CORE, NO_CORE), out.width, spans)
        out.pixels.fill(0)
        sample_plane(plane, grid, spans, (0, 3), out.pixels[:, :, 0])
        return
    words = source.pixels.view(np.uint32)[:, :, 0]
    resample_turned(words, (round(u * 65536), round(v * 65536)), (xx, xy, yx, yy), out.packed)


def _halved(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    even = np.pad(pixels, ((0, height % 2), (0, width % 2), (0, 0)))
    size = (even.shape[1] // 2, even.shape[0] // 2)
    half = np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return half.reshape(size[1], size[0], -1)


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
