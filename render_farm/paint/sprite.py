"""A layer, made ready to be painted many times into planar frames."""

from functools import cached_property
from typing import Protocol

from render_farm.paint.i420 import I420, Planes, planes_of
from render_farm.paint.kernels_planes import over_plane, over_plane_faded
from render_farm.paint.place import landing, placed
from render_farm.paint.raster import NOWHERE, PixelRect, Raster, half_spot, spot_of
from render_farm.paint.state import LayerState
from render_farm.paint.weights import Window, halves, window_of
from templates.scene import AnyLayer


class Sprite(Protocol):
    """What the video painter asks of a layer."""

    def reach(self, state: LayerState) -> PixelRect:
        """The even rectangle of the canvas that it may touch."""
        ...

    def curtain(self, state: LayerState) -> PixelRect:
        """Where nothing below it can be seen; an empty rectangle where it hides nothing."""
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

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        if not state.matrix.whole_pixels or state.opacity < 1 or not self._opaque:
            return NOWHERE
        window = window_of(self._layer, state, self._canvas)
        return landing(self._raster, state.matrix).cut(window.full_pixels).cut(self._canvas)

    @cached_property
    def _opaque(self) -> bool:
        """Whether nothing shines through the content, wherever it lies."""
        alpha = self._raster.pixels[:, :, 3]
        return not self._raster.clear_edge and bool(alpha.size) and int(alpha.min()) == 255

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        self._lay(frame, self._planes(state), state, rect)

    def _lay(self, frame: I420, planes: Planes, state: LayerState, rect: PixelRect) -> None:
        rect = rect.cut(planes.rect)
        if rect.empty:
            return
        window = window_of(self._layer, state, self._canvas)
        if window.full(rect):
            _lay(frame, planes, rect)
        else:
            _lay_faded(frame, planes, rect, window)

    def _planes(self, state: LayerState) -> Planes:
        if self._kept is None or not same_pixels(self._kept[0], state):
            if not state.matrix.whole_pixels:
                self._raster = self._raster.with_clear_edge()
            moved = placed(self._raster, self._layer, state, canvas=self._canvas)
            self._kept = (state, planes_of(moved))
        return self._kept[1]


def same_pixels(kept: LayerState, state: LayerState) -> bool:
    """Whether two states differ in opacity and upright clip at most, which are no pixels."""
    same_clip = state.matrix.upright or kept.clip == state.clip
    return kept.matrix == state.matrix and same_clip


def _lay(frame: I420, planes: Planes, rect: PixelRect) -> None:
    whole = spot_of(rect, source=(planes.rect.left, planes.rect.top))
    half = half_spot(whole)
    parts = zip(frame.planes, planes.pairs, (whole, half, half), strict=True)
    for canvas, (samples, alpha), spot in parts:
        over_plane(canvas, samples, alpha, spot)


def _lay_faded(frame: I420, planes: Planes, rect: PixelRect, window: Window) -> None:
    whole = spot_of(rect, source=(planes.rect.left, planes.rect.top))
    half, fade = half_spot(whole), window.weights(rect)
    thin_fade = (halves(fade[0]), halves(fade[1]))
    places = ((whole, fade), (half, thin_fade), (half, thin_fade))
    parts = zip(frame.planes, planes.pairs, places, strict=True)
    for canvas, (samples, alpha), (spot, (columns, rows)) in parts:
        over_plane_faded(canvas, samples, alpha, columns, rows, spot)
