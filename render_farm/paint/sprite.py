"""A layer, made ready to be painted many times into planar frames."""

from typing import Protocol

import numpy as np

from render_farm.paint.i420 import I420, Planes, planes_of
from render_farm.paint.kernels_yuv import over_plane, over_plane_faded
from render_farm.paint.place import landing, placed
from render_farm.paint.raster import PixelRect, Raster
from render_farm.paint.state import LayerState
from render_farm.paint.weights import Weights, Window, window_of
from templates.scene import AnyLayer


class Sprite(Protocol):
    """What the video painter asks of a layer."""

    def reach(self, state: LayerState) -> PixelRect:
        """The even rectangle of the canvas that it may touch."""
        ...

    def hides(self, state: LayerState, rect: PixelRect) -> bool:
        """Whether nothing below it can be seen in the rectangle."""
        ...

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """Lay it over the frame, inside an even rectangle only."""
        ...


class RasterSprite:
    """Content that was painted once; it moves, turns, scales, fades and is clipped.

    The planes of the last state are kept: whoever moves beneath a resting layer pays no
    resampling of it.
    """

    def __init__(self, layer: AnyLayer, raster: Raster, *, canvas: PixelRect) -> None:
        self._layer = layer
        self._raster = raster
        self._canvas = canvas
        self._kept: tuple[LayerState, Planes] | None = None

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        touched = landing(self._raster, state.matrix)
        window = window_of(self._layer, state, self._canvas)
        return touched.cut(window.pixels).cut(self._canvas).even()

    def hides(self, state: LayerState, rect: PixelRect) -> bool:
        """See Sprite."""
        if not state.matrix.whole_pixels or not landing(self._raster, state.matrix).covers(rect):
            return False
        window = window_of(self._layer, state, self._canvas)
        return window.full(rect) and self._planes(state).opaque

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        planes = self._planes(state)
        rect = rect.cut(planes.rect)
        if rect.empty:
            return
        window = window_of(self._layer, state, self._canvas)
        if window.full(rect):
            _lay(frame, planes, rect)
        else:
            _lay_faded(frame, planes, rect, window)

    def _planes(self, state: LayerState) -> Planes:
        if self._kept is None or not _same_pixels(self._kept[0], state):
            moved = placed(self._raster, self._layer, state, canvas=self._canvas)
            self._kept = (state, planes_of(moved))
        return self._kept[1]


def halves(weights: Weights) -> Weights:
    """Weights of chroma samples: the mean of each two."""
    pairs = weights[0::2] + weights[1::2] + 1
    return np.asarray(pairs >> 1, dtype=np.int32)


def _same_pixels(kept: LayerState, state: LayerState) -> bool:
    """Whether two states differ in opacity and upright clip at most, which are no pixels."""
    same_clip = state.matrix.upright or kept.clip == state.clip
    return kept.matrix == state.matrix and same_clip


def _lay(frame: I420, planes: Planes, rect: PixelRect) -> None:
    for canvas, (samples, alpha) in zip(frame.cut(rect), planes.cut(rect), strict=True):
        if planes.opaque:
            canvas[:] = samples
        else:
            over_plane(canvas, samples, alpha)


def _lay_faded(frame: I420, planes: Planes, rect: PixelRect, window: Window) -> None:
    columns, rows = window.weights(rect)
    fades = ((columns, rows), *((halves(columns), halves(rows)),) * 2)
    pairs = zip(frame.cut(rect), planes.cut(rect), fades, strict=True)
    for canvas, (samples, alpha), (across, down) in pairs:
        over_plane_faded(canvas, samples, alpha, across, down)
