"""Glyph runs → a mask of coverage (HarfBuzz's rasteriser)."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import uharfbuzz as hb

from templates.scene import Color, ColorGlyphRun, GlyphRun
from templates.text.library import UNITS_PER_EM, FontLibrary
from templates.text.raster_color import rasterise_color

_BLACK = Color(red=0, green=0, blue=0)


def rasterise(
    runs: Sequence[GlyphRun],
    *,
    width_px: int,
    height_px: int,
    fonts: FontLibrary,
    x_px: float = 0.0,
    y_px: float = 0.0,
) -> npt.NDArray[np.uint8]:
    """Coverage 0-255 of shape (height_px, width_px), top row first; of colour glyphs their alpha.

    x_px, y_px: where the runs' origin lies in the mask; fractions place glyphs between pixels.
    Raises UnknownFont.
    """
    draw = hb.RasterDraw()
    # HarfBuzz's y grows upwards: the mask hangs below 0.
    draw.extents = hb.RasterExtents(
        x_origin=0, y_origin=-height_px, width=width_px, height=height_px, stride=0
    )
    for run in runs:
        if isinstance(run, ColorGlyphRun):
            continue
        font = fonts.font(fonts.file(run.font), run.axes)
        em = run.size_px / UNITS_PER_EM
        for glyph in run.glyphs:
            draw.transform = (em, 0.0, 0.0, em, x_px + glyph.x, -(y_px + glyph.y))
            draw.draw_glyph(font, glyph.id)
    mask = _upright(draw.render(), width_px, height_px)
    colored = [run for run in runs if isinstance(run, ColorGlyphRun)]
    if not colored:
        return mask
    pixels = rasterise_color(
        colored,
        width_px=width_px,
        height_px=height_px,
        fonts=fonts,
        color=_BLACK,
        x_px=x_px,
        y_px=y_px,
    )
    return np.maximum(mask, pixels[:, :, 3])


def _upright(image: hb.RasterImage | None, width_px: int, height_px: int) -> npt.NDArray[np.uint8]:
    if image is None or not image.buffer:
        return np.zeros((height_px, width_px), dtype=np.uint8)
    stride = image.extents.stride
    rows = np.frombuffer(image.buffer, dtype=np.uint8).reshape(height_px, stride)
    return np.ascontiguousarray(rows[::-1, :width_px])
