"""A layer whose content changes while it moves, or shines through: it is painted anew."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.blend_sprite import sprite_of
from render_farm.paint.fill import fill
from render_farm.paint.i420 import I420
from render_farm.paint.moment import recolored
from render_farm.paint.raster import PixelRect, Raster
from render_farm.paint.sprite import Sprite
from render_farm.paint.state import LayerState
from templates.scene import AnyLayer, Color, ColorGlyphRun, ShapeLayer, Solid, TextLayer

ContentPainter = Callable[[LayerState], Raster]

OPAQUE = Color(red=255, green=255, blue=255)


class RepaintedSprite:
    """Paints the content again whenever its look differs: right for every layer."""

    def __init__(self, layer: AnyLayer, paint: ContentPainter, *, canvas: PixelRect) -> None:
        self._layer = layer
        self._paint = paint
        self._canvas = canvas
        self._kept: tuple[tuple[object, ...], Sprite] | None = None

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        # Where it lies does not depend on its look: whatever was painted last will do.
        sprite = self._at(state) if self._kept is None else self._kept[1]
        return sprite.reach(state)

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        return self._at(state).curtain(state)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        self._at(state).paint(frame, state, rect)

    def _at(self, state: LayerState) -> Sprite:
        if self._kept is None or self._kept[0] != state.look:
            sprite = sprite_of(self._layer, self._paint(state), canvas=self._canvas)
            self._kept = (state.look, sprite)
        return self._kept[1]


def only_colored(layer: AnyLayer) -> bool:
    """Whether all that is painted of a layer has the one colour that may change."""
    if isinstance(layer, TextLayer) and any(isinstance(r, ColorGlyphRun) for r in layer.runs):
        return False
    if isinstance(layer, TextLayer | ShapeLayer):
        return layer.shadow is None and getattr(layer, "stroke", None) is None
    return False


def recoloring(layer: AnyLayer, paint: Callable[[AnyLayer], Raster]) -> ContentPainter:
    """Paints an `only_colored` layer once, and from then on lays colour through what it covers."""
    covered = paint(recolored(layer, OPAQUE))
    mask = covered.pixels[:, :, 3].copy()

    def at(state: LayerState) -> Raster:
        pixels = _tones(state.color or OPAQUE)[mask]
        return Raster(
            x=covered.x, y=covered.y, pixels=pixels.view(np.uint8).reshape(*mask.shape, 4)
        )

    return at


def _tones(color: Color) -> NDArray[np.uint32]:
    """The packed pixel for each of the 256 steps of coverage, as a fill paints it."""
    steps = np.arange(256, dtype=np.uint8)[None]
    ramp = PixelRect(left=0, top=0, right=256, bottom=1)
    pixels = fill(steps, Solid(color=color), rect=ramp, box=ramp.box)
    return np.ascontiguousarray(pixels).view(np.uint32).reshape(256)
