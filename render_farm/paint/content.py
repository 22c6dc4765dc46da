"""A layer → its content as pixels, painted once, before anything moves it."""

import math
from collections.abc import Callable

import cv2
import numpy as np
from PIL import Image

from render_farm.errors import PaintError
from render_farm.paint.blur import softened
from render_farm.paint.clip import ClipSource, NoClips, view_of
from render_farm.paint.color_glyphs import with_color_glyphs
from render_farm.paint.coverage import bars, outline, polygon_outline, rounded_box, without
from render_farm.paint.fill import fill
from render_farm.paint.i420 import I420
from render_farm.paint.kernels_blend import pixels_of_planes
from render_farm.paint.lottie import NO_ANIMATIONS, AnimationSource, open_film
from render_farm.paint.mask import masked, seen, times
from render_farm.paint.picture import crop_pixels
from render_farm.paint.raster import PixelRect, Pixels, Raster, lay, pixels_around, spot_of
from render_farm.paint.shadow import with_shadow
from render_farm.paint.stroke import outlined
from templates.scene import (
    AnyLayer,
    Box,
    ColorGlyphRun,
    LottieLayer,
    Paint,
    PictureLayer,
    ShapeKind,
    ShapeLayer,
    Solid,
    TextLayer,
    VideoLayer,
)
from templates.text import FontLibrary
from templates.text.raster import rasterise

# From the sha256 of a picture's file to the picture, upright, RGB or RGBA.
PictureSource = Callable[[str], Image.Image]
NO_CLIPS: ClipSource = NoClips()


def content(
    layer: AnyLayer,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    zoom: float = 1.0,
    animations: AnimationSource = NO_ANIMATIONS,
    clips: ClipSource = NO_CLIPS,
    frame: float = 0.0,
) -> Raster:
    """The layer's pixels where its box lies, shadow included, as if nothing moved.

    Raises:
        PaintError: the box is empty, a crop misses its picture, an animation or a clip is missing,
            a blur or a stroke grows too large.
    """
    if isinstance(layer, PictureLayer):
        raster = _picture(layer, pictures(layer.sha256), zoom)
    elif isinstance(layer, TextLayer):
        raster = _text(layer, fonts)
    elif isinstance(layer, LottieLayer):
        film, rect = open_film(layer, animations)
        raster = inked(film.pixels(frame), rect)
    elif isinstance(layer, VideoLayer):
        raster = _clip(layer, clips, int(frame))
    else:
        raster = _shape(layer)
    return finished(raster, layer, fonts)


def finished(raster: Raster, layer: AnyLayer, fonts: FontLibrary) -> Raster:
    """A layer's bare pixels blurred, masked and on their shadow, as the layer asks for."""
    if layer.blur_px > 0:
        raster = softened(raster, layer.blur_px, where=layer.name)
    if layer.mask is not None:
        mask = seen(layer.mask, raster.rect, fonts=fonts, where=layer.name)
        raster = Raster(x=raster.x, y=raster.y, pixels=masked(raster.pixels, mask))
    return raster if layer.shadow is None else with_shadow(raster, layer.shadow)


def picture_mask(layer: PictureLayer | VideoLayer, rect: PixelRect, fonts: FontLibrary) -> Pixels:
    """What is seen of a picture or a clip: its box with rounded corners, and its mask."""
    corners = rounded_box(rect, layer.box, layer.radius_px)
    if layer.mask is None:
        return corners
    return times(corners, seen(layer.mask, rect, fonts=fonts, where=layer.name))


def _picture(layer: PictureLayer, image: Image.Image, zoom: float) -> Raster:
    rect = pixels_around(layer.box, where=layer.name)
    pixels = crop_pixels(layer, image, over=rect.box, zoom=zoom, size=(rect.width, rect.height))
    corners = rounded_box(rect, layer.box, layer.radius_px)
    return Raster(x=rect.left, y=rect.top, pixels=masked(pixels, corners))


def _clip(layer: VideoLayer, clips: ClipSource, number: int) -> Raster:
    view, rect = view_of(layer)
    frames = clips.open(view, where=layer.name)
    try:
        return clip_raster(layer, frames.frame(number), rect)
    finally:
        frames.close()


def clip_raster(layer: VideoLayer, frame: I420, rect: PixelRect) -> Raster:
    """A clip's frame, which fills `rect`, as pixels inside the layer's box and corners."""
    pixels = np.empty((rect.height, rect.width, 4), dtype=np.uint8)
    raster = Raster(x=rect.left, y=rect.top, pixels=pixels)
    spot = spot_of(rect, canvas=(rect.left, rect.top), source=(rect.left, rect.top))
    pixels_of_planes(*frame.planes, spot, raster.packed)
    corners = rounded_box(rect, layer.box, layer.radius_px)
    return Raster(x=rect.left, y=rect.top, pixels=masked(pixels, corners))


