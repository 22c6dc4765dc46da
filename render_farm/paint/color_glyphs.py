"""Text and its glyphs that bring their own colours (emoji) → one raster."""

import numpy as np

from render_farm.paint.raster import PixelRect, Raster, lay
from templates.scene import ColorGlyphRun, Solid, TextLayer
from templates.text import FontLibrary, rasterise_color


def with_color_glyphs(
    plain: Raster, layer: TextLayer, rect: PixelRect, *, fonts: FontLibrary
) -> Raster:
    """Lay the layer's colour glyphs over its other ones; both lie inside `rect`."""
    runs = [run for run in layer.runs if isinstance(run, ColorGlyphRun)]
    if not runs:
        return plain
    pixels = rasterise_color(
        runs,
        width_px=rect.width,
        height_px=rect.height,
        fonts=fonts,
        color=layer.paint.color if isinstance(layer.paint, Solid) else layer.paint.stops[0].color,
        x_px=layer.box.x - rect.left,
        y_px=layer.box.y - rect.top,
    )
    whole = Raster(x=rect.left, y=rect.top, pixels=np.zeros_like(pixels))
    lay(plain, over=whole)
    lay(Raster(x=rect.left, y=rect.top, pixels=pixels), over=whole)
    return whole
