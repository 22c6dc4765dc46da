"""Colour glyph runs → premultiplied pixels: COLR by HarfBuzz's painter, PNG strikes by Pillow."""

import io
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb
from PIL import Image

from templates.scene import Box, Color, ColorGlyphRun, Glyph
from templates.text.library import UNITS_PER_EM, FontLibrary

_Pixels = npt.NDArray[np.uint8]


def rasterise_color(
    runs: Sequence[ColorGlyphRun],
    *,
    width_px: int,
    height_px: int,
    fonts: FontLibrary,
    color: Color,
    x_px: float = 0.0,
    y_px: float = 0.0,
) -> _Pixels:
    """Premultiplied RGBA (height_px, width_px, 4), top row first; glyphs without colour in `color`.

    x_px, y_px: where the runs' origin lies; fractions place outlines between pixels, bitmaps on
    whole ones. Raises UnknownFont.
    """
    paint = hb.RasterPaint()
    # HarfBuzz's y grows upwards: the pixels hang below 0.
    paint.extents = hb.RasterExtents(
        x_origin=0, y_origin=-height_px, width=width_px, height=height_px, stride=0
    )
    alpha = round(color.alpha * 255)
    paint.foreground = hb.Color(red=color.red, green=color.green, blue=color.blue, alpha=alpha)
    bitmaps: list[tuple[bytes, Box]] = []
    for run in runs:
        font = fonts.font(fonts.file(run.font), run.axes)
        em = run.size_px / UNITS_PER_EM
        for glyph in run.glyphs:
            strike = font.get_glyph_color_png(glyph.id).data
            if strike:
                bitmaps.append((strike, _box(font, glyph, em, x_px, y_px)))
                continue
            paint.transform = (em, 0.0, 0.0, em, x_px + glyph.x, -(y_px + glyph.y))
            paint.paint_glyph(font, glyph.id)
    pixels = _upright(paint.render(), width_px, height_px)
    for strike, box in bitmaps:
        _lay(strike, box, pixels)
    return pixels


def _box(font: hb.Font, glyph: Glyph, em: float, x_px: float, y_px: float) -> Box:
    extents = font.get_glyph_extents(glyph.id)
    return Box(
        x=x_px + glyph.x + extents.x_bearing * em,
        y=y_px + glyph.y - extents.y_bearing * em,
        width=extents.width * em,
        height=-extents.height * em,
    )


def _upright(image: hb.RasterImage | None, width_px: int, height_px: int) -> _Pixels:
    if image is None or not image.buffer:
        return np.zeros((height_px, width_px, 4), dtype=np.uint8)
    rows = np.frombuffer(image.buffer, dtype=np.uint8).reshape(height_px, image.extents.stride)
    bgra = rows[::-1, : width_px * 4].reshape(height_px, width_px, 4)
    return np.ascontiguousarray(bgra[:, :, [2, 1, 0, 3]])


def _lay(strike: bytes, box: Box, pixels: _Pixels) -> None:
    """A bitmap over the pixels in its box, edges on whole pixels, cut where they end."""
    left, top = round(box.x), round(box.y)
    width = max(1, round(box.x + box.width) - left)
    height = max(1, round(box.y + box.height) - top)
    with Image.open(io.BytesIO(strike), formats=["PNG"]) as image:
        # Resized premultiplied, so that nothing of what is clear bleeds into the edges.
        clear = image.convert("RGBA").convert("RGBa")
    over = np.asarray(clear.resize((width, height), Image.Resampling.LANCZOS), dtype=np.uint16)
    # The filter overshoots at hard edges; no colour is stronger than its alpha.
    over = np.minimum(over, over[:, :, 3:])
    x0, y0 = max(0, -left), max(0, -top)
    below = pixels[max(0, top) : max(0, top + height), max(0, left) : max(0, left + width)]
    over = over[y0 : y0 + below.shape[0], x0 : x0 + below.shape[1]]
    below[:] = over + (below * (255 - over[:, :, 3:]) + 127) // 255
