"""A shape or a text in one colour: only what it covers is kept, moved, scaled and turned."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from render_farm.paint.i420 import I420, evened, levels_of
from render_farm.paint.kernels_solid import over_plane_solid, over_plane_solid_faded
from render_farm.paint.kernels_turn import thinned
from render_farm.paint.place import placed
from render_farm.paint.raster import NOWHERE, PixelRect, Pixels, Raster, half_spot, spot_of
from render_farm.paint.repainted_sprite import only_colored
from render_farm.paint.sprite import RasterSprite, same_pixels
from render_farm.paint.state import LayerState
from render_farm.paint.weights import halves, window_of
from templates.scene import AnyLayer, Blend, Color, Solid, TextLayer


@dataclass(frozen=True, kw_only=True, slots=True)
class _Cover:
    """What is covered of luma samples and of chroma samples, on an even rectangle."""

    rect: PixelRect
    alpha: Pixels
    thin: Pixels


def one_color(layer: AnyLayer) -> Color | None:
    """The colour that all of a layer has, if it is laid over what lies below and casts nothing."""
    if layer.blend is not Blend.NORMAL or not only_colored(layer) or layer.tracks.color is not None:
        return None
    paint = layer.paint if isinstance(layer, TextLayer) else getattr(layer, "fill", None)
    return paint.color if isinstance(paint, Solid) else None


class SolidSprite(RasterSprite):
    """One colour through a mask; it may be another one in every state.

    raster: the content in a colour of full alpha, or, where the colour never changes, as it is.
    """

    def __init__(self, layer: AnyLayer, raster: Raster, *, color: Color, canvas: PixelRect) -> None:
        alpha = np.ascontiguousarray(raster.pixels[:, :, 3:])
        super().__init__(layer, Raster(x=raster.x, y=raster.y, pixels=alpha), canvas=canvas)
        self._color = color
        self._covered: tuple[LayerState, _Cover] | None = None

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        clear = state.color is not None and state.color.alpha < 1
        return NOWHERE if clear else super().curtain(state)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        cover = self._cover(state)
        rect = rect.cut(cover.rect)
        if rect.empty:
            return
        levels = levels_of(state.color or self._color)
        window = window_of(self._layer, state, self._canvas)
        strength = 1.0 if state.color is None else min(1.0, max(0.0, state.color.alpha))
        whole = spot_of(rect, source=(cover.rect.left, cover.rect.top))
        half = half_spot(whole)
        parts = zip(frame.planes, levels, (cover.alpha, cover.thin, cover.thin), strict=True)
        if strength == 1 and window.full(rect):
            for (canvas, level, alpha), spot in zip(parts, (whole, half, half), strict=True):
                over_plane_solid(canvas, level, alpha, spot)
            return
        columns, rows = window.weights(rect)
        fade = (columns, np.asarray(rows * strength, dtype=np.float32))
        thin_fade = (halves(fade[0]), halves(fade[1]))
        places = ((whole, fade), (half, thin_fade), (half, thin_fade))
        for (canvas, level, alpha), (spot, weights) in zip(parts, places, strict=True):
            over_plane_solid_faded(canvas, level, alpha, *weights, spot)

    @cached_property
    def _opaque(self) -> bool:
        pixels = self._raster.pixels
        return not self._raster.clear_edge and bool(pixels.size) and int(pixels.min()) == 255

    def _cover(self, state: LayerState) -> _Cover:
        if self._covered is None or not same_pixels(self._covered[0], state):
            if not state.matrix.whole_pixels:
                self._raster = self._raster.with_clear_edge()
            moved = evened(placed(self._raster, self._layer, state, canvas=self._canvas))
            alpha = moved.pixels[:, :, 0]
            thin = np.empty((alpha.shape[0] // 2, alpha.shape[1] // 2), dtype=np.uint8)
            thinned(alpha, thin)
            self._covered = (state, _Cover(rect=moved.rect, alpha=alpha, thin=thin))
        return self._covered[1]
