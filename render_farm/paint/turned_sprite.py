"""A picture that was painted once, and turns, scales or drifts: sampled as planes."""

from render_farm.paint.i420 import I420
from render_farm.paint.raster import PixelRect, Raster
from render_farm.paint.scratch import Scratch
from render_farm.paint.sprite import RasterSprite
from render_farm.paint.state import LayerState
from render_farm.paint.turned import TurnedSource, is_turnable, turned_source
from render_farm.paint.weights import window_of
from templates.scene import AnyLayer


class TurnedSprite(RasterSprite):
    """Nothing is kept of a moment: it is sampled whenever it is painted, for the part asked for."""

    def __init__(
        self, layer: AnyLayer, raster: Raster, *, canvas: PixelRect, scratch: Scratch
    ) -> None:
        super().__init__(layer, raster, canvas=canvas)
        self._content = raster
        self._scratch = scratch
        self._sources: list[TurnedSource | None] = []

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        source = None if state.matrix.whole_pixels or not is_turnable(state) else self._source()
        if source is None:
            super().paint(frame, state, rect)
        elif window_of(self._layer, state, self._canvas).full(rect):
            source.lay(frame, state.matrix, self._canvas, rect)
        else:
            self._lay(frame, source.planes(state.matrix, self._canvas), state, rect)

    def _source(self) -> TurnedSource | None:
        if not self._sources:
            self._sources.append(turned_source(self._content, self._scratch))
        return self._sources[0]
