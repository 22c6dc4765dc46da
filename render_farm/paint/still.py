"""Scene → one RGB picture: the reference that the video painter is held against."""

import numpy as np
from PIL import Image

from render_farm.paint.blend import blend
from render_farm.paint.content import PictureSource, content
from render_farm.paint.kernels_pixels import over_pixels, over_pixels_faded
from render_farm.paint.lottie import NO_ANIMATIONS, AnimationSource
from render_farm.paint.moment import at_moment
from render_farm.paint.place import placed
from render_farm.paint.raster import Raster, spot_of
from render_farm.paint.state import state_at
from render_farm.paint.weights import Window, window_of
from templates.scene import Blend, Scene
from templates.text import FontLibrary


def still(
    scene: Scene,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    at_s: float = 0.0,
    animations: AnimationSource = NO_ANIMATIONS,
) -> Image.Image:
    """The scene at `at_s` seconds as an RGB picture of its size.

    Raises:
        PaintError: a layer cannot be painted.
    """
    canvas = np.empty((scene.height_px, scene.width_px, 4), dtype=np.uint8)
    color = scene.background
    canvas[:, :] = (color.red, color.green, color.blue, 255)
    picture = Raster(x=0, y=0, pixels=canvas)
    edges = picture.rect
    for layer in scene.layers:
        state = state_at(layer, at_s)
        if state is None:
            continue
        raster = content(
            at_moment(layer, state),
            pictures=pictures,
            fonts=fonts,
            zoom=state.zoom,
            animations=animations,
            frame=state.frame,
        )
        moved = placed(raster, layer, state, canvas=edges)
        _lay(picture, moved, window_of(layer, state, edges), layer.blend)
    size = (scene.width_px, scene.height_px)
    return Image.frombytes("RGB", size, canvas.tobytes(), "raw", "RGBX")


def _lay(picture: Raster, raster: Raster, window: Window, mode: Blend) -> None:
    rect = raster.rect.cut(window.pixels)
    if rect.empty:
        return
    if mode is not Blend.NORMAL:
        blend(picture, raster, mode, window, rect)
        return
    spot = spot_of(rect, source=(raster.x, raster.y))
    if window.full(rect):
        over_pixels(picture.packed, raster.packed, spot)
    else:
        over_pixels_faded(picture.packed, raster.packed, *window.weights(rect), spot)
