"""A crop of a picture, resized and treated → premultiplied RGBA pixels."""

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray
from PIL import Image

from render_farm.errors import PaintError
from render_farm.paint.enlarge import enlarged
from render_farm.paint.fill import premultiplied
from render_farm.paint.kernels_soft import grade_pixels
from render_farm.paint.raster import Pixels
from render_farm.paint.resize import resized
from templates.scene import Box, Color, PictureLayer, Treatment

_CLEAR = Color(red=0, green=0, blue=0, alpha=0.0)
_GRAIN_TILE = 512
# Luma of sRGB and BT.709, in 1/65536: what is left when saturation goes.
_LUMA = np.array([[13933, 46871, 4732]], dtype=np.float32) / 65536


def crop_pixels(
    layer: PictureLayer, image: Image.Image, *, over: Box, zoom: float, size: tuple[int, int]
) -> Pixels:
    """The layer's crop, narrowed by `zoom`, over a part of the canvas in `size` samples.

    Where `over` reaches beyond the picture's edge, as the pixels around a box between pixels may,
    what there is of the picture is stretched by that fraction of a pixel.

    Raises:
        PaintError: the crop does not touch the picture.
    """
    shown = zoomed(layer.crop, zoom, layer.zoom_center)
    source = _source_box(layer, shown, over, image)
    treatment, density = layer.treatment, size[0] / over.width
    blur_px = treatment.blur_px * density
    grading = _grading(treatment)
    if shrinkage(blur_px) > 1:
        pixels = _soft(image, source, size, grading, blur_px=blur_px)
    else:
        pixels = resized(image, source, size)
        pixels = blurred(pixels, blur_px) if blur_px > 0 else pixels
        if grading is not None:
            grade_pixels(pixels.view(np.uint32)[:, :, 0], grading)
    return _grained(pixels, treatment.grain, layer.sha256) if treatment.grain > 0 else pixels


def zoomed(crop: Box, zoom: float, center: tuple[float, float]) -> Box:
    """The crop narrowed by a factor about a centre given in fractions of it."""
    width, height = crop.width / zoom, crop.height / zoom
    return Box(
        x=crop.x + center[0] * (crop.width - width),
        y=crop.y + center[1] * (crop.height - height),
        width=width,
        height=height,
    )


def _source_box(
    layer: PictureLayer, shown: Box, over: Box, image: Image.Image
) -> tuple[float, float, float, float]:
    """What of the picture lies under `over`, held to the picture's edges."""
    per_x, per_y = shown.width / layer.box.width, shown.height / layer.box.height
    left = shown.x + (over.x - layer.box.x) * per_x
    top = shown.y + (over.y - layer.box.y) * per_y
    right, bottom = left + over.width * per_x, top + over.height * per_y
    left, right = max(0.0, left), min(float(image.width), right)
    top, bottom = max(0.0, top), min(float(image.height), bottom)
    if right - left < 1e-3 or bottom - top < 1e-3:
        size = f"{image.width}×{image.height}"
        raise PaintError(f"crop {layer.crop} misses the picture", where=layer.name, allowed=size)
    return (left, top, right, bottom)


def _soft(
    image: Image.Image,
    source: tuple[float, float, float, float],
    size: tuple[int, int],
    grading: NDArray[np.float32] | None,
    *,
    blur_px: float,
) -> Pixels:
    """A widely blurred picture has nothing fine: all is done on a small copy, enlarged at last.

    In floating point and dithered, since soft dark grounds show every step between two levels.
    """
    shrink = shrinkage(blur_px)
    small = (max(1, size[0] // shrink), max(1, size[1] // shrink))
    pixels: MatLike = resized(image, source, small).astype(np.float32)
    sigma = blur_px * small[0] / size[0]
    pixels = cv2.GaussianBlur(pixels, (0, 0), sigmaX=sigma, borderType=cv2.BORDER_REPLICATE)
    if grading is not None:
        pixels = cv2.transform(pixels, np.vstack((grading, (0, 0, 0, 1))).astype(np.float32))
    return enlarged(pixels, size)


def blurred(pixels: Pixels, sigma_px: float) -> Pixels:
    """Gaussian blur of a picture; its edges repeat."""
    soft = cv2.GaussianBlur(pixels, (0, 0), sigmaX=sigma_px, borderType=cv2.BORDER_REPLICATE)
    return _held(soft)


def shrinkage(sigma_px: float) -> int:
    """How many times smaller a picture may be blurred: a sigma of four pixels is left."""
    return max(1, int(sigma_px / 4))


def _held(pixels: MatLike) -> Pixels:
    """No colour above its alpha, which interpolation that overshoots might bring about."""
    held = np.asarray(pixels, dtype=np.uint8)
    if held.ndim == 3 and int(held[:, :, 3].min()) < 255:
        np.minimum(held[:, :, :3], held[:, :, 3:], out=held[:, :, :3])
    return held


def _grading(treatment: Treatment) -> NDArray[np.float32] | None:
    """Saturation about luma, then brightness, then the tint laid over what there is of the picture.

    (3, 4): the new red, green and blue out of the old ones and alpha; None = as it is.
    """
    plain = treatment.brightness == 1 and treatment.saturation == 1
    if plain and treatment.tint is None:
        return None
    gray = np.repeat(_LUMA, 3, axis=0)
    mix = treatment.saturation * np.eye(3) + (1 - treatment.saturation) * gray
    red, green, blue, cover = premultiplied(treatment.tint or _CLEAR)
    matrix = np.empty((3, 4), dtype=np.float32)
    matrix[:, :3] = (1 - cover / 255) * treatment.brightness * mix
    matrix[:, 3] = np.array((red, green, blue)) / 255
    return matrix


def _grained(pixels: Pixels, amplitude: float, seed: str) -> Pixels:
    """Monochrome noise, the same for the same picture, tiled; only where the picture is opaque."""
    height, width = pixels.shape[:2]
    dice = np.random.Generator(np.random.PCG64(int(seed[:8] or "0", 16)))
    tile = dice.integers(-128, 128, size=(_GRAIN_TILE, _GRAIN_TILE), dtype=np.int16)
    noise: NDArray[np.int16] = np.rint(tile * (amplitude / 128)).astype(np.int16)
    down, across = -(-height // _GRAIN_TILE), -(-width // _GRAIN_TILE)
    noise = np.tile(noise, (down, across))[:height, :width, None]
    colors = pixels[:, :, :3] + noise
    out = pixels.copy()
    out[:, :, :3] = np.clip(colors, 0, pixels[:, :, 3:])
    return out