def _text(layer: TextLayer, fonts: FontLibrary) -> Raster:
    runs = [run for run in layer.runs if not isinstance(run, ColorGlyphRun)]
    # Ink may leave the line's box: marks above, tails below, italics to the side.
    largest = max((run.size_px for run in layer.runs), default=1.0)
    rect = pixels_around(layer.box, where=layer.name, pad_px=largest)
    letters = rasterise(
        runs,
        width_px=rect.width,
        height_px=rect.height,
        fonts=fonts,
        x_px=layer.box.x - rect.left,
        y_px=layer.box.y - rect.top,
    )
    filled = _inked(letters, rect, layer, layer.paint)
    if layer.stroke is None or layer.stroke_px <= 0:
        return _with_color(filled, layer, rect, fonts)
    around = filled.rect.grown(math.ceil(layer.stroke_px / 2) + 1)
    origin = (layer.box.x, layer.box.y)
    line = outlined(runs, around, origin=origin, stroke_px=layer.stroke_px, fonts=fonts)
    pixels = fill(line, Solid(color=layer.stroke), rect=around, box=layer.box)
    stroked = Raster(x=around.left, y=around.top, pixels=pixels)
    lay(filled, over=stroked)
    return _with_color(stroked, layer, rect.join(around), fonts)


def _with_color(plain: Raster, layer: TextLayer, rect: PixelRect, fonts: FontLibrary) -> Raster:
    found = with_color_glyphs(plain, layer, rect, fonts=fonts)
    return plain if found is plain else inked(found.pixels, rect)


def _inked(coverage: Pixels, rect: PixelRect, layer: TextLayer, paint: Paint) -> Raster:
    """The part of a mask that is not empty, painted."""
    ink = _ink(coverage)
    rect = PixelRect(
        left=rect.left + ink.left,
        top=rect.top + ink.top,
        right=rect.left + ink.right,
        bottom=rect.top + ink.bottom,
    )
    coverage = np.ascontiguousarray(coverage[ink.top : ink.bottom, ink.left : ink.right])
    pixels = fill(coverage, paint, rect=rect, box=layer.box)
    return Raster(x=rect.left, y=rect.top, pixels=pixels)


def inked(pixels: Pixels, rect: PixelRect) -> Raster:
    """Pixels that fill `rect`, without the empty ones around."""
    ink = _ink(pixels[:, :, 3])
    part = np.ascontiguousarray(pixels[ink.top : ink.bottom, ink.left : ink.right])
    return Raster(x=rect.left + ink.left, y=rect.top + ink.top, pixels=part)


def _ink(coverage: Pixels) -> PixelRect:
    """The smallest rectangle around what is not empty; one pixel when all is."""
    left, top, width, height = cv2.boundingRect(np.ascontiguousarray(coverage))
    return PixelRect(left=left, top=top, right=left + max(1, width), bottom=top + max(1, height))


def _shape(layer: ShapeLayer) -> Raster:
    rect = pixels_around(layer.box, where=layer.name)
    pixels = np.zeros((rect.height, rect.width, 4), dtype=np.uint8)
    if layer.fill is not None:
        pixels = fill(_outline(layer, rect), layer.fill, rect=rect, box=layer.box)
    raster = Raster(x=rect.left, y=rect.top, pixels=pixels)
    if layer.stroke is not None and layer.stroke_px > 0:
        stroke = fill(_stroke(layer, rect), Solid(color=layer.stroke), rect=rect, box=layer.box)
        lay(Raster(x=rect.left, y=rect.top, pixels=stroke), over=raster)
    return raster


def _outline(layer: ShapeLayer, rect: PixelRect, *, inset_px: float = 0.0) -> Pixels:
    box, radius_px = _inset(layer.box, inset_px), max(0.0, layer.radius_px - inset_px)
    if layer.kind is not ShapeKind.BARS:
        return outline(rect, box, layer.kind, radius_px, layer.points, where=layer.name)
    if layer.bars is None or not layer.bars.heights:
        raise PaintError("bars without heights", where=layer.name, allowed="one or more")
    return bars(rect, (_inset(bar, inset_px) for bar in layer.bars.boxes(layer.box)), radius_px)


def _stroke(layer: ShapeLayer, rect: PixelRect) -> Pixels:
    """A stroke lies inside the shape, as a border of CSS does, so that a shape fills its box."""
    if layer.kind is ShapeKind.POLYGON:
        return polygon_outline(rect, layer.box, layer.points, layer.stroke_px)
    outer = _outline(layer, rect)
    if 2 * layer.stroke_px >= min(layer.box.width, layer.box.height):
        return outer
    return without(outer, _outline(layer, rect, inset_px=layer.stroke_px))


def _inset(box: Box, by_px: float) -> Box:
    return Box(
        x=box.x + by_px,
        y=box.y + by_px,
        width=box.width - 2 * by_px,
        height=box.height - 2 * by_px,
    )
