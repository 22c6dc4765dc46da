"""A part of a picture → packed pixels of another size: Lanczos, in whole numbers.

Rows are mixed first, then, the picture turned over its diagonal, columns: mixing whole rows is
what processors do sixteen bytes at a time.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.paint.kernels_resample import mix_rows, weigh_lanczos
from render_farm.paint.lying import lying
from render_farm.paint.raster import Pixels

_LOBES = 3
_STRIP_ROWS = 128
_TAPS = 3  # a kernel's loop takes so many at once
# Left, top, right and bottom edge in a picture; they may lie between its pixels.
Edges = tuple[float, float, float, float]


def resized(image: Image.Image, part: Edges, size: tuple[int, int]) -> Pixels:
    """The part of the picture as (height, width, 4) premultiplied pixels; size: width, height."""
    pixels, part = _cut(image, part, size)
    left, top, right, bottom = part
    first, last = _reached(left, right, size[0], pixels.shape[1])
    columns = slice(4 * first, 4 * last)
    rows = _mixed(pixels.reshape(len(pixels), -1), top, bottom, size[1], columns)
    turned = _turned(rows)
    turned = _mixed(turned, left - first, right - first, size[0], slice(0, turned.shape[1]))
    out = _turned(turned).reshape(size[1], size[0], 4)
    if image.has_transparency_data:
        np.minimum(out[:, :, :3], out[:, :, 3:], out=out[:, :, :3])
    else:
        out.view(np.uint32)[:] |= np.uint32(0xFF000000)
    return out


def _cut(image: Image.Image, part: Edges, size: tuple[int, int]) -> tuple[Pixels, Edges]:
    """Pixels that hold the part and all that its filter reaches, and the part in them."""
    kind = "RGBA" if image.has_transparency_data else "RGB"
    plain = image if image.mode == kind else image.convert(kind)
    if kind == "RGB" and (whole := lying(plain)) is not None:
        return whole, part
    left, top, right, bottom = part
    x, far_x = _reached(left, right, size[0], image.width)
    y, far_y = _reached(top, bottom, size[1], image.height)
    return _packed(plain, (x, y, far_x, far_y)), (left - x, top - y, right - x, bottom - y)


def _reached(start: float, stop: float, count: int, end: int) -> tuple[int, int]:
    """The first pixel, and the one after the last, that the filter reaches for `count` of them."""
    reach = math.ceil(_LOBES * max(1.0, (stop - start) / count)) + _TAPS
    return max(0, math.floor(start) - reach), min(end, math.ceil(stop) + reach)


def _packed(image: Image.Image, piece: tuple[int, int, int, int]) -> Pixels:
    """Copied out in strips, which stay in the processor's cache."""
    left, first, right, last = piece
    out = np.empty((last - first, right - left, 4), dtype=np.uint8)
    for top in range(first, last, _STRIP_ROWS):
        strip = image.crop((left, top, right, min(last, top + _STRIP_ROWS)))
        if image.mode == "RGBA":
            data = strip.convert("RGBa").tobytes("raw", "RGBa")
        else:
            data = strip.tobytes("raw", "RGBX")
        rows = np.frombuffer(data, dtype=np.uint8).reshape(strip.height, strip.width, 4)
        out[top - first : top - first + strip.height] = rows
    return out


def _mixed(rows: Pixels, start: float, stop: float, count: int, columns: slice) -> Pixels:
    """`count` rows out of those between two places; columns: the bytes of a row that are wanted."""
    first, weights = _lanczos(start, stop, count, len(rows))
    short = int(first[-1]) + weights.shape[1] - len(rows)
    if short > 0:
        rows = np.pad(rows, ((0, short), (0, 0)))
    out = np.empty((count, columns.stop - columns.start), dtype=np.uint8)
    mix_rows(rows, columns.start, first, weights, out)
    return out


def _lanczos(
    start: float, stop: float, count: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For each output row the first source row and the weights of those from it on."""
    wide = max(1.0, (stop - start) / count)
    taps = -(-math.ceil(2 * _LOBES * wide) // _TAPS) * _TAPS
    first = np.empty(count, dtype=np.int64)
    weights = np.empty((count, taps), dtype=np.int32)
    weigh_lanczos((start, stop), rows, first, weights)
    return first, weights


def _turned(rows: Pixels) -> Pixels:
    """Rows of packed pixels as columns, and columns as rows."""
    words = np.asarray(cv2.transpose(rows.view(np.int32)), dtype=np.int32)
    return words.view(np.uint8)
