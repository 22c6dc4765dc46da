"""An animation in a video: drawn anew whenever its frame differs, never otherwise."""

from collections import OrderedDict

from render_farm.paint.blend_sprite import sprite_of
from render_farm.paint.content import finished, inked
from render_farm.paint.i420 import I420
from render_farm.paint.lottie import AnimationSource, open_film
from render_farm.paint.raster import PixelRect
from render_farm.paint.sprite import Sprite
from render_farm.paint.state import LayerState
from templates.scene import LottieLayer
from templates.text import FontLibrary

# The frame shown and the one before it, which tells what has to be painted over.
_KEPT = 2


class LottieSprite:
    """Draws frames as they are asked for; where a frame is empty it touches nothing."""

    def __init__(
        self,
        layer: LottieLayer,
        *,
        fonts: FontLibrary,
        animations: AnimationSource,
        canvas: PixelRect,
    ) -> None:
        self._layer = layer
        self._canvas = canvas
        self._fonts = fonts
        self._film, self._rect = open_film(layer, animations)
        self._kept: OrderedDict[float, Sprite] = OrderedDict()

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        return self._at(state).reach(state)

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        return self._at(state).curtain(state)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        self._at(state).paint(frame, state, rect)

    def _at(self, state: LayerState) -> Sprite:
        if state.frame not in self._kept:
            self._kept[state.frame] = self._draw(state.frame)
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return self._kept[state.frame]

    def _draw(self, frame: float) -> Sprite:
        raster = inked(self._film.pixels(frame), self._rect)
        raster = finished(raster, self._layer, self._fonts)
        return sprite_of(self._layer, raster, canvas=self._canvas)
