"""Compiled loops over planes of Y'CbCr samples, BT.709 limited range (ITU-R BT.709-6, 8 bits).

Colour is turned into Y'CbCr by our own matrix (OpenCV's is BT.601), in whole numbers. *Over* is
linear, so premultiplied Y'CbCr blends just as premultiplied RGB does.
"""

import numpy as np
from numpy.typing import NDArray

from render_farm.paint.jit import kernel
from render_farm.paint.kernels_pixels import Packed, Spot, Weights

Plane = NDArray[np.uint8]

# Y' = 16 + 219·(0.2126 R + 0.7152 G + 0.0722 B)/255, in 1/65536; the last is 16 for each alpha.
_Y_R, _Y_G, _Y_B, _Y_A = np.uint32(11966), np.uint32(40254), np.uint32(4064), np.uint32(4112)
# Cb and Cr from 16 to 240 about 128; each row sums to nothing, so that gray has none.
_U_R, _U_G, _U_B = -6596, -22189, 28785
_V_R, _V_G, _V_B = 28785, -26145, -2640
_C_A = 32897

_BYTE = np.uint32(255)
_PAIR = np.uint32(0x00FF00FF)
_EIGHT, _SIXTEEN, _LAST = np.uint32(8), np.uint32(16), np.uint32(24)


@kernel
def luma_plane(pixels: Packed, luma: Plane, alpha: Plane) -> None:
    """Packed pixels → premultiplied luma, and alpha, of the same size."""
    for y in range(luma.shape[0]):
        for x in range(luma.shape[1]):
            pixel = np.uint32(pixels[y, x])
            light = np.uint32(pixel & _BYTE) * _Y_R + np.uint32(32768)
            light += np.uint32((pixel >> _EIGHT) & _BYTE) * _Y_G
            light += np.uint32((pixel >> _SIXTEEN) & _BYTE) * _Y_B
            light += np.uint32(pixel >> _LAST) * _Y_A
            luma[y, x] = light >> _SIXTEEN
            alpha[y, x] = pixel >> _LAST


@kernel
def chroma_planes(pixels: Packed, cb: Plane, cr: Plane, alpha: Plane) -> None:
    """Packed pixels → premultiplied Cb and Cr, and alpha, of half the size on both sides."""
    for y in range(cb.shape[0]):
        upper, lower = pixels[2 * y], pixels[2 * y + 1]
        for x in range(cb.shape[1]):
            a, b, c, d = upper[2 * x], upper[2 * x + 1], lower[2 * x], lower[2 * x + 1]
            even = (a & _PAIR) + (b & _PAIR) + (c & _PAIR) + (d & _PAIR)
            odd = ((a >> _EIGHT) & _PAIR) + ((b >> _EIGHT) & _PAIR)
            odd += ((c >> _EIGHT) & _PAIR) + ((d >> _EIGHT) & _PAIR)
            red, blue = np.int32(even & np.uint32(65535)), np.int32(even >> _SIXTEEN)
            green, cover = np.int32(odd & np.uint32(65535)), np.int32(odd >> _SIXTEEN)
            gray = _C_A * cover + 131072
            cb[y, x] = (_U_R * red + _U_G * green + _U_B * blue + gray) >> 18
            cr[y, x] = (_V_R * red + _V_G * green + _V_B * blue + gray) >> 18
            alpha[y, x] = (cover + 2) >> 2


@kernel
def over_plane(canvas: Plane, source: Plane, alpha: Plane, spot: Spot) -> None:
    """Lay a premultiplied plane over another."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        cover = alpha[source_top + y, source_left : source_left + width]
        for x in range(width):
            light = np.uint16(under[x]) * np.uint16(255 - cover[x]) + np.uint16(128)
            under[x] = laid[x] + ((light + (light >> 8)) >> 8)


@kernel
def over_plane_faded(
    canvas: Plane, source: Plane, alpha: Plane, columns: Weights, rows: Weights, spot: Spot
) -> None:
    """Lay a premultiplied plane over another, faded by weights 0-1 of columns and rows."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        cover = alpha[source_top + y, source_left : source_left + width]
        row = rows[y]
        for x in range(width):
            weight = columns[x] * row
            rest = np.float32(1) - weight * np.float32(cover[x]) * np.float32(1 / 255)
            light = np.float32(laid[x]) * weight + np.float32(under[x]) * rest
            under[x] = np.int32(light + np.float32(0.5))


@kernel
def over_plane_masked(
    canvas: Plane, source: Plane, mask: Plane, columns: Weights, rows: Weights, spot: Spot
) -> None:
    """Lay an opaque plane over another through a mask 0-255, faded by weights 0-1."""
    left, top, source_left, source_top, width, height = spot
    for y in range(height):
        under = canvas[top + y, left : left + width]
        laid = source[source_top + y, source_left : source_left + width]
        cover = mask[source_top + y, source_left : source_left + width]
        row = rows[y] * np.float32(1 / 255)
        for x in range(width):
            weight = columns[x] * row * np.float32(cover[x])
            below = np.float32(under[x])
            light = below + (np.float32(laid[x]) - below) * weight
            under[x] = np.int32(light + np.float32(0.5))
