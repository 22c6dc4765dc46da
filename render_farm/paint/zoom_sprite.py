"""A picture whose crop slowly narrows or moves: resampled anew in every frame, between samples."""

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

from PIL import Image

from render_farm.paint.content import picture_mask
from render_farm.paint.edges import mask_planes, shadow_around
from render_farm.paint.grid import Axis
from render_farm.paint.i420 import I420, planes_of
from render_farm.paint.kernels_planes import over_plane_masked
from render_farm.paint.kernels_resample import resample_upright
from render_farm.paint.moment import panned
from render_farm.paint.picture import crop_pixels, zoomed
from render_farm.paint.raster import (
    NOWHERE,
    PixelRect,
    Pixels,
    Raster,
    half_spot,
    pixels_around,
    spot_of,
)
from render_farm.paint.state import LayerState
from render_farm.paint.weights import halves, window_of
from templates.scene import Box, PictureLayer
from templates.text import FontLibrary

# Samples a pixel that are kept of a picture at most, however far it is zoomed.
_MAX_DENSITY = 2.0


class ZoomSprite:
    """An opaque picture whose box stands still while the crop in it narrows or moves.

    What `states` show of it is kept with as many samples as a view in the middle of them needs.
    """

    def __init__(
        self,
        layer: PictureLayer,
        image: Image.Image,
        *,
        fonts: FontLibrary,
        states: Collection[LayerState],
        canvas: PixelRect,
    ) -> None:
        self._layer = layer
        self._canvas = canvas
        self._rect = pixels_around(layer.box, where=layer.name)
        self._wide = _widened(layer, states)
        zooms = [state.zoom for state in states]
        # Kept for the middle of the zoom, the source is never far from one sample a pixel.
        self._source = _source(self._wide, image, math.sqrt(min(zooms) * max(zooms)))
        mask = picture_mask(layer, self._rect, fonts)
        # Alpha is the mask; the samples are room for those of the moment.
        self._fresh = mask_planes(mask, self._rect)
        self._shadow = shadow_around(layer, mask, self._rect, canvas)

    def reach(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        window = window_of(self._layer, state, self._canvas)
        own = self._rect.cut(window.pixels).cut(self._canvas).even()
        return own if self._shadow is None else own.join(self._shadow.reach(state))

    def curtain(self, state: LayerState) -> PixelRect:
        """See Sprite."""
        if state.opacity < 1 or not self._fresh.opaque:
            return NOWHERE
        window = window_of(self._layer, state, self._canvas)
        return self._rect.cut(window.full_pixels).cut(self._canvas)

    def paint(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """See Sprite."""
        if self._shadow is not None:
            self._shadow.paint(frame, state, rect)
        rect = rect.cut(self._rect.even()).cut(self._canvas)
        if rect.empty:
            return
        if self.curtain(state).covers(rect):
            self._resample(state, rect, frame.planes, (0, 0))
        else:
            self._blend(frame, state, rect)

    def _resample(
        self,
        state: LayerState,
        rect: PixelRect,
        out: tuple[Pixels, Pixels, Pixels],
        origin: tuple[int, int],
    ) -> None:
        """Fill `rect` of planes whose first sample lies at `origin` of the canvas."""
        source = self._source
        box = self._layer.box
        across, down = _axes(
            self._wide,
            source,
            zoom=state.zoom,
            pan_px=(state.pan[0] * box.width, state.pan[1] * box.height),
        )
        left, top, width, height = rect.left, rect.top, rect.width, rect.height
        columns = across.columns(left, width, source.luma.shape[1])
        rows = down.rows(top, height, source.luma.shape[0])
        resample_upright(source.luma, columns, rows, 1, out[0], left - origin[0], top - origin[1])
        columns = across.half().columns(left // 2, width // 2, source.cb.shape[1])
        rows = down.half().rows(top // 2, height // 2, source.cb.shape[0])
        at = ((left - origin[0]) // 2, (top - origin[1]) // 2)
        resample_upright(source.cb, columns, rows, 1, out[1], *at)
        resample_upright(source.cr, columns, rows, 1, out[2], *at)

    def _blend(self, frame: I420, state: LayerState, rect: PixelRect) -> None:
        """Resample aside, then lay that through the mask and the window."""
        fresh = self._fresh
        origin = (fresh.rect.left, fresh.rect.top)
        self._resample(state, rect, (fresh.luma, fresh.cb, fresh.cr), origin)
        whole = spot_of(rect, source=origin)
        half = half_spot(whole)
        fade = window_of(self._layer, state, self._canvas).weights(rect)
        thin_fade = (halves(fade[0]), halves(fade[1]))
        places = ((whole, fade), (half, thin_fade), (half, thin_fade))
        parts = zip(frame.planes, fresh.pairs, places, strict=True)
        for canvas, (samples, mask), (spot, (columns, rows)) in parts:
            over_plane_masked(canvas, samples, mask, columns, rows, spot)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Source:
    """Planes of the whole crop, which fills the layer's box at zoom 1."""

    luma: Pixels
    cb: Pixels
    cr: Pixels


def _axes(
    layer: PictureLayer, source: _Source, *, zoom: float, pan_px: tuple[float, float]
) -> tuple[Axis, Axis]:
    """Columns and rows: where the canvas' first one lies in the source, and how far the next."""
    box, (center_x, center_y) = layer.box, layer.zoom_center
    height, width = source.luma.shape
    return (
        _axis(box.x, width / box.width, center_x * width, zoom, pan_px[0]),
        _axis(box.y, height / box.height, center_y * height, zoom, pan_px[1]),
    )


def _axis(start: float, density: float, center: float, zoom: float, pan_px: float) -> Axis:
    """start: the box's edge on the canvas. center: what stays in place, in samples."""
    at_zero = center + ((0.5 - start) * density - center) / zoom + pan_px * density
    return Axis(first=at_zero - 0.5, step=density / zoom)


def _widened(layer: PictureLayer, states: Collection[LayerState]) -> PictureLayer:
    """The layer with a crop that holds all that a pan shows, and a box as much larger."""
    if layer.pan is None:
        return layer
    views = [
        zoomed(panned(layer, state.pan).crop, state.zoom, layer.zoom_center) for state in states
    ]
    left, top = min(view.x for view in views), min(view.y for view in views)
    width = max(view.x + view.width for view in views) - left
    height = max(view.y + view.height for view in views) - top
    crop, box, center = layer.crop, layer.box, layer.zoom_center
    per_x, per_y = box.width / crop.width, box.height / crop.height
    return replace(
        layer,
        crop=Box(x=left, y=top, width=width, height=height),
        box=Box(
            x=box.x + (left - crop.x) * per_x,
            y=box.y + (top - crop.y) * per_y,
            width=width * per_x,
            height=height * per_y,
        ),
        zoom_center=(
            (crop.x + center[0] * crop.width - left) / width,
            (crop.y + center[1] * crop.height - top) / height,
        ),
    )


def _source(layer: PictureLayer, image: Image.Image, zoom: float) -> _Source:
    own = max(1.0, layer.crop.width / layer.box.width)
    density = min(zoom, own, _MAX_DENSITY)
    size = (_even(layer.box.width * density), _even(layer.box.height * density))
    pixels = crop_pixels(layer, image, over=layer.box, zoom=1.0, size=size)
    planes = planes_of(Raster(x=0, y=0, pixels=pixels))
    return _Source(luma=planes.luma, cb=planes.cb, cr=planes.cr)


def _even(samples: float) -> int:
    return 2 * max(2, round(samples / 2))
