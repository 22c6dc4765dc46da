"""What is seen of a picture or a clip that stands still → its mask as planes, and its shadow."""

import numpy as np

from render_farm.paint.i420 import Planes, planes_of
from render_farm.paint.raster import PixelRect, Pixels, Raster
from render_farm.paint.shadow import shadow_of
from render_farm.paint.sprite import RasterSprite
from templates.scene import PictureLayer, VideoLayer


def mask_planes(mask: Pixels, rect: PixelRect) -> Planes:
    """Planes whose alpha is the mask, without any light."""
    return planes_of(_clear(mask, rect))


def shadow_around(
    layer: PictureLayer | VideoLayer, mask: Pixels, rect: PixelRect, canvas: PixelRect
) -> RasterSprite | None:
    """The shadow of what the mask shows, if the layer casts one.

    There is none right behind the picture: while that fades it would shine through.
    """
    if layer.shadow is None:
        return None
    raster = shadow_of(_clear(mask, rect), layer.shadow)
    left, top = rect.left - raster.x, rect.top - raster.y
    behind = raster.pixels[top : top + rect.height, left : left + rect.width]
    behind[mask == 255] = 0
    return RasterSprite(layer, raster, canvas=canvas)


def _clear(mask: Pixels, rect: PixelRect) -> Raster:
    pixels = np.zeros((*mask.shape, 4), dtype=np.uint8)
    pixels[:, :, 3] = mask
    return Raster(x=rect.left, y=rect.top, pixels=pixels)
