"""Scene → one RGB picture: the reference that the video painter is held against."""

from functools import partial

import numpy as np
from PIL import Image

from render_farm.paint.blend import blend
from render_farm.paint.clip import ClipSource
from render_farm.paint.content import NO_CLIPS, PictureSource, content
from render_farm.paint.ground import Ground, RasterShelf, Seen, grounds, seen_at
from render_farm.paint.kernels_pixels import over_pixels, over_pixels_faded
from render_farm.paint.lottie import NO_ANIMATIONS, AnimationSource
from render_farm.paint.moment import at_moment
from render_farm.paint.place import placed
from render_farm.paint.raster import PixelRect, Raster, spot_of
from render_farm.paint.weights import window_of
from templates.scene import Blend, Color, Scene
from templates.text import FontLibrary

# How much more work a pixel is that blends.
_BLENDING = 4


def still(
    scene: Scene,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    at_s: float = 0.0,
    animations: AnimationSource = NO_ANIMATIONS,
    clips: ClipSource = NO_CLIPS,
) -> Image.Image:
    """The scene at `at_s` seconds as an RGB picture of its size.

    Raises:
        PaintError: a layer cannot be painted.
    """
    shelf = RasterShelf(capacity=0)
    found = warm_still(
        scene,
        pictures=pictures,
        fonts=fonts,
        at_s=at_s,
        animations=animations,
        clips=clips,
        shelf=shelf,
    )
    return found.convert("RGB")


def warm_still(
    scene: Scene,
    *,
    pictures: PictureSource,
    fonts: FontLibrary,
    at_s: float,
    animations: AnimationSource,
    shelf: RasterShelf,
    clips: ClipSource = NO_CLIPS,
) -> Image.Image:
    """The same, painted with what is on the shelf; new layers are put there. Raises PaintError.

    Pillow's RGBX, which is how RGB lies in memory, so that nothing is copied: JPEG's and WebP's
    writers take it as it is.
    """
    paint = partial(_painted, pictures=pictures, fonts=fonts, animations=animations, clips=clips)
    cast = seen_at(scene, at_s)
    below = tuple(grounds(scene, cast))
    first, picture = _begun(scene, below, shelf)
    size = (scene.width_px, scene.height_px)
    work_px, all_known = 0, True
    for seen, ground in zip(cast[first:], below[first:], strict=False):
        if all_known and seen.raster not in shelf:
            all_known = False
            if 2 * work_px > size[0] * size[1]:
                # All that was laid until here was known: it will be wanted again.
                shelf.get(ground, partial(_copy, picture))
        raster = shelf.get(seen.raster, partial(paint, seen, canvas=picture.rect))
        work_px += _lay(picture, raster, seen)
    return Image.frombuffer("RGBX", size, picture.pixels, "raw", "RGBX", 0, 1)


def _begun(scene: Scene, below: tuple[Ground, ...], shelf: RasterShelf) -> tuple[int, Raster]:
    """How many layers lie on a canvas already, and the canvas."""
    for depth in range(len(below) - 1, 0, -1):
        if below[depth] in shelf:
            return depth, _copy(shelf.get(below[depth], partial(_blank, scene)))
    return 0, _blank(scene)


def _blank(scene: Scene) -> Raster:
    color: Color = scene.background
    word = np.array([color.red, color.green, color.blue, 255], dtype=np.uint8).view(np.uint32)
    words = np.full((scene.height_px, scene.width_px, 1), word, dtype=np.uint32)
    return Raster(x=0, y=0, pixels=words.view(np.uint8))


def _copy(picture: Raster) -> Raster:
    return Raster(x=picture.x, y=picture.y, pixels=picture.pixels.copy())


def _painted(
    seen: Seen,
    *,
    canvas: PixelRect,
    pictures: PictureSource,
    fonts: FontLibrary,
    animations: AnimationSource,
    clips: ClipSource,
) -> Raster:
    """The layer's pixels where they lie; moved by whole pixels, they are moved when laid."""
    bare = content(
        at_moment(seen.layer, seen.state),
        pictures=pictures,
        fonts=fonts,
        zoom=seen.state.zoom,
        animations=animations,
        clips=clips,
        frame=seen.state.frame,
    )
    if seen.state.matrix.whole_pixels:
        return bare
    return placed(bare, seen.layer, seen.state, canvas=canvas)


def _lay(picture: Raster, raster: Raster, seen: Seen) -> int:
    """How many pixels of work that was."""
    layer, state = seen.layer, seen.state
    whole = state.matrix.whole_pixels
    moved = placed(raster, layer, state, canvas=picture.rect) if whole else raster
    window = window_of(layer, state, picture.rect)
    rect = moved.rect.cut(window.pixels)
    if rect.empty:
        return 0
    spot = spot_of(rect, source=(moved.x, moved.y))
    if layer.blend is not Blend.NORMAL:
        blend(picture, moved, layer.blend, window, rect)
        return _BLENDING * rect.width * rect.height
    if window.full(rect):
        over_pixels(picture.packed, moved.packed, spot)
    else:
        over_pixels_faded(picture.packed, moved.packed, *window.weights(rect), spot)
    return rect.width * rect.height
