"""A clip in a video: its planes are laid straight into the frame, whatever moves resampled."""

from collections import OrderedDict

from render_farm.paint.blend_sprite import sprite_of
from render_farm.paint.clip import ClipFrames
from render_farm.paint.content import clip_raster, finished, picture_mask
from render_farm.paint.edges import mask_planes, shadow_around
from render_farm.paint.i420 import I420
from render_farm.paint.kernels_planes import over_plane_masked
from render_farm.paint.raster import NOWHERE, PixelRect, half_spot, spot_of
from render_farm.paint.sprite import Sprite
from render_farm.paint.state import Affine, LayerState
from render_farm.paint.weights import halves, window_of
from templates.scene import Blend, VideoLayer
from templates.text import FontLibrary

# The frame shown and the one before it, which tells what has to be painted over.
_KEPT = 2


class ClipSprite:
    """Lays the frame of the moment over the picture where its box stands as it was laid out.

    While the box moves, and for blends and blurs, the frame becomes pixels as any picture's.
    """

    def __init__(
        self,
        layer: VideoLayer,
        frames: ClipFrames,
        rect: PixelRect,
        *,
        fonts: FontLibrary,
        canvas: PixelRect,
    ) -> None:
        self._layer, self._frames, self._rect = layer, frames, rect
        self._fonts, self._canvas = fonts, canvas
        mask = picture_mask(layer, rect, fonts)
        self._mask = mask_planes(mask, rect)
        self._shadow = shadow_around(layer, mask, rect, canvas)
        self._moved: OrderedDict[float, Sprite] = OrderedDict()

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        if not self._stands(state):
            # Where it lies does not depend on the frame: whatever was painted last will do.
            known = next(iter(self._moved.values()), None)
            return (known or self._at(state)).reach(state)
        own = self._rect.cut(window_of(self._layer, state, self._canvas).pixels)
        own = own.cut(self._canvas).even()
        return own if self._shadow is None else own.join(self._shadow.reach(state))

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        if not self._stands(state):
            return self._at(state).curtain(state)
        if state.opacity < 1 or not self._mask.opaque:
            return NOWHERE
        window = window_of(self._layer, state, self._canvas)
        return self._rect.cut(window.full_pixels).cut(self._canvas)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        if not self._stands(state):
            self._at(state).paint(frame, state, rect)
            return
        if self._shadow is not None:
            self._shadow.paint(frame, state, rect)
        rect = rect.cut(self._rect).cut(self._canvas)
        if rect.empty:
            return
        shown = self._frames.frame(int(state.frame))
        if self.curtain(state).covers(rect):
            _copy(shown, self._rect, frame, rect)
        else:
            self._blend(shown, frame, state, rect)

    def _stands(self, state: LayerState) -> bool:
        layer = self._layer
        return state.matrix == Affine() and layer.blend is Blend.NORMAL and not layer.blur_px

    def _blend(self, shown: I420, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """Lay the frame through the mask and the window."""
        whole = spot_of(rect, source=(self._rect.left, self._rect.top))
        half = half_spot(whole)
        fade = window_of(self._layer, state, self._canvas).weights(rect)
        thin_fade = (halves(fade[0]), halves(fade[1]))
        masks = (self._mask.alpha, self._mask.thin, self._mask.thin)
        places = ((whole, fade), (half, thin_fade), (half, thin_fade))
        parts = zip(frame.planes, shown.planes, masks, places, strict=True)
        for canvas, samples, mask, (spot, (columns, rows)) in parts:
            over_plane_masked(canvas, samples, mask, columns, rows, spot)

    def _at(self, state: LayerState) -> Sprite:
        if state.frame not in self._moved:
            bare = clip_raster(self._layer, self._frames.frame(int(state.frame)), self._rect)
            raster = finished(bare, self._layer, self._fonts)
            self._moved[state.frame] = sprite_of(self._layer, raster, canvas=self._canvas)
        while len(self._moved) > _KEPT:
            self._moved.popitem(last=False)
        return self._moved[state.frame]


def _copy(shown: I420, lies: PixelRect, frame: I420, rect: PixelRect) -> None:
    """Take an even rectangle of the canvas from a frame that lies on `lies`."""
    spot = spot_of(rect, source=(lies.left, lies.top))
    for canvas, samples, place in zip(
        frame.planes, shown.planes, (spot, half_spot(spot), half_spot(spot)), strict=True
    ):
        left, top, source_left, source_top, width, height = place
        canvas[top : top + height, left : left + width] = samples[
            source_top : source_top + height, source_left : source_left + width
        ]
