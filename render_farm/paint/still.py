"""Scene → one RGB picture: the reference that the video painter is held against."""

import numpy as np
from PIL import Image

from render_farm.paint.content import PictureSource, content
from render_farm.paint.kernels_rgb import over_rgb
from render_farm.paint.place import placed
from render_farm.paint.raster import PixelRect, Pixels, Raster
from render_farm.paint.state import state_at
from render_farm.paint.weights import Window, window_of
from templates.scene import Scene
from templates.text import FontLibrary


def still(
    scene: Scene, *, pictures: PictureSource, fonts: FontLibrary, at_s: float = 0.0
) -> Image.Image:
    """The scene at `at_s` seconds as an RGB picture of its size.

    Raises:
        PaintError: a layer cannot be painted.
    """
    canvas = np.empty((scene.height_px, scene.width_px, 3), dtype=np.uint8)
    color = scene.background
    canvas[:, :] = (color.red, color.green, color.blue)
    edges = PixelRect(left=0, top=0, right=scene.width_px, bottom=scene.height_px)
    for layer in scene.layers:
        state = state_at(layer, at_s)
        if state is None:
            continue
        raster = content(layer, pictures=pictures, fonts=fonts, zoom=state.zoom)
        moved = placed(raster, layer, state, canvas=edges)
        _lay(canvas, moved, window_of(layer, state, edges))
    return Image.fromarray(canvas)


def _lay(canvas: Pixels, raster: Raster, window: Window) -> None:
    rect = PixelRect(
        left=raster.x, top=raster.y, right=raster.x + raster.width, bottom=raster.y + raster.height
    ).cut(window.pixels)
    if rect.empty:
        return
    columns, rows = window.weights(rect)
    source = raster.pixels[
        rect.top - raster.y : rect.bottom - raster.y, rect.left - raster.x : rect.right - raster.x
    ]
    over_rgb(canvas[rect.top : rect.bottom, rect.left : rect.right], source, columns, rows)
