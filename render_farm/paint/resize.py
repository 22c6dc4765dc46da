"""A part of a picture → packed pixels of another size: Lanczos, in whole numbers.

Rows are mixed first, then, the picture turned over its diagonal, columns: mixing whole rows is
what processors do sixteen bytes at a time.
"""

import math

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from render_farm.paint.kernels_resample import mix_rows
from render_farm.paint.raster import Pixels

_LOBES = 3
_ONE = 1 << 14
_STRIP_ROWS = 128
_TAPS = 3  # a kernel's loop takes so many at once
# Left, top, right and bottom edge in a picture; they may lie between its pixels.
Edges = tuple[float, float, float, float]


def resized(image: Image.Image, part: Edges, size: tuple[int, int]) -> Pixels:
    """The part of the picture as (height, width, 4) premultiplied pixels; size: width, height."""
    pixels, part = _cut(image, part, size)
    left, top, right, bottom = part
    rows = _mixed(pixels.reshape(len(pixels), -1), top, bottom, size[1])
    columns = _mixed(_turned(rows), left, right, size[0])
    out = _turned(columns).reshape(size[1], size[0], 4)
    if image.has_transparency_data:
        np.minimum(out[:, :, :3], out[:, :, 3:], out=out[:, :, :3])
    else:
        out.view(np.uint32)[:] |= np.uint32(0xFF000000)
    return out


def _cut(image: Image.Image, part: Edges, size: tuple[int, int]) -> tuple[Pixels, Edges]:
    """The pixels that the part needs, with all that its filter reaches, and the part in them."""
    left, top, right, bottom = part
    reach_x, reach_y = (
        math.ceil(_LOBES * max(1.0, length / count)) + _TAPS
        for length, count in ((right - left, size[0]), (bottom - top, size[1]))
    )
    x, y = max(0, math.floor(left) - reach_x), max(0, math.floor(top) - reach_y)
    far_x = min(image.width, math.ceil(right) + reach_x)
    far_y = min(image.height, math.ceil(bottom) + reach_y)
    return _packed(image, (x, y, far_x, far_y)), (left - x, top - y, right - x, bottom - y)


def _packed(image: Image.Image, piece: tuple[int, int, int, int]) -> Pixels:
    """Copied out in strips, which stay in the processor's cache."""
    kind, raw = ("RGBA", "RGBa") if image.has_transparency_data else ("RGB", "RGBX")
    plain = image if image.mode == kind else image.convert(kind)
    left, first, right, last = piece
    out = np.empty((last - first, right - left, 4), dtype=np.uint8)
    for top in range(first, last, _STRIP_ROWS):
        strip = plain.crop((left, top, right, min(last, top + _STRIP_ROWS)))
        data = (strip.convert("RGBa") if kind == "RGBA" else strip).tobytes("raw", raw)
        rows = np.frombuffer(data, dtype=np.uint8).reshape(strip.height, strip.width, 4)
        out[top - first : top - first + strip.height] = rows
    return out


def _mixed(rows: Pixels, start: float, stop: float, count: int) -> Pixels:
    """`count` rows out of those between two places."""
    first, weights = _lanczos(start, stop, count, len(rows))
    short = int(first[-1]) + weights.shape[1] - len(rows)
    if short > 0:
        rows = np.pad(rows, ((0, short), (0, 0)))
    out = np.empty((count, rows.shape[1]), dtype=np.uint8)
    mix_rows(rows, first, weights, out)
    return out


def _lanczos(
    start: float, stop: float, count: int, rows: int
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """For each output row the first source row and the weights of those from it on."""
    step = (stop - start) / count
    wide = max(1.0, step)
    taps = -(-math.ceil(2 * _LOBES * wide) // _TAPS) * _TAPS
    centers = start + (np.arange(count) + 0.5) * step
    first = np.maximum(0, np.rint(centers - taps / 2).astype(np.int64))
    first = np.minimum(first, max(0, rows - taps))
    places = first[:, None] + np.arange(taps)
    away = (places + 0.5 - centers[:, None]) / wide
    share = np.where(np.abs(away) < _LOBES, np.sinc(away) * np.sinc(away / _LOBES), 0.0)
    share[places >= rows] = 0.0
    weights = np.rint(share * (_ONE / share.sum(axis=1, keepdims=True))).astype(np.int32)
    weights[np.arange(count), weights.argmax(axis=1)] += _ONE - weights.sum(axis=1)
    return first, weights


def _turned(rows: Pixels) -> Pixels:
    """Rows of packed pixels as columns, and columns as rows."""
    words = np.asarray(cv2.transpose(rows.view(np.int32)), dtype=np.int32)
    return words.view(np.uint8)
