"""A layer that blends with what lies below it, in planar frames."""

import numpy as np

from render_farm.paint.blend import blend
from render_farm.paint.i420 import I420, evened
from render_farm.paint.kernels_blend import move_planes, pixels_of_planes
from render_farm.paint.place import placed
from render_farm.paint.raster import NOWHERE, PixelRect, Raster, spot_of
from render_farm.paint.sprite import RasterSprite, Sprite, same_pixels
from render_farm.paint.state import LayerState
from render_farm.paint.weights import window_of
from templates.scene import AnyLayer, Blend


def sprite_of(layer: AnyLayer, raster: Raster, *, canvas: PixelRect) -> Sprite:
    """The sprite that lays or blends content that was painted once."""
    kind = RasterSprite if layer.blend is Blend.NORMAL else BlendSprite
    return kind(layer, raster, canvas=canvas)


class BlendSprite(RasterSprite):
    """Content that was painted once and blends: it needs the planes below as pixels.

    It hides nothing, whatever it covers. The pixels of the last state are kept.
    """

    def __init__(self, layer: AnyLayer, raster: Raster, *, canvas: PixelRect) -> None:
        super().__init__(layer, raster, canvas=canvas)
        self._moved: tuple[LayerState, Raster] | None = None

    def curtain(self, state: LayerState) -> PixelRect:  # noqa: ARG002 - of a Sprite
        """See Sprite."""
        return NOWHERE

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        raster = self._at(state)
        rect = rect.cut(raster.rect)
        if rect.empty:
            return
        before, after = (np.empty((rect.height, rect.width, 4), dtype=np.uint8) for _ in range(2))
        spot = spot_of(rect, source=(rect.left, rect.top))
        ground = Raster(x=rect.left, y=rect.top, pixels=before)
        pixels_of_planes(*frame.planes, spot, ground.packed)
        np.copyto(after, before)
        result = Raster(x=rect.left, y=rect.top, pixels=after)
        blend(result, raster, self._layer.blend, window_of(self._layer, state, self._canvas), rect)
        move_planes(ground.packed, result.packed, *frame.planes, spot)

    def _at(self, state: LayerState) -> Raster:
        if self._moved is None or not same_pixels(self._moved[0], state):
            if not state.matrix.whole_pixels:
                self._raster = self._raster.with_clear_edge()
            moved = placed(self._raster, self._layer, state, canvas=self._canvas)
            self._moved = (state, evened(moved))
        return self._moved[1]
