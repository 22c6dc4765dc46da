"""Compiled loops over packed pixels: premultiplied RGBA, four bytes in one little-endian word.

Sums of *over* and of resampling are whole numbers or plain float32 (never contracted), so that
every machine paints the same.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel

Packed = NDArray[np.uint32]
Weights = NDArray[np.float32]
# Where to work: left and top in the canvas, left and top in the source, width, height.
Spot = tuple[int, int, int, int, int, int]

# Two channels of a pixel, each with room for eight more bits, and one half for each.
_PAIR = np.uint32(0x00FF00FF)
_HALF = np.uint32(0x00800080)
_EIGHT = np.uint32(8)
_BYTE = np.uint32(255)


@kernel
def over_pixels(canvas: Packed, source: Packed, spot: Spot) -> None:
    """Lay pixels over pixels, two channels at a time."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        for x in range(width):
            rest = _BYTE - (laid[x] >> np.uint32(24))
            even = np.uint32((under[x] & _PAIR) * rest + _HALF)
            odd = np.uint32(((under[x] >> _EIGHT) & _PAIR) * rest + _HALF)
            even = ((even + ((even >> _EIGHT) & _PAIR)) >> _EIGHT) & _PAIR
            odd = (odd + ((odd >> _EIGHT) & _PAIR)) & ~_PAIR
            under[x] = laid[x] + np.uint32(even | odd)


@kernel
def over_pixels_faded(
    canvas: Packed, source: Packed, columns: Weights, rows: Weights, spot: Spot
) -> None:
    """Lay pixels over pixels, faded by weights 0-1 of the spot's columns and rows."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        row = rows[y]
        for x in range(width):
            weight = columns[x] * row
            rest = np.float32(1) - weight * np.float32(laid[x] >> np.uint32(24)) / np.float32(255)
            mixed = np.uint32(0)
            for shift in (np.uint32(0), np.uint32(8), np.uint32(16), np.uint32(24)):
                light = np.float32((laid[x] >> shift) & _BYTE) * weight
                light += np.float32((under[x] >> shift) & _BYTE) * rest
                mixed |= np.uint32(np.int32(light + np.float32(0.5))) << shift
            under[x] = mixed


@kernel
def resample_turned(
    source: Packed, first: tuple[int, int], steps: tuple[int, int, int, int], out: Packed
) -> None:
    """Bilinear samples along an affine grid; nothing (0) outside the source.

    source: its outermost pixels are empty. All places are in 1/65536 of a pixel; (0, 0) is the
    centre of the source's first pixel. first: u and v of the first output pixel. steps: du/dx,
    du/dy, dv/dx, dv/dy.
    """
    height, width = np.int64(source.shape[0]), np.int64(source.shape[1])
    for y in range(out.shape[0]):
        u, v = first[0] + y * steps[1], first[1] + y * steps[3]
        for x in range(out.shape[1]):
            left, top = u >> 16, v >> 16
            out[y, x] = np.uint32(0)
            if 0 <= left < width - 1 and 0 <= top < height - 1:
                upper, lower = source[top], source[top + 1]
                right_part, low_part = np.uint32((u >> 8) & 255), np.uint32((v >> 8) & 255)
                both = (right_part * low_part + np.uint32(128)) >> _EIGHT
                one = np.uint32(256) - right_part - low_part + both
                right, low = right_part - both, low_part - both
                a, b = upper[left], upper[left + 1]
                c, d = lower[left], lower[left + 1]
                even = (a & _PAIR) * one + (b & _PAIR) * right + _HALF
                even += (c & _PAIR) * low + (d & _PAIR) * both
                odd = ((a >> _EIGHT) & _PAIR) * one + ((b >> _EIGHT) & _PAIR) * right + _HALF
                odd += ((c >> _EIGHT) & _PAIR) * low + ((d >> _EIGHT) & _PAIR) * both
                out[y, x] = np.uint32(((even >> _EIGHT) & _PAIR) | (odd & ~_PAIR))
            u += steps[0]
            v += steps[2]
