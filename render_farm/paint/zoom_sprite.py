"""A picture whose crop slowly narrows: resampled anew in every frame, between samples."""

from dataclasses import dataclass

import numpy as np
from PIL import Image

from render_farm.paint.content import picture_mask
from render_farm.paint.i420 import I420, Planes, planes_of
from render_farm.paint.kernels_yuv import Places, over_plane_masked, resample_plane
from render_farm.paint.picture import crop_pixels
from render_farm.paint.raster import PixelRect, Pixels, Raster, pixels_around
from render_farm.paint.shadow import shadow_of
from render_farm.paint.sprite import RasterSprite, halves
from render_farm.paint.state import LayerState
from render_farm.paint.weights import Window, window_of
from templates.scene import PictureLayer

# Samples a pixel that are kept of a picture at most, however far it is zoomed.
_MAX_DENSITY = 2.0


class ZoomSprite:
    """An opaque picture whose box stands still while the crop in it narrows.

    The crop is kept with as many samples as its narrowest view needs.
    """

    def __init__(
        self, layer: PictureLayer, image: Image.Image, *, zoom: float, canvas: PixelRect
    ) -> None:
        self._layer = layer
        self._canvas = canvas
        self._rect = pixels_around(layer.box, where=layer.name)
        self._source = _source(layer, image, self._rect, zoom)
        mask = picture_mask(layer, self._rect)
        square = self._rect == self._rect.even() and mask.min() == 255
        self._mask = None if square else _mask_planes(mask, self._rect)
        self._shadow = _shadow(layer, mask, self._rect, canvas)

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        own = self._rect.cut(window_of(self._layer, state, self._canvas).pixels).even()
        return own if self._shadow is None else own.join(self._shadow.reach(state))

    def hides(self, state: LayerState, rect: PixelRect) -> bool:
        """See Sprite."""
        window = window_of(self._layer, state, self._canvas)
        return self._mask is None and self._rect.covers(rect) and window.full(rect)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        if self._shadow is not None:
            self._shadow.paint(frame, state, rect)
        rect = rect.cut(self._rect.even()).cut(self._canvas)
        if rect.empty:
            return
        window = window_of(self._layer, state, self._canvas)
        if self.hides(state, rect):
            self._resample(state, rect, frame.cut(rect))
        else:
            self._blend(frame, state, rect, window)

    def _resample(
        self, state: LayerState, rect: PixelRect, out: tuple[Pixels, Pixels, Pixels]
    ) -> None:
        source = self._source
        across, down = _axes(self._layer, source, state.zoom)
        columns = across.places(rect.left, rect.width, source.luma.shape[1])
        rows = down.places(rect.top, rect.height, source.luma.shape[0])
        resample_plane(source.luma, *columns, *rows, out[0])
        columns = across.half().places(rect.left // 2, rect.width // 2, source.cb.shape[1])
        rows = down.half().places(rect.top // 2, rect.height // 2, source.cb.shape[0])
        resample_plane(source.cb, *columns, *rows, out[1])
        resample_plane(source.cr, *columns, *rows, out[2])

    def _blend(self, frame: I420, state: LayerState, rect: PixelRect, window: Window) -> None:
        half = (rect.height // 2, rect.width // 2)
        fresh = (
            np.empty((rect.height, rect.width), dtype=np.uint8),
            np.empty(half, dtype=np.uint8),
            np.empty(half, dtype=np.uint8),
        )
        self._resample(state, rect, fresh)
        columns, rows = window.weights(rect)
        fades = ((columns, rows), *((halves(columns), halves(rows)),) * 2)
        masks = self._masks(rect)
        parts = zip(frame.cut(rect), fresh, masks, fades, strict=True)
        for canvas, samples, mask, (across, down) in parts:
            over_plane_masked(canvas, samples, mask, across, down)

    def _masks(self, rect: PixelRect) -> tuple[Pixels, ...]:
        if self._mask is not None:
            return tuple(alpha for _, alpha in self._mask.cut(rect))
        whole = np.full((rect.height, rect.width), 255, dtype=np.uint8)
        half = whole[: rect.height // 2, : rect.width // 2]
        return (whole, half, half)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """Planes of the whole crop, and what of the canvas they cover at zoom 1."""

    rect: PixelRect
    luma: Pixels
    cb: Pixels
    cr: Pixels


@dataclass(frozen=True, kw_only=True, slots=True)
class _Axis:
    """Output sample n takes the source's sample first + n · step, counted between centres."""

    first: float
    step: float

    def half(self) -> "_Axis":
        """The same for chroma, which has half the samples on both sides.

        A chroma sample lies in the middle of its two luma samples.
        """
        return _Axis(first=(self.first + self.step / 2 + 0.5) / 2 - 0.5, step=self.step)

    def places(self, first: int, count: int, size: int) -> tuple[Places, Places]:
        """Index of the sample before and share (0-128) of the one after, for `count` samples."""
        exact = self.first + np.arange(first, first + count) * self.step
        fixed = np.rint(np.clip(exact, 0, size - 1) * 128).astype(np.int32)
        index = np.minimum(fixed >> 7, size - 2)
        return index, fixed - (index << 7)


def _axes(layer: PictureLayer, source: _Source, zoom: float) -> tuple[_Axis, _Axis]:
    """Columns and rows: where the canvas' first one lies in the source, and how far the next."""
    box, (center_x, center_y), rect = layer.box, layer.zoom_center, source.rect
    height, width = source.luma.shape
    return (
        _axis(box.x + center_x * box.width, rect.left, width / rect.width, zoom),
        _axis(box.y + center_y * box.height, rect.top, height / rect.height, zoom),
    )


def _axis(center: float, origin: float, density: float, zoom: float) -> _Axis:
    at_zero = center + (0.5 - center) / zoom
    return _Axis(first=(at_zero - origin) * density - 0.5, step=density / zoom)


def _source(layer: PictureLayer, image: Image.Image, rect: PixelRect, zoom: float) -> _Source:
    own = max(1.0, layer.crop.width / layer.box.width)
    density = min(zoom, own, _MAX_DENSITY)
    size = (
        max(2, round(rect.width * density / 2)) * 2,
        max(2, round(rect.height * density / 2)) * 2,
    )
    pixels = crop_pixels(layer, image, rect=rect, zoom=1.0, size=size)
    planes = planes_of(Raster(x=0, y=0, pixels=pixels))
    return _Source(rect=rect, luma=planes.luma, cb=planes.cb, cr=planes.cr)


def _even(samples: float) -> int:
    return 2 * max(2, round(samples / 2))


def _mask_planes(mask: Pixels, rect: PixelRect) -> Planes:
    pixels = np.zeros((*mask.shape, 4), dtype=np.uint8)
    pixels[:, :, 3] = mask
    return planes_of(Raster(x=rect.left, y=rect.top, pixels=pixels))


def _shadow(
    layer: PictureLayer, mask: Pixels, rect: PixelRect, canvas: PixelRect
) -> RasterSprite | None:
    if layer.shadow is None:
        return None
    pixels = np.zeros((*mask.shape, 4), dtype=np.uint8)
    pixels[:, :, 3] = mask
    raster = shadow_of(Raster(x=rect.left, y=rect.top, pixels=pixels), layer.shadow)
    return RasterSprite(layer, raster, canvas=canvas)
