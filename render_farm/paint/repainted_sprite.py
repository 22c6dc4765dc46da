"""A picture that zooms while it moves, or shines through: its content is painted anew."""

from render_farm.paint.content import PictureSource, content
from render_farm.paint.i420 import I420
from render_farm.paint.raster import PixelRect
from render_farm.paint.sprite import RasterSprite
from render_farm.paint.state import LayerState
from templates.scene import PictureLayer
from templates.text import FontLibrary


class RepaintedSprite:
    """Paints the content again whenever the zoom differs: right for every layer, but slow."""

    def __init__(
        self,
        layer: PictureLayer,
        *,
        pictures: PictureSource,
        fonts: FontLibrary,
        canvas: PixelRect,
    ) -> None:
        self._layer = layer
        self._pictures = pictures
        self._fonts = fonts
        self._canvas = canvas
        self._kept: tuple[float, RasterSprite] | None = None

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        # Where it lies does not depend on the zoom: whatever was painted last will do.
        sprite = self._at(state) if self._kept is None else self._kept[1]
        return sprite.reach(state)

    def hides(self, state: LayerState, rect: PixelRect) -> bool:
        """See Sprite."""
        return self._at(state).hides(state, rect)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        self._at(state).paint(frame, state, rect)

    def _at(self, state: LayerState) -> RasterSprite:
        if self._kept is None or self._kept[0] != state.zoom:
            raster = content(
                self._layer, pictures=self._pictures, fonts=self._fonts, zoom=state.zoom
            )
            self._kept = (state.zoom, RasterSprite(self._layer, raster, canvas=self._canvas))
        return self._kept[1]
